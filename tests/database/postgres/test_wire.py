"""The protocol as a scratch server speaks it, held against psycopg on the same server."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from database.postgres.messages import heard
from forge_migrations.database.asking import ask_each
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.postgres.plain import AT_ONCE
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.wire import Diagnosis
from forge_migrations.database.postgres.wire import Gone
from forge_migrations.database.postgres.wire import Refused
from forge_migrations.database.postgres.wire import Session
from forge_migrations.findings import Undecided
from forge_migrations.system.sockets import Address


@pytest.fixture
def session(postgres: Postgres) -> Iterator[Session]:
    postgres.drop("spoken")
    postgres.create("spoken")
    found = Session(postgres._address(), postgres.role, "spoken")
    yield found
    found.close()


@pytest.fixture
def driver(session: Session, postgres: Postgres) -> Iterator[psycopg.Connection[Any]]:
    address = postgres._address()
    with psycopg.connect(
        host=address.host, user=postgres.role, dbname="spoken", autocommit=True
    ) as found:
        yield found


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1, -7::int2, 9007199254740993::int8, 26::oid, true, false, NULL",
        "SELECT 1.50::numeric, 'NaN'::numeric, 0.1::float8, 1e30::float4, 'Infinity'::float8",
        "SELECT 'ümläut 你好', ''::text, 'x'::name, 'r'::\"char\", 'a  '::char(4), '\\x00ff27'::bytea",
        "SELECT '{\"a\": [1, null]}'::json, '[]'::jsonb",
        """SELECT '{}'::text[], ARRAY['a', NULL, 'NULL', 'b,c', 'it''s "q" \\ {}', ''], '{1,NULL,-3}'::int[]""",
        "SELECT ARRAY['a', 'b c']::name[], ARRAY[true, false], ARRAY['x']::varchar[], ARRAY[1::oid]",
        "SELECT FROM generate_series(1, 3)",
        "SELECT repeat('x', 200000), g FROM generate_series(1, 9) g",
        "CREATE TABLE t (a int)", "-- nothing", "", "BEGIN; COMMIT", "SELECT 1; SELECT 2",
        "CREATE TABLE t AS SELECT g FROM generate_series(1, 4) g",
        "CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 4); UPDATE t SET a = 1 WHERE a < 3",
    ],
)  # fmt: skip
def test_rows_and_counts_are_psycopgs(
    session: Session, driver: psycopg.Connection[Any], text: str
) -> None:
    cursor, wanted = driver.execute(text.encode()), []
    more: bool | None = True
    while more:
        rows = cursor.fetchall() if cursor.description is not None else []
        wanted.append((rows, cursor.rowcount, cursor.description is not None))
        more = cursor.nextset()
    driver.execute("DROP TABLE IF EXISTS t")
    assert repr([tuple(each) for each in session.run(text)]) == repr(wanted)


@pytest.mark.parametrize(
    "value", [None, True, 7, 70000, -(2**40), 2**70, 0.1, b"\x00'\\\xff", "it's %s ü", "", "{1,2}"]
)
def test_values_are_given_with_psycopgs_types(
    session: Session, driver: psycopg.Connection[Any], value: object
) -> None:
    # An unknown type can't be asked of: then both are taken as text.
    known = not isinstance(value, str) and value is not None
    text = "SELECT pg_typeof(%s)::text" if known else "SELECT %s::text, '100%%'"
    wanted = driver.execute(text.encode(), (value,)).fetchall()
    assert session.run_with(text, (value,)).rows == wanted


def test_many_queries_are_one_message_as_long_as_their_locks_have_room(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = [f"SELECT {n}, 'a;b' -- last" + "\n" for n in range(2 * AT_ONCE + 1)]
    with postgres.engine("template1").connect() as connection:
        sent = heard(monkeypatch)
        assert ask_each(connection, queries) == [[(n, "a;b")] for n in range(len(queries))]
        assert len(sent) == 3
        assert ask_each(connection, []) == []


def test_values_go_where_they_belong(session: Session) -> None:
    session.run('CREATE TABLE t (a int, "50% b" text, c bytea)')
    given = session.run_with(
        'INSERT INTO t (a, "50%% b", c) VALUES (%s, %s, %s)', (1, None, b"\0\1")
    )
    assert given.rowcount == 1
    assert session.run("SELECT * FROM t")[0].rows == [(1, None, b"\0\1")]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT nothing",
        "SELECT 1;\nSELECT * FROM missing",
        "SELECT 1 FROM",
        "SELECT 1/0",
        "SELECT 'a'::int",
        "DO $$ BEGIN RAISE EXCEPTION 'ü' USING DETAIL = 'd', HINT = 'h', ERRCODE = '23505'; END $$",
    ],
)
def test_what_the_server_says_of_an_error_is_psycopgs(
    session: Session, driver: psycopg.Connection[Any], text: str
) -> None:
    with pytest.raises(psycopg.Error) as wanted:
        driver.execute(text.encode())
    with pytest.raises(Refused) as found:
        session.run(text)
    assert found.value.sqlstate == wanted.value.sqlstate
    assert {name: getattr(wanted.value.diag, name) for name in Diagnosis._fields} == (
        found.value.diag._asdict()
    )
    assert str(found.value) == str(wanted.value).splitlines()[0]


def test_a_session_goes_on_after_an_error(session: Session) -> None:
    session.run("BEGIN")
    assert session.in_transaction
    for _ in range(2):
        with pytest.raises(Refused):
            session.run("SELECT nothing")
        assert session.in_transaction
    with pytest.raises(Refused):
        session.run_with("SELECT %s::int", ("x",))
    session.run("ROLLBACK")
    assert not session.in_transaction
    assert session.run_with("SELECT %s::int", ("7",)).rows == [(7,)]


def test_notices_are_told_at_once(session: Session) -> None:
    heard: list[Diagnosis] = []
    session.add_notice_handler(heard.append)
    session.run("DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two'; END $$")
    assert [each.message_primary for each in heard] == ["one", "two"]


def test_copy_has_no_source_as_in_node_postgres(session: Session) -> None:
    session.run("CREATE TABLE t (a int)")
    with pytest.raises(Refused, match="No source stream defined"):
        session.run("COPY t FROM STDIN")
    assert session.run("COPY (SELECT 1) TO STDOUT")[0].rowcount == 1
    assert session.run("SELECT count(*) FROM t")[0].rows == [(0,)]


def test_a_statement_is_cancelled_from_another_thread(session: Session) -> None:
    waiting = threading.Timer(0.1, session.cancel)
    waiting.start()
    with pytest.raises(Refused) as found:
        session.run("SELECT pg_sleep(30)")
    waiting.join()
    assert found.value.sqlstate == "57014"
    assert session.run("SELECT 1")[0].rows == [(1,)]


def test_a_database_that_is_not_there_is_refused(postgres: Postgres) -> None:
    with pytest.raises(Refused) as found:
        Session(postgres._address(), postgres.role, "missing")
    assert found.value.sqlstate == "3D000"


def test_a_session_that_is_ended_is_the_servers_fault(session: Session, postgres: Postgres) -> None:
    pid = session.run("SELECT pg_backend_pid()")[0].rows[0][0]
    with postgres.engine("spoken", admin=True).connect() as admin:
        admin.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")
    for _ in range(2):  # first it says so, then it is gone
        with pytest.raises((Refused, Gone)) as found:
            session.run("SELECT 1")
        with pytest.raises(Undecided, match="went away"):
            refuse_faults(found.value)


def test_no_server_is_told_as_gone(tmp_path: object) -> None:
    with pytest.raises(Gone, match="no connection"):
        Session(Address(str(tmp_path)), "postgres", "postgres")


def test_a_rehearsal_imports_neither_psycopg_nor_sqlalchemy() -> None:
    code = (
        "import forge_migrations.checks.rehearsal.run, forge_migrations.database.postgres.arena, sys\n"
        "print(sorted({'psycopg', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
