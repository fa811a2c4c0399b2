from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.database.structure import differences
from forge_migrations.sql.parts import Part

if TYPE_CHECKING:
    from forge_migrations.database.structure import Structure

USERS = Part("table", "users", "")
ID = Part("column", "users", "id")
MOOD = Part("enum", "", "mood")
BASE: Structure = {USERS: {}, ID: {"type": "integer", "nullable": "no"}, MOOD: {"values": "a"}}


def told(have: Structure, want: Structure) -> list[str]:
    return [str(each) for each in differences(have, want)]


def test_two_equal_structures_differ_in_nothing() -> None:
    assert told(BASE, dict(BASE)) == []
    assert told({ID: {"default": ""}}, {ID: {}}) == []


def test_an_aspect_is_told_with_both_sides() -> None:
    other = {**BASE, ID: {"type": "bigint", "nullable": "no", "default": "1"}}
    assert told(BASE, other) == [
        'column "id" of table "users" has default none, not 1',
        'column "id" of table "users" has type integer, not bigint',
    ]


def test_what_is_missing_or_extra_is_told() -> None:
    less = {USERS: {}, ID: BASE[ID]}
    assert told(less, BASE) == ['enum "mood" is missing']
    assert told(BASE, less) == ['enum "mood" is not in the schema']


def test_a_whole_table_is_told_without_its_parts() -> None:
    assert told({MOOD: BASE[MOOD]}, BASE) == ['table "users" is missing']
    assert told(BASE, {MOOD: BASE[MOOD]}) == ['table "users" is not in the schema']


def test_tables_come_first_and_columns_before_what_is_made_of_them() -> None:
    index = Part("index", "users", "a")
    other = Part("table", "z", "")
    found = differences({}, {index: {}, ID: {}, MOOD: {}, other: {}})
    assert [each.thing for each in found] == [other, MOOD, ID, index]
