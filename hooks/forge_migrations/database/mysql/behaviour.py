"""MySQL's and MariaDB's databases: ledger, sessions, rows and refusals.

Locks: https://dev.mysql.com/doc/refman/8.4/en/locking-functions.html
"""

from __future__ import annotations

from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.database.mysql.batches import MysqlBatches
from forge_migrations.database.mysql.integrity import problems
from forge_migrations.database.mysql.moment import moment
from forge_migrations.database.mysql.observing import observed
from forge_migrations.database.mysql.privileges import hidden
from forge_migrations.database.mysql.refusals import ALREADY
from forge_migrations.database.mysql.refusals import BY_CODE
from forge_migrations.database.mysql.refusals import MEANINGS
from forge_migrations.database.mysql.shapes import read_tables
from forge_migrations.facts import digest

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

_COLUMNS = (
    "SELECT column_name FROM information_schema.columns"
    " WHERE table_name = %s AND table_schema = DATABASE()"
)
_LEDGER = {
    "journal": "id serial primary key, hash text not null, created_at bigint",
    "folders": "id SERIAL PRIMARY KEY, hash TEXT NOT NULL, created_at BIGINT, "
    "name TEXT, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
}


class MysqlBehaviour:
    """Fills `Behaviour`."""

    meanings = MEANINGS
    by_code = BY_CODE
    ledger_columns: Mapping[str, str] = _LEDGER
    ledger_order = "id"
    applied_at = "TIMESTAMP DEFAULT CURRENT_TIMESTAMP"
    stamps_itself = True
    last_moment = "2038-01-18 23:59:59"
    whole_seconds = True
    truths: tuple[str | int, str | int] = (0, 1)
    by_affinity = False

    def is_there(self, code: str, message: str) -> bool:
        return code in ALREADY

    def columns_of(self, connection: Connection, schema: str, table: str) -> set[str]:
        return {str(row[0]) for row in connection.exec_driver_sql(_COLUMNS, (table,))}

    def connect_arguments(self, url: URL) -> dict[str, Any]:
        """What mysql2 takes from a URL: `?socketPath=` and `?ssl={"rejectUnauthorized":true}`.

        https://sidorares.github.io/node-mysql2/docs/documentation/ssl
        """
        found: dict[str, Any] = {"charset": "utf8mb4"}
        socket = url.query.get("socketPath") or url.query.get("unix_socket")
        if socket:
            found["unix_socket"] = str(socket)
        asked = url.query.get("ssl")
        if asked and asked != "false":
            import ssl

            context = ssl.create_default_context()
            context.check_hostname = False  # mysql2 looks at it with `verifyIdentity` only
            if '"rejectUnauthorized":false' in str(asked).replace(" ", ""):
                context.verify_mode = ssl.CERT_NONE
            found["ssl"] = context
        return found

    def plain_url(self, url: URL) -> URL:
        return url.set(query={})

    def wait_for_locks(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {max(1, int(seconds))}")

    def read_only(self, connection: Connection, seconds: float) -> None:
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        version = str(connection.exec_driver_sql("SELECT VERSION()").scalar())
        setting = (
            f"max_statement_time = {seconds}"
            if "mariadb" in version.lower()
            else f"max_execution_time = {int(seconds * 1000)}"
        )
        connection.exec_driver_sql(f"SET SESSION {setting}")

    @contextmanager
    def reading(self, connection: Connection, seconds: float) -> Iterator[None]:
        self.read_only(connection, seconds)
        self.wait_for_locks(connection, min(seconds, 2))
        connection.exec_driver_sql("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        try:
            yield
        finally:
            with suppress(Exception):  # the session may be gone, and its transaction with it
                connection.exec_driver_sql("ROLLBACK")

    def observed(self, connection: Connection) -> Observed:
        return observed(connection)

    def hidden(self, connection: Connection) -> Mapping[str, str]:
        return hidden(connection)

    def tables(self, connection: Connection, schema: str, ledger: str) -> list[Table]:
        return read_tables(connection, ledger)

    def moment(
        self, connection: Connection, target: Target, tables: Sequence[str]
    ) -> Iterator[str]:
        return moment(connection, _lock_name(target))

    @contextmanager
    def locked(self, connection: Connection, target: Target, wait: float) -> Iterator[bool]:
        name = _lock_name(target)
        asked = connection.exec_driver_sql("SELECT GET_LOCK(%s, %s)", (name, max(0, int(wait))))
        if asked.scalar() != 1:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(Exception):  # the session may be gone, and its lock with it
                connection.exec_driver_sql(f"SELECT RELEASE_LOCK('{name}')")

    def batches(self) -> MysqlBatches:
        return MysqlBatches()

    def script(self) -> Script:
        from forge_migrations.database.mysql.script import MysqlScript

        return MysqlScript()

    def bits(self, number: int, size: int) -> str | int:
        return number % (1 << size)

    def as_text(self, column: str) -> str:
        return f"CAST({column} AS CHAR)"

    def problems(self, connection: Connection, every: bool) -> Iterator[str]:
        return problems(connection)


def _lock_name(target: Target) -> str:
    """Of whoever applies to this database: names of locks are the server's."""
    return "forge:" + digest(str(target.url.database if target.url else ""))[:40]
