"""How long a thread of this machine waited until a processor was free: what it lost to others.

Linux counts it, https://docs.kernel.org/scheduler/sched-stats.html; elsewhere nothing is told, and what took
long on a busy machine is taken for what it took.
"""

from __future__ import annotations

from contextlib import suppress

OWN = "/proc/thread-self/schedstat"
"""Of the thread that asks."""


def of_thread(number: int | str) -> str:
    """The place that tells of a thread, by the system's number for it: that of a process is its first."""
    return f"/proc/{number}/schedstat"


def waited(place: str) -> float:
    """Seconds since the thread began; 0 where the system doesn't tell."""
    with suppress(OSError, ValueError, IndexError), open(place, encoding="ascii") as file:
        return int(file.read().split()[1]) / 1e9
    return 0.0
