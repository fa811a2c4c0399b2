from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from forge_migrations.system import processes

NOBODY = 4_194_305
"""No process has it: https://docs.kernel.org/admin-guide/sysctl/kernel.html#pid-max"""
PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


def by_whose_child_it_is(process: subprocess.Popen[bytes]) -> None:
    """What Windows does, where there are no groups."""
    processes._end_tree(process.pid)
    process.wait()


@pytest.mark.parametrize("end", [processes.end, by_whose_child_it_is])
def test_a_process_ends_with_what_it_started(
    end: Callable[[subprocess.Popen[bytes]], None],
) -> None:
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, **processes.APART) as process:
        assert process.stdout is not None
        child = psutil.Process(int(process.stdout.readline()))
        end(process)
    assert process.returncode
    psutil.wait_procs([child], timeout=10)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_process_that_is_gone_is_ended_without_a_word() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], **processes.APART) as process:
        process.wait()
        processes.end(process)
        processes._end_tree(process.pid)


def test_a_command_line_is_told_and_none_of_a_number_that_is_free() -> None:
    command = [sys.executable, "-c", "print(flush=True); input()", "a word"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processes.command_of(process.pid).endswith("a word")
        process.communicate(b"\n")
    assert processes.command_of(NOBODY) == ""


def test_a_program_is_started_by_its_path_since_windows_knows_a_batch_file_by_no_other_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tool"
    program.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert processes.resolved(["tool", "run"]) == [str(program), "run"]
    assert processes.resolved(["ghost", "run"]) == ["ghost", "run"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process for any signal")
@pytest.mark.parametrize("deaf", [False, True])
def test_a_process_that_is_not_ours_ends_by_its_signal_or_is_killed(deaf: bool) -> None:
    code = "import signal, time; print(flush=True); time.sleep(600)"
    if deaf:
        code = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + code
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        processes.stop(process.pid, signal.SIGTERM, 0.5 if deaf else 30)
        assert process.wait() == -(signal.SIGKILL if deaf else signal.SIGTERM)
    processes.stop(process.pid, signal.SIGTERM, 1)
