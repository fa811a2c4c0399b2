"""What runs beside a migration: one reader and one writer a table, and nothing of it stays."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from forge_migrations.database.load import Asked
from forge_migrations.database.load import beside
from forge_migrations.database.load import on_tables
from forge_migrations.database.shapes import Column
from forge_migrations.database.shapes import Table
from forge_migrations.database.target import parse_target

PEOPLE = Table(
    '"people"',
    "people",
    (Column("id", "int", False), Column("name", "text", True)),
    ("id",),
)


def test_a_row_is_set_to_itself_by_its_key() -> None:
    reads, writes = on_tables([PEOPLE], "postgresql")
    assert (reads.who, reads.sql) == ('reads of "people"', 'SELECT * FROM "people" LIMIT 1')
    assert (writes.who, writes.writes) == ('writes to "people"', True)
    assert writes.sql == (
        'UPDATE "people" SET "name" = "name" WHERE ("id") IN (SELECT "id" FROM (SELECT "id" FROM "people" LIMIT 1) AS one)'
    )


def test_without_a_key_no_row_is_meant_and_without_a_column_nothing_is_written() -> None:
    keyless = PEOPLE._replace(primary_key=())
    assert on_tables([keyless], "mysql")[1].sql == 'UPDATE "people" SET `id` = `id` WHERE 1 = 0'
    computed = tuple(column._replace(computed=True) for column in PEOPLE.columns)
    assert [each.writes for each in on_tables([PEOPLE._replace(columns=computed)], "sqlite")] == [
        False
    ]


def test_what_waits_is_timed_and_what_it_wrote_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("CREATE TABLE people (id integer PRIMARY KEY, name text)")
    holder.execute("INSERT INTO people VALUES (1, 'a')")
    asked = [Asked("writes", "people", True, "UPDATE people SET name = 'b'")]
    with beside(parse_target(f"file:{path}", "sqlite", str(tmp_path)), asked) as load:
        holder.execute("BEGIN EXCLUSIVE")
        time.sleep(0.3)
        holder.execute("COMMIT")
        time.sleep(0.2)
    assert max(each.seconds for each in load.waited) > 0.2
    assert load.done["writes"] > 1
    assert holder.execute("SELECT name FROM people").fetchall() == [("a",)]
    holder.close()


def test_one_that_is_refused_again_and_again_is_told_to_have_failed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    sqlite3.connect(path).close()
    asked = [Asked("reads", "gone", False, "SELECT * FROM gone")]
    with beside(parse_target(f"file:{path}", "sqlite", str(tmp_path)), asked) as load:
        time.sleep(0.2)
    assert load.done["reads"] >= 1
    assert all(each.failed for each in load.waited)


def test_where_nobody_can_connect_nothing_is_held_up(tmp_path: Path) -> None:
    asked = [Asked("reads", "t", False, "SELECT 1")]
    target = parse_target(f"file:{tmp_path}/none/a.db", "sqlite", str(tmp_path))
    start = time.perf_counter()
    with beside(target, asked) as load:
        pass
    assert load.done == {}
    assert time.perf_counter() - start < 10
