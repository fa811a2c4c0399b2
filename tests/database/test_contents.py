from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from forge_migrations.database.contents import Held
from forge_migrations.database.contents import equal
from forge_migrations.database.contents import losses
from forge_migrations.database.contents import read_contents
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.shapes import read_tables

if TYPE_CHECKING:
    from forge_migrations.database.contents import Values


def held(rows: int = 2, label: str = "users", **columns: Values) -> Held:
    return Held(label, rows, columns, {name: name.upper() for name in columns})


def told(before: Held, after: Held | None, renamed: Mapping[str, str] | None = None) -> list[str]:
    there = {"t": after} if after else {}
    return [str(loss) for loss in losses({"t": before}, there, renamed)]


def test_nothing_is_lost_where_every_value_is_still_there() -> None:
    before = held(a=("1", None), b=("x", "y"))
    assert told(before, before) == []
    assert told(before, held(3, a=(None, "1", "2"), b=("y", "x", "z"), c=("", "", ""))) == []


def test_each_kind_of_loss_is_named() -> None:
    before = held(a=("1", None), b=("x", "y"))
    assert told(before, None) == ['drops table "users" with its 2 rows']
    assert told(before, held(1, a=("1",), b=("x",))) == ['deletes 1 of 2 rows of table "users"']
    assert told(before, held(a=("1", None))) == [
        'drops column "B" of table "users", which held 2 values'
    ]
    assert told(before, held(b=("x", "y"))) == [
        'drops column "A" of table "users", which held 1 value'
    ]
    assert told(before, held(a=("1", None), b=("x", None))) == [
        'changes 1 of 2 values of column "B" of table "users": \'y\' became NULL'
    ]


def test_the_value_that_became_of_a_lost_one_is_the_one_most_like_it() -> None:
    before, after = held(a=("007", "123.45")), held(a=("123", "7"))
    assert told(before, after) == [
        "changes 2 of 2 values of column \"A\" of table \"users\": '007' became '7'"
    ]


def test_two_equal_values_need_two_that_are_left() -> None:
    assert len(told(held(a=("x", "x")), held(a=("x", "y")))) == 1
    assert told(held(a=("1", "1")), held(a=("1.00", "1.0"))) == []


def test_renames_are_followed_where_the_engine_keeps_no_identity() -> None:
    before, after = held(a=("1", "2")), held(b=("1", "2"), label="people")
    found = losses({"users": before}, {"people": after}, {"users": "people", "users.a": "b"})
    assert found == []
    assert len(losses({"users": before}, {"people": after}, {"users": "people"})) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1", "1.00", True),
        ("1e2", "100", True),
        ("007", "7", False),
        ("0.1", "0.10000000000000001", False),
        ("t", "true", True),
        ("1", "true", True),
        ("0", "true", False),
        ("abc  ", "abc", True),
        (" abc", "abc", False),
        ('{"a": 1, "b": 2}', '{"b":2,"a":1}', True),
        ('{"a": 1}', '{"a": 2}', False),
        ("{1,2}", "{2,1}", False),
        ("2024-02-29", "2024-02-29 00:00:00", True),
        ("2024-02-29 12:00:00.10", "2024-02-29T12:00:00.1Z", True),
        ("2024-02-29 12:00:00+00", "2024-02-29 12:00:00", True),
        ("2024-02-29 12:00:00", "2024-02-29", False),
        ("NaN", "NaN", True),
        ("x", "X", False),
    ],
)
def test_two_texts_of_one_value_are_equal(one: str, other: str, same: bool) -> None:
    assert equal(one, other) is same
    assert equal(other, one) is same


def test_a_column_that_is_computed_when_it_is_read_holds_nothing() -> None:
    connection = PlainConnection()
    connection.driver.executescript(
        "CREATE TABLE t (a int, b int AS (a + 1), c int AS (a + 2) STORED); INSERT INTO t VALUES (1);"
    )
    (found,) = read_contents(connection, read_tables(connection), "sqlite").values()
    connection.close()
    assert found.columns == {"a": ("1",), "c": ("3",)}


def test_sqlites_rows_are_read_as_text_and_blobs_as_hex() -> None:
    connection = PlainConnection()
    connection.driver.executescript(
        "CREATE TABLE t (a, \"b c\" text); INSERT INTO t VALUES (x'00ff', 'é'), (1.5, NULL);"
    )
    (found,) = read_contents(connection, read_tables(connection), "sqlite").values()
    connection.close()
    assert (found.label, found.rows) == ("t", 2)
    assert found.columns == {"a": ("00FF", "1.5"), "b c": ("é", None)}
