"""A connection of Python's own sqlite3 with the few methods of SQLAlchemy's that rehearsals use.

Importing SQLAlchemy takes three times as long as rehearsing a SQLite migration, and a commit waits
for it; the engine in this process needs none of it. Everything that takes a Connection takes this.
"""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any


class _Dialect(NamedTuple):
    name: str = "sqlite"


class _Holder(NamedTuple):
    driver_connection: sqlite3.Connection


class Rows:
    """What one statement gave, all read, as SQLAlchemy's result tells it."""

    def __init__(
        self, rows: list[tuple[Any, ...]], rowcount: int, returns_rows: bool = True
    ) -> None:
        self._rows = rows
        self.rowcount = rowcount
        self.returns_rows = returns_rows

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._rows)

    def all(self) -> list[tuple[Any, ...]]:
        return self._rows

    def first(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def close(self) -> None:
        """Nothing is open any more."""


class PlainConnection:
    """Commits each statement by itself, like SQLAlchemy's with `isolation_level="AUTOCOMMIT"`."""

    dialect = _Dialect()
    engine = None

    def __init__(self, path: str = ":memory:", mode: str = "") -> None:
        """`mode`: `ro` or `rwc` as in https://www.sqlite.org/uri.html; empty for the usual one."""
        name = f"file:{quote(path)}?mode={mode}" if mode else path
        self.driver = sqlite3.connect(
            name, uri=bool(mode), isolation_level=None, check_same_thread=False
        )
        self.connection = _Holder(self.driver)

    def exec_driver_sql(
        self,
        statement: str,
        parameters: Sequence[Any] | None = None,
        execution_options: Mapping[str, Any] | None = None,
    ) -> Rows:
        cursor = self.driver.execute(statement, tuple(parameters or ()))
        rows = cursor.fetchall()
        found = Rows(rows, cursor.rowcount, cursor.description is not None)
        cursor.close()
        return found

    def close(self) -> None:
        self.driver.close()
