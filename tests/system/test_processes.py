from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import psutil
import pytest

from forge_migrations.system import processes

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
    command = [sys.executable, "-c", "input()", "a word"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert processes.command_of(process.pid).endswith("a word")
        process.communicate(b"\n")
    assert processes.command_of(process.pid) == ""
