"""A column's whole definition in the words of MySQL and MariaDB: MODIFY says all of it again.

https://dev.mysql.com/doc/refman/8.4/en/alter-table.html, https://mariadb.com/kb/en/create-table/
"""

from __future__ import annotations

from forge_migrations.sql.literals import string_literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Column


def definition(column: Column, not_null: bool) -> str:
    """What stands behind its name, NULL or NOT NULL; what the column has in the database is kept.

    NULL is written out: before MariaDB 10.10 and MySQL 8.0 a `timestamp` without it takes none.
    """
    parts = [column.type]
    if column.charset:
        parts.append(f"CHARACTER SET {column.charset}")
    if column.collation:
        parts.append(f"COLLATE {column.collation}")
    parts.append("NOT NULL" if not_null else "NULL")
    if column.default is not None and column.default.lower() != "null":
        parts.append(f"DEFAULT {column.default}")
    if column.generated == "auto":
        parts.append("AUTO_INCREMENT")
    if column.on_update:
        parts.append(f"ON UPDATE {column.on_update}")
    if column.comment:
        parts.append(f"COMMENT {string_literal(column.comment, 'mysql')}")
    return " ".join(parts)


def undefinable(column: Column) -> str:
    """Why its definition can't be said again; empty where it can."""
    if column.check:
        return "its definition has a CHECK, which MariaDB drops when it is said again"
    return "" if column.type else "no migration says its type"
