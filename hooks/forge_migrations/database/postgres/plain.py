"""Connections to a scratch server with the few methods of SQLAlchemy's that rehearsals use.

As `plain.py` is for SQLite: importing SQLAlchemy takes as long as rehearsing a migration on a
server that runs. Everything that takes a Connection takes this one.
"""

from __future__ import annotations

from contextlib import contextmanager

from forge_migrations.database.postgres.wire import Session
from forge_migrations.database.sqlite.plain import Rows
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from sqlalchemy import URL

    from forge_migrations.system.sockets import Address


AT_ONCE = 200
"""Queries of a message: a server of twenty sessions has room for the locks of 1280 tables.
https://www.postgresql.org/docs/current/runtime-config-locks.html#GUC-MAX-LOCKS-PER-TRANSACTION"""


class _Dialect(NamedTuple):
    name: str = "postgresql"


class _Holder(NamedTuple):
    driver_connection: Session


class Connected:
    """Commits each statement by itself, like SQLAlchemy's with `isolation_level="AUTOCOMMIT"`."""

    dialect = _Dialect()

    def __init__(self, engine: Socket, session: Session) -> None:
        self.engine = engine
        self.connection = _Holder(session)

    def exec_driver_sql(
        self,
        statement: str,
        parameters: Sequence[Any] | None = None,
        execution_options: Mapping[str, Any] | None = None,
    ) -> Rows:
        """The rows of one statement; of several, those of the first one."""
        session = self.connection.driver_connection
        ran = session.run_with(statement, parameters) if parameters else None
        given = ran or session.run(statement)[0]
        return Rows(given.rows, given.rowcount, given.returns_rows)

    def ask_each(self, queries: Sequence[str]) -> list[list[tuple[Any, ...]]]:
        """The rows of each query. As many are one message as hold locks at once."""
        found: list[list[tuple[Any, ...]]] = []
        for at in range(0, len(queries), AT_ONCE):
            text = ";\n".join(queries[at : at + AT_ONCE])
            found += [given.rows for given in self.connection.driver_connection.run(text)]
        return found


class Socket(NamedTuple):
    """How a database of a scratch server is reached: what an Engine is elsewhere."""

    address: Callable[[], Address]
    """Where the server answers, told as soon as it does."""
    user: str
    database: str

    @contextmanager
    def connect(self) -> Iterator[Connected]:
        session = Session(self.address(), self.user, self.database)
        try:
            yield Connected(self, session)
        finally:
            session.close()

    @property
    def url(self) -> URL:
        """For people and for other drivers."""
        from sqlalchemy import URL

        address = self.address()
        query = {"host": address.host, "port": str(address.port)}
        return URL.create(
            "postgresql+psycopg",
            username=self.user,
            password=address.password or None,
            database=self.database,
            query=query,
        )
