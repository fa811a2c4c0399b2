"""A lock file for each database file, which ends with its process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from forge_migrations.database.waiting import tried_until
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest


@contextmanager
def locked(path: str, wait: float) -> Iterator[bool]:
    """True when the lock is ours. It is in the cache: beside the database it would be somebody's to
    delete."""
    folder = os.path.join(cache_folder(), "locks")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    lock = os.path.join(folder, digest(os.path.realpath(path)))
    with open(lock, "w") as file:
        yield tried_until(lambda: _try(file.fileno()), wait)


def _try(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
