"""PostgreSQL's databases: ledger, sessions, rows and refusals.

Locks: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
"""

from __future__ import annotations

from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.database.postgres.batches import PostgresBatches
from forge_migrations.database.postgres.integrity import problems
from forge_migrations.database.postgres.moment import moment
from forge_migrations.database.postgres.observing import observed
from forge_migrations.database.postgres.refusals import ALREADY
from forge_migrations.database.postgres.refusals import BY_CODE
from forge_migrations.database.postgres.refusals import MEANINGS
from forge_migrations.database.postgres.shapes import read_tables
from forge_migrations.database.waiting import tried_until

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import URL

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Script
    from forge_migrations.database.observed import Observed
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.target import Target

KEY = 0x666F726765
"""`forge` as a number: the advisory lock's key, one for each database."""
_COLUMNS = (
    "SELECT a.attname FROM pg_catalog.pg_attribute a"
    " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE a.attnum > 0 AND NOT a.attisdropped AND n.nspname = %s AND c.relname = %s"
)
_LEDGER = {
    "journal": "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint",
    "folders": "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint, "
    "name text, applied_at timestamp with time zone DEFAULT now()",
}


class PostgresBehaviour:
    """Fills `Behaviour`."""

    meanings = MEANINGS
    by_code = BY_CODE
    ledger_columns: Mapping[str, str] = _LEDGER
    ledger_order = "id"
    applied_at = "timestamp with time zone DEFAULT now()"
    stamps_itself = True
    last_moment = "9999-12-31 23:59:59.999999"
    whole_seconds = False
    truths: tuple[str | int, str | int] = ("false", "true")
    by_affinity = False

    def is_there(self, code: str, message: str) -> bool:
        return code in ALREADY

    def columns_of(self, connection: Connection, schema: str, table: str) -> set[str]:
        return {str(row[0]) for row in connection.exec_driver_sql(_COLUMNS, (schema, table))}

    def connect_arguments(self, url: URL) -> dict[str, Any]:
        return {"prepare_threshold": None, "application_name": "forge-migrations"}

    def plain_url(self, url: URL) -> URL:
        return url

    def wait_for_locks(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql(f"SET lock_timeout = {int(seconds * 1000)}")

    def read_only(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql("SET default_transaction_read_only = on")
        connection.exec_driver_sql(f"SET statement_timeout = {int(seconds * 1000)}")
        connection.exec_driver_sql("SET lock_timeout = '2s'")

    @contextmanager
    def reading(self, connection: Connection, seconds: float) -> Iterator[None]:
        """SET LOCAL only: a pooler hands the session to others."""
        limit = int(seconds * 1000)
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {name} = {limit}")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {min(limit, 2000)}")
            yield
        finally:
            with suppress(Exception):  # the session may be gone, and its transaction with it
                connection.exec_driver_sql("ROLLBACK")

    def observed(self, connection: Connection) -> Observed:
        return observed(connection)

    def hidden(self, connection: Connection) -> Mapping[str, str]:
        return {}

    def tables(self, connection: Connection, schema: str, ledger: str) -> list[Table]:
        return read_tables(connection, (schema, ledger))

    def moment(
        self, connection: Connection, target: Target, tables: Sequence[str]
    ) -> Iterator[str]:
        return moment(connection, tables, KEY)

    @contextmanager
    def locked(self, connection: Connection, target: Target, wait: float) -> Iterator[bool]:
        asked = f"SELECT pg_try_advisory_lock({KEY})"
        if not tried_until(lambda: bool(connection.exec_driver_sql(asked).scalar()), wait):
            yield False
            return
        try:
            yield True
        finally:
            with suppress(Exception):  # the session may be gone, and its lock with it
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({KEY})")

    def batches(self) -> PostgresBatches:
        return PostgresBatches()

    def script(self) -> Script:
        from forge_migrations.database.postgres.script import PostgresScript

        return PostgresScript()

    def bits(self, number: int, size: int) -> str | int:
        return bin(number % 2**size)[2:].rjust(size, "0")

    def as_text(self, column: str) -> str:
        return f"{column}::text"

    def problems(self, connection: Connection, every: bool) -> Iterator[str]:
        return problems(connection, every)
