"""Leaves that two loads have differently, and another snapshot's values in their place."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.computed import MARK
from forge_migrations.drizzle.history.computed import value_at
from forge_migrations.drizzle.history.computed import varying
from forge_migrations.drizzle.history.computed import with_values_of

AT = ("tables", "public.a", "columns", "at", "default")


def early(**column: Any) -> dict[str, Any]:
    return {
        "version": "7",
        "dialect": "postgresql",
        "tables": {"public.a": {"name": "a", "columns": {"at": {"name": "at", **column}}}},
    }


def later(**column: Any) -> dict[str, Any]:
    table = {"entityType": "tables", "schema": "public", "name": "a"}
    at = {"entityType": "columns", "schema": "public", "table": "a", "name": "at", **column}
    return {"version": "9", "dialect": "postgres", "ddl": [table, at]}


@pytest.mark.parametrize("made", [early, later])
def test_a_leaf_that_differs_is_computed_and_takes_the_others_value(made: Any) -> None:
    loaded, other, newest = made(default="1"), made(default="2"), made(default="3")

    assert varying(loaded, other) == ([AT], [])
    assert varying(loaded, loaded) == ([], [])
    assert with_values_of(loaded, newest, [AT]) == newest
    assert value_at(loaded, AT) == "1"


@pytest.mark.parametrize("made", [early, later])
def test_a_default_that_a_variable_gives_may_be_absent_without_it(made: Any) -> None:
    loaded, other, newest = made(), made(default=f"'{MARK}REGION'"), made(default="'us'")

    assert varying(loaded, other) == ([AT], [AT])
    assert with_values_of(loaded, newest, [AT]) == newest


@pytest.mark.parametrize("made", [early, later])
def test_where_the_other_snapshot_has_no_such_leaf_the_value_stays(made: Any) -> None:
    loaded = made(default="1")

    assert with_values_of(loaded, made(), [AT]) == loaded
    assert with_values_of(loaded, {"version": "7", "tables": {}}, [AT]) == loaded
    assert value_at(None, AT) is None


def test_a_thing_that_only_one_load_has_is_no_computed_leaf() -> None:
    loaded, other = early(default="1"), early(default="1")
    other["tables"]["public.b"] = {"name": "b", "columns": {"at": {"default": "2"}}}

    assert varying(loaded, other) == ([], [])
    assert varying(loaded, None) == ([], [])
