"""Rows by the thousand: of the shape that production has, and such that constraints take them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from forge_migrations.database.many_rows import Wanted
from forge_migrations.database.many_rows import fill_many
from forge_migrations.database.mysql.shapes import read_tables as mysql_tables
from forge_migrations.database.postgres.shapes import read_tables as postgres_tables
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.shapes import read_tables as sqlite_tables
from forge_migrations.findings import Undecided
from forge_migrations.sql.production import Facts

ROWS = 300
SHAPES = {
    "sqlite": "CREATE TABLE people (id integer PRIMARY KEY, name text, age integer, up integer REFERENCES people (id));"
    "CREATE TABLE events (id integer PRIMARY KEY, who integer NOT NULL REFERENCES people (id), at text NOT NULL,"
    " note varchar(20), size real, done boolean NOT NULL, data blob, code text UNIQUE)",
    "postgresql": "CREATE TYPE mood AS ENUM ('a', 'b');"
    "CREATE TABLE people (id uuid PRIMARY KEY, name text, age int, up uuid REFERENCES people (id));"
    "CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, who uuid NOT NULL REFERENCES people"
    " (id), at timestamptz NOT NULL, note varchar(20), size numeric(6, 2), done boolean NOT NULL, data jsonb NOT NULL,"
    " code text UNIQUE, feels mood NOT NULL, tags text[] NOT NULL, day date, ip inet, raw bytea, small smallint)",
    "mysql": "CREATE TABLE people (id int PRIMARY KEY AUTO_INCREMENT, name varchar(40), age int, up int,"
    " FOREIGN KEY (up) REFERENCES people (id));"
    "CREATE TABLE events (id bigint PRIMARY KEY, who int NOT NULL, at datetime NOT NULL, note varchar(20), size decimal(6, 2),"
    " done tinyint(1) NOT NULL, data json NOT NULL, code varchar(40) UNIQUE, feels enum('a', 'b') NOT NULL, day date,"
    " made timestamp NOT NULL, raw blob, small tinyint, FOREIGN KEY (who) REFERENCES people (id))",
}


@contextmanager
def opened(engine: str, request: pytest.FixtureRequest, shapes: str) -> Iterator[Any]:
    if engine == "sqlite":
        connection = PlainConnection()
        connection.driver.executescript(shapes)
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        yield connection
        connection.close()
        return
    server = request.getfixturevalue("postgres" if engine == "postgresql" else "mysql")
    name = f"many_{uuid.uuid4().hex[:10]}"
    server.create(name)
    with server.engine(name).connect() as connection:
        for statement in shapes.split(";"):
            connection.exec_driver_sql(statement)
        yield connection
    server.drop(name)


def tables_of(engine: str, connection: Any) -> Any:
    if engine == "postgresql":
        return postgres_tables(connection, ("drizzle", "none"))
    return mysql_tables(connection, "none") if engine == "mysql" else sqlite_tables(connection)


def label(engine: str, tables: Any, name: str) -> str:
    return str(next(t.label for t in tables if t.label.rpartition(".")[2] == name))


def events(**columns: Any) -> Facts:
    return Facts("events", 3_000_000, 200_000_000, 1, columns)


@pytest.mark.parametrize("engine", list(SHAPES))
def test_rows_have_the_shape_that_production_has(
    engine: str, request: pytest.FixtureRequest
) -> None:
    told = events(
        who={"distinct": 20},
        note={"null_fraction": 0.5, "average_width": 12},
        code={"null_fraction": 0},
    )
    with opened(engine, request, SHAPES[engine]) as connection:
        tables = tables_of(engine, connection)
        fill_many(connection, tables, {label(engine, tables, "events"): Wanted(told)}, ROWS, engine)

        def one(query: str) -> Any:
            return connection.exec_driver_sql(query).scalar()

        assert one("SELECT count(*) FROM events") == ROWS
        assert one("SELECT count(*) FROM people") == 20
        assert one("SELECT count(DISTINCT who) FROM events") == 20
        assert one("SELECT count(DISTINCT code) FROM events") == ROWS
        assert one("SELECT count(*) FROM events WHERE note IS NULL") == ROWS / 2
        assert one("SELECT max(length(note)) FROM events") == 12


@pytest.mark.parametrize("engine", list(SHAPES))
def test_what_the_migration_asks_of_rows_they_have(
    engine: str, request: pytest.FixtureRequest
) -> None:
    shapes = "CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE events (id int PRIMARY KEY, who int, note varchar(40))"
    told = events(
        who={"distinct": 20, "null_fraction": 0.3}, note={"null_fraction": 0.3, "distinct": 9}
    )
    with opened(engine, request, shapes) as connection:
        tables = tables_of(engine, connection)
        people = label(engine, tables, "people")
        want = Wanted(
            told, frozenset(["note"]), frozenset(["note"]), (ForeignKey(("who",), people, ("id",)),)
        )
        fill_many(connection, tables, {label(engine, tables, "events"): want}, ROWS, engine)
        connection.exec_driver_sql("CREATE UNIQUE INDEX u ON events (note)")
        lost = (
            "SELECT count(*) FROM events WHERE who NOT IN (SELECT id FROM people) OR note IS NULL"
        )
        assert connection.exec_driver_sql(lost).scalar() == 0


def test_tables_that_need_each_other_are_entered_where_null_is_allowed(
    request: pytest.FixtureRequest,
) -> None:
    shapes = (
        "CREATE TABLE a (id integer PRIMARY KEY, b integer REFERENCES b (id));"
        "CREATE TABLE b (id integer PRIMARY KEY, a integer NOT NULL REFERENCES a (id))"
    )
    with opened("sqlite", request, shapes) as connection:
        fill_many(connection, sqlite_tables(connection), {"b": Wanted(events())}, ROWS, "sqlite")
        assert connection.exec_driver_sql("SELECT count(*) FROM b").scalar() == ROWS
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_type_that_no_value_is_known_for_is_named(request: pytest.FixtureRequest) -> None:
    with opened("postgresql", request, "CREATE TABLE t (id int, at point NOT NULL)") as connection:
        tables = tables_of("postgresql", connection)
        with pytest.raises(Undecided, match="type point"):
            fill_many(connection, tables, {tables[0].label: Wanted(events())}, 5, "postgresql")
