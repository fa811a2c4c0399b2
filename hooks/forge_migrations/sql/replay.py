"""SQLite migrations replayed in memory, on two adversarial rows per table: what is really lost.

The standard library's sqlite3 and not SQLAlchemy, whose import alone costs more than the replay.
Nothing is read or written outside of memory: the authorizer refuses ATTACH and extensions.
"""

from __future__ import annotations

import sqlite3

from forge_migrations.engines import SQLITE
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.ddl_budget import Budget
from forge_migrations.sql.seeding import seed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from forge_migrations.sql.statements import Statement

STEPS = 3_000_000
"""Virtual machine instructions after which a replay is given up (some tens of milliseconds)."""
_REFUSED = frozenset((sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH))
_TELLING = (
    "NOT NULL constraint failed",
    "CHECK constraint failed",
    "FOREIGN KEY constraint failed",
    "Cannot add a",
    "error in view",
    "error in trigger",
    "error in index",
    "error in table",
    "cannot drop column",
    "cannot INSERT into generated column",
    "no such column",
    "has no column named",
)
"""Errors that the migration itself causes, whatever the SQLite version or the seed."""


_NO_PARENT = "FOREIGN KEY constraint failed"
"""Of rows that a statement writes out it says nothing: the row that they refer to may be there."""


class Loss(NamedTuple):
    """What a table had before and hasn't after."""

    table: str
    column: str
    """Empty when whole rows are gone."""
    rows: int


class Outcome(NamedTuple):
    """What the replay of one migration showed."""

    decided: bool
    """False when the history or the migration couldn't be replayed as it stands."""
    losses: tuple[Loss, ...] = ()
    statement: int = -1
    """The statement that failed; -1 when none did."""
    error: str = ""
    seeded: frozenset[str] = frozenset()
    """Tables that held two rows, lower case."""
    deleted: frozenset[str] = frozenset()
    """Tables that the authorizer saw a DELETE on, lower case."""


class Replay:
    """A history's schema in memory, moved on file by file."""

    def __init__(self) -> None:
        self._base = _open(False)
        self._budget = Budget(self._base)
        self.complete = True
        """False after a statement of the history that SQLite refused, or would take too long for."""

    def advance(self, statements: tuple[Statement, ...]) -> None:
        """Run one more file of the history, without rows."""
        for statement in statements:
            if _skipped(statement, self._base) or _switches_foreign_keys(statement):
                continue
            if not self._budget.allows(statement):
                self.complete = False
                break
            try:
                self._base.execute(statement.text)
            except (sqlite3.Error, ValueError):
                self.complete = False
        if self._base.in_transaction:
            self._base.execute("COMMIT")

    def measure(
        self,
        statements: tuple[Statement, ...],
        foreign_keys: bool,
        transaction: bool = True,
        empty: Collection[str] = (),
    ) -> Outcome:
        """Run a file on two rows per table, but for the `empty` ones, as the migrator does, and
        compare."""
        if not self.complete or any(each.broken for each in statements):
            return Outcome(False)
        trial = _open(False)
        try:
            for (sql,) in _schema(self._base):
                trial.execute(sql)
            seeded = frozenset(seed(trial, empty))
            before = dict(_contents(trial))
            trial.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
            deleted: set[str] = set()
            if transaction:
                trial.execute("BEGIN")
            failed, error = _run(trial, statements, deleted)
            if failed >= 0:
                telling = any(text in error for text in _TELLING)
                if error == _NO_PARENT and _writes_out(statements[failed]):
                    telling = False
                return Outcome(telling, (), failed, error, seeded, frozenset(deleted))
            losses = tuple(_losses(before, dict(_contents(trial))))
            return Outcome(True, losses, -1, "", seeded, frozenset(deleted))
        except sqlite3.Error:
            return Outcome(False)
        finally:
            trial.close()

    def close(self) -> None:
        """Give the memory back."""
        self._base.close()


