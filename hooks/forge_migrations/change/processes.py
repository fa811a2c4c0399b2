"""The processes that this one was started by."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FAR = 4
"""Processes that a hook manager puts between itself and a hook: a shell, a wrapper, an interpreter."""


def callers() -> Iterator[tuple[int, list[str]]]:
    """(id, the words of its command line) of the processes above this one, the nearest first."""
    process = os.getppid()
    for _ in range(FAR):
        command, above = _command_line(process)
        yield process, command
        process = above
        if process <= 1:
            return


def _command_line(process: int) -> tuple[list[str], int]:
    """(the words of a process's command line, its parent's id); ([], 0) when it can't be told."""
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            words = [os.fsdecode(word) for word in file.read().split(b"\0")]
        with open(f"/proc/{process}/stat", "rb") as file:
            return words, int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return _command_line_by_ps(process)


def _command_line_by_ps(process: int) -> tuple[list[str], int]:
    import subprocess

    try:
        out = subprocess.run(
            ["ps", "-o", "ppid=,args=", "-p", str(process)],
            capture_output=True,
            text=True,
            check=True,
            stdin=subprocess.DEVNULL,
        ).stdout.split()
        return out[1:], int(out[0])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return [], 0
