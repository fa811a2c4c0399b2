"""Rows to try queries with: one of each table that is there, and one that could be put in besides."""

from __future__ import annotations

from forge_migrations.database.asking import ask
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.filling import further_row
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Table

    Row = Mapping[str, Any]
    """A row's values as the engine takes them, by column."""

LIMIT = 64
"""Rows of a table that are looked at."""


class Sample(NamedTuple):
    """What queries of one table are tried with."""

    there: Row
    """A row of the table, the one with the fewest NULLs; empty where it has none."""
    further: Row
    """A row that the table takes besides; empty where none is known."""
    clearing: str = ""
    """What has to run before the further row goes in; empty for nothing."""
    last: Row | None = None
    """The row that was put in last, to which the fewest others refer."""


def sample_of(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    tables: Sequence[Table],
    engine: str,
) -> Sample:
    """What one table's queries are tried with, that has these rows. The caller has a transaction open,
    in which nothing of it is left."""
    there = min(rows, key=lambda row: sum(value is None for value in row.values()), default={})
    last = rows[-1] if rows else {}
    wanted = {foreign.table for foreign in table.foreign_keys}
    placed = {
        each.name: rows_of(connection, each, engine) for each in tables if each.name in wanted
    }
    further = further_row(connection, table, engine, placed)
    if further is not None:
        return Sample(there, further, last=last)
    # A row for each parent is there already: one goes in when the others are gone.
    written = {column.name for column in table.columns if not column.computed}
    again = {name: value for name, value in there.items() if name in written}
    return Sample(there, again, f"DELETE FROM {table.name}" if again else "", last)


def rows_of(connection: Connection, table: Table, engine: str) -> list[Row]:
    """Some rows of a table; PostgreSQL's values as text, which it takes for any type."""
    quoted = [row_of(engine).quoted(column.name) for column in table.columns]
    if not quoted:
        return []
    as_text = behaviour_of(engine).as_text
    shown = [as_text(name) for name in quoted] if engine == "postgresql" else quoted
    found = ask(connection, f"SELECT {', '.join(shown)} FROM {table.name} LIMIT {LIMIT}")
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in found]
