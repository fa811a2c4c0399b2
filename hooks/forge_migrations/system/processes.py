"""Processes that end with everything that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import psutil

APART: dict[str, Any] = {}
"""For `subprocess.Popen`: a process that Ctrl-C on our terminal doesn't reach, and that `end` ends
with all that it started."""
if sys.platform == "win32":
    # Without a window: a graphical git client has no console that it could share.
    APART["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
else:
    APART["start_new_session"] = True

KILL = QUIT = signal.SIGTERM
"""How a server is ended; Windows has neither signal, and ends a process for any."""
if sys.platform != "win32":
    KILL, QUIT = signal.SIGKILL, signal.SIGQUIT


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that was started `APART`, and everything that it started; wait for its end."""
    if sys.platform == "win32":
        _end_tree(process.pid)
    else:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def stop(pid: int, number: int, seconds: float) -> None:
    """End a process that isn't our child: by its signal, and when it takes longer, with all that it
    started. Never raises."""
    import psutil

    try:
        process = psutil.Process(pid)
        started = process.children(recursive=True)
        if sys.platform != "win32":
            process.send_signal(number)
            until = time.monotonic() + seconds
            while _runs(process) and time.monotonic() < until:
                time.sleep(0.02)
    except psutil.Error:
        return
    for each in (*reversed(started), process):
        with contextlib.suppress(psutil.Error):
            each.kill()
    if sys.platform == "win32":  # which lets go of its files a moment later
        psutil.wait_procs([*started, process], timeout=seconds)


def _runs(process: psutil.Process) -> bool:
    """False for a zombie, too: its parent may be long in asking for it."""
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def resolved(words: Sequence[str]) -> list[str]:
    """A command with the path of its program where the PATH has it: on Windows npm and pnpm are `.cmd`
    files, which only a shell finds by their names."""
    import shutil

    return [shutil.which(words[0]) or words[0], *words[1:]]


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is none of that number."""
    import psutil

    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return ""


def _end_tree(pid: int) -> None:
    """Kill what a process started, itself last: where there are no groups, by who is whose child."""
    import psutil

    try:
        process = psutil.Process(pid)
        started = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for each in (*reversed(started), process):
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(started, timeout=5)
