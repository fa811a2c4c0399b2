"""A backup of a whole database in one file: written beside its name first, and named once it can be read.

The engines' own tools make and load it. Nothing of an address stands in a command line, where every
user of the machine could read it: programs get it by their environment or by a file of ours alone.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from contextlib import suppress
from typing import Protocol

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL
from forge_migrations.engines import SQLITE
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.target import Target

PART = ".part"
"""Behind the name of what isn't whole yet."""


class Backup(NamedTuple):
    """A file that was written and read again."""

    path: str
    size: int
    """Bytes."""


class Dumps(Protocol):
    """One engine's way to write a database into a file and to load it again."""

    ending: str
    magic: bytes
    """What such a file begins with."""
    whole: bool
    """Loading it happens altogether or not at all."""

    def write(self, connection: Connection, target: Target, path: str) -> None:
        """Write all of the database, as of one moment. Raises `Undecided`."""
        ...

    def check(self, connection: Connection, path: str) -> None:
        """Read the file through. Raises `Undecided` when it isn't whole."""
        ...

    def holds(self, connection: Connection) -> int:
        """How many tables, views and sequences the database has."""
        ...

    def lacking(self, connection: Connection, path: str) -> list[str]:
        """The roles that own something in the backup, or have rights there, and that this server hasn't."""
        ...

    def load(
        self, connection: Connection, target: Target, path: str, replace: bool, owners: bool = True
    ) -> None:
        """Load the file; `replace`: in place of what is there. Without `owners` all of it belongs to who
        loads it, and nobody else gets rights. Raises `Undecided`."""
        ...


def dumps_of(engine: str) -> Dumps:
    """By `name` of its row. Raises `KeyError`."""
    if engine == POSTGRESQL.name:
        from forge_migrations.database.postgres.dumping import PostgresDumps

        return PostgresDumps()
    if engine == MYSQL.name:
        from forge_migrations.database.mysql.dumping import MysqlDumps

        return MysqlDumps()
    from forge_migrations.database.sqlite.dumping import SqliteDumps

    return {SQLITE.name: SqliteDumps()}[engine]


def back_up(connection: Connection, target: Target, folder: str, before: str) -> Backup:
    """Write `TIME-before-TAG.ENDING` into the folder, for the owner's eyes alone.

    Raises `Undecided`; then no file of that name is there, whole or not.
    """
    dumps = dumps_of(target.engine)
    moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    path = os.path.join(folder, f"{moment}-before-{before}{dumps.ending}")
    with _named_when_whole(path) as part:
        dumps.write(connection, target, part)
        dumps.check(connection, part)
    return Backup(path, os.stat(path).st_size)


@contextmanager
def _named_when_whole(path: str) -> Iterator[str]:
    part = path + PART
    try:
        with suppress(FileNotFoundError):
            os.unlink(part)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError as error:
        raise Undecided(f"the backup couldn't be written: {error}", ROOM) from None
    finally:
        with suppress(OSError):
            os.unlink(part)


ROOM = "make room there, or name another folder: --backup DIR"
