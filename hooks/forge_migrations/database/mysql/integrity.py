"""What of a MySQL database's data doesn't hold what its constraints say."""

from __future__ import annotations

from forge_migrations.database.orphans import orphans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection

_KEYS = """
SELECT constraint_name, table_name, referenced_table_name,
       GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR '\\n'),
       GROUP_CONCAT(referenced_column_name ORDER BY ordinal_position SEPARATOR '\\n')
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
GROUP BY constraint_name, table_name, referenced_table_name ORDER BY 2, 1
"""


def problems(connection: Connection) -> Iterator[str]:
    """Every key: `foreign_key_checks = 0`, which dumps are loaded with, leaves no trace."""
    for name, table, parent, columns, to in connection.exec_driver_sql(_KEYS).all():
        quoted = [[f"`{each}`" for each in str(part).split("\n")] for part in (columns, to)]
        count = orphans(connection, f"`{table}`", f"`{parent}`", *quoted)
        if count:
            yield f'{count} rows of {table} refer to no row of {parent} (foreign key "{name}")'
