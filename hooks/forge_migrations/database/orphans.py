"""Rows that refer to a row that isn't there, counted."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection


def orphans(
    connection: Connection, table: str, parent: str, columns: list[str], to: list[str]
) -> int:
    """How many rows of `table` have something in `columns` that `to` of `parent` hasn't; names quoted."""
    pairs = " AND ".join(f"p.{b} = c.{a}" for a, b in zip(columns, to, strict=True))
    filled = " AND ".join(f"c.{a} IS NOT NULL" for a in columns)
    found = connection.exec_driver_sql(
        f"SELECT count(*) FROM {table} c WHERE {filled}"
        f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {pairs})",
        execution_options={"no_parameters": True},
    ).scalar()
    return int(found or 0)
