from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from forge_migrations.system.pipes import Pipes
from forge_migrations.system.pipes import ThreadedPipes

ECHO = r"""
import sys
for line in sys.stdin.buffer:
    sys.stdout.buffer.write(b"noise\n\x1e" + line)
    sys.stdout.buffer.flush()
"""
DEAF = "import time; time.sleep(600)"


@pytest.fixture(params=[Pipes, ThreadedPipes])
def kind(request: pytest.FixtureRequest) -> type[Pipes | ThreadedPipes]:
    """The way of systems that can wait for pipes, and Windows', which runs here as well."""
    found: type[Pipes | ThreadedPipes] = request.param
    return found


@pytest.fixture
def start(kind: type[Pipes | ThreadedPipes]) -> Iterator[Start]:
    started = Start(kind)
    yield started
    for process in started.processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):
                pipe.close()


class Start:
    """Starts a program and talks with it."""

    def __init__(self, kind: type[Pipes | ThreadedPipes]) -> None:
        self.kind = kind
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, code: str) -> Pipes | ThreadedPipes:
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.processes.append(process)
        assert process.stdin is not None and process.stdout is not None
        return self.kind(process.stdin, process.stdout)


def soon() -> float:
    return time.monotonic() + 60


def test_lines_come_back_and_what_else_is_printed_is_nobodys(start: Start) -> None:
    talk = start(ECHO)
    for text in (b"one", b"two", b"x" * 3_000_000):
        talk.send(text, soon())
        assert talk.receive(soon()) == text


def test_several_lines_at_once_are_told_apart(start: Start) -> None:
    talk = start(ECHO)
    talk.send(b"one", soon())
    talk.send(b"two", soon())
    assert [talk.receive(soon()), talk.receive(soon())] == [b"one", b"two"]


def test_a_process_that_says_nothing_is_waited_for_no_longer_than_said(start: Start) -> None:
    talk = start(DEAF)
    with pytest.raises(TimeoutError):
        talk.receive(time.monotonic() + 0.1)
    with pytest.raises(TimeoutError):
        talk.receive(time.monotonic() - 1)


def test_a_process_that_reads_nothing_holds_nobody_up(start: Start) -> None:
    talk = start(DEAF)
    with pytest.raises(TimeoutError):
        talk.send(b"x" * 3_000_000, time.monotonic() + 0.1)
        talk.receive(time.monotonic() + 0.1)


def test_the_end_of_a_process_is_an_error(start: Start) -> None:
    talk = start("")
    with pytest.raises(OSError):
        talk.receive(soon())
