"""Runs what a scratch server can run, and names what it can't instead of calling it a failure.

Two reasons only: an extension that this server doesn't have, with what depends on it; and what only
a superuser may do to roles or to the server, which changes no table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

from forge_migrations.database.migrator import execute_segment
from forge_migrations.database.privileges import creates_extension
from forge_migrations.database.privileges import creates_role
from forge_migrations.database.privileges import is_for_superusers
from forge_migrations.database.steps import Segment
from forge_migrations.database.steps import Step

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNDEFINED = frozenset({"42704", "42P01", "42703", "42883", "42P16"})
"""Undefined object, table, column, function: what is said of something that was left out."""
REFUSED = frozenset({"42501", "0A000", "42710", "42704", "0LP01", "42P07"})


class Lenient:
    """An `Execute` for the migrator."""

    def __init__(self) -> None:
        self.absent: set[str] = set()
        """Extensions that the server doesn't have."""
        self._told: dict[str, tuple[int, str, int]] = {}
        self._missing: set[str] = set()
        """Names that don't exist because of them."""

    @property
    def left_out(self) -> tuple[str, ...]:
        """In the history's order, whichever database met them first."""
        return tuple(sorted(self._told, key=self._told.__getitem__))

    def __call__(self, connection: Connection, step: Step, segment: Segment) -> int:
        name = creates_extension(segment.sql)
        if name in self.absent:
            self._say(step, segment, f'extension "{name}" is not on this server')
            return -1
        careful = bool(name) or bool(self.absent) or self._is_privileged(segment.sql)
        if not careful:
            return execute_segment(connection, step, segment)
        return self._carefully(connection, step, segment)

    def _is_privileged(self, sql: str) -> bool:
        return creates_role(sql) or is_for_superusers(sql)

    def _carefully(self, connection: Connection, step: Step, segment: Segment) -> int:
        inside = _in_transaction(connection)
        if inside:
            connection.exec_driver_sql("SAVEPOINT forge_statement")
        try:
            rows = execute_segment(connection, step, segment)
        except Exception as error:
            original = getattr(error, "orig", None) or error
            state = getattr(original, "sqlstate", "") or ""
            reason = self._excuse(state, str(original), segment.sql)
            if not reason:
                raise
            if inside and _in_transaction(connection):
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT forge_statement")
            self._say(step, segment, reason)
            return -1
        # The statement may have been a COMMIT, which takes the savepoint with it.
        if inside and _in_transaction(connection) and not _is_control(segment.sql):
            connection.exec_driver_sql("RELEASE SAVEPOINT forge_statement")
        return rows

    def _excuse(self, state: str, message: str, sql: str) -> str:
        if creates_extension(sql) and state in ("42710", "42501", "0A000", "58P01"):
            # Made beforehand by the superuser, or for superusers only.
            return "" if state == "0A000" else "the extension was made beforehand"
        if self._is_privileged(sql) and state in REFUSED:
            return "it needs rights that the migration's role doesn't have here"
        if self.absent and state in UNDEFINED:
            quoted = re.findall(r'"([^"]+)"', message.splitlines()[0])
            named = {each.rpartition(".")[2] for each in quoted}
            known = self.absent | self._missing
            opclass = re.search(r"operator class|access method|type|function", message)
            if named & known or (opclass and not named <= _plain_names(sql) - known):
                self._missing |= _made_by(sql)
                return f"it needs what was left out: {message.splitlines()[0]}"
            if opclass:
                self._missing |= _made_by(sql)
                return (
                    f"it needs an extension that is not on this server: {message.splitlines()[0]}"
                )
        return ""

    def _say(self, step: Step, segment: Segment, reason: str) -> None:
        place = (step.millis or 0, step.path, segment.line)
        self._told[f"{step.path}:{segment.line} was not rehearsed: {reason}"] = place


def _in_transaction(connection: Connection) -> bool:
    from psycopg.pq import TransactionStatus

    driver: Any = connection.connection.driver_connection
    return driver.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)


def _is_control(sql: str) -> bool:
    return re.search(r"(?im)^\s*(?:COMMIT|ROLLBACK|END|ABORT|BEGIN|START)\b", sql) is not None


def _made_by(sql: str) -> set[str]:
    made = re.findall(
        r"(?i)(?:CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|ADD\s+COLUMN\s+"
        r"(?:IF\s+NOT\s+EXISTS\s+)?|CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?"
        r'(?:IF\s+NOT\s+EXISTS\s+)?)(?:"?\w+"?\.)?"?(\w+)"?',
        sql,
    )
    return set(made)


def _plain_names(sql: str) -> set[str]:
    return set(re.findall(r"\w+", sql))


class LenientSqlite:
    """The same for SQLite: functions and modules that only the project's own process has."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(self._told)

    def __call__(self, connection: Connection, step: Step, segment: Segment) -> int:
        from forge_migrations.database.libsql import alter_column

        try:
            if alter_column(connection, segment.sql):
                return -1
            return execute_segment(connection, step, segment)
        except Exception as error:
            if not re.search(r"no such (?:function|module|collation sequence): ", str(error)):
                raise
            self._told[f"{step.path}:{segment.line} was not rehearsed: {error}"] = None
            return -1
