"""What of a SQLite database doesn't hold together."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection


def problems(connection: Connection) -> Iterator[str]:
    """A sentence for each row without its parent, and for each thing that is corrupt."""
    counts: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        counts[table, parent] = counts.get((table, parent), 0) + 1
    for (table, parent), count in counts.items():
        yield f"{count} rows of {table} refer to no row of {parent}"
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield str(line)
