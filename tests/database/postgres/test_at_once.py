"""Many statements in one message: all or nothing, and nothing that minds transactions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.database import arena
from forge_migrations.database.arena import Setting
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.asking import Connection
from forge_migrations.database.asking import ask
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.ledger import ensure
from forge_migrations.database.ledger import rows
from forge_migrations.database.migrator import migrate
from forge_migrations.database.postgres.at_once import applied_at_once
from forge_migrations.database.postgres.at_once import succeeds_at_once
from forge_migrations.database.postgres.server import Postgres

SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"])


@pytest.fixture
def connection(postgres: Postgres) -> Iterator[Connection]:
    postgres.drop("once")
    postgres.create("once")
    with postgres.engine("once", admin=True).connect() as connected:
        yield connected


def tables(connection: Connection) -> list[str]:
    found = ask(connection, "SELECT relname FROM pg_class WHERE relname IN ('a', 'b') ORDER BY 1")
    return [str(row[0]) for row in found]


def test_statements_run_in_order_whatever_comments_end_them(connection: Connection) -> None:
    texts = [
        "CREATE TABLE a (id int) -- no semicolon",
        "-- nothing",
        "",
        "CREATE TABLE b (id int);",
    ]
    assert succeeds_at_once(connection, texts, 10)
    assert tables(connection) == ["a", "b"]


@pytest.mark.parametrize(
    "last",
    ["CREATE TABLE a (id int)", "SELECT nothing", "CREATE TABLE b (id in", "SELECT pg_sleep(9)"],
)
def test_a_failure_leaves_nothing(connection: Connection, last: str) -> None:
    assert not succeeds_at_once(connection, ["CREATE TABLE a (id int)", last], 1)
    assert tables(connection) == []


@pytest.mark.parametrize("sql", ["COMMIT", "CREATE INDEX CONCURRENTLY i ON a (id)", "rollback"])
def test_what_minds_transactions_is_not_tried(connection: Connection, sql: str) -> None:
    assert not succeeds_at_once(connection, ["CREATE TABLE a (id int)", sql], 10)
    assert tables(connection) == []


def recorded(connection: Connection) -> list[str]:
    return [row.hash for row in rows(connection, SETTING.ledger)]


def test_a_history_in_one_message_is_recorded_as_the_migrator_records_it(
    connection: Connection,
) -> None:
    files = {
        "0000_a": "CREATE TYPE mood AS ENUM ('sad')",
        "0001_b": "ALTER TYPE mood ADD VALUE 'ok'; -- it's",
        "0002_c": "CREATE TABLE a (m mood DEFAULT 'ok')",  # needs the commit before it
    }
    history = steps(journal(files))
    ensure(connection, SETTING.ledger, history)
    assert applied_at_once(connection, SETTING.ledger, history, 0, 10) == 3
    assert tables(connection) == ["a"]
    found = rows(connection, SETTING.ledger)
    assert [(row.hash, row.created_at) for row in found] == [(s.hash, s.millis) for s in history]


@pytest.mark.parametrize(
    "second", ["SELECT nothing", "CREATE TABLE b (id int); SELECT 1/0", "SELECT 'open", "COMMIT"]
)
def test_of_the_one_that_fails_and_those_behind_it_nothing_is_left(
    connection: Connection, second: str
) -> None:
    files = {"0000": "CREATE TABLE a (id int)", "0001": second, "0002": "CREATE TABLE b (id int)"}
    history = steps(journal(files))
    ensure(connection, SETTING.ledger, history)
    done = applied_at_once(connection, SETTING.ledger, history, 0, 10)
    assert recorded(connection) == [step.hash for step in history[:done]]
    assert tables(connection) == ["a", "b"][:done]
    assert done == (0 if "open" in second else 1)  # what can't be read isn't begun


def test_a_migration_that_runs_by_itself_only_stops_no_history(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone: list[str] = []

    def noted(*given: object, **more: object) -> object:
        alone.append(given[2][0].tag)  # type: ignore[index]  # the steps
        return migrate(*given, **more)

    monkeypatch.setattr(arena, "migrate", noted)
    files = {
        "0000": "CREATE TABLE a (id int)",
        "0001": "COMMIT; BEGIN",
        "0002": "CREATE TABLE b (id int)",
        "0003": "SELECT 1",
    }
    history = steps(journal(files))
    assert applied_in_turn(connection, history, SETTING) is None
    assert alone == ["0001"]
    assert recorded(connection) == [step.hash for step in history]
    failing = steps(journal({**files, "0004": "CREATE TABLE c (id int);\nSELECT nothing"}))
    connection.exec_driver_sql('DROP TABLE a, b; DELETE FROM drizzle."__drizzle_migrations"')
    failure = applied_in_turn(connection, failing, SETTING)
    assert failure is not None
    assert (failure.step.tag, failure.line) == ("0004", 2)
    assert tables(connection) == ["a", "b"]
