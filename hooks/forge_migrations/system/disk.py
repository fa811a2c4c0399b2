"""How fast this machine's disk takes what is written: tried with a small file, which is gone afterwards."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress

from forge_migrations.system.turns import OWN
from forge_migrations.system.turns import waited

SIZE = 4 << 20
"""Bytes that are written."""
TRIES = 4
"""The quickest counts: a disk that others write to takes their bytes along."""


def seconds_a_byte(folder: str | None = None) -> float:
    """Seconds until a byte is on the disk, many at once; 0 where none can be written."""
    piece = os.urandom(SIZE)
    took = []
    with suppress(OSError):
        for _ in range(TRIES):
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                lost, start = waited(OWN), time.perf_counter()
                file.write(piece)
                os.fsync(file.fileno())
                took.append(time.perf_counter() - start - (waited(OWN) - lost))
    return max(min(took, default=0.0), 0.0) / SIZE
