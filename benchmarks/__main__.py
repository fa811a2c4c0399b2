"""`make bench`: prints docs/speed.md's table of ratios, and what it was measured on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import destructive_sql
from benchmarks import growth
from benchmarks import hooks
from benchmarks import machine
from benchmarks import rehearsal
from benchmarks.hooks import Row
from benchmarks.kit import kit
from benchmarks.memory import OURS
from benchmarks.memory import Peaks
from benchmarks.memory import highest


def rows(folder: Path | None) -> Iterator[Row]:
    """Every row; those that need Node or PostgreSQL are left out where that isn't here."""
    yield from hooks.measure(folder)
    yield from destructive_sql.measure()
    if folder is not None:
        yield from rehearsal.measure(folder)


def main() -> None:
    folder = kit()
    print(f"{machine.named()}; {machine.peers(folder)}\n")
    print("| what | peer | ours | peer's | ratio | goal | our own memory |")
    print("|---|---|---|---|---|---|---|", flush=True)
    taken: list[Peaks] = []
    try:
        for what, peer, figures, goal in rows(folder):
            print(
                f"| {what} | {peer} | {figures.ours * 1e3:.0f} ms | {figures.peer * 1e3:.0f} ms "
                f"| {figures.ratio:.2f} | {goal} | {figures.memory.get(OURS, 0):.0f} MB |",
                flush=True,
            )
            taken.append(figures.memory)
    except RuntimeError as error:
        print(f"the next row was not measured: {error}", file=sys.stderr)
    peaks = ", ".join(f"{whose} {size:.0f} MB" for whose, size in sorted(highest(taken).items()))
    print(f"\n{growth.summary()}")
    print(f"\nthe most that any one process of each kind held: {peaks}")


main()
