"""Servers that die, processes that are killed, runs at once: nothing is left behind, nothing
passes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Connection

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.failures import without_secrets
from forge_migrations.database.folders import ScratchFolder
from forge_migrations.database.folders import scratch_root
from forge_migrations.database.folders import sweep
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.postgres.arena import PostgresArena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.database.steps import Segment
from forge_migrations.database.steps import Step
from forge_migrations.findings import Undecided

SETTING = Setting(Ledger("postgresql"), STRICTEST["postgresql"])
HOOKS = str(Path(__file__).parents[2] / "hooks")

CHILD = """
import signal, sys, time
# Ignored where a shell started the tests in the background.
signal.signal(signal.SIGINT, signal.default_int_handler)
from forge_migrations.database.postgres.server import Postgres, find_binaries
server = Postgres(find_binaries())
server.wait()
print(server._folder.path, server._process._server.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def child() -> subprocess.Popen[str]:
    """Another process of ours with a running server."""
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    return subprocess.Popen(
        [sys.executable, "-c", CHILD],
        env={**os.environ, "PYTHONPATH": HOOKS},
        stdout=subprocess.PIPE,
        text=True,
    )


def until(wanted, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("signal_name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_killed_process_leaves_no_server_and_no_folder(
    child: subprocess.Popen[str], signal_name: str
) -> None:
    assert child.stdout is not None
    folder, pid = child.stdout.readline().split()
    assert alive(int(pid))
    child.send_signal(signal.Signals[signal_name])
    child.wait(10)
    child.stdout.close()
    assert until(lambda: not alive(int(pid)))
    assert until(lambda: not Path(folder).exists() and not Path(folder + ".lock").exists())


def test_what_a_dead_run_left_is_swept_by_the_next_and_the_living_stay() -> None:
    living = ScratchFolder()
    left = Path(scratch_root()) / "sdead"
    left.mkdir()
    (left / "data").mkdir()
    left.with_name("sdead.lock").touch()
    sweep(scratch_root())
    assert not left.exists()
    assert not left.with_name("sdead.lock").exists()
    assert Path(living.path).exists()
    living.release()
    sweep(scratch_root())
    assert not Path(living.path).exists()


def test_a_server_that_dies_in_the_middle_decides_nothing() -> None:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    server = Postgres(binaries)
    try:
        after = steps(journal({"0000_a": "SELECT 1", "0001_b": "SELECT pg_sleep(20)"}))
        arena = PostgresArena(binaries, after, server)
        started = server._process._server
        assert started is not None
        run = arena.execute

        def killing(connection: Connection, step: Step, segment: Segment) -> int:
            if "pg_sleep" in segment.sql:
                started.kill()
            return run(connection, step, segment)

        arena.execute = killing  # type: ignore[assignment]  # the same call
        arena.execute.left_out = ()  # type: ignore[misc]  # and the same attribute
        with pytest.raises(Undecided, match="the scratch server went away"):
            rehearse(arena, after[:1], after, SETTING, fresh=False)
    finally:
        server.stop()


def test_a_migration_that_ends_its_own_connection_decides_nothing(postgres: Postgres) -> None:
    binaries = find_binaries()
    assert binaries is not None
    after = steps(journal({"0000_a": "SELECT pg_terminate_backend(pg_backend_pid())"}))
    with pytest.raises(Undecided, match="the scratch server went away"):
        rehearse(PostgresArena(binaries, after, postgres), (), after, SETTING, fresh=False)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("can't reach postgres://u:s3cret@h/db", "can't reach postgres://u:***@h/db"),
        ("option password=s3cret host=h", "option password=*** host=h"),
        ("CREATE ROLE x PASSWORD 's3cret'", "CREATE ROLE x PASSWORD ***"),
    ],
)
def test_no_message_holds_a_password(text: str, wanted: str) -> None:
    assert without_secrets(text) == wanted
