"""How much memory our own processes take, told apart from drizzle-kit's, servers' and git's."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

import psutil

OURS = "our own (Python)"
KIT = "Node with drizzle-kit"
SERVERS = "scratch servers"
OTHERS = "git and others"
EVERY = 0.003
"""Seconds between two looks: what a process has taken at most, Linux tells at the last of them."""
_SERVERS = ("postgres", "initdb", "mariadbd", "mysqld", "pglite.cjs")

Peaks = dict[str, float]
"""Megabytes, by whose they are: the most that any one process of them held."""


def watched(words: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Peaks:
    """What a command and all that it starts take; for its memory alone, since looking takes time too."""
    peaks: Peaks = {}
    none = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=cwd, env=env, stdin=none, stdout=none, stderr=none) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            for each in _tree(root):
                _look(each, peaks)
            time.sleep(EVERY)
    return peaks


def highest(peaks: Iterable[Peaks]) -> Peaks:
    """The most of several runs."""
    found: Peaks = {}
    for each in peaks:
        for whose, size in each.items():
            found[whose] = max(size, found.get(whose, 0))
    return found


def _tree(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _look(process: psutil.Process, peaks: Peaks) -> None:
    try:
        whose, size = _whose(process.cmdline()), _most(process)
    except (psutil.Error, OSError, ValueError):  # it is gone
        return
    if whose and size > peaks.get(whose, 0):
        peaks[whose] = size


def _whose(words: list[str]) -> str:
    """Empty for one that is no program yet, or no more."""
    if not words:
        return ""
    line = " ".join(words[:3])
    if any(each in line for each in _SERVERS):
        return SERVERS
    if any(each.endswith((".cjs", "bin.cjs")) for each in words):
        return KIT
    return OURS if "python" in words[0] or words[0] == sys.executable else OTHERS


def _most(process: psutil.Process) -> float:
    """Megabytes that it has held at most, where the system keeps that; else what it holds now.

    `VmHWM`: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    """
    if sys.platform == "linux":
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
    size: int = process.memory_info().rss
    return size / 2**20
