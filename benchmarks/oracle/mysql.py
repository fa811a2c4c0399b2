"""A real MariaDB (or MySQL): every ALTER commits, so tables are filled for good and statements run once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Any

from benchmarks.oracle.effects import Bench
from benchmarks.oracle.effects import Effects
from benchmarks.oracle.effects import Held
from benchmarks.oracle.effects import changed
from benchmarks.oracle.effects import held
from benchmarks.oracle.effects import least_of
from benchmarks.oracle.effects import lost
from forge_migrations.database.asking import Connection
from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.filling import fill
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.mysql.shapes import read_tables
from forge_migrations.findings import Undecided
from forge_migrations.sql.statements import Statement

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

_MEASURED = frozenset(("ALTER", "DROP", "TRUNCATE", "DELETE", "UPDATE", "RENAME", "CREATE"))
_CHOOSING = frozenset(("DELETE", "UPDATE"))
_FILLED = _MEASURED - {"CREATE"}
_NOT_RUN = frozenset(
    ("USE", "SHUTDOWN", "KILL", "INSTALL", "UNINSTALL", "CHANGE", "START", "STOP", "RESET", "FLUSH",
     "SHOW", "SELECT", "EXPLAIN", "DESCRIBE", "DESC", "CHECK", "LOCK", "UNLOCK", "BEGIN", "COMMIT",
     "ROLLBACK", "XA", "SAVEPOINT", "HANDLER", "BACKUP", "PURGE", "CACHE")
)  # fmt: skip
_DATABASES = re.compile(
    r"\b(?:database|schema|global|user|role|server|tablespace)\b", re.IGNORECASE
)
_ON_ROWS = frozenset(
    (1022, 1062, 1048, 1138, 1265, 1264, 1292, 1366, 1406, 1451, 1452, 4025, 1217, 1216)
)
_IDS = """
SELECT TABLE_ID, NAME FROM information_schema.INNODB_SYS_TABLES WHERE NAME LIKE CONCAT(DATABASE(), '/%')
"""
_COLUMNS = """
SELECT c.TABLE_NAME, c.COLUMN_NAME FROM information_schema.COLUMNS c JOIN information_schema.TABLES t
  ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND c.EXTRA NOT LIKE '%INVISIBLE%'
ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
"""
_VIEWS = "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()"


class MysqlBench:
    """One database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def run(self, statement: Statement) -> Effects | None:
        first = statement.tokens[0].key
        if first in _NOT_RUN or _DATABASES.search(statement.text):
            return None
        measured = first in _MEASURED
        if first in _FILLED:
            self._fill(statement.text)
        before = (_contents(self._connection), self._views(), self._ids()) if measured else None
        try:
            touched = (self._run if first in _CHOOSING else self._tell)(statement.text)
        except Exception as error:
            number, message = _told(error)
            if number in (2006, 2013):
                raise
            return Effects(str(number), message, number in _ON_ROWS, ran=False)
        if before is None:
            return Effects(held=False)
        after, ids = _contents(self._connection), self._ids()
        broke = (_names(before[0]) - _names(after)) | (before[1] - self._views())
        rewrote = [
            name
            for name, number in before[2].items()
            if ids.get(name, number) != number and before[0].get(name, Held((), ())).rows
            and after.get(name, Held((), ())).rows
        ]  # fmt: skip
        return Effects(
            destroyed=tuple(lost(before[0], after, touched, least_of(statement))),
            broke=tuple(sorted(broke)),
            rewrote=tuple(sorted(rewrote)),
            held=held(before[0], statement),
            changed=changed(before[0], after),
            blind=("scanned",) if set(before[0]) <= set(before[2]) else ("scanned", "rewrote"),
        )

    def _tell(self, text: str) -> int:
        tell(self._connection, text)
        return -1

    def _run(self, text: str) -> int:
        ran = self._connection.exec_driver_sql(text, execution_options={"no_parameters": True})
        return ran.rowcount

    def _fill(self, text: str) -> None:
        words = set(re.findall(r"\w+", text.lower()))
        tables = [t for t in read_tables(self._connection, "") if t.label.lower() in words]
        empty = [t for t in tables if not ask(self._connection, f"SELECT 1 FROM {t.name} LIMIT 1")]
        if empty:
            try:
                fill(self._connection, empty, "mysql")
            except Exception:
                tell(self._connection, "ROLLBACK")

    def _ids(self) -> dict[str, int]:
        return {str(row[1]).partition("/")[2]: row[0] for row in ask(self._connection, _IDS)}

    def _views(self) -> set[str]:
        """The views that can be read."""
        found = set()
        for (name,) in ask(self._connection, _VIEWS):
            try:
                ask(self._connection, f"SELECT * FROM `{name}` LIMIT 0")
            except Exception:
                continue
            found.add(f"{name}")
        return found


def _contents(connection: Connection) -> dict[str, Held]:
    columns: dict[str, list[str]] = {}
    for table, column in ask(connection, _COLUMNS):
        columns.setdefault(table, []).append(column.lower())
    found = {}
    for name, listed in columns.items():
        try:
            rows = ask(connection, f"SELECT * FROM `{name}` LIMIT 300")
        except Exception:  # an engine that isn't there
            continue
        found[name] = Held(tuple(listed), tuple(tuple(row) for row in rows))
    return found


def _names(tables: dict[str, Held]) -> set[str]:
    return set(tables) | {f"{name}.{c}" for name, held in tables.items() for c in held.columns}


def _told(error: Exception) -> tuple[int, str]:
    words: Any = getattr(getattr(error, "orig", None), "args", ()) or (0, str(error))
    return (int(words[0]) if str(words[0]).isdigit() else 0), str(words[-1]).splitlines()[0]


class MysqlBed:
    """A scratch server."""

    dialect: Dialect = "mysql"

    def __init__(self) -> None:
        binaries = find_mysql("mariadb")
        if binaries is None:
            raise Undecided("no MariaDB or MySQL server binaries are installed")
        self.mariadb = float(".".join(binaries.version.split(".")[:2]))
        self._server = Mysql(binaries)
        self._server.wait()
        self._count = 0

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        self._count += 1
        name = f"oracle_{self._count}"
        self._server.create(name)
        with self._server.engine(name, admin=True).connect() as connection:
            tell(connection, "SET SESSION max_statement_time = 5")
            tell(connection, "SET SESSION lock_wait_timeout = 2")
            yield MysqlBench(connection)
        self._server.drop(name)

    def close(self) -> None:
        self._server.stop()
