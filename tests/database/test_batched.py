"""A column filled in batches on real databases: keys of all kinds, an end in the middle, locks of others."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.database import batched
from forge_migrations.database.asking import Connection
from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.batched import Done
from forge_migrations.database.batched import Store
from forge_migrations.database.batched import filled
from forge_migrations.database.batches import Batches
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.target import parse_target
from forge_migrations.engines import DIALECTS
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.fills import fill_of
from forge_migrations.sql.read import acts_of

ROWS = 1000
UPDATE = "UPDATE t SET b = concat('x', a) WHERE b IS NULL AND a <> 7"
NUMBERS = {
    "postgresql": f"SELECT n FROM generate_series(1, {ROWS}) n",
    "mysql": f"SELECT seq AS n FROM seq_1_to_{ROWS}",
    "sqlite": f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS}) SELECT n FROM s",
}
"""A table t with a number `a` and an empty `b` beside the key: engine, name, definition, the key of row n."""
TABLES = [
    ("postgresql", "number", "id bigint PRIMARY KEY", "n * 7"),
    ("postgresql", "uuid", "id uuid PRIMARY KEY", "md5(n::text)::uuid"),
    ("postgresql", "text", "id text COLLATE \"C\" PRIMARY KEY", r"'a''\b' || n"),
    ("postgresql", "own collation", 'id text COLLATE "en-x-icu" PRIMARY KEY', "chr(64 + n % 50) || n"),
    ("postgresql", "composite", "k1 int, k2 timestamptz, PRIMARY KEY (k2, k1)", "n % 10, now() + n * interval '1 us'"),
    ("postgresql", "unique", "id bytea NOT NULL UNIQUE", r"decode(lpad(to_hex(n), 8, '0'), 'hex')"),
    ("postgresql", "an odd name", 'id int, "K ""1" varchar(9), PRIMARY KEY ("K ""1", id)', "n, 'v' || n % 3"),
    ("postgresql", "enum", "id mood, k int, PRIMARY KEY (id, k)", "(ARRAY['sad', 'ok', 'glad'])[1 + n % 3]::mood, n"),
    ("postgresql", "none", "id int", "n"),
    ("postgresql", "partial", "id int UNIQUE", "nullif(n, 5)"),
    ("mysql", "number", "id bigint unsigned PRIMARY KEY", "18446744073709551615 - n"),
    ("mysql", "text", "id varchar(40) CHARACTER SET latin1 PRIMARY KEY", r"concat('\'\\é', n)"),
    ("mysql", "composite", "k1 int, k2 varchar(9), k3 datetime(6), PRIMARY KEY (k2, k1, k3)", "n % 5, concat('k', n % 7), '2024-01-01' + INTERVAL n MICROSECOND"),
    ("mysql", "binary", "id binary(16) PRIMARY KEY", "unhex(md5(n))"),
    ("mysql", "decimal", "id decimal(30,5) PRIMARY KEY", "n / 3"),
    ("mysql", "unique", "id char(36) NOT NULL UNIQUE", "uuid()"),
    ("sqlite", "number", "id integer PRIMARY KEY", "n * 3 - 500"),
    ("sqlite", "text", "id text PRIMARY KEY", "'k''' || n"),
    ("sqlite", "none", "id text", "n"),
    ("sqlite", "hidden", "rowid text, oid int", "n, n"),
    ("sqlite", "without rowid", "k1 text, k2 blob, PRIMARY KEY (k1, k2)", "'a''' || n % 3, CAST(n AS BLOB)"),
]  # fmt: skip


@pytest.fixture
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """Opens connections to a new database of an engine."""
    made: list[tuple[Any, str]] = []

    def opened(engine: str) -> Any:
        if engine == "sqlite":
            return parse_target(f"file:{tmp_path / 'x.db'}", engine, str(tmp_path))
        server = request.getfixturevalue("postgres" if engine == "postgresql" else "mysql")
        name = f"fill_{uuid.uuid4().hex[:10]}"
        server.create(name)
        made.append((server, name))
        url = server.engine(name, admin=True).url if engine == "mysql" else server.engine(name).url
        if engine == "mysql":
            where = f"mysql://{url.username}@localhost/{name}?socketPath={url.query['unix_socket']}"
        else:
            where = f"postgres://postgres@/{name}?host={url.query['host']}&port=5432"
        return parse_target(where, engine, str(tmp_path))

    yield opened
    for server, name in made:
        server.drop(name)


def made_table(connection: Connection, engine: str, key: str, values: str, more: str = "") -> None:
    if "mood" in key:
        tell(connection, "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad')")
    first = key.partition(", PRIMARY")[0]
    rest = key[len(first) :]
    end = " WITHOUT ROWID" if "k2 blob" in key else ""
    tell(connection, f"CREATE TABLE t ({first}, a int, b text{rest}){end}")
    tell(connection, f"INSERT INTO t SELECT {values}, n, NULL FROM ({NUMBERS[engine]}) s")
    if engine == "postgresql":
        tell(connection, "CREATE SCHEMA drizzle")


def the_fill(engine: str, sql: str = UPDATE) -> Fill:
    if engine == "sqlite":
        sql = sql.replace("concat('x', a)", "'x' || a")
    found = fill_of(sql, acts_of(sql, DIALECTS[engine]), DIALECTS[engine])
    assert isinstance(found, Fill)
    return found


def run(connection: Connection, engine: str, fill: Fill, stop: int = 0) -> list[Done]:
    own: Batches = behaviour_of(engine).batches()
    store = Store(connection, Ledger(engine))
    way = own.way(connection, {"mysql": "`t`"}.get(engine, '"t"'))
    assert not isinstance(way, str), way
    store.make(own)
    found = []
    for state in filled(connection, store, own, way, fill):
        found.append(state)
        if len(found) == stop:
            return found
    store.drop(own)
    return found


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batched, "FIRST", 64)
    monkeypatch.setattr(batched, "MOST", 64)


@pytest.mark.parametrize(
    ("engine", "name", "key", "values"), TABLES, ids=[f"{e}-{n}" for e, n, *_ in TABLES]
)
def test_every_row_gets_its_value_once(
    open_database: Any, engine: str, name: str, key: str, values: str
) -> None:
    with connect(open_database(engine)) as connection:
        made_table(connection, engine, key, values)
        told = run(connection, engine, the_fill(engine))
        assert len(told) > (
            4 if name in ("none", "partial") and engine == "postgresql" else ROWS // 64
        )
        assert told[-1].written == ROWS - 1
        assert (
            ask(
                connection,
                "SELECT count(*) FROM t WHERE b = "
                + {"sqlite": "'x' || a"}.get(engine, "concat('x', a)"),
            )[0][0]
            == ROWS - 1
        )
        assert not Store(connection, Ledger(engine)).there()


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "sqlite"])
def test_it_goes_on_where_it_was_ended(open_database: Any, engine: str) -> None:
    """A row behind the place that was reached is left to the migration: nothing is gone through twice."""
    with connect(open_database(engine)) as connection:
        made_table(connection, engine, "id int PRIMARY KEY", "n")
        told = run(connection, engine, the_fill(engine), stop=3)
        assert told[-1].written == 3 * 64 - 1
        tell(connection, "UPDATE t SET b = NULL WHERE id = 1")
        told = run(connection, engine, the_fill(engine))
        assert told[-1].written == ROWS - 1
        assert ask(connection, "SELECT id FROM t WHERE b IS NULL ORDER BY id") == [(1,), (7,)]


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "sqlite"])
def test_it_waits_for_rows_that_another_holds(open_database: Any, engine: str) -> None:
    target = open_database(engine)
    with connect(target) as connection, connect(target) as other:
        made_table(connection, engine, "id int PRIMARY KEY", "n")
        tell(connection, "UPDATE t SET b = 'y' WHERE id > 300")
        if engine == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout = 100")
        tell(other, "BEGIN IMMEDIATE" if engine == "sqlite" else "BEGIN")
        tell(other, "UPDATE t SET b = 'z' WHERE id = 200")
        told: list[Done] = []
        work = threading.Thread(
            target=lambda: told.extend(run(connection, engine, the_fill(engine)))
        )
        work.start()
        time.sleep(1.5)
        tell(other, "COMMIT")
        work.join()
        assert told[-1].written == 298
        assert ask(connection, "SELECT b FROM t WHERE id = 200") == [("z",)]


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "sqlite"])
def test_a_value_that_is_null_writes_nothing(open_database: Any, engine: str) -> None:
    with connect(open_database(engine)) as connection:
        made_table(connection, engine, "id int PRIMARY KEY", "n")
        tell(connection, "UPDATE t SET a = NULL WHERE id < 50")
        told = run(
            connection,
            engine,
            the_fill(
                engine,
                "UPDATE t SET b = a WHERE b IS NULL"
                if engine != "postgresql"
                else "UPDATE t SET b = a::text WHERE b IS NULL",
            ),
        )
        assert told[-1].written == ROWS - 49


def test_what_has_no_key_is_left(open_database: Any) -> None:
    with connect(open_database("mysql")) as connection:
        tell(connection, "CREATE TABLE t (id int, b text)")
        tell(connection, "CREATE TABLE u (id enum('a', 'b') PRIMARY KEY, b text)")
        tell(connection, "CREATE VIEW v AS SELECT * FROM t")
        own = behaviour_of("mysql").batches()
        assert own.way(connection, "`t`") == "it has no key to go by"
        assert own.way(connection, "`u`") == "its key is of a type that isn't gone by"
        assert own.way(connection, "`v`") == "it is no table"
        assert own.way(connection, "`w`") == ""
    with connect(open_database("postgresql")) as connection:
        tell(connection, "CREATE TABLE t (id int, b text) PARTITION BY RANGE (id)")
        assert (
            behaviour_of("postgresql").batches().way(connection, '"t"')
            == "it is partitioned and has no key to go by"
        )


def test_each_batch_reads_a_range_of_the_index(open_database: Any) -> None:
    with connect(open_database("mysql")) as connection:
        made_table(connection, "mysql", "k1 int, k2 int, PRIMARY KEY (k1, k2)", "n % 3, n")
        tell(connection, "ANALYZE TABLE t")
        way: Any = behaviour_of("mysql").batches().way(connection, "`t`")
        plan = ask(
            connection,
            f"EXPLAIN UPDATE t SET b = 'x' WHERE b IS NULL AND {way.range(['1', '500'], ['1', '520'])}",
        )
        assert "range" in plan[0]
        assert int(plan[0][8]) < 100
