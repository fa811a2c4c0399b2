"""A table of MySQL or MariaDB gone through by its key.

A condition of a key's columns joined by AND and OR is read as ranges of the index, a comparison of rows
isn't: https://dev.mysql.com/doc/refman/8.4/en/row-constructor-optimization.html
"""

from __future__ import annotations

import re
from contextlib import suppress

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.engines import MYSQL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Place
    from forge_migrations.database.batches import Way

_TABLE = """
SELECT table_type, COALESCE(table_rows, 0) FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_name = %s
"""
_KEY = """
SELECT s.index_name, s.column_name, c.data_type, s.sub_part, c.is_nullable
FROM information_schema.statistics s JOIN information_schema.columns c
 ON c.table_schema = s.table_schema AND c.table_name = s.table_name AND c.column_name = s.column_name
WHERE s.table_schema = DATABASE() AND s.table_name = %s AND s.non_unique = 0
ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index
"""
_WAITING = (
    """SELECT COUNT(*) FROM information_schema.innodb_lock_waits w JOIN information_schema.innodb_trx t
ON t.trx_id = w.blocking_trx_id WHERE t.trx_mysql_thread_id = CONNECTION_ID()""",
    """SELECT COUNT(*) FROM performance_schema.data_lock_waits w JOIN performance_schema.threads t
ON t.thread_id = w.blocking_thread_id WHERE t.processlist_id = CONNECTION_ID()""",
)
"""MariaDB's and MySQL's; a role without the right sees neither."""
BUSY = frozenset({1205, 1213, 1969, 3024})
"""Lock wait timeout, deadlock, the statement's time is over (MariaDB's, MySQL's)."""
WHOLE = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year"})
BYTES = frozenset({"binary", "varbinary"})
TEXTS = frozenset({"char", "varchar", "uuid", "inet6", "inet4", "date", "datetime", "timestamp"})
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class MysqlBatches:
    """Fills `Batches`."""

    def __init__(self) -> None:
        self._ready = False
        self._committed = False
        """Each statement reads what is committed, so that rows it passes over stay free."""
        self._waiting = list(_WAITING)

    def way(self, connection: Connection, table: str) -> Way | str:
        name = table.strip("`").replace("``", "`")
        found = connection.exec_driver_sql(_TABLE, (name,)).first()
        if found is None:
            return ""
        if found[0] != "BASE TABLE":
            return "it is no table"
        keys: dict[str, list[tuple[str, str, bool]]] = {}
        for index, column, kind, part, nullable in connection.exec_driver_sql(_KEY, (name,)).all():
            known = str(kind).lower() in WHOLE | BYTES | TEXTS
            fits = known and part is None and str(nullable) == "NO"
            keys.setdefault(str(index), []).append((str(column), str(kind).lower(), fits))
        for columns in keys.values():
            if all(fits for _, _, fits in columns):
                return Keyed(table, [(name, kind) for name, kind, _ in columns], int(found[1]))
        return "it has no key to go by" if not keys else "its key is of a type that isn't gone by"

    def begin(self, connection: Connection) -> None:
        if not self._ready:
            self._ready = True
            tell(connection, "SET SESSION innodb_lock_wait_timeout = 1")
            with suppress(Exception):  # MariaDB's alone
                tell(connection, "SET SESSION max_statement_time = 10")
            self._committed = reads_committed(connection)
        if self._committed:
            tell(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        tell(connection, "START TRANSACTION")

    def awaited(self, connection: Connection) -> bool:
        for query in list(self._waiting):
            try:
                return bool(ask(connection, query)[0][0])
            except Exception:
                self._waiting.remove(query)
        return False

    def busy(self, error: Exception) -> bool:
        arguments = getattr(error, "orig", error).args
        return bool(arguments) and arguments[0] in BUSY

    def pause(self, took: float) -> float:
        return took / 10


def reads_committed(connection: Connection) -> bool:
    """True where READ COMMITTED may write: a log of statements doesn't take it.

    https://dev.mysql.com/doc/refman/8.4/en/binary-log-setting.html
    """
    format_, logs = ask(connection, "SELECT @@binlog_format, @@log_bin")[0]
    return not (int(logs) and str(format_) == "STATEMENT")


class Keyed:
    """By the values of a key, as literals that neither a mode nor a character set changes."""

    def __init__(self, table: str, columns: list[tuple[str, str]], total: int) -> None:
        self.table = table
        self.columns = [(MYSQL.quoted(name), kind) for name, kind in columns]
        self.total = total
        self.key = ", ".join(name for name, _ in columns)

    def end(self, connection: Connection, after: Place | None, rows: int) -> Place | None:
        said = ", ".join(
            f"HEX({name})" if kind in BYTES else f"CAST({name} AS CHAR)"
            for name, kind in self.columns
        )
        found = ask(
            connection,
            f"SELECT {said} FROM {self.table} WHERE {self.range(after, None)}"
            f" ORDER BY {', '.join(name for name, _ in self.columns)} LIMIT {rows - 1}, 1",
        )
        return [str(each) for each in found[0]] if found else None

    def range(self, after: Place | None, upto: Place | None) -> str:
        parts = [self._compared(after, ">", ">")] if after is not None else []
        parts += [self._compared(upto, "<", "<=")] if upto is not None else []
        return " AND ".join(parts) or "true"

    def _compared(self, place: Place, sign: str, last: str) -> str:
        values = [self._literal(v, kind) for v, (_, kind) in zip(place, self.columns, strict=True)]
        return self.compared(values, sign, last)

    def compared(self, values: Sequence[str], sign: str, last: str) -> str:
        """`((a > 1) OR (a = 1 AND b > 2))`, of values in SQL."""
        ors = []
        names = [name for name, _ in self.columns]
        for at, name in enumerate(names):
            ands = [f"{names[n]} = {values[n]}" for n in range(at)]
            ands.append(f"{name} {last if at == len(names) - 1 else sign} {values[at]}")
            ors.append(f"({' AND '.join(ands)})")
        return f"({' OR '.join(ors)})"

    def _literal(self, value: str, kind: str) -> str:
        if kind in WHOLE:
            if _NUMBER.fullmatch(value) is None:
                raise ValueError(f"no number: {value!r}")
            return value
        digits = bytes.fromhex(value).hex() if kind in BYTES else value.encode().hex()
        return f"x'{digits}'" if kind in BYTES else f"_utf8mb4 x'{digits}'"
