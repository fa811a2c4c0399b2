"""Whether this is a good moment to migrate a PostgreSQL database: who holds what, and who lags.

https://www.postgresql.org/docs/current/monitoring-stats.html says what a role may see of others.
"""

from __future__ import annotations

from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection

LONG = 60
"""Seconds of a transaction behind which a statement that locks would wait, and all others behind it."""
LAG = 10
"""Seconds that a replica may be behind."""

_MAY = "SELECT pg_has_role('pg_read_all_stats', 'USAGE')"
_LONG = """
SELECT count(*), max(extract(epoch FROM now() - xact_start))::int FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
 AND xact_start < now() - %s * interval '1 second'
"""
_LOCKS = """
SELECT c.oid::regclass::text, l.mode, count(DISTINCT l.pid) FROM pg_locks l
JOIN pg_class c ON c.oid = l.relation
WHERE l.granted AND l.pid <> pg_backend_pid() AND l.database =
 (SELECT oid FROM pg_database WHERE datname = current_database())
 AND c.oid = ANY (SELECT to_regclass(t)::oid FROM unnest(%s::text[]) t)
 AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
GROUP BY 1, 2 ORDER BY 1, 2
"""
_APPLIER = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
 AND classid::bigint = %s AND objid::bigint = %s
"""
_LAG = """
SELECT CASE WHEN pg_is_in_recovery()
 THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())
 ELSE (SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication) END::float8
"""
_OWNERS = """
SELECT t FROM unnest(%s::text[]) t JOIN pg_class c ON c.oid = to_regclass(t)
WHERE NOT pg_has_role(c.relowner, 'USAGE') ORDER BY 1
"""


def moment(connection: Connection, tables: Sequence[str], key: int) -> Iterator[str]:
    """A sentence for each thing that waits, lags or lacks. `tables`: quoted; `key`: the applier's lock."""
    named = list(tables)
    if not connection.exec_driver_sql(_MAY).scalar():
        yield "other sessions aren't seen: GRANT pg_read_all_stats TO the role"
    count, longest = connection.exec_driver_sql(_LONG, (LONG,)).first()
    if count:
        yield f"{counted(count, 'transaction')} open for more than {LONG} s, one for {longest} s"
    for table, mode, sessions in connection.exec_driver_sql(_LOCKS, (named,)).all():
        yield f"{mode} on {table} is held by {counted(sessions, 'session')}"
    if connection.exec_driver_sql(_APPLIER, (key >> 32, key & 0xFFFFFFFF)).scalar():
        yield "another apply is at work"
    lag = connection.exec_driver_sql(_LAG).scalar()
    if lag is not None and lag > LAG:
        yield f"replication lags by {round(lag)} s"
    for (table,) in connection.exec_driver_sql(_OWNERS, (named,)).all():
        yield f"the role doesn't own {table}, and only an owner alters it"
