"""A query as it stands: `%` and `:` in it mean nothing to SQLAlchemy or the driver."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from sqlalchemy import Connection


def ask(connection: Connection, query: str) -> list[Any]:
    """All rows of a query without parameters."""
    result = connection.exec_driver_sql(query, execution_options={"no_parameters": True})
    return list(result.all())


def tell(connection: Connection, statement: str) -> None:
    """Run a statement without parameters; its rows, if any, are let go."""
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).close()
