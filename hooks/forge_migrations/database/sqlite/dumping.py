"""A backup of SQLite's file by its own online backup, which waits for no reader and no writer:
https://www.sqlite.org/backup.html"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.target import Target


class SqliteDumps:
    """Fills `Dumps`."""

    ending = ".sqlite"
    magic = b"SQLite format 3\x00"
    whole = True

    def write(self, connection: Connection, target: Target, path: str) -> None:
        _copied(target.path, path)

    def check(self, connection: Connection, path: str) -> None:
        try:
            with closing(sqlite3.connect(path)) as copy:
                said = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
        except sqlite3.Error as error:
            said = str(error)
        if said != "ok":
            raise Undecided(f"the backup can't be read: {said}")

    def holds(self, connection: Connection) -> int:
        return int(
            connection.exec_driver_sql(
                "SELECT count(*) FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            ).scalar()
        )

    def lacking(self, connection: Connection, path: str) -> list[str]:
        return []  # a file belongs to nobody inside of it

    def load(
        self, connection: Connection, target: Target, path: str, replace: bool, owners: bool = True
    ) -> None:
        _copied(path, target.path)


def _copied(source: str, destination: str) -> None:
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(destination)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        raise Undecided(f"SQLite couldn't copy the database: {error}") from None
