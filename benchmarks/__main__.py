"""`make bench`: prints docs/speed.md's table of ratios, and what it was measured on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import destructive_sql
from benchmarks import hooks
from benchmarks import machine
from benchmarks import rehearsal
from benchmarks.hooks import Row
from benchmarks.kit import kit
from benchmarks.pairs import peak_megabytes


def rows(folder: Path | None) -> Iterator[Row]:
    """Every row; those that need Node or PostgreSQL are left out where that isn't here."""
    yield from hooks.measure(folder)
    yield from destructive_sql.measure()
    if folder is not None:
        yield from rehearsal.measure(folder)


def main() -> None:
    folder = kit()
    print(f"{machine.named()}; {machine.peers(folder)}\n")
    print("| what | peer | ours | peer's | ratio | limit |")
    print("|---|---|---|---|---|---|", flush=True)
    try:
        for what, peer, figures, limit in rows(folder):
            print(
                f"| {what} | {peer} | {figures.ours * 1e3:.0f} ms | {figures.peer * 1e3:.0f} ms "
                f"| {figures.ratio:.2f} | {limit} |",
                flush=True,
            )
    except RuntimeError as error:
        print(f"the next row was not measured: {error}", file=sys.stderr)
    print(f"\npeak memory of any process, peers and servers counted: {peak_megabytes():.0f} MB")


main()
