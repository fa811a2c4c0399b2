"""SQLite's database files: ledger, sessions, rows and refusals."""

from __future__ import annotations

from contextlib import contextmanager
from contextlib import suppress
from time import monotonic

from forge_migrations.database.sqlite.batches import SqliteBatches
from forge_migrations.database.sqlite.integrity import problems
from forge_migrations.database.sqlite.lock_file import locked
from forge_migrations.database.sqlite.observing import observed
from forge_migrations.database.sqlite.refusals import ALREADY
from forge_migrations.database.sqlite.refusals import BY_CODE
from forge_migrations.database.sqlite.refusals import MEANINGS
from forge_migrations.database.sqlite.shapes import read_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from sqlalchemy import URL

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Script
    from forge_migrations.database.observed import Observed
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.target import Target
_LEDGER = {
    # SERIAL is no integer type to SQLite: the column is no rowid and every id stays NULL.
    "journal": "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric",
    "folders": "id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, "
    "name text, applied_at TEXT",
}


class SqliteBehaviour:
    """Fills `Behaviour`."""

    meanings = MEANINGS
    by_code = BY_CODE
    ledger_columns: Mapping[str, str] = _LEDGER
    ledger_order = "rowid"
    applied_at = "TEXT"
    stamps_itself = False
    last_moment = "9999-12-31 23:59:59.999999"
    whole_seconds = False
    truths: tuple[str | int, str | int] = (0, 1)
    by_affinity = True

    def is_there(self, code: str, message: str) -> bool:
        return ALREADY.search(message) is not None

    def columns_of(self, connection: Connection, schema: str, table: str) -> set[str]:
        found = connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (table,))
        return {str(row[0]) for row in found}

    def connect_arguments(self, url: URL) -> dict[str, Any]:
        return {}

    def plain_url(self, url: URL) -> URL:
        return url

    def wait_for_locks(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def read_only(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    @contextmanager
    def reading(self, connection: Connection, seconds: float) -> Iterator[None]:
        """The engine is in this process, so the limit is for all of it."""
        self.read_only(connection, seconds)
        self.wait_for_locks(connection, min(seconds, 2))
        driver, end = connection.connection.driver_connection, monotonic() + seconds
        driver.set_progress_handler(lambda: monotonic() > end, 10_000)
        connection.exec_driver_sql("BEGIN")
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)
            with suppress(Exception):  # it ends with the connection at the latest
                connection.exec_driver_sql("ROLLBACK")

    def observed(self, connection: Connection) -> Observed:
        return observed(connection)

    def hidden(self, connection: Connection) -> Mapping[str, str]:
        return {}

    def tables(self, connection: Connection, schema: str, ledger: str) -> list[Table]:
        return read_tables(connection, (ledger,))

    def moment(
        self, connection: Connection, target: Target, tables: Sequence[str]
    ) -> Iterator[str]:
        """Nobody can be asked: a file has no list of who uses it."""
        return iter(())

    def locked(
        self, connection: Connection, target: Target, wait: float
    ) -> AbstractContextManager[bool]:
        return locked(target.path, wait)

    def batches(self) -> SqliteBatches:
        return SqliteBatches()

    def script(self) -> Script:
        from forge_migrations.database.sqlite.script import SqliteScript

        return SqliteScript()

    def bits(self, number: int, size: int) -> str | int:
        return bin(number % 2**size)[2:].rjust(size, "0")

    def as_text(self, column: str) -> str:
        return f"CASE typeof({column}) WHEN 'blob' THEN hex({column}) ELSE {column} END"

    def problems(self, connection: Connection, every: bool) -> Iterator[str]:
        return problems(connection)
