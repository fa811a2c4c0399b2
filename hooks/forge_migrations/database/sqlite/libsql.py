"""libSQL's own `ALTER TABLE … ALTER COLUMN … TO …`, which SQLite doesn't have.

libSQL writes the new definition into the table's text and looks at no row
(https://github.com/tursodatabase/libsql/blob/main/libsql-sqlite3/doc/libsql_extensions.md): so does
this, through `writable_schema`.
"""

from __future__ import annotations

from forge_migrations.database.migrator import execute_segment
from forge_migrations.sql.definitions import column_change
from forge_migrations.sql.definitions import with_definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step


def execute_as_libsql(
    connection: Connection, step: Step, segment: Segment, strings: bool = False
) -> int:
    """What libSQL does with a segment, in a file that SQLite has opened. With `strings` names in
    double quotes stay as they are: Python's build takes one that nothing has for a string."""
    if alter_column(connection, segment.sql):
        return -1
    return execute_segment(connection, step, segment, strings)


def alter_column(connection: Connection, sql: str) -> bool:
    """Do what libSQL does with such a statement; False for any other statement.

    Raises `ValueError` for a table or a column that isn't there.
    """
    change = column_change(sql)
    if change is None:
        return False
    table = change.table
    found = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", (table,)
    ).first()
    if found is None:
        raise ValueError(f"no such table: {table}")
    text = with_definition(str(found[0]), change.column, change.definition)
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    try:
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ? COLLATE NOCASE",
            (text, table),
        )
        version = connection.exec_driver_sql("PRAGMA schema_version").scalar()
        # Another version makes SQLite read the schema anew.
        connection.exec_driver_sql(f"PRAGMA schema_version = {int(str(version)) + 1}")
    finally:
        connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    return True
