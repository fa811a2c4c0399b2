"""A conversation in lines over a process's standard input and output, with a limit of time.

A line that is meant for us begins with RS (https://www.rfc-editor.org/rfc/rfc7464); what else is
printed there is nobody's. Where pipes can be waited for, a write waits as a read does: a process that
works may not read for a while.
"""

from __future__ import annotations

import os
import select
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

MARK = b"\x1e"
_PART = 1 << 20


class Pipes:
    """Both ends of a process's pipes. `send` and `receive` raise `TimeoutError` at the deadline, which
    is a value of `time.monotonic()`, and another `OSError` when the process is gone."""

    def __init__(self, to: IO[bytes], back: IO[bytes]) -> None:
        self._to, self._back = to.fileno(), back.fileno()
        self._rest = b""
        if sys.platform != "win32":
            os.set_blocking(self._to, False)
            os.set_blocking(self._back, False)

    def send(self, text: bytes, deadline: float) -> None:
        left = memoryview(text + b"\n")
        while left:
            _, ready, _ = select.select([], [self._to], [], _seconds(deadline))
            if ready:
                left = left[os.write(self._to, left[: 1 << 16]) :]

    def receive(self, deadline: float) -> bytes:
        while True:
            parts = [self._rest]
            while b"\n" not in parts[-1]:
                parts.append(self._read(deadline))
            line, _, self._rest = b"".join(parts).partition(b"\n")
            if line.startswith(MARK):
                return line[1:]

    def _read(self, deadline: float) -> bytes:
        while True:
            ready, _, _ = select.select([self._back], [], [], _seconds(deadline))
            if ready:
                return _some(os.read(self._back, _PART))


class ThreadedPipes:
    """The same where only files, not pipes, can be waited for (Windows): a thread does the waiting."""

    def __init__(self, to: IO[bytes], back: IO[bytes]) -> None:
        import queue
        import threading

        self._to, self._back = to, back
        self._outbox: queue.Queue[bytes] = queue.Queue()
        self._inbox: queue.Queue[bytes] = queue.Queue()
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()

    def send(self, text: bytes, deadline: float) -> None:
        _seconds(deadline)
        self._outbox.put(text + b"\n")

    def receive(self, deadline: float) -> bytes:
        import queue

        while True:
            try:
                line = _some(self._inbox.get(timeout=_seconds(deadline)))
            except queue.Empty:
                raise TimeoutError from None
            if line.startswith(MARK):
                return line[1:].rstrip(b"\r\n")

    def _write(self) -> None:
        while True:
            text = self._outbox.get()
            try:
                self._to.write(text)
                self._to.flush()
            except (OSError, ValueError):
                return  # the process is gone, which the reader tells

    def _read(self) -> None:
        try:
            for line in self._back:
                self._inbox.put(line)
        except (OSError, ValueError):
            pass
        self._inbox.put(b"")


def pipes(to: IO[bytes], back: IO[bytes]) -> Pipes | ThreadedPipes:
    """What fits this system."""
    return ThreadedPipes(to, back) if sys.platform == "win32" else Pipes(to, back)


def widened(pipe: int) -> None:
    """Let a pipe hold a megabyte, where the system can be told so: who writes needn't wait for who reads."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PART)


def _seconds(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _some(part: bytes) -> bytes:
    if not part:
        raise ConnectionResetError("the process closed its output")
    return part
