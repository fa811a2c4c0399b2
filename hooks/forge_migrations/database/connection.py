"""A connection to the database that a person names, and its refusals in plain words."""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.refusals import refused
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.target import Target

CONNECT = 10
"""Seconds until a host that doesn't answer is given up."""


@contextmanager
def connect(target: Target, *, read_only: bool = False) -> Iterator[Connection]:
    """A connection that commits each statement by itself. Raises `Undecided` in plain words."""
    if target.url is None:
        with _open_file(target, read_only) as connection:
            yield connection
        return
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    own = behaviour_of(target.engine)
    arguments = {"connect_timeout": CONNECT} | own.connect_arguments(target.url)
    engine = create_engine(
        own.plain_url(target.url), poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments,
        hide_parameters=True,
    )  # fmt: skip
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise refused(target, error) from None
    except Exception as error:
        words = target.scrub(f"{type(error).__name__}: {error}")
        raise Undecided(f"{target}: {words}") from None
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


@contextmanager
def _open_file(target: Target, read_only: bool) -> Iterator[Connection]:
    """Python's own engine: importing SQLAlchemy takes as long as hundreds of migrations."""
    import sqlite3

    path = target.path
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise Undecided(f"{path}: there is no folder {folder}", f"make it: mkdir -p {folder}")
    if os.path.isdir(path):
        raise Undecided(f"{path} is a folder, not a database file", "name a file: file:./local.db")
    if read_only and not os.path.exists(path):
        raise Undecided(f"{path} doesn't exist", Remedy("make it", ours("apply")))

    from forge_migrations.database.sqlite.plain import PlainConnection

    connection: PlainConnection | None = None
    alone = read_only and not os.path.exists(f"{path}-wal")
    try:
        try:
            connection = PlainConnection(path, "ro" if read_only else "rwc")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise refused(target, error) from None
        yield connection
    finally:
        if connection is not None:
            connection.close()
        if alone and os.path.exists(f"{path}-wal"):
            _tidy(path)


def _tidy(path: str) -> None:
    """A reader makes an empty log beside a file in WAL mode and may not remove it; SQLite does it for
    a writer, the last to close, which has nothing to write: https://www.sqlite.org/walformat.html"""
    import sqlite3

    from forge_migrations.database.sqlite.plain import PlainConnection

    with suppress(sqlite3.Error):
        connection = PlainConnection(path, "rw")
        with suppress(sqlite3.Error):
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        connection.close()
