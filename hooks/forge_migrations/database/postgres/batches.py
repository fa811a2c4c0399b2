"""A table of PostgreSQL gone through by its key, or block by block.

Ranges of ctid are read alone since 14: https://www.postgresql.org/docs/release/14.0/
"""

from __future__ import annotations

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.batches import between
from forge_migrations.engines import POSTGRESQL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Place
    from forge_migrations.database.batches import Way

_TABLE = """
SELECT c.oid, c.relkind, greatest(c.reltuples, 0)::bigint, current_setting('server_version_num')::int
FROM pg_class c WHERE c.oid = to_regclass(%s)
"""
_KEY = """
SELECT x.indexrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_index x, unnest(x.indkey::int2[]) WITH ORDINALITY k(attnum, n)
JOIN pg_attribute a ON a.attnum = k.attnum
WHERE x.indrelid = %s AND a.attrelid = x.indrelid AND k.n <= x.indnkeyatts
 AND x.indisunique AND x.indisvalid AND x.indimmediate AND x.indpred IS NULL AND x.indexprs IS NULL
ORDER BY NOT x.indisprimary, x.indnkeyatts, x.indexrelid, k.n
"""
_AWAITED = """
SELECT EXISTS (SELECT FROM pg_stat_activity
 WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""
BUSY = frozenset({"55P03", "57014", "40P01", "40001"})
"""lock_not_available, query_canceled (the statement's time is over), deadlock_detected,
serialization_failure."""
LOCK, STATEMENT = 1000, 10_000
"""Milliseconds that a batch waits for a lock, and takes at most."""


class PostgresBatches:
    """Fills `Batches`."""

    def way(self, connection: Connection, table: str) -> Way | str:
        found = connection.exec_driver_sql(_TABLE, (table,)).first()
        if found is None:
            return ""
        oid, kind, rows, version = found
        if kind not in ("r", "p"):
            return "it is no table"
        keys: dict[int, list[tuple[str, str, bool]]] = {}
        for index, *column in connection.exec_driver_sql(_KEY, (oid,)).all():
            keys.setdefault(index, []).append((column[0], column[1], column[2]))
        for columns in keys.values():
            if all(required for _, _, required in columns):
                return Keyed(table, [(name, kind) for name, kind, _ in columns], rows)
        if kind == "p":
            return "it is partitioned and has no key to go by"
        if version < 140000:
            return "it has no key to go by, and PostgreSQL before 14 reads it whole for each block"
        pages = ask(
            connection, f"SELECT pg_relation_size({oid}) / current_setting('block_size')::int"
        )
        return Blocks(int(pages[0][0]), rows)

    def begin(self, connection: Connection) -> None:
        tell(connection, "BEGIN")
        tell(connection, f"SET LOCAL lock_timeout = {LOCK}")
        tell(connection, f"SET LOCAL statement_timeout = {STATEMENT}")

    def awaited(self, connection: Connection) -> bool:
        return bool(ask(connection, _AWAITED)[0][0])

    def busy(self, error: Exception) -> bool:
        return getattr(getattr(error, "orig", error), "sqlstate", "") in BUSY

    def pause(self, took: float) -> float:
        return took / 10


class Keyed:
    """By the values of a key, which are texts that are cast back."""

    def __init__(self, table: str, columns: list[tuple[str, str]], total: int) -> None:
        self.table = table
        self.names = [POSTGRESQL.quoted(name) for name, _ in columns]
        self.types = [kind for _, kind in columns]
        self.total = total
        self.key = ", ".join(name for name, _ in columns)

    def end(self, connection: Connection, after: Place | None, rows: int) -> Place | None:
        # Named otherwise, as ORDER BY would mean the text that is called like its column.
        texts = ", ".join(f"{name}::text AS at_{n}" for n, name in enumerate(self.names))
        found = ask(
            connection,
            f"SELECT {texts} FROM {self.table} WHERE {self.range(after, None)}"
            f" ORDER BY {', '.join(self.names)} LIMIT 1 OFFSET {rows - 1}",
        )
        return [str(each) for each in found[0]] if found else None

    def range(self, after: Place | None, upto: Place | None) -> str:
        return between(self.names, self._literals(after), self._literals(upto))

    def _literals(self, place: Place | None) -> str:
        if place is None:
            return ""
        pairs = zip(place, self.types, strict=True)
        return ", ".join(f"{literal(str(each))}::{kind}" for each, kind in pairs)


class Blocks:
    """By the blocks that the table has when it begins; what is written behind them since then is left to
    the migration."""

    def __init__(self, pages: int, rows: int) -> None:
        self.pages = pages
        self.each = max(1, rows // max(1, pages)) if rows else 50
        self.total = pages * self.each
        self.key = "ctid"

    def end(self, connection: Connection, after: Place | None, rows: int) -> Place | None:
        block = (after[0] if after else 0) + max(1, rows // self.each)
        return [block] if block < self.pages else None

    def range(self, after: Place | None, upto: Place | None) -> str:
        until = upto[0] if upto else self.pages
        return f"ctid >= '({after[0] if after else 0},0)'::tid AND ctid < '({until},0)'::tid"


def literal(text: str) -> str:
    """A string, whatever standard_conforming_strings says."""
    doubled = text.replace("'", "''")
    return " E'" + doubled.replace("\\", "\\\\") + "'" if "\\" in text else f"'{doubled}'"
