"""Both guards, started as a server's is: where there is no shell Python does what it does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from forge_migrations.system import guard
from forge_migrations.system.processes import APART
from forge_migrations.system.processes import KILL

PATIENCE = 30
TREE = (
    "import subprocess, sys, time;"
    " child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    " print(child.pid, flush=True); time.sleep(600)"
)


@pytest.fixture(params=["shell", "python"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "python":
        monkeypatch.setattr(guard, "SHELL", "/nowhere/sh")
    elif not os.access(guard.SHELL, os.X_OK):
        pytest.skip("there is no shell here")
    yield request.param


def guarded(folder: Path, number: int = KILL) -> subprocess.Popen[bytes]:
    folder.mkdir()
    (folder / "file").touch()
    Path(f"{folder}.lock").touch()
    return subprocess.Popen(guard.command(str(folder), number), stdin=subprocess.PIPE, **APART)


def test_the_end_of_its_input_ends_the_server_and_removes_the_folder(
    tmp_path: Path, kind: str
) -> None:
    server = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    watching = guarded(tmp_path / "s")
    watching.communicate(f"1{server.pid}\n{server.pid}\n".encode(), timeout=PATIENCE)
    assert server.wait(PATIENCE) != 0
    assert os.listdir(tmp_path) == []
    assert watching.returncode == 0


def test_a_guard_that_was_told_of_no_server_or_of_its_end_removes_the_folder(
    tmp_path: Path, kind: str
) -> None:
    for name, told in (("none", b""), ("ended", b"%d\n\n" % os.getpid())):
        guarded(tmp_path / name).communicate(told, timeout=PATIENCE)
    assert os.listdir(tmp_path) == []


def test_without_a_shell_what_the_server_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SHELL", "/nowhere/sh")
    server = subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE)
    assert server.stdout is not None
    child = psutil.Process(int(server.stdout.readline()))
    guarded(tmp_path / "s").communicate(f"{server.pid}\n".encode(), timeout=PATIENCE)
    server.communicate(timeout=PATIENCE)
    until = time.monotonic() + PATIENCE
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_folder_that_others_still_write_to_is_removed(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "s1"
    watching = guarded(folder)
    # As tar does: it writes where it is, and ends where that is no more.
    code = (
        "import os, sys\n"
        "os.chdir(sys.argv[1])\n"
        "for number in range(4000):\n"
        "    os.makedirs(f'data/{number // 100}', exist_ok=True)\n"
        "    open(f'data/{number // 100}/{number}', 'w').close()\n"
    )
    writing = subprocess.Popen([sys.executable, "-c", code, str(folder)], stderr=subprocess.DEVNULL)
    while not (folder / "data").exists():
        time.sleep(0.001)
    watching.communicate(timeout=PATIENCE)
    writing.wait(PATIENCE)
    assert os.listdir(tmp_path) == []
