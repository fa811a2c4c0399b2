"""What PostgreSQL's catalogs and statistics tell of a database, without its values.

https://www.postgresql.org/docs/current/view-pg-stats.html shows a column's statistics to whoever may
read the column; most_common_vals and histogram_bounds hold values and are never asked for.
"""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.database.asking import ask
from forge_migrations.database.observed import ColumnFacts
from forge_migrations.database.observed import Observed
from forge_migrations.database.observed import TableFacts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.database.asking import Connection

_SETTINGS = """
SELECT name, reset_val || coalesce(CASE WHEN unit = 'ms' THEN ' ms' END, '') FROM pg_settings
WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout',
 'default_transaction_isolation', 'default_transaction_read_only', 'wal_level', 'max_connections',
 'max_prepared_transactions', 'autovacuum', 'maintenance_work_mem', 'max_parallel_maintenance_workers',
 'max_parallel_workers', 'shared_buffers')
UNION ALL SELECT 'is_replica', pg_is_in_recovery()::text
"""
_OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
_TABLES = f"""
SELECT c.oid, coalesce(pg_partition_root(c.oid), c.oid)::oid, n.nspname, c.relname, c.relkind,
 CASE WHEN c.relpages > 0 AND c.reltuples >= 0 THEN c.reltuples::float8 / c.relpages
   * (pg_relation_size(c.oid) / current_setting('block_size')::int)
   WHEN c.relkind = 'p' THEN NULL WHEN pg_relation_size(c.oid) = 0 THEN 0
   WHEN s.n_live_tup > 0 THEN s.n_live_tup END,
 pg_table_size(c.oid), pg_indexes_size(c.oid),
 (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid),
 to_char(greatest(s.last_analyze, s.last_autoanalyze) AT TIME ZONE 'UTC', 'YYYY-MM-DD'),
 coalesce(s.seq_tup_read, 0) + coalesce(s.idx_tup_fetch, 0),
 coalesce(s.n_tup_ins, 0) + coalesce(s.n_tup_upd, 0) + coalesce(s.n_tup_del, 0),
 has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'),
 row_security_active(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm') AND {_OURS}
"""
_COLUMNS = f"""
SELECT a.attrelid, a.attname, a.attnotnull, s.null_frac, s.n_distinct, s.avg_width, s.correlation
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = c.relname
 AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm')
 AND NOT c.relispartition AND {_OURS}
"""
_BARE_COLUMNS = _COLUMNS.replace(
    "s.null_frac, s.n_distinct, s.avg_width, s.correlation", "NULL, NULL, NULL, NULL"
).replace(_COLUMNS[_COLUMNS.index("LEFT JOIN") : _COLUMNS.index("WHERE")], "")
_SINCE = """
SELECT extract(epoch FROM now() - coalesce(stats_reset, pg_postmaster_start_time()))::float8
FROM pg_stat_database WHERE datname = current_database()
"""
_SLOTS = """
SELECT slot_type, active FROM pg_replication_slots
WHERE database IS NULL OR database = current_database()
"""
_MAY = "SELECT has_table_privilege('pg_catalog.pg_stats', 'SELECT')"


def observed(connection: Connection) -> Observed:
    """Everything of the database, in a handful of queries of catalogs; no table is read."""
    settings = {str(name): str(value) for name, value in ask(connection, _SETTINGS)}
    version = str(ask(connection, "SHOW server_version")[0][0]).partition(" ")[0]
    seconds = max(float(ask(connection, _SINCE)[0][0] or 0), 1.0)
    may_see = bool(ask(connection, _MAY)[0][0])
    columns: dict[Any, list[Any]] = defaultdict(list)
    for oid, *rest in ask(connection, _COLUMNS if may_see else _BARE_COLUMNS):
        columns[oid].append(rest)
    families: dict[Any, list[Any]] = defaultdict(list)
    for row in ask(connection, _TABLES):
        families[row[1]].append(row)
    tables, unseen = (
        {},
        [] if may_see else ["statistics: GRANT SELECT ON pg_catalog.pg_stats TO the role"],
    )
    for root, family in families.items():
        own = next((row for row in family if row[0] == root), None)
        if own is None:
            continue
        name = own[3] if own[2] == "public" else f"{own[2]}.{own[3]}"
        tables[name] = _table(family, own, columns[root], seconds)
        full = f'"{own[2]}"."{own[3]}"'
        if not own[12]:
            unseen.append(f"statistics of {name}: GRANT SELECT ON {full} TO the role")
        elif own[13]:
            unseen.append(
                f"statistics of {name}: row level security hides them; a role with BYPASSRLS sees them"
            )
    return Observed("PostgreSQL", version, settings, tables, _slots(connection), tuple(unseen))


def _table(family: list[Any], own: Any, columns: list[Any], seconds: float) -> TableFacts:
    """Partitions are added up: what a statement on the root touches are all of them."""
    counted = [float(row[5]) for row in family if row[5] is not None]
    rows = sum(counted) if counted else None
    days = [row[9] for row in family if row[9]]
    return TableFacts(
        rows=None if rows is None else round(rows),
        bytes=sum(int(row[6] or 0) for row in family),
        index_bytes=sum(int(row[7] or 0) for row in family),
        indexes=int(own[8]),
        partitions=len(family) - 1,
        analyzed=min(days, default=""),
        reads=sum(int(row[10]) for row in family) / seconds,
        writes=sum(int(row[11]) for row in family) / seconds,
        columns={str(name): _column(rows, *rest) for name, *rest in columns},
    )


def _column(
    rows: float | None, not_null: bool, fraction: Any, distinct: Any, width: Any, order: Any
) -> ColumnFacts:
    """n_distinct below 0 is a share of the rows."""
    number = None if distinct is None else float(distinct)
    if number is not None and number < 0:
        number = None if rows is None else -number * rows
    return ColumnFacts(
        null_fraction=0.0 if not_null else None if fraction is None else float(fraction),
        distinct=None if number is None else round(number),
        average_width=None if width is None else int(width),
        correlation=None if order is None else float(order),
    )


def _slots(connection: Connection) -> dict[str, int]:
    """Counted only: a slot is often called as the host that reads it."""
    found: dict[str, int] = defaultdict(int)
    for kind, active in ask(connection, _SLOTS):
        found[str(kind)] += 1
        found["idle"] += not active
    return dict(found)
