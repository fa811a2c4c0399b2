from __future__ import annotations

import faulthandler
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.workflow.ci.supervised import supervised

# Python 3.12 warns of a fork beside pytest-xdist's threads; a server's hook has one thread.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
Capture = pytest.CaptureFixture[str]
MEGABYTES = 4000


def raising(error: BaseException) -> Callable[[], int]:
    def work() -> int:
        raise error

    return work


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_works_own_code_is_the_answer(code: int) -> None:
    assert supervised(lambda: code, 60, MEGABYTES) == code


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (UsageError("no such thing", "name it"), 2, "no such thing\n  fix: name it\n"),
        (Undecided("git is gone", ""), 3, "git is gone\n"),
        (
            MemoryError(),
            3,
            (
                "stopped at 4000 MB, the memory limit\n"
                "  fix: push smaller files, or have the server's hook say a larger --memory-limit\n"
            ),
        ),
        (
            RecursionError(),
            3,
            "could not decide: something in it is nested too deeply to be read\n",
        ),
        (KeyError("x"), 3, "could not decide: KeyError: 'x'\n"),
    ],
    ids=["usage", "undecided", "memory", "recursion", "bug"],
)
def test_what_the_work_raises_is_one_line(
    error: Exception, code: int, words: str, capfd: Capture
) -> None:
    assert supervised(raising(error), 60, MEGABYTES) == code
    assert capfd.readouterr().err == "forge-migrations: " + words


def test_work_that_dies_decides_nothing(capfd: Capture) -> None:
    def dying() -> int:
        faulthandler.disable()  # pytest's own would print a page about what is meant to happen
        os.kill(os.getpid(), signal.SIGSEGV)
        return 0

    assert supervised(dying, 60, MEGABYTES) == 3
    assert f"ended by signal {signal.SIGSEGV.value}" in capfd.readouterr().err


def test_work_that_does_not_end_is_ended_in_the_middle_of_c_too(capfd: Capture) -> None:
    assert supervised(lambda: bool(re.match(r"(a+)+$", "a" * 60 + "b")), 0.3, MEGABYTES) == 3
    assert "stopped after 0.3 s, the time limit" in capfd.readouterr().err


def test_what_the_work_started_ends_with_it(tmp_path: object) -> None:
    mark = os.path.join(str(tmp_path), "pid")

    def work() -> int:
        child = subprocess.Popen(["/bin/sh", "-c", f"echo $$ > '{mark}'; read line"],
                                 stdin=subprocess.PIPE)  # fmt: skip
        while not os.path.exists(mark) or not os.path.getsize(mark):
            time.sleep(0.01)
        return 0 if child.poll() is None else 9

    assert supervised(work, 60, MEGABYTES) == 0
    with open(mark) as file:
        pid = int(file.read())
    for _ in range(500):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        with open(f"/proc/{pid}/stat") as file:
            if file.read().rpartition(")")[2].split()[0] == "Z":
                return
        time.sleep(0.02)
    pytest.fail("it still runs")
