"""Python's own SQLite: rows and schema before and after, on a copy whose tables hold rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.oracle.effects import Bench
from benchmarks.oracle.effects import Effects
from benchmarks.oracle.effects import Held
from benchmarks.oracle.effects import changed
from benchmarks.oracle.effects import held
from benchmarks.oracle.effects import least_of
from benchmarks.oracle.effects import lost
from forge_migrations.sql.seeding import seed
from forge_migrations.sql.statements import Statement

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

STEPS = 20_000
_NOT_RUN = ("ATTACH", "DETACH", "VACUUM", "PRAGMA")
_ON_ROWS = ("constraint failed", "Cannot add a NOT NULL")


class SqliteBench:
    """One database in memory."""

    def __init__(self) -> None:
        self._base = _open()

    def run(self, statement: Statement) -> Effects | None:
        if statement.tokens[0].key in _NOT_RUN:
            return None
        effects = self._trial(statement)
        try:
            self._base.execute(statement.text).fetchall()
        except (sqlite3.Error, ValueError) as error:
            return effects._replace(error=_kind(error), message=str(error), ran=False)
        if effects.error and not effects.on_rows:
            return Effects()  # the copy lacks TEMP tables
        return effects

    def close(self) -> None:
        self._base.close()

    def _trial(self, statement: Statement) -> Effects:
        trial = _open()
        try:
            self._base.backup(trial)
            list(seed(trial))
            before, views = _contents(trial), _views(trial)
            names = _names(trial)
            trial.execute("PRAGMA foreign_keys = ON")
            trial.execute("BEGIN")
            try:
                ran = trial.execute(statement.text)
                ran.fetchall()
                touched = ran.rowcount
                trial.execute("COMMIT")
            except (sqlite3.Error, ValueError) as error:
                message = str(error)
                on_rows = any(words in message for words in _ON_ROWS)
                return Effects(_kind(error), message, on_rows)
            broke = (names - _names(trial)) | (views - _views(trial))
            after = _contents(trial)
            gone = tuple(lost(before, after, touched, least_of(statement)))
            return Effects(
                destroyed=gone,
                broke=tuple(sorted(broke)),
                held=held(before, statement),
                changed=changed(before, after),
                blind=("rewrote", "scanned"),
            )
        except sqlite3.Error:
            return Effects()
        finally:
            trial.close()


def _open() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    left = [STEPS]

    def count() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    connection.set_progress_handler(count, 1000)
    return connection


def _kind(error: Exception) -> str:
    return getattr(error, "sqlite_errorname", None) or type(error).__name__


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _tables(connection: sqlite3.Connection, kind: str) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%'",
        (kind,),
    )
    return [name for (name,) in rows]


def _contents(connection: sqlite3.Connection) -> dict[str, Held]:
    found = {}
    for name in _tables(connection, "table"):
        read = connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 500")
        columns = tuple(each[0].lower() for each in read.description)
        found[name.lower()] = Held(columns, tuple(read.fetchall()))
    return found


def _names(connection: sqlite3.Connection) -> set[str]:
    """Tables, views and their columns."""
    found = set()
    for name in _tables(connection, "table"):
        found.add(name.lower())
        for row in connection.execute(f"PRAGMA table_xinfo({_quoted(name)})"):
            found.add(f"{name}.{row[1]}".lower())
    return found


def _views(connection: sqlite3.Connection) -> set[str]:
    """The views that can be read."""
    found = set()
    for name in _tables(connection, "view"):
        try:
            connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")
        except sqlite3.Error:
            continue
        found.add(name.lower())
    return found


class SqliteBed:
    """Nothing to start."""

    dialect: Dialect = "sqlite"

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        found = SqliteBench()
        try:
            yield found
        finally:
            found.close()

    def close(self) -> None:
        """Nothing runs."""
