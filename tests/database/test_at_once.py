"""Many statements in one message: all or nothing, and nothing that minds transactions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from forge_migrations.database.arena import Setting
from forge_migrations.database.asking import ask
from forge_migrations.database.at_once import succeeds_at_once
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.postgres import Postgres

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
    connection.exec_driver_sql("ROLLBACK")
    assert tables(connection) == []


@pytest.mark.parametrize("sql", ["COMMIT", "CREATE INDEX CONCURRENTLY i ON a (id)", "rollback"])
def test_what_minds_transactions_is_not_tried(connection: Connection, sql: str) -> None:
    assert not succeeds_at_once(connection, ["CREATE TABLE a (id int)", sql], 10)
    assert tables(connection) == []
