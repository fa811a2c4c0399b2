from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.database.folders import ScratchFolder
from forge_migrations.database.process import Process
from forge_migrations.database.process import plain_environment
from forge_migrations.findings import Undecided

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the servers in it are shells")
PATIENCE = 30
"""Seconds in which a busy machine ends a process; nothing waits that long unless it fails."""


@pytest.fixture
def process() -> Iterator[Process]:
    made = Process(ScratchFolder(), signal.SIGTERM)
    yield made
    made.stop()


def start(process: Process, script: str) -> None:
    process.start(["/bin/sh", "-c", script], None, {"PATH": os.environ["PATH"]})


def gone(pid: int) -> bool:
    """True once no such process runs (a zombie doesn't run)."""
    for _ in range(PATIENCE * 50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_stopping_ends_the_server_and_removes_its_folder_and_may_be_done_twice(
    process: Process,
) -> None:
    start(process, "echo ready; exec sleep 600")
    folder = process.folder.path
    process.wait_until(lambda: "ready" in process.last_words(), PATIENCE, "server")
    assert process.running
    process.stop()
    process.stop()
    assert not process.running
    assert not os.path.exists(folder)
    assert not os.path.exists(folder + ".lock")


def test_a_server_that_ignores_its_signal_is_killed(process: Process) -> None:
    start(process, "trap '' TERM; echo ready; while :; do sleep 0.1; done")
    process.wait_until(lambda: "ready" in process.last_words(), PATIENCE, "server")
    process.end_with(signal.SIGTERM, seconds=0.2)
    assert not process.running


def test_a_server_that_dies_is_told_by_its_last_words(process: Process) -> None:
    assert process.last_words() == "it left no log"
    start(process, "echo one; echo 'FATAL: no room' >&2; exit 1")
    with pytest.raises(Undecided, match="the scratch thing didn't start: FATAL: no room"):
        process.wait_until(lambda: False, PATIENCE, "thing")


def test_a_server_that_dawdles_is_given_up(process: Process) -> None:
    start(process, "exec sleep 600")
    with pytest.raises(Undecided, match="it said nothing"):
        process.wait_until(lambda: False, 0.1, "thing")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("signal_name", ["SIGKILL", "SIGTERM", "SIGINT"])
@pytest.mark.parametrize("shell", ["/bin/sh", "/nowhere/sh"])
def test_a_killed_parent_leaves_no_server_and_no_folder(signal_name: str, shell: str) -> None:
    code = (
        "import signal, time\n"
        "from forge_migrations.system import guard\n"
        f"guard.SHELL = {shell!r}\n"
        # Ignored where a shell started the tests in the background.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from forge_migrations.database.folders import ScratchFolder\n"
        "from forge_migrations.database.process import Process\n"
        "process = Process(ScratchFolder(), signal.SIGTERM)\n"
        "process.start(['/bin/sleep', '600'], None, {})\n"
        "print(process.folder.path, process._server.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    source = str(Path(__file__).parents[2] / "hooks")
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert parent.stdout
    folder, pid = parent.stdout.readline().split()
    parent.send_signal(signal.Signals[signal_name])
    parent.communicate(timeout=PATIENCE)
    assert gone(int(pid))
    for _ in range(PATIENCE * 50):
        if not os.path.exists(folder):
            break
        time.sleep(0.02)
    assert not os.path.exists(folder)


def test_what_a_server_is_told_is_all_that_it_reads(process: Process) -> None:
    command = ["/bin/sh", "-c", "cat; echo end"]
    process.start(command, None, {"PATH": os.environ["PATH"]}, listens=True)
    process.tell("a secret\n")
    process.wait_until(lambda: "end" in process.last_words(), PATIENCE, "server")
    with open(os.path.join(process.folder.path, "server.log")) as file:
        assert file.read() == "a secret\nend\n"


def test_a_server_sees_no_secrets_and_no_settings_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:secret@h/d")
    found = plain_environment()
    assert found["PATH"] == os.environ["PATH"]
    assert (found["LC_ALL"], found["TZ"]) == ("C", "UTC")
    assert "secret" not in str(found)
