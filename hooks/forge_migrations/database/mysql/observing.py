"""What MySQL's and MariaDB's information_schema tells of a database, without its values.

https://mariadb.com/docs/server/reference/system-tables/information-schema shows what the role may
read. `mysql.column_stats` (MariaDB) holds least and greatest values too; these are never asked for.
"""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.database.asking import ask
from forge_migrations.database.observed import ColumnFacts
from forge_migrations.database.observed import Observed
from forge_migrations.database.observed import TableFacts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

_SETTINGS = """
SHOW GLOBAL VARIABLES WHERE Variable_name IN ('sql_mode', 'tx_isolation', 'transaction_isolation',
 'read_only', 'lock_wait_timeout', 'innodb_lock_wait_timeout', 'innodb_strict_mode',
 'foreign_key_checks', 'explicit_defaults_for_timestamp', 'lower_case_table_names',
 'character_set_server', 'collation_server', 'max_statement_time', 'max_execution_time')
"""
_TABLES = """
SELECT table_name, table_rows, data_length, index_length FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
"""
_COLUMNS = """
SELECT table_name, column_name, is_nullable FROM information_schema.columns
WHERE table_schema = DATABASE()
"""
_INDEXES = """
SELECT table_name, index_name, column_name, cardinality FROM information_schema.statistics
WHERE table_schema = DATABASE() AND seq_in_index = 1
"""
_PARTITIONS = """
SELECT table_name, count(*) FROM information_schema.partitions
WHERE table_schema = DATABASE() AND partition_name IS NOT NULL GROUP BY table_name
"""
_RATIOS = """
SELECT table_name, column_name, nulls_ratio, avg_length, avg_frequency FROM mysql.column_stats
WHERE db_name = DATABASE()
"""


def observed(connection: Connection) -> Observed:
    """Everything of the current database, in a handful of queries; no table is read."""
    from sqlalchemy.exc import DBAPIError

    whole = str(ask(connection, "SELECT VERSION()")[0][0])
    is_mariadb = "mariadb" in whole.lower()
    settings = {str(name): str(value) for name, value in ask(connection, _SETTINGS)}
    ratios, unseen = {}, []
    if is_mariadb:
        try:
            ratios = {(t, c): told for t, c, *told in ask(connection, _RATIOS)}
        except DBAPIError:
            unseen.append("null fractions: GRANT SELECT ON mysql.column_stats TO the role")
    indexes: dict[str, int] = defaultdict(int)
    distinct: dict[tuple[str, str], int] = {}
    for table, _, column, cardinality in ask(connection, _INDEXES):
        indexes[table] += 1
        if cardinality is not None:
            distinct[table, column] = max(int(cardinality), distinct.get((table, column), 0))
    sizes = ask(connection, _TABLES)
    rows = {table: int(number) for table, number, *_ in sizes if number}
    columns: dict[str, dict[str, ColumnFacts]] = defaultdict(dict)
    for table, column, nullable in ask(connection, _COLUMNS):
        ratio, width, often = ratios.get((table, column), (None, None, None))
        if often and rows.get(table) and (table, column) not in distinct:
            distinct[table, column] = round(rows[table] / float(often))
        columns[table][str(column)] = ColumnFacts(
            null_fraction=0.0 if nullable == "NO" else None if ratio is None else float(ratio),
            distinct=distinct.get((table, column)),
            average_width=None if width is None else round(width),
        )
    partitions = {table: int(count) for table, count in ask(connection, _PARTITIONS)}
    tables = {
        str(name): TableFacts(
            rows=None if number is None else int(number),
            bytes=int(size or 0),
            index_bytes=int(index_size or 0),
            indexes=indexes[name],
            partitions=partitions.get(name, 0),
            columns=columns[name],
        )
        for name, number, size, index_size in sizes
    }
    name = "MariaDB" if is_mariadb else "MySQL"
    return Observed(name, whole.partition("-")[0], settings, tables, {}, tuple(unseen))
