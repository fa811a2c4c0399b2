"""PGlite as the scratch server: the same answers as a native one, and nothing reaches outside."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.config import Policy
from forge_migrations.database.arena import Setting
from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.folders import scratch_root
from forge_migrations.database.folders import template_root
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.open import open_arena
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.pglite import CLOSE
from forge_migrations.database.postgres.pglite import SCRIPT
from forge_migrations.database.postgres.pglite import SEGMENT
from forge_migrations.database.postgres.pglite import Pglite
from forge_migrations.database.postgres.pglite import find_pglite
from forge_migrations.database.postgres.pglite import lengthen_log
from forge_migrations.database.postgres.pglite import shorten_log
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.findings import Undecided
from forge_migrations.system import sockets
from forge_migrations.system.sockets import dial
from forge_migrations.workflow.install.setup import PGLITE
from kits import installed

pytestmark = pytest.mark.network

SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"], timeout=3)
BASE = """
CREATE EXTENSION IF NOT EXISTS vector;
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
--> statement-breakpoint
CREATE TABLE users (id uuid PRIMARY KEY DEFAULT uuid_generate_v4(), name varchar(20) NOT NULL,
  place vector(3), born date);
"""
Run = Callable[..., Rehearsal]


@pytest.fixture(scope="module")
def project() -> str:
    """A folder whose node_modules has PGlite and pgvector."""
    return installed(*PGLITE)


@pytest.fixture(params=["socket", "loopback"])
def listening(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where its server listens: as on Linux, and as on Windows."""
    monkeypatch.setenv("FORGE_LOOPBACK", "1" if request.param == "loopback" else "")
    return str(request.param)


@pytest.fixture
def run(project: str) -> Iterator[Run]:
    arenas = []

    def rehearsed(sql: str, fresh: bool = False) -> Rehearsal:
        after = steps(journal({"0000_base": BASE, "0001_new": sql}))
        arena = open_arena("postgresql", Policy({"scratch_url": "pglite:"}), after, project)
        arenas.append(arena)
        return rehearse(arena, after[:1], after, SETTING, fresh=fresh)

    yield rehearsed
    for arena in arenas:
        arena.close()


def test_it_measures_what_a_native_server_measures(listening: str, run: Run) -> None:
    found = run(
        "ALTER TABLE users DROP COLUMN born, ADD COLUMN u uuid DEFAULT gen_random_uuid()", True
    )
    assert found.version.product == "PGlite"
    assert (found.history_failure, found.failure, found.fresh_failure) == (None, None, None)
    assert found.left_out == ()
    assert found.filled == {"users": 4}
    assert [str(blamed.loss) for blamed in found.lost] == [
        'drops column "born" of table "users", which held 3 values'
    ]
    statement = found.statements[0]
    assert [(lock.table, lock.mode) for lock in statement.locks] == [("users", "ACCESS EXCLUSIVE")]
    assert 'rewrites table "users"' in statement.work


def test_a_history_that_is_kept_is_not_run_again(run: Run) -> None:
    first = run("ALTER TABLE users ALTER COLUMN name TYPE varchar(3)")
    second = run("ALTER TABLE users ALTER COLUMN name TYPE varchar(3)")
    assert first.failure is not None
    assert second.failure is not None
    assert (first.failure.code, first.filled) == (second.failure.code, second.filled)


