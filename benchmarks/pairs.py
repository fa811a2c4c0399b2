"""Two commands in turn, and the ratio pair by pair: it holds when the machine's speed drifts."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.memory import Peaks
from benchmarks.memory import watched

# Installed packages are compiled; a checkout that may not be would compile itself at every run.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


class Command(NamedTuple):
    """A command line, where it runs, and what is done before each run (not timed)."""

    words: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str] = {}
    before: Callable[[], object] | None = None
    expect: tuple[int, ...] = (0,)
    """The exit codes that count as having done the work."""


class Figures(NamedTuple):
    """Medians: both wall times in seconds and the ratio of the pairs; and what ours take of memory."""

    ours: float
    peer: float
    ratio: float
    memory: Peaks


def seconds(command: Command) -> float:
    """Wall seconds of one run; raises when it ended otherwise than expected."""
    if command.before:
        command.before()
    start = time.perf_counter()
    ran = subprocess.run(
        command.words,
        cwd=command.cwd,
        env={**ENVIRONMENT, **command.env},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    took = time.perf_counter() - start
    if ran.returncode not in command.expect:
        raise RuntimeError(
            f"{command.words} ended in {ran.returncode}: {ran.stderr.decode()[-500:]}"
        )
    return took


def compare(ours: Command, peer: Command, runs: int = 7) -> Figures:
    """Both commands in turn, after one run of each that doesn't count."""
    seconds(ours)
    seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    return Figures(
        statistics.median(one for one, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
        _memory(ours),
    )


def _memory(command: Command) -> Peaks:
    """Of one more run."""
    if command.before:
        command.before()
    return watched(command.words, cwd=command.cwd, env={**ENVIRONMENT, **command.env})
