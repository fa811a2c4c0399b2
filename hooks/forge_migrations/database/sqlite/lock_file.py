"""A lock file for each database file, which ends with its process."""

from __future__ import annotations

import os
from contextlib import contextmanager

from forge_migrations.database.waiting import tried_until
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest
from forge_migrations.system.locks import FileLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def locked(path: str, wait: float) -> Iterator[bool]:
    """True when the lock is ours. It is in the cache: beside the database it would be somebody's to
    delete."""
    folder = os.path.join(cache_folder(), "locks")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    lock = os.path.join(folder, digest(os.path.realpath(path)))
    held = FileLock(lock)
    try:
        yield tried_until(held.take, wait)
    finally:
        held.close()
