"""The line that accepts a finding, and the export that a dropped table lost."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.destructive_sql.acceptance import MANY
from forge_migrations.checks.destructive_sql.acceptance import Declarations
from forge_migrations.checks.destructive_sql.acceptance import scripts_of
from forge_migrations.checks.destructive_sql.acceptance import told
from forge_migrations.drizzle.project import Project
from forge_migrations.findings import Finding

PROJECT = Project("drizzle.config.ts", "", "postgresql", ("src/schema.ts",), "drizzle")
NOTHING = Declarations(MemoryTree(), [])
DROP = Finding(
    "destructive-sql", "drop-table", "d.sql", 1, 'drops table "sessions" with its rows', "wait"
)


def test_a_refusal_says_the_line_that_accepts_it() -> None:
    finding = told(DROP, NOTHING)

    assert finding.remedy == (
        "wait; if it is meant, write above the statement: "
        "-- forge-migrations: allow drop-table: WHY"
    )


@pytest.mark.parametrize(
    "declared",
    [
        "const sessions = pgTable('sessions', {",
        'const sessions = createTable(\n  "sessions",',
        "const sessions = auth.table(`sessions`, {",
    ],
)
def test_a_dropped_table_that_is_still_declared_lost_its_export(declared: str) -> None:
    tree = MemoryTree({"src/schema.ts": "\n" + declared})
    finding = told(DROP, Declarations(tree, ["src/schema.ts"]))

    assert "src/schema.ts:2 still declares it: it lost its export" in finding.message
    assert finding.remedy.startswith("export the table again in src/schema.ts:2")


@pytest.mark.parametrize(
    "text",
    [
        "export const sessions = pgTable('sessions', {",
        "// const sessions = pgTable('sessions', {",
        "",
    ],
)
def test_a_table_that_is_exported_or_gone_lost_none(text: str) -> None:
    declared = Declarations(MemoryTree({"src/schema.ts": text}), ["src/schema.ts"])

    assert told(DROP, declared).message == DROP.message


def test_what_does_not_refuse_is_left_as_it_is() -> None:
    reported = DROP._replace(severity="report")

    assert told(reported, NOTHING) == reported


class Counted(MemoryTree):
    """A Tree that remembers which paths were read."""

    asked: frozenset[str] = frozenset()

    def read_many(self, paths: Iterable[str]) -> dict[str, bytes]:
        wanted = frozenset(paths)
        self.asked |= wanted
        return super().read_many(wanted)


@pytest.mark.parametrize("count", [MANY // 2, MANY * 2])
def test_of_very_many_changed_scripts_only_those_near_the_schema_are_read(count: int) -> None:
    other = {f"web/{number}.ts": "export const a = 1" for number in range(count)}
    near = {"src/schema.ts": "", "src/tables/a.ts": "const sessions = pgTable('sessions', {"}
    tree = Counted({**other, **near})

    finding = told(DROP, Declarations(tree, scripts_of(PROJECT, tree, tree.entries)))

    assert "src/tables/a.ts:1 still declares it" in finding.message
    assert tree.asked == ({*near} if count > MANY else {*near, *other})


def test_the_scripts_are_read_once_for_all_findings() -> None:
    tree = Counted({"src/schema.ts": "const sessions = pgTable('sessions', {"})
    declared = Declarations(tree, ["src/schema.ts"])
    told(DROP, declared)
    tree.asked = frozenset()

    told(DROP, declared)

    assert tree.asked == frozenset()
