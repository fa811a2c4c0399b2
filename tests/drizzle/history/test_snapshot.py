from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.history.snapshot_words import described


def snapshot(**columns: Any) -> dict[str, Any]:
    made = {name: {"name": name, **value} for name, value in columns.items()}
    table = {"name": "users", "schema": "", "columns": made, "indexes": {}}
    return {"version": "7", "id": "x", "tables": {"public.users": table}, "enums": {}}


NAME = {"type": "text", "notNull": False, "primaryKey": False}


def test_what_every_run_writes_anew_is_no_difference() -> None:
    old = {**snapshot(name=NAME), "id": "a", "prevId": "b", "_meta": {"columns": {}}}
    new = {**snapshot(name=NAME), "id": "c", "prevId": "a", "_meta": {}}
    assert not differences(old, new)


def test_what_one_version_leaves_out_is_no_difference() -> None:
    old = snapshot(name=NAME)
    new = snapshot(name={"type": "text"})
    new["tables"]["public.users"].update(policies={}, isRLSEnabled=False)
    assert not differences(old, {**new, "views": {}})


def test_a_primary_key_without_its_name_is_the_same_key() -> None:
    def keyed(**more: str) -> dict[str, Any]:
        key = {"columns": ["a", "b"], **more}
        return {"tables": {"t": {"compositePrimaryKeys": {"t_pk": key}}}}

    assert not differences(keyed(), keyed(name="t_pk"))
    assert differences(keyed(), keyed(name="other"))


def test_the_order_of_columns_is_no_difference_and_that_of_enum_values_is_one() -> None:
    assert not differences(snapshot(a=NAME, b=NAME), snapshot(b=NAME, a=NAME))
    old = {"enums": {"role": {"values": ["a", "b"]}}}
    assert differences(old, {"enums": {"role": {"values": ["b", "a"]}}})


@pytest.mark.parametrize("default", [False, 0, "", "'x'", {}])
def test_a_default_is_a_difference_whatever_it_is(default: Any) -> None:
    assert differences(snapshot(name=NAME), snapshot(name={**NAME, "default": default}))


def test_a_new_table_is_a_difference_for_each_of_its_columns() -> None:
    one, two = snapshot(a=NAME), snapshot(a=NAME, b=NAME)
    assert differences({}, one) < differences({}, two)


def test_both_layouts_are_compared_alike() -> None:
    def entities(*more: dict[str, Any]) -> dict[str, Any]:
        table = {"entityType": "tables", "schema": "public", "name": "users"}
        return {"version": "9", "ddl": [table, *more]}

    column = {"entityType": "columns", "schema": "public", "table": "users", "name": "a"}
    found = described(entities(), entities({**column, "type": "text", "notNull": True}))
    assert [each.text for each in found] == ['adds column "a" text not null to table "users"']
    assert not differences(entities(column), entities({**column, "default": None}))


def test_words_cover_the_differences_that_they_tell() -> None:
    old, new = snapshot(a=NAME), snapshot(a={**NAME, "notNull": True}, b=NAME)
    told = described(old, new)
    assert [each.text for each in told] == [
        'changes column "a" of table "users": not null',
        'adds column "b" text to table "users"',
    ]
    assert all(any(each.covers(one.path) for each in told) for one in differences(old, new))
