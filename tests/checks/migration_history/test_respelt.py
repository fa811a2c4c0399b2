from __future__ import annotations

import json

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.respelt import respelt
from forge_migrations.checks.subject.subject import Subject

TWO = "UPDATE t SET a = 1;\n--> statement-breakpoint\nUPDATE t SET a = 'x';\n"


def of(dialect: str, sql: str, other: str, driver: str = "") -> frozenset[str]:
    def tree(text: str, tag: str = "0000_a") -> MemoryTree:
        entries = [{"idx": 0, "version": "7", "when": 1000, "tag": tag, "breakpoints": True}]
        return MemoryTree(
            {
                "package.json": json.dumps({"dependencies": {driver: "1"}}),
                "drizzle.config.ts": f'export default {{ dialect: "{dialect}", schema: "./s.ts" }};',
                "drizzle/meta/_journal.json": json.dumps({"dialect": dialect, "entries": entries}),
                f"drizzle/{tag}.sql": text,
            }
        )

    before, after = tree(sql), tree(other)
    [one] = Subject(Change(before, after, before)).projects
    return respelt(one, before, after)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "turso", "unknown"])
def test_a_formatters_work_is_known(dialect: str) -> None:
    assert of(dialect, TWO, TWO.replace("UPDATE t", "update  t") + "-- x\n") == {
        "drizzle/0000_a.sql"
    }
    assert of(dialect, TWO, TWO.replace("'x'", "'y'")) == set()
    assert of(dialect, TWO, TWO) == set()


@pytest.mark.parametrize(
    ("dialect", "driver", "known"),
    [("postgresql", "pg", True), ("sqlite", "better-sqlite3", False), ("sqlite", "wrangler", True)],
)
def test_what_comes_together_is_the_drivers_matter(dialect: str, driver: str, known: bool) -> None:
    together = TWO.replace("--> statement-breakpoint\n", "")
    assert bool(of(dialect, TWO, together, driver)) is known
