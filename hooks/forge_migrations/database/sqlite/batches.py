"""A table of SQLite gone through by its rowid, or by its key where it has none."""

from __future__ import annotations

import sqlite3

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.batches import between
from forge_migrations.engines import SQLITE
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Place
    from forge_migrations.database.batches import Way


class SqliteBatches:
    """Fills `Batches`."""

    def way(self, connection: Connection, table: str) -> Way | str:
        name = table.strip('`"').replace("``", "`")
        found = connection.exec_driver_sql(
            "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')",
            (name,),
        ).first()
        if found is None:
            return ""
        if found[0] != "table":
            return "it is no table"
        columns = connection.exec_driver_sql(
            "SELECT name, pk FROM pragma_table_info(?)", (name,)
        ).all()
        total = int(ask(connection, f"SELECT count(*) FROM {table}")[0][0])
        taken = {str(column).lower() for column, _ in columns}
        for rowid in ("rowid", "_rowid_", "oid"):
            if rowid not in taken:
                try:
                    tell(connection, f"SELECT {rowid} FROM {table} LIMIT 0")
                except sqlite3.OperationalError:
                    break  # WITHOUT ROWID
                return Keyed(table, [rowid], [rowid], total)
        key = [str(column) for column, pk in sorted(columns, key=lambda each: each[1]) if pk]
        if not key:
            return "its columns hide its rowid, and it has no key to go by"
        return Keyed(table, [SQLITE.quoted(each) for each in key], key, total)

    def begin(self, connection: Connection) -> None:
        tell(connection, "BEGIN IMMEDIATE")

    def awaited(self, connection: Connection) -> bool:
        return False  # nobody can be asked

    def busy(self, error: Exception) -> bool:
        return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)

    def pause(self, took: float) -> float:
        """Others try again and again: they get as long as it took."""
        return took


class Keyed:
    """By values of any type, as JSON holds them: bytes as their digits in a list."""

    def __init__(self, table: str, names: list[str], key: list[str], total: int) -> None:
        self._table = table
        self._names = names
        self.total = total
        self.key = ", ".join(key)

    def end(self, connection: Connection, after: Place | None, rows: int) -> Place | None:
        names = ", ".join(self._names)
        found = ask(
            connection,
            f"SELECT {names} FROM {self._table} WHERE {self.range(after, None)}"
            f" ORDER BY {names} LIMIT 1 OFFSET {rows - 1}",
        )
        if not found:
            return None
        return [[each.hex()] if isinstance(each, bytes) else each for each in found[0]]

    def range(self, after: Place | None, upto: Place | None) -> str:
        return between(self._names, _literals(after), _literals(upto))


def _literals(place: Place | None) -> str:
    return ", ".join(map(_literal, place or ()))


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"x'{bytes.fromhex(value[0]).hex()}'"
    return repr(value) if isinstance(value, int | float) else string_literal(str(value))
