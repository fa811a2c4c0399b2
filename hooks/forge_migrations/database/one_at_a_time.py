"""One applier at a time: an advisory lock of the server, or a lock file for SQLite.

Both end with their session, so a killed applier leaves none behind.
"""

from __future__ import annotations

from contextlib import contextmanager

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.target import Target


@contextmanager
def alone(connection: Connection, target: Target, wait: float) -> Iterator[None]:
    """Within it nobody else applies to this database. Raises `Undecided` after `wait` seconds."""
    with behaviour_of(target.engine).locked(connection, target, wait) as ours:
        if not ours:
            raise _taken(target)
        yield


def _taken(target: Target) -> Undecided:
    return Undecided(
        f"{target}: another forge-migrations apply is running there",
        "wait for it, or let this one wait: --wait 60",
    )
