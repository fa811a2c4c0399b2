"""What an older drizzle wrote otherwise is no change of the schema."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.checks.stale_migrations.older_kits import of_the_schema
from forge_migrations.drizzle.history.snapshot import Difference
from forge_migrations.drizzle.history.snapshot import differences


def between(old: dict[str, Any], new: dict[str, Any]) -> frozenset[Difference]:
    def keyed(keys: dict[str, Any]) -> dict[str, Any]:
        named = {name: {"name": name, "columns": columns} for name, columns in keys.items()}
        return {"tables": {"members": {"name": "members", "compositePrimaryKeys": named}}}

    return of_the_schema(differences(keyed(old), keyed(new)))


def test_the_name_that_nobody_gave_a_primary_key_is_no_change() -> None:
    assert not between({"members_a_b": ["a", "b"]}, {"members_a_b_pk": ["a", "b"]})


def test_a_key_of_other_columns_is_a_change_under_any_name() -> None:
    assert between({"members_a_b": ["a", "b"]}, {"members_a_b_pk": ["a", "c"]})


def test_a_key_renamed_by_hand_is_a_change() -> None:
    assert between({"members_a_b": ["a", "b"]}, {"members_key": ["a", "b"]})


def test_a_second_key_beside_the_first_is_a_change() -> None:
    assert between({"k": ["a", "b"]}, {"k": ["a", "b"], "k_pk": ["a", "b"]})


def test_sorted_columns_of_a_key_are_no_change_and_others_are_one() -> None:
    assert not between({"k": ["a", "b"]}, {"k": ["b", "a"]})
    assert between({"k": ["b", "a"]}, {"k": ["a", "b"]})


@pytest.mark.parametrize(
    ("what", "old", "new", "same"),
    [
        ("onDelete", '"cascade"', '"CASCADE"', True),
        ("onDelete", '"cascade"', '"SET NULL"', False),
        ("default", '"0"', '"false"', True),
        ("default", '"true"', '"1"', True),
        ("default", '"0"', '"true"', False),
        ("type", '"0"', '"false"', False),
    ],
)
def test_the_same_value_in_other_letters_is_no_change(
    what: str, old: str, new: str, same: bool
) -> None:
    difference = Difference(("tables", "members", "columns", "active", what), old, new)
    assert of_the_schema([difference]) == (frozenset() if same else {difference})
