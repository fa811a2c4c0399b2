"""One applier at a time: an advisory lock of the server, or a lock file for SQLite.

PostgreSQL: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS; MySQL:
https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html. Both end with their session, so
a killed applier leaves none behind.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from forge_migrations.database.target import Target
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEY = 0x666F726765
"""`forge` as a number: the advisory lock's key, one for each PostgreSQL database."""


@contextmanager
def alone(connection: Connection, target: Target, wait: float) -> Iterator[None]:
    """Within it nobody else applies to this database. Raises `Undecided` after `wait` seconds."""
    if target.engine == "sqlite":
        with _file(target, wait):
            yield
        return
    until = time.monotonic() + wait
    if target.engine == "postgresql":
        while not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({KEY})").scalar():
            if time.monotonic() >= until:
                raise _taken(target)
            time.sleep(0.1)
        try:
            yield
        finally:
            _quietly(connection, f"SELECT pg_advisory_unlock({KEY})")
        return
    name = "forge:" + digest(str(target.url.database if target.url else ""))[:40]
    got = connection.exec_driver_sql("SELECT GET_LOCK(%s, %s)", (name, max(0, int(wait)))).scalar()
    if got != 1:
        raise _taken(target)
    try:
        yield
    finally:
        _quietly(connection, f"SELECT RELEASE_LOCK('{name}')")


def _quietly(connection: Connection, statement: str) -> None:
    import contextlib

    # The session may be gone, and its lock with it.
    with contextlib.suppress(Exception):
        connection.exec_driver_sql(statement)


@contextmanager
def _file(target: Target, wait: float) -> Iterator[None]:
    """A lock file in the cache: beside the database it would be somebody's to delete."""
    folder = os.path.join(cache_folder(), "locks")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, digest(os.path.realpath(target.path)))
    until = time.monotonic() + wait
    with open(path, "w") as file:
        while not _try(file.fileno()):
            if time.monotonic() >= until:
                raise _taken(target)
            time.sleep(0.1)
        yield


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


def _taken(target: Target) -> Undecided:
    return Undecided(
        f"{target}: another forge-migrations apply is running there",
        "wait for it, or let this one wait: --wait 60",
    )
