"""SQLite as the drivers of Drizzle run it: in this process, on a file or in memory.

Some drivers are built without the misfeature that reads `"name"` as a string when no column has that
name (`Driver.strings`). Python's build has it, and says no error where they do; so for them names in
double quotes are handed over in backticks, which never are strings.
"""

from __future__ import annotations

from contextlib import contextmanager

from forge_migrations.database.server import Version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection
    from sqlalchemy import Engine


def version() -> Version:
    """The embedded engine that runs."""
    import sqlite3

    return Version("sqlite", "SQLite", sqlite3.sqlite_version)


def engine_for(path: str = ":memory:") -> Engine:
    """An engine whose one connection stays open; each statement commits by itself."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    return create_engine(
        "sqlite+pysqlite://",
        poolclass=StaticPool,
        creator=lambda: _open(path),
        isolation_level="AUTOCOMMIT",
    )


@contextmanager
def connect(path: str = ":memory:", *, foreign_keys: bool = True) -> Iterator[Connection]:
    """A connection to a database file (or to a new one in memory), closed at the end."""
    engine = engine_for(path)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(foreign_keys)}")
            yield connection
    finally:
        engine.dispose()


def _open(path: str) -> object:
    import sqlite3

    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)
