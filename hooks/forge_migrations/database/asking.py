"""What is asked of a connection, whichever library made it, and a query as it stands.

SQLAlchemy's Connection and Engine are these; so are `plain.py` of SQLite and of PostgreSQL, which
are there since importing SQLAlchemy takes as long as rehearsing a migration.
"""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from sqlalchemy import URL


class Answer(Protocol):
    """What one statement gave."""

    @property
    def rowcount(self) -> int: ...

    @property
    def returns_rows(self) -> bool: ...

    def __iter__(self) -> Iterator[Any]: ...

    def all(self) -> Sequence[Any]: ...

    def first(self) -> Any: ...

    def scalar(self) -> Any: ...

    def close(self) -> None: ...


class Spoken(Protocol):
    """What tells drivers apart."""

    @property
    def name(self) -> str: ...


class Pooled(Protocol):
    """What holds the driver's own connection."""

    @property
    def driver_connection(self) -> Any: ...


class Reach(Protocol):
    """How a database is reached: each connection commits each statement by itself."""

    @property
    def url(self) -> URL: ...

    def connect(self) -> AbstractContextManager[Connection]: ...


class Connection(Protocol):
    """A connection that commits each statement by itself."""

    @property
    def dialect(self) -> Spoken: ...

    @property
    def connection(self) -> Pooled: ...

    @property
    def engine(self) -> Reach | None:
        """Where more connections come from; `None` for a database that is this connection's own."""
        ...

    def exec_driver_sql(
        self,
        statement: str,
        parameters: tuple[Any, ...] | None = None,
        execution_options: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Run it as the driver takes it. `no_parameters` in the options: `%` means nothing."""
        ...


def ask(connection: Connection, query: str) -> list[Any]:
    """All rows of a query without parameters: `%` and `:` in it mean nothing."""
    result = connection.exec_driver_sql(query, execution_options={"no_parameters": True})
    return list(result.all())


def tell(connection: Connection, statement: str) -> None:
    """Run a statement without parameters; its rows, if any, are let go."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).close()


def ask_each(connection: Connection, queries: Sequence[str]) -> list[list[Any]]:
    """All rows of each query, in one message where the connection can: most of a short query is its way.

    They run in one transaction then, and one that fails fails all.
    """
    together: Callable[[Sequence[str]], list[list[Any]]] | None = getattr(
        connection, "ask_each", None
    )
    if together is not None:
        return together(queries)
    return [ask(connection, query) for query in queries]
