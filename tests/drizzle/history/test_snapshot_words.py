from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.history.snapshot_words import described

COLUMN = {"name": "a", "type": "text", "notNull": False, "primaryKey": False}


def users(**parts: Any) -> dict[str, Any]:
    return {"tables": {"public.users": {"name": "users", "schema": "", **parts}}}


def texts(old: dict[str, Any] | None, new: dict[str, Any] | None) -> list[str]:
    return [each.text for each in described(old, new)]


@pytest.mark.parametrize(
    ("part", "thing", "words"),
    [
        ("columns", COLUMN | {"notNull": True, "default": "'x'"},
         'column "a" text not null default \'x\''),
        ("columns", COLUMN | {"default": False}, 'column "a" text default false'),
        ("columns", COLUMN | {"default": ""}, 'column "a" text default \'\''),
        ("indexes", {"columns": [{"expression": "b"}, {"expression": "lower(c)"}]},
         'index "a" (b, lower(c))'),
        ("indexes", {"columns": ["b"]}, 'index "a" (b)'),
        ("foreignKeys", {"columnsFrom": ["b"], "tableTo": "teams"}, 'foreign key "a" (b) to teams'),
        ("foreignKeys", {"columns": ["b"], "tableTo": "teams"}, 'foreign key "a" (b) to teams'),
        ("compositePrimaryKeys", {"columns": ["b", "c"]}, 'primary key "a" (b, c)'),
        ("uniqueConstraints", {"columns": ["b"]}, 'unique constraint "a" (b)'),
        ("checkConstraints", {"value": "b > 0"}, 'check "a": b > 0'),
        ("policies", {"as": "PERMISSIVE"}, 'policy "a"'),
    ],
)  # fmt: skip
def test_a_part_of_a_table_that_comes_or_goes(part: str, thing: Any, words: str) -> None:
    without, held = users(), users(**{part: {"a": thing}})
    assert texts(without, held) == [f'adds {words} to table "users"']
    short = " ".join(words.replace(":", "").split('"')[0:1]).strip()
    assert texts(held, without) == [f'drops {short} "a" of table "users"']


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({}, {"notNull": True}, "not null"),
        ({"notNull": True}, {}, "null"),
        ({"primaryKey": True}, {}, "no primary key"),
        ({}, {"autoincrement": True}, "autoincrement"),
        ({"type": "varchar(10)"}, {"type": "varchar(20)"}, "type varchar(10) → varchar(20)"),
        ({}, {"default": "now()"}, "default none → now()"),
        ({"default": "'x'"}, {"default": ""}, "default 'x' → ''"),
        ({}, {"generated": {"as": "1", "type": "stored"}}, "generated none → {}"),
    ],
)
def test_a_column_that_changes(old: dict[str, Any], new: dict[str, Any], words: str) -> None:
    found = texts(users(columns={"a": COLUMN | old}), users(columns={"a": COLUMN | new}))
    assert found[0] == f'changes column "a" of table "users": {words}'


@pytest.mark.parametrize(
    ("kind", "key", "thing", "words"),
    [
        ("enums", "public.role", {"name": "role", "values": ["a", "b"]}, 'enum "role" (a, b)'),
        ("enums", "auth.role", {"name": "role", "values": []}, 'enum "auth.role" ()'),
        ("schemas", "auth", "auth", 'schema "auth"'),
        ("views", "public.v", {"name": "v"}, 'view "v"'),
        ("sequences", "public.s", {"name": "s"}, 'sequence "s"'),
        ("triggers", "t", {"name": "t"}, 'trigger "t"'),
    ],
)
def test_what_is_no_table(kind: str, key: str, thing: Any, words: str) -> None:
    assert texts({}, {kind: {key: thing}}) == [f"adds {words}"]
    assert texts({kind: {key: thing}}, None) == [f"drops {words.partition(' (')[0]}"]


def test_a_new_table_is_told_with_its_columns_and_before_everything_else() -> None:
    new = users(columns={"a": COLUMN, "b": COLUMN | {"notNull": True}})
    new["enums"] = {"public.e": {"values": ["x"]}}
    assert texts(None, new) == ['adds table "users" (a text, b text not null)', 'adds enum "e" (x)']


def test_a_table_tells_what_is_its_own() -> None:
    assert texts(users(isRLSEnabled=False), users(isRLSEnabled=True)) == [
        'changes table "users": row level security on'
    ]


def test_an_enums_values_are_told_as_they_were_and_are() -> None:
    old = {"enums": {"public.e": {"values": ["a"]}}}
    new = {"enums": {"public.e": {"values": ["a", "é"]}}}
    assert texts(old, new) == ['changes enum "e": values ["a"] → ["a", "é"]']


def test_a_schema_that_is_a_plain_text_may_change() -> None:
    assert texts({"schemas": {"a": "a"}}, {"schemas": {"a": "b"}}) == ['changes schema "a": a → b']


def test_every_difference_is_covered_by_a_word_and_by_one_only_of_its_kind() -> None:
    old = users(columns={"a": COLUMN, "gone": COLUMN}, indexes={"i": {"columns": ["a"]}})
    new = users(columns={"a": COLUMN | {"notNull": True, "type": "int"}}, isRLSEnabled=True,
                indexes={"i": {"columns": ["a", "b"]}})  # fmt: skip
    new["enums"] = {"public.e": {"values": ["x"]}}
    told = described(old, new)
    for one in differences(old, new):
        assert sum(each.covers(one.path) for each in told) == 1, one


def test_nothing_is_told_of_what_is_the_same() -> None:
    one = users(columns={"a": COLUMN})
    assert texts(one, users(columns={"a": {**COLUMN}})) == []
    assert texts(None, None) == []
