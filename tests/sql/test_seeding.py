from __future__ import annotations

import sqlite3

import pytest

from forge_migrations.sql.seeding import seed


def seeded(schema: str, foreign_keys: bool = True) -> tuple[sqlite3.Connection, list[str]]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(schema)
    connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    return connection, list(seed(connection))


def test_a_table_has_one_row_with_null_wherever_it_may_be_and_one_without() -> None:
    connection, names = seeded(
        "CREATE TABLE T (id integer PRIMARY KEY, a text, b integer NOT NULL, c real, d blob,"
        " e text NOT NULL DEFAULT 'x')"
    )
    assert names == ["t"]
    assert connection.execute("SELECT * FROM T").fetchall() == [
        (1, None, 1, None, None, "x"),
        (2, "002", 2, 2.5, b"b2", "x"),
    ]


def test_children_point_to_rows_that_are_there() -> None:
    connection, names = seeded(
        "CREATE TABLE child (id text PRIMARY KEY, up integer NOT NULL REFERENCES parent (id));"
        "CREATE TABLE parent (id integer PRIMARY KEY);",
        foreign_keys=False,
    )
    assert sorted(names) == ["child", "parent"]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("SELECT id, up FROM child").fetchall() == [("1", 1), ("2", 2)]


@pytest.mark.parametrize(
    ("check", "takes"),
    [
        ("CHECK (a IS NOT NULL)", True),
        ("CHECK (length(a) > 2)", True),
        ("CHECK (a = 'red')", False),
    ],
)
def test_a_check_that_the_values_cannot_satisfy_leaves_the_table_out(
    check: str, takes: bool
) -> None:
    assert seeded(f"CREATE TABLE t (id integer PRIMARY KEY, a text {check})")[1] == ["t"] * takes


def test_odd_names_and_sqlites_own_tables_do_no_harm() -> None:
    _, names = seeded(
        'CREATE TABLE "a""b c" (id integer PRIMARY KEY AUTOINCREMENT, "select" text, "x""y" int);'
        "CREATE TABLE sqliteish (id integer);"
    )
    assert sorted(names) == ['a"b c', "sqliteish"]
