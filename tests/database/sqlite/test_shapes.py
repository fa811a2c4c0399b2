from __future__ import annotations

from forge_migrations.database.shapes import Table
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.shapes import read_tables


def shapes(schema: str) -> dict[str, Table]:
    connection = PlainConnection()
    connection.driver.executescript(schema)
    found = {table.label: table for table in read_tables(connection, ["ledger"])}
    connection.close()
    return found


def test_a_table_is_known_by_all_that_its_rows_must_satisfy() -> None:
    users = shapes(
        "CREATE TABLE users (id integer PRIMARY KEY, email text NOT NULL UNIQUE, n int DEFAULT 3,"
        " up int GENERATED ALWAYS AS (n + 1) STORED, boss int REFERENCES users, CHECK (n > 0));"
        "CREATE UNIQUE INDEX one ON users (email, n);"
        "CREATE UNIQUE INDEX made ON users (lower(email));"
    )["users"]
    assert users.name == '"users"'
    assert users.primary_key == ("id",)
    assert [(c.name, c.nullable, c.default, c.computed) for c in users.columns] == [
        ("id", False, True, False),
        ("email", False, False, False),
        ("n", True, True, False),
        ("up", True, False, True),
        ("boss", True, False, False),
    ]
    assert set(users.uniques) == {("id",), ("email",), ("email", "n"), ()}
    assert [(k.columns, k.table, k.referred) for k in users.foreign_keys] == [
        (("boss",), '"users"', ("id",))
    ]
    assert [check.text for check in users.checks] == ["n > 0"]


def test_keys_of_several_columns_keep_their_order() -> None:
    found = shapes(
        "CREATE TABLE a (x int, y int, PRIMARY KEY (y, x));"
        "CREATE TABLE b (p int, q int, FOREIGN KEY (q, p) REFERENCES a);"
    )
    assert found["a"].primary_key == ("y", "x")
    assert found["b"].foreign_keys[0].columns == ("q", "p")
    assert found["b"].foreign_keys[0].referred == ("y", "x")


def test_only_ordinary_tables_take_rows() -> None:
    found = shapes(
        "CREATE TABLE ledger (id int); CREATE VIEW v AS SELECT 1; CREATE TABLE t (id integer"
        " PRIMARY KEY AUTOINCREMENT); CREATE VIRTUAL TABLE f USING fts5(a);"
    )
    assert list(found) == ["t"]
