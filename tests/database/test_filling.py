from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.database.filling import Filled
from forge_migrations.database.filling import fill
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.shapes import read_tables


def filled(schema: str) -> tuple[Filled, dict[str, list[tuple[Any, ...]]]]:
    connection = PlainConnection()
    connection.driver.executescript(schema)
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
    tables = read_tables(connection)
    found = fill(connection, tables, "sqlite")
    rows = {
        table.label: connection.exec_driver_sql(f"SELECT * FROM {table.name}").all()
        for table in tables
    }
    assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert not connection.driver.in_transaction
    connection.close()
    return found, rows


def test_the_same_rows_come_each_time() -> None:
    schema = "CREATE TABLE t (id integer PRIMARY KEY, a text, b integer NOT NULL);"
    assert filled(schema) == filled(schema)


def test_one_row_has_null_wherever_it_may_and_one_repeats_another() -> None:
    _, rows = filled("CREATE TABLE t (id integer PRIMARY KEY, a text, b text NOT NULL);")
    assert [row[1] for row in rows["t"]].count(None) == 1
    assert len(rows["t"]) == 4
    assert len({row[1:] for row in rows["t"]}) == 3


def test_a_unique_column_has_no_twin() -> None:
    _, rows = filled("CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL UNIQUE);")
    assert len({row[1] for row in rows["t"]}) == len(rows["t"]) == 4


def test_children_take_their_parents_keys_whatever_the_order() -> None:
    found, rows = filled(
        "CREATE TABLE a_child (id integer PRIMARY KEY, up text NOT NULL REFERENCES parent (code));"
        "CREATE TABLE parent (id integer PRIMARY KEY, code text NOT NULL UNIQUE);"
    )
    assert found.rows == {"parent": 4, "a_child": 4}
    assert {row[1] for row in rows["a_child"]} <= {row[1] for row in rows["parent"]}


def test_a_cycle_is_broken_where_null_is_allowed() -> None:
    found, _ = filled(
        "CREATE TABLE a (id integer PRIMARY KEY, b int REFERENCES b);"
        "CREATE TABLE b (id integer PRIMARY KEY, a int NOT NULL REFERENCES a);"
    )
    assert found.empty == {}


def test_a_row_may_have_to_refer_to_itself() -> None:
    found, rows = filled("CREATE TABLE t (id integer PRIMARY KEY, up int NOT NULL REFERENCES t);")
    assert found.empty == {}
    assert rows["t"][0][0] == rows["t"][0][1]


@pytest.mark.parametrize(
    "check",
    [
        "a IN ('red', 'it''s')",
        "length(a) > 30",
        "a LIKE '#%'",
        "n BETWEEN 100 AND 101",
        "n > 18.5",
        "n < 0",
        "a = 'x' AND n = 7",
        "(a IS NULL) = (n IS NULL)",
        "json_valid(a)",
    ],
)
def test_a_checks_own_text_suggests_values_that_satisfy_it(check: str) -> None:
    found, _ = filled(
        f"CREATE TABLE t (id integer PRIMARY KEY, a text, n integer, CHECK ({check}));"
    )
    assert found.empty == {}
    assert found.rows["t"] > 0


def test_what_cannot_be_filled_is_named_with_the_reason() -> None:
    found, _ = filled(
        "CREATE TABLE t (id integer PRIMARY KEY, a text NOT NULL CHECK (a = a || 'x'));"
        "CREATE TABLE child (t int NOT NULL REFERENCES t);"
    )
    assert found.rows == {"t": 0, "child": 0}
    assert found.empty["t"].startswith("CHECK constraint failed")
    assert found.empty["child"] == '"t", which it refers to, has no rows'


def test_a_table_of_defaults_alone_takes_rows() -> None:
    found, _ = filled("CREATE TABLE t (id integer GENERATED ALWAYS AS (1), a int);")
    assert found.empty == {}