def test_of_a_kept_history_nothing_is_copied_or_opened_twice(
    project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    after = steps(journal({"0000_base": BASE, "0001_new": "CREATE TABLE more (a int)"}))
    package = find_pglite(project)
    assert package is not None
    asked: list[str] = []
    for way in ("create", "drop", "_close", "_bring_base"):
        before = getattr(Pglite, way)

        def seen(self: Pglite, *words: str, way: str = way, before: Any = before) -> None:
            asked.append(way)
            before(self, *words)

        monkeypatch.setattr(Pglite, way, seen)
    structures = []
    for _ in range(2):
        asked.clear()
        arena = PostgresArena(package, after)
        try:
            structures.append(rehearse(arena, after[:1], after, SETTING).structure)
        finally:
            arena.close()
    assert asked == []
    assert structures[0] == structures[1] is not None


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_database_is_brought_to_a_kept_history(
    project: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path / "cache"))
    after = steps(journal({"0000_base": BASE}))
    package = find_pglite(project)
    assert package is not None
    for turn in range(2):
        arena = PostgresArena(package, after)
        try:
            arena.prepare(after, SETTING)
            server = arena._server()
            assert isinstance(server, Pglite)
            if turn and not there:  # the least recently used go first
                os.unlink(os.path.join(template_root(), server._base_name))
            with arena.connect(arena.empty(SETTING, "other")) as connection:
                assert ask(connection, "SELECT to_regclass('users')") == [(None,)]
                kinds = {thing.kind for thing in arena.structure(connection, SETTING)}
                assert kinds == {"extension"}
        finally:
            arena.close()


def test_the_end_of_a_log_that_nobody_wrote_is_left_out(tmp_path: Path) -> None:
    log = tmp_path / "pg_wal" / "000000010000000000000001"
    log.parent.mkdir()
    (log.parent / "archive_status").mkdir()
    told = b"\0\1" * 5000 + b"\0" * (SEGMENT - 10000)
    log.write_bytes(told)
    shorten_log(str(tmp_path))
    assert log.stat().st_size == 10000
    lengthen_log(str(tmp_path))
    assert log.read_bytes() == told


