"""libSQL's own `ALTER TABLE … ALTER COLUMN … TO …`, which SQLite doesn't have.

libSQL writes the new definition into the table's text and looks at no row
(https://github.com/tursodatabase/libsql/blob/main/libsql-sqlite3/doc/libsql_extensions.md): so does
this, through `writable_schema`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forge_migrations.database.migrator import execute_segment
from forge_migrations.database.steps import Segment
from forge_migrations.database.steps import Step

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAME = r"""(?:`((?:[^`]|``)+)`|"((?:[^"]|"")+)"|\[([^\]]+)\]|(\w+))"""
_ALTER = re.compile(
    rf"(?is)\A(?:\s+|--[^\n]*\n|/\*.*?\*/)*ALTER\s+TABLE\s+{_NAME}\s+ALTER\s+COLUMN\s+{_NAME}"
    rf"\s+TO\s+(.+?)\s*;?\s*\Z"
)
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|[(),]""")


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
    match = _ALTER.match(sql)
    if match is None:
        return False
    groups = match.groups()
    table = next(group for group in groups[:4] if group)
    column = next(group for group in groups[4:8] if group)
    found = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ? COLLATE NOCASE", (table,)
    ).first()
    if found is None:
        raise ValueError(f"no such table: {table}")
    text = with_definition(str(found[0]), column, groups[8])
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


def with_definition(create: str, column: str, definition: str) -> str:
    """The CREATE TABLE with another definition of one column. Raises `ValueError` without it."""
    start = create.index("(") + 1
    depth, begin = 1, start
    for token in _TOKEN.finditer(create, start):
        mark = token.group()
        depth += {"(": 1, ")": -1}.get(mark, 0)
        if (mark == "," and depth == 1) or depth == 0:
            name = re.match(rf"(?s)\s*{_NAME}", create[begin : token.start()])
            if name and next(each for each in name.groups() if each).lower() == column.lower():
                lead = create[begin : begin + len(name.group()) - len(name.group().lstrip())]
                return create[:begin] + lead + definition + create[token.start() :]
            begin = token.end()
        if depth == 0:
            break
    raise ValueError(f"no such column: {column}")
