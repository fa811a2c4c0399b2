"""`make bench`: prints docs/speed.md's table of ratios."""

from __future__ import annotations

import os
from pathlib import Path

from benchmarks.hooks import measure
from benchmarks.pairs import peak_megabytes


def main() -> None:
    kit = os.environ.get("FORGE_KIT")
    print("| what | peer | ours | peer's | ratio | limit |")
    print("|---|---|---|---|---|---|")
    for what, peer, figures, limit in measure(Path(kit) if kit else None):
        print(
            f"| {what} | {peer} | {figures.ours * 1e3:.0f} ms | {figures.peer * 1e3:.0f} ms "
            f"| {figures.ratio:.2f} | {limit} |",
            flush=True,
        )
    print(f"\npeak memory of any process: {peak_megabytes():.0f} MB")


main()
