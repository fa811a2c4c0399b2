"""What SQLite may spend on the DDL of a replay, counted and not timed: the same on every machine."""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.statements import Statement

BYTES = 60_000_000
"""Of schema that SQLite may read for the DDL of a history, and again for that of a migration: it reads
all of it for each, which no instruction counts. About two seconds."""
RENAMING = 30
"""How often it reads the schema to rename a column, for which it looks everywhere."""
GLANCE = 16
"""DDL statements between two looks at how large the schema is."""


class Budget:
    """What is left to one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._left = BYTES
        self._count = 0
        self._size = 0

    def allows(self, statement: Statement) -> bool:
        """False when the statement is one too many."""
        if statement.tokens[0].key in ("CREATE", "ALTER", "DROP"):
            if self._count % GLANCE == 0:
                query = "SELECT total(length(sql)) FROM sqlite_master"
                try:
                    self._size = int(self._connection.execute(query).fetchone()[0])
                except sqlite3.Error:  # its instructions are used up
                    return False
            self._count += 1
            self._left -= self._size * (RENAMING if _renames_a_column(statement) else 1)
        return self._left > 0


def _renames_a_column(statement: Statement) -> bool:
    """`ALTER TABLE t RENAME c TO d`, with COLUMN or without; `RENAME TO` is the table's."""
    keys = [token.key for token in statement.tokens[:8]]
    return "RENAME" in keys[:-1] and keys[keys.index("RENAME") + 1] != "TO"
