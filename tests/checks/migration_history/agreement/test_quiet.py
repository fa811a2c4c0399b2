from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.checks.migration_history.agreement.compared import compared
from forge_migrations.checks.migration_history.agreement.quiet import Quiet
from forge_migrations.sql.read import read_script


def kinds(count: int = 30, **columns: dict[str, Any]) -> dict[str, Any]:
    given = {f"c{n}": {"type": "text"} for n in range(count)}
    named = {name: {"name": name, **one} for name, one in {**given, **columns}.items()}
    return {"tables": {"public.t": {"name": "t", "columns": named}}}


def quiet(was: dict[str, Any], now: dict[str, Any], sql: str) -> frozenset[str]:
    reading = read_script(sql, "postgres")
    acts = [act for group in reading.acts for act in group]
    return Quiet(was, now, reading, acts).of("public.t")


ADD = 'ALTER TABLE "t" ADD COLUMN "more" text;'


def test_columns_that_neither_changed_nor_stand_in_the_sql() -> None:
    more = kinds(more={"type": "text"}, c7={"type": "text", "notNull": True})
    sql = f'{ADD} ALTER TABLE "t" ALTER COLUMN "C3" SET NOT NULL;'
    assert quiet(kinds(), more, sql) == {f"c{n}" for n in range(30) if n not in (3, 7)}


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TYPE mood CASCADE",
        'ALTER TABLE "t" RENAME TO "u"',
        "DO $$ BEGIN EXECUTE 'alter table t alter c' || 1 || ' set not null'; END $$",
        'ALTER TABLE "t" ALTER COLUMN U&"\\0063\\0031" SET NOT NULL',
        "TRUNCATE t",
    ],
)
def test_none_where_the_sql_may_reach_what_it_does_not_name(sql: str) -> None:
    assert quiet(kinds(), kinds(), f"{ADD} {sql};") == frozenset()


def test_none_of_those_that_make_a_key_or_a_sequence_besides() -> None:
    own = {
        "c1": {"type": "text", "isUnique": True},
        "c2": {"type": "integer", "identity": {"type": "always"}},
        "c3": {"type": "serial", "primaryKey": True},
        "two words": {"type": "text"},
    }
    assert kinds(**own)["tables"]["public.t"]["columns"].keys() - quiet(
        kinds(**own), kinds(**own), ADD
    ) == {"c1", "c2", "c3", "two words"}


def test_a_small_table_is_read_as_it_is() -> None:
    assert quiet(kinds(3), kinds(3), ADD) == frozenset()


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (ADD, []),
        ("", [("column", "more", "")]),
        (f'{ADD} ALTER TABLE "t" DROP COLUMN "c5";', [("column", "c5", ""), ("index", "kept", "")]),
        (f'{ADD} ALTER TABLE "t" ALTER COLUMN c5 TYPE bigint;', [("column", "c5", "type")]),
        (f'{ADD} CREATE INDEX "i" ON "t" ("c9");', [("index", "i", "")]),
        (f'{ADD} DROP INDEX "kept";', [("index", "kept", "")]),
    ],
)
def test_what_is_found_is_found_all_the_same(sql: str, told: list[tuple[str, str, str]]) -> None:
    was, now = kinds(), kinds(more={"type": "text"})
    for each in (was, now):
        each["tables"]["public.t"]["indexes"] = {
            "kept": {"name": "kept", "columns": ["c5"], "isUnique": False}
        }
    found = compared(was, now, read_script(sql, "postgres"), "postgres", False).found
    assert [(one.part.kind, one.part.name, one.aspect) for one in found] == told
