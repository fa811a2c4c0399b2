"""Runs what a scratch server can run, and names what it can't instead of calling it a failure.

Two reasons only: an extension that this server doesn't have, with what depends on it; and what only
a superuser may do to roles or to the server, which changes no table.
"""

from __future__ import annotations

import re

from forge_migrations.database.migrator import execute_segment
from forge_migrations.database.postgres.privileges import creates_extension
from forge_migrations.database.postgres.privileges import creates_role
from forge_migrations.database.postgres.privileges import is_for_superusers
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step

UNDEFINED = frozenset({"42704", "42P01", "42703", "42883", "42P16"})
"""Undefined object, table, column, function: what is said of something that was left out."""
REFUSED = frozenset({"42501", "0A000", "42710", "42704", "0LP01", "42P07"})


class LeftOut(NamedTuple):
    """A statement that the server couldn't run and that was left out of the rehearsal."""

    path: str
    line: int
    cause: str
    """What it comes to in the end: `extension "vector" is not on this server`."""
    reason: str
    """What the server said of this statement."""
    names: tuple[str, ...] = ()
    """Tables, columns, indexes and constraints that it would have made."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line} was not rehearsed: {self.reason}"


RIGHTS = "roles and grants need rights that the migration's role doesn't have here"


class Lenient:
    """An `Execute` for the migrator."""

    def __init__(self) -> None:
        self.absent: set[str] = set()
        """Extensions that the server doesn't have."""
        self._told: dict[LeftOut, int] = {}
        self._missing: set[str] = set()
        """Names that don't exist because of them."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """In the history's order, whichever database met them first."""
        return tuple(sorted(self._told, key=lambda each: (self._told[each], each)))

    def __call__(self, connection: Connection, step: Step, segment: Segment) -> int:
        name = creates_extension(segment.sql)
        if name in self.absent:
            text = f'extension "{name}" is not on this server'
            self._say(step, segment, text, text)
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
            cause = RIGHTS if reason.startswith("it needs rights") else self._cause
            self._say(step, segment, cause if "beforehand" not in reason else reason, reason)
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

    @property
    def _cause(self) -> str:
        names = ", ".join(f'"{name}"' for name in sorted(self.absent))
        return f"extension {names} is not on this server"

    def _say(self, step: Step, segment: Segment, cause: str, reason: str) -> None:
        if not step.path:
            return  # drizzle-kit's own DDL, which tells nothing that the history doesn't
        made = tuple(sorted(_made_by(segment.sql)))
        self._told[LeftOut(step.path, segment.line, cause, reason, made)] = step.millis or 0


def _in_transaction(connection: Connection) -> bool:
    from forge_migrations.database.postgres.wire import Session

    driver: Any = connection.connection.driver_connection
    if isinstance(driver, Session):
        return driver.in_transaction
    from psycopg.pq import TransactionStatus

    return driver.info.transaction_status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)


def _is_control(sql: str) -> bool:
    return any(each.tokens[0].key in _CONTROL for each in split(sql, "postgres").statements)


_CONTROL = frozenset({"COMMIT", "ROLLBACK", "END", "ABORT", "BEGIN", "START"})


def _made_by(sql: str) -> set[str]:
    """The tables, columns, indexes and constraints that a statement makes."""
    from forge_migrations.sql.read import acts_of

    made: set[str] = set()
    for act in acts_of(sql, "postgres"):
        if act.verb == "create-table":
            made.add(act.table)
        elif act.verb == "add-column" and act.column is not None:
            made.add(act.column.name)
        elif act.verb == "add-constraint" and act.constraint is not None:
            made.add(act.constraint.name)
        elif act.verb == "create-index" and act.indexed is not None:
            made.add(act.indexed.name)
    return {name.rpartition(".")[2] for name in made} - {""}


def _plain_names(sql: str) -> set[str]:
    """Every name and word of a statement."""
    tokens, _ = tokenize(sql, "postgres")
    return {identifier(token, "postgres") for token in tokens if token.kind in (WORD, QUOTED)}


class LenientSqlite:
    """The same for SQLite: functions and modules that only the project's own process has."""

    def __init__(self) -> None:
        self.strings = False
        """True where the driver takes `"x"` for a string when no column is called so."""
        self._told: dict[LeftOut, None] = {}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return tuple(self._told)

    def __call__(self, connection: Connection, step: Step, segment: Segment) -> int:
        from forge_migrations.database.sqlite.libsql import execute_as_libsql

        try:
            return execute_as_libsql(connection, step, segment, self.strings)
        except Exception as error:
            if not re.search(r"no such (?:function|module|collation sequence): ", str(error)):
                raise
            text = f"SQLite has {error}"
            self._told[LeftOut(step.path, segment.line, text, str(error))] = None
            return -1