def _open(foreign_keys: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.set_authorizer(_authorize)
    left = [STEPS // 1000]

    def count() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    connection.set_progress_handler(count, 1000)
    connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
    return connection


def _authorize(
    action: int, first: str | None, second: str | None, schema: str | None, source: str | None
) -> int:
    refused = action in _REFUSED or (
        action == sqlite3.SQLITE_FUNCTION and second in ("load_extension", "readfile", "writefile")
    )
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


def _skipped(statement: Statement, connection: sqlite3.Connection) -> bool:
    """What would fail or undo the run; a COMMIT of the migrator's transaction is carried out, for
    the PRAGMA foreign_keys that follows it has an effect."""
    key = statement.tokens[0].key
    if key == "BEGIN":
        return connection.in_transaction
    if key in ("COMMIT", "END"):
        return not connection.in_transaction
    return bool(statement.broken) or key in ("ROLLBACK", "VACUUM")


def _switches_foreign_keys(statement: Statement) -> bool:
    """A history is run without rows: foreign keys would only stop what its INSERTs refer to."""
    return [token.key for token in statement.tokens[:2]] == ["PRAGMA", "FOREIGN_KEYS"]


def _writes_out(statement: Statement) -> bool:
    """It puts values of its own into rows and none that it reads, or takes the rows that it chose."""
    keys = [token.key for token in statement.tokens]
    if keys[:1] == ["DELETE"]:
        return "WHERE" in keys
    return keys[:1] in (["INSERT"], ["REPLACE"], ["UPDATE"]) and "SELECT" not in keys


def _run(
    trial: sqlite3.Connection, statements: tuple[Statement, ...], deleted: set[str]
) -> tuple[int, str]:
    """The statement that failed and its error, or -1."""

    def listen(
        action: int, first: str | None, second: str | None, schema: str | None, source: str | None
    ) -> int:
        if action == sqlite3.SQLITE_DELETE and first and not first.startswith("sqlite_"):
            deleted.add(first.lower())
        return _authorize(action, first, second, schema, source)

    budget = Budget(trial)
    trial.set_authorizer(listen)
    for number, statement in enumerate(statements):
        if _skipped(statement, trial):
            continue
        if not budget.allows(statement):
            return number, "the schema is too large for so many changes"
        try:
            trial.execute(statement.text)
        except (sqlite3.Error, ValueError) as error:  # a NUL or half a character
            return number, str(error)
    try:
        if trial.in_transaction:
            trial.execute("COMMIT")
    except sqlite3.Error as error:
        return len(statements) - 1, str(error)
    return -1, ""


def _schema(connection: sqlite3.Connection) -> Iterator[tuple[str]]:
    """CREATE statements: tables first, then what stands on them."""
    rows = connection.execute(
        "SELECT type, sql, name FROM sqlite_master WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type <> 'table', rowid"
    )
    for _kind, sql, _name in rows.fetchall():
        yield (sql,)


def _contents(connection: sqlite3.Connection) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Table -> column -> its values with their types, in the order of rowid."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).fetchall()
    for (table,) in tables:
        columns = [
            row[1]
            for row in connection.execute(f"PRAGMA table_info({SQLITE.quoted(table)})").fetchall()
        ]
        values = ", ".join(
            f"typeof({SQLITE.quoted(c)}) || quote({SQLITE.quoted(c)})" for c in columns
        )
        try:
            rows = connection.execute(f"SELECT {values} FROM {SQLITE.quoted(table)}").fetchall()
        except sqlite3.Error:
            continue
        yield (
            table.lower(),
            {column.lower(): [row[at] for row in rows] for at, column in enumerate(columns)},
        )


def _losses(
    before: dict[str, dict[str, list[str]]], after: dict[str, dict[str, list[str]]]
) -> Iterator[Loss]:
    """Rows that are gone from tables that are still there, and values that became NULL."""
    for table, columns in before.items():
        now = after.get(table)
        if now is None or not columns:
            continue
        had = len(next(iter(columns.values())))
        has = len(next(iter(now.values()))) if now else 0
        if has < had:
            yield Loss(table, "", had - has)
            continue
        for column, values in columns.items():
            if column in now and len(now[column]) == len(values):
                nulled = sum(
                    new == "nullNULL" != old
                    for old, new in zip(sorted(values), sorted(now[column]), strict=True)
                )
                if nulled and now[column].count("nullNULL") > values.count("nullNULL"):
                    yield Loss(table, column, nulled)
