"""Processes that end with everything that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import Any

APART: dict[str, Any] = {}
"""For `subprocess.Popen`: a process that Ctrl-C on our terminal doesn't reach, and that `end` ends
with all that it started."""
if sys.platform == "win32":
    APART["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    APART["start_new_session"] = True


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that was started `APART`, and everything that it started; wait for its end."""
    if sys.platform == "win32":
        _end_tree(process.pid)
    else:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


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