def test_a_server_that_is_told_nothing_ends(project: str) -> None:
    package = find_pglite(project)
    assert package is not None
    done = subprocess.run(
        ["node", SCRIPT, "/nowhere/socket", "/nowhere/data", package.folder],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_a_statement_that_never_ends_is_ended_and_the_rest_goes_on(
    listening: str, run: Run
) -> None:
    found = run("SELECT pg_sleep(60)")
    assert found.failure is not None
    assert found.failure.message == "the statement ran too long and was ended"


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO PROGRAM 'touch {mark}'",
        "COPY (SELECT 1) TO '{mark}'",
        "SELECT pg_read_file('/etc/hostname')",
    ],
)
def test_nothing_outside_of_its_folder_can_be_reached(run: Run, sql: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    found = run(sql.replace("{mark}", str(mark)))
    assert not mark.exists()
    assert found.failure is not None or "COPY" in sql


def test_nothing_is_left_behind(project: str, listening: str) -> None:
    after = steps(journal({"0000_base": BASE}))
    package = find_pglite(project)
    assert package is not None
    arena = PostgresArena(package, after)
    rehearse(arena, (), after, SETTING, upgrade=False)
    server = arena._server()
    folder = server._folder.path
    assert folder.startswith(scratch_root())
    arena.close()
    assert not os.path.exists(folder)
    assert not os.path.exists(folder + ".lock")


def test_a_database_stays_open_and_its_session_is_reset(project: str, listening: str) -> None:
    package = find_pglite(project)
    assert package is not None
    server = Pglite(package)
    try:
        server.create("one")
        starts = []
        for _ in range(2):
            with server.engine("one").connect() as connection:
                assert ask(connection, "SHOW search_path")[0][0] == "public"
                assert ask(connection, "SELECT to_regclass('mine')")[0][0] is None
                starts += ask(connection, "SELECT pg_postmaster_start_time()")
                tell(connection, "SET search_path TO pg_catalog; CREATE TEMP TABLE mine (a int)")
                tell(connection, "BEGIN")
                tell(connection, "CREATE TABLE public.gone (a int)")
        assert starts[0] == starts[1]
        with server.engine("one").connect() as connection:
            assert ask(connection, "SELECT to_regclass('gone')")[0][0] is None
        server.drop("one")
        server.create("one")
        with server.engine("one").connect() as connection:
            assert ask(connection, "SELECT pg_postmaster_start_time()")[0] != starts[0]
    finally:
        server.stop()


@pytest.fixture
def loopback(project: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pglite]:
    """A server that anybody on this machine can reach."""
    monkeypatch.setenv("FORGE_LOOPBACK", "1")
    package = find_pglite(project)
    assert package is not None
    server = Pglite(package)
    server.create("one")
    yield server
    server.stop()


def test_over_loopback_nobody_gets_in_without_the_password(loopback: Pglite) -> None:
    address = loopback._address()
    assert address.host == "127.0.0.1"
    for wrong in ("", "guess", address.password + "x", address.password[:-1]):
        with pytest.raises(psycopg.OperationalError, match=r"password"):
            psycopg.connect(
                host=address.host, port=address.port, user="postgres", dbname="one",
                password=wrong or None, passfile=os.devnull,
            )  # fmt: skip
    with loopback.engine("one").connect() as connection:
        assert ask(connection, "SELECT 1")[0][0] == 1
        told = loopback._process._server
        assert told is not None
        assert address.password not in " ".join(told.args)
        if sys.platform == "linux":
            assert address.password.encode() not in Path(f"/proc/{told.pid}/environ").read_bytes()
        for folder, _, names in os.walk(loopback._folder.path):
            for name in names:
                assert address.password.encode() not in Path(folder, name).read_bytes()


FROM_STRANGERS = (
    b"GET / HTTP/1.1\r\n\r\n",  # a web page's
    struct.pack("!i", 0),
    struct.pack("!i", -1),
    struct.pack("!ii", 8 + 4, CLOSE) + b"\0one",
    struct.pack("!ii", 8 + 3, CLOSE) + b"one",
    struct.pack("!ii", 8, CLOSE),
    struct.pack("!iiii", 16, 80877102, 1, 1),
    struct.pack("!ii", 10000, 196608) + b"x" * 9992 + b"p" + struct.pack("!i", 2),
    struct.pack("!ii", 8, 196608) + b"p" + struct.pack("!i", 2**31 - 1),
    struct.pack("!ii", 8, 196608) + b"Q" + struct.pack("!i", 13) + b"SELECT 1\0",
)


def test_what_strangers_send_over_loopback_ends_their_connection_and_nothing_else(
    loopback: Pglite,
) -> None:
    with loopback.engine("one").connect() as connection:
        tell(connection, "CREATE TEMP TABLE mine (a int)")
        for sent in FROM_STRANGERS:
            answer = b""
            with dial(loopback._address()) as stranger, contextlib.suppress(ConnectionResetError):
                stranger.sendall(sent)
                while part := stranger.recv(1000):
                    answer += part
            assert b"SELECT" not in answer
        assert ask(connection, "SELECT count(*) FROM mine")[0][0] == 0


def test_without_it_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORGE_CACHE", "/nowhere")
    with pytest.raises(Undecided) as told:
        open_arena("postgresql", Policy({"scratch_url": "pglite:"}))
    assert told.value.remedy == "run: forge-migrations setup --pglite"


def test_over_loopback_no_server_is_started_that_has_no_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FORGE_CACHE", "/nowhere")
    monkeypatch.setenv("FORGE_LOOPBACK", "1")
    with pytest.raises(Undecided) as told:
        open_arena("postgresql", Policy({}))
    assert told.value.remedy == "run: forge-migrations setup --pglite"
    with pytest.raises(Undecided, match="over Unix sockets only"):
        open_arena("mysql", Policy({}))


def test_a_socket_that_is_made_and_not_listened_at_is_no_server_yet(tmp_path: Path) -> None:
    """Under load a moment lies between the two, in which a connection is refused."""
    server = Pglite.__new__(Pglite)
    server._folder = SimpleNamespace(path=str(tmp_path))  # type: ignore[assignment]
    server._password = ""
    asked: list[bool] = []
    process = SimpleNamespace(wait_until=lambda ready, seconds, what: asked.append(ready()))
    server._process = process  # type: ignore[assignment]
    made = socket.socket(socket.AF_UNIX)
    made.bind(sockets.Address(str(tmp_path)).path)
    server.wait()
    (tmp_path / "port").write_text("listens")
    server.wait()
    made.close()
    assert asked == [False, True]
