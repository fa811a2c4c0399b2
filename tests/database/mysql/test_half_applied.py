from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.database.asking import Connection
from forge_migrations.database.mysql.half_applied import HalfApplied
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import step_of
from forge_migrations.database.target import parse_target
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

TARGET = parse_target("mysql://h/half", "mysql", "")
BREAK = "\n--> statement-breakpoint\n"
BASE = (
    "CREATE TABLE t (id int PRIMARY KEY, a int, b int, up int, KEY old_i (a),"
    " CONSTRAINT old_c CHECK (b > 0))"
)


@pytest.fixture
def connection(mysql: Mysql) -> Iterator[Connection]:
    mysql.create("half")
    with mysql.engine("half", admin=True).connect() as made:
        made.exec_driver_sql(BASE)
        yield made
    mysql.drop("half")


def step(*statements: str, tag: str = "0001_new") -> Step:
    return step_of(tag, f"drizzle/{tag}.sql", "", BREAK.join(statements).encode(), 0, "mysql")


def run(connection: Connection, migration: Step, *, stop: int, effect: bool) -> None:
    """Run the statements before `stop`; at it the process is killed, before or after its effect."""
    kept = HalfApplied(connection, TARGET)
    kept.resumed([migration], "")
    for at, segment in enumerate(migration.segments[: stop + 1]):
        kept.started(migration, segment)
        if at < stop or effect:
            connection.exec_driver_sql(segment.sql)
        if at < stop:
            kept.done(migration, segment)


def left(connection: Connection, migration: Step, resume: str = "") -> list[str]:
    (found,) = HalfApplied(connection, TARGET).resumed([migration], resume)
    return [segment.sql.strip() for segment in found.segments]


@pytest.mark.parametrize("effect", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE `new` (id int)",
        "DROP TABLE t",
        "ALTER TABLE `t` ADD `n` int",
        "ALTER TABLE t DROP COLUMN up",
        "CREATE INDEX `i` ON `t` (`b`)",
        "ALTER TABLE t ADD INDEX i (b)",
        "DROP INDEX old_i ON t",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (up) REFERENCES t (id)",
        "ALTER TABLE t DROP CONSTRAINT old_c",
    ],
)
def test_whether_a_statement_took_effect_is_seen_in_the_catalogue(
    connection: Connection, statement: str, effect: bool
) -> None:
    migration = step("ALTER TABLE t ADD first int", statement, "CREATE TABLE last (id int)")
    run(connection, migration, stop=1, effect=effect)
    rest = [statement, "CREATE TABLE last (id int)"]
    assert left(connection, migration) == rest[effect:]


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE t MODIFY a bigint", "ALTER TABLE t ADD x int, ADD y int"]
)
def test_what_cannot_be_seen_is_asked(connection: Connection, statement: str) -> None:
    migration = step(statement, "CREATE TABLE last (id int)")
    run(connection, migration, stop=0, effect=True)
    with pytest.raises(Undecided, match=r"drizzle/0001_new\.sql:1: apply was killed") as caught:
        left(connection, migration)
    assert "--resume again, or --resume next" in caught.value.remedy
    assert left(connection, migration, "next") == ["CREATE TABLE last (id int)"]
    assert left(connection, migration, "again") == [statement, "CREATE TABLE last (id int)"]


def test_between_two_statements_nothing_is_in_doubt(connection: Connection) -> None:
    migration = step("ALTER TABLE t ADD n int", "-- why\nCREATE TABLE last (id int)")
    kept = HalfApplied(connection, TARGET)
    kept.resumed([migration], "")
    kept.started(migration, migration.segments[0])
    connection.exec_driver_sql(migration.segments[0].sql)
    kept.done(migration, migration.segments[0])
    assert kept.kept() == ("0001_new", 1)
    assert left(connection, migration) == ["-- why\nCREATE TABLE last (id int)"]


def test_a_migration_that_was_edited_above_the_stop_is_refused(connection: Connection) -> None:
    run(connection, step("ALTER TABLE t ADD n int", "DROP TABLE t"), stop=1, effect=False)
    with pytest.raises(UsageError, match="was edited above the statement") as caught:
        left(connection, step("ALTER TABLE t ADD n bigint", "DROP TABLE t"))
    assert caught.value.remedy == "bring them back: git checkout HEAD -- drizzle/0001_new.sql"
    below = step("ALTER TABLE t ADD n int", "DROP TABLE t", "CREATE TABLE more (id int)")
    assert left(connection, below) == ["DROP TABLE t", "CREATE TABLE more (id int)"]


def test_another_migration_is_run_whole_and_the_table_goes_at_the_end(
    connection: Connection,
) -> None:
    run(connection, step("ALTER TABLE t ADD n int", "DROP TABLE t"), stop=1, effect=False)
    assert left(connection, step("SELECT 1", tag="0002_other")) == ["SELECT 1"]
    kept = HalfApplied(connection, TARGET)
    kept.resumed([], "")
    kept.finish()
    tables = connection.exec_driver_sql("SHOW TABLES")
    assert [row[0] for row in tables] == ["t"]
