"""Shapes of MySQL's and MariaDB's tables, from `information_schema`."""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.database.asking import ask
from forge_migrations.database.shapes import Check
from forge_migrations.database.shapes import Column
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.database.shapes import Table
from forge_migrations.engines import MYSQL
from forge_migrations.sql.constants import strings_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

_COLUMNS = """
SELECT c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_DEFAULT, c.EXTRA
FROM information_schema.COLUMNS c JOIN information_schema.TABLES t
  ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE'
ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION
"""
_INDEXES = """
SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = DATABASE() AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""
_FOREIGN_KEYS = """
SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION
"""
CHECKS = """
SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, c.CHECK_CLAUSE
FROM information_schema.TABLE_CONSTRAINTS k JOIN information_schema.CHECK_CONSTRAINTS c
  ON c.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = k.CONSTRAINT_NAME
WHERE k.TABLE_SCHEMA = DATABASE() AND k.CONSTRAINT_TYPE = 'CHECK'
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME
"""


def read_tables(connection: Connection, ledger: str) -> list[Table]:
    """Every table of the database but the ledger."""
    columns: dict[str, list[Column]] = defaultdict(list)
    for table, name, kind, nullable, default, extra in ask(connection, _COLUMNS):
        kind, extra = str(kind).lower(), str(extra).lower()
        labels = tuple(strings_in(str(kind), MYSQL.dialect))
        columns[str(table)].append(
            Column(
                str(name),
                kind,
                nullable == "YES",
                default=default is not None or "auto_increment" in extra,
                computed="generated" in extra and "default_generated" not in extra,
                virtual="virtual generated" in extra,
                labels=labels if kind.startswith(("enum", "set")) else (),
                key=str(name),
            )
        )
    uniques: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table, index, name in ask(connection, _INDEXES):
        if name is not None:
            uniques[str(table)][str(index)].append(str(name))
    foreign: dict[str, dict[str, list[tuple[str, str, str]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for table, constraint, name, target, referred in ask(connection, _FOREIGN_KEYS):
        foreign[str(table)][str(constraint)].append((str(name), str(target), str(referred)))
    checks: dict[str, list[Check]] = defaultdict(list)
    for table, name, text in ask(connection, CHECKS):
        checks[str(table)].append(Check(str(name), str(text)))
    return [
        Table(
            MYSQL.quoted(table),
            table,
            tuple(own),
            tuple(uniques[table].get("PRIMARY", ())),
            tuple(tuple(each) for each in uniques[table].values()),
            tuple(
                ForeignKey(
                    tuple(part[0] for part in parts),
                    MYSQL.quoted(parts[0][1]),
                    tuple(part[2] for part in parts),
                )
                for parts in foreign[table].values()
            ),
            tuple(checks[table]),
            table,
        )
        for table, own in columns.items()
        if table != ledger
    ]
