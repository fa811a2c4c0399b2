"""What a SQLite file tells of itself: it keeps no statistics unless ANALYZE ran, so rows are counted.

`sqlite_stat4` holds values of rows and is never read: https://www.sqlite.org/fileformat2.html#stat4tab
"""

from __future__ import annotations

import sqlite3

from forge_migrations.database.asking import ask
from forge_migrations.database.observed import ColumnFacts
from forge_migrations.database.observed import Observed
from forge_migrations.database.observed import TableFacts
from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

_SETTINGS = ("journal_mode", "page_size", "auto_vacuum", "encoding")
_TABLES = """
SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
 AND sql NOT LIKE 'create virtual%'
"""
_SIZES = """
SELECT m.tbl_name, m.type, sum(s.pgsize), count(DISTINCT m.name) FROM dbstat s
JOIN sqlite_master m ON m.name = s.name GROUP BY 1, 2
"""
LOOKED_AT = 1000
"""Rows of a table that tell its null fractions and widths."""


def observed(connection: Connection) -> Observed:
    """Rows counted exactly; fractions and widths from the first rows of each table."""
    settings = {name: str(ask(connection, f"PRAGMA {name}")[0][0]) for name in _SETTINGS}
    sizes = {}
    try:
        sizes = {
            (table, kind): (int(size), int(n)) for table, kind, size, n in ask(connection, _SIZES)
        }
    except sqlite3.OperationalError as error:
        if "dbstat" not in str(error):
            raise  # else: this build of SQLite has no such table, and sizes stay unknown
    tables = {
        str(name): _table(connection, str(name), sizes) for (name,) in ask(connection, _TABLES)
    }
    return Observed("SQLite", sqlite3.sqlite_version, settings, tables)


def _table(
    connection: Connection, name: str, sizes: dict[tuple[str, str], tuple[int, int]]
) -> TableFacts:
    quoted = _quoted(name)
    (rows,) = ask(connection, f"SELECT count(*) FROM {quoted}")[0]
    columns = [
        row[0]
        for row in ask(connection, f"SELECT name FROM pragma_table_info({string_literal(name)})")
    ]
    facts = {column: ColumnFacts() for column in columns}
    if rows and columns:
        asked = ", ".join(f"count({_quoted(c)}), max(length({_quoted(c)}))" for c in columns)
        seen, *told = ask(
            connection, f"SELECT count(*), {asked} FROM (SELECT * FROM {quoted} LIMIT {LOOKED_AT})"
        )[0]
        for at, column in enumerate(columns):
            filled, widest = told[2 * at], told[2 * at + 1]
            facts[column] = ColumnFacts(null_fraction=1 - filled / seen, widest=widest or 0)
    indexes = len(ask(connection, f"SELECT 1 FROM pragma_index_list({string_literal(name)})"))
    size, index_size = sizes.get((name, "table")), sizes.get((name, "index"))
    return TableFacts(
        rows=int(rows),
        bytes=size[0] if size else None,
        index_bytes=index_size[0] if index_size else 0 if size else None,
        indexes=indexes,
        columns=facts,
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
