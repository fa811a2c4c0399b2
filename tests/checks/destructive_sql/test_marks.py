"""Under what a judgement is kept: whatever it depends on makes another mark."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.checks.destructive_sql.marks import Marks
from forge_migrations.config import Policy
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.sql.migrator import migrator_of

POLICY = Policy({})
USUAL: dict[str, Any] = {
    "settings": "s",
    "policy": POLICY,
    "migrator": migrator_of("postgres", "node-postgres"),
    "production": "p",
    "commented": "False",
    "before": "['1']",
}
MIGRATION = Migration("0000_a", "drizzle/0000_a.sql", "b10b", "", None, 0, 1)


def mark(
    prefix: str = "k", migration: Migration = MIGRATION, behind: bool = False, **other: Any
) -> str:
    return Marks(**{**USUAL, **other}).of(prefix, migration, behind)


@pytest.mark.parametrize(
    "other",
    [
        {"prefix": "l"},
        {"migration": MIGRATION._replace(blob="b10c")},
        {"migration": MIGRATION._replace(path="drizzle/0000_b.sql")},
        {"migration": MIGRATION._replace(breakpoints=False)},
        {"behind": True},
        {"settings": "t"},
        {"policy": Policy({"rules": {"drop-table": "off"}})},
        {"policy": Policy({"paths": [{"path": "drizzle/*", "rules": {"drop-table": "off"}}]})},
        {"migrator": migrator_of("mysql")},
        {"production": "q"},
        {"commented": "True"},
    ],
    ids=lambda each: next(iter(each)),
)
def test_what_a_judgement_depends_on_is_in_its_mark(other: dict[str, Any]) -> None:
    assert mark(**other) != mark()
    assert mark(**other) == mark(**other)


def test_what_the_other_side_has_counts_only_where_it_is_judged_together() -> None:
    assert mark(before="['2']") == mark()
    assert mark(before="['2']", behind=True) != mark(behind=True)


def test_what_all_depend_on_is_written_out_once() -> None:
    asked = []

    class Counted(Policy):
        def get(self, key: str, default: Any = None) -> Any:
            asked.append(key)
            return super().get(key, default)

    marks = Marks(**{**USUAL, "policy": Counted({})})
    for number in range(100):
        marks.of("k", MIGRATION._replace(path=f"drizzle/{number}.sql"), False)
    assert asked == ["rules", "paths"]
