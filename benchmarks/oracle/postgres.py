"""A real PostgreSQL: what a statement did, by its catalogs, its locks and its counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import cast

from benchmarks.oracle import corpus
from benchmarks.oracle.effects import FEW
from benchmarks.oracle.effects import Bench
from benchmarks.oracle.effects import Effects
from forge_migrations.database.contents import equal
from forge_migrations.database.filling import fill
from forge_migrations.database.postgres.plain import Connected
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.postgres.shapes import read_tables
from forge_migrations.database.shapes import Table
from forge_migrations.findings import Undecided
from forge_migrations.sql.statements import Statement
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from forge_migrations.engines import Dialect

BASE = "oracle_base"
_TIMES = "SET statement_timeout = '8s'; SET lock_timeout = '2s'"
_CHANGING = re.compile(
    r"(?:ALTER|DROP|TRUNCATE|DELETE|UPDATE|MERGE|WITH|CREATE|REFRESH|CLUSTER|REINDEX|LOCK|VACUUM)\b",
    re.IGNORECASE,
)
_MADE_OF_ALL = re.compile(
    r"DROP\s+(?:SCHEMA|TYPE|DOMAIN|OWNED|FUNCTION|EXTENSION)\b", re.IGNORECASE
)
_ON_ROWS = ("22001", "22003", "22007", "22008", "22P02", "23")
_RELATIONS = """
SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text, c.relfilenode
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND n.nspname NOT LIKE 'pg\\_t%'
"""
_COLUMNS = """
SELECT a.attrelid, a.attnum, a.attname::text,
  a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_t%'
"""
_COUNTERS = """
SELECT relid, coalesce(n_tup_upd, 0), coalesce(n_tup_del, 0), coalesce(seq_tup_read, 0)
FROM pg_stat_xact_all_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
_LOCKS = """
SELECT DISTINCT relation FROM pg_locks WHERE pid = pg_backend_pid() AND granted
  AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
"""


_NAMES = """
SELECT 'function ' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' || pronamespace::text FROM pg_proc p
WHERE p.oid >= 16384
UNION ALL SELECT 'type ' || t.typname || typnamespace::text FROM pg_type t WHERE t.oid >= 16384 AND t.typtype IN ('e', 'd', 'c', 'r', 'b')
UNION ALL SELECT 'index ' || c.relname || c.relnamespace::text FROM pg_class c
  WHERE c.oid >= 16384 AND c.relkind IN ('S', 'i', 'I') AND c.relnamespace <> 99
UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_t%'
UNION ALL SELECT 'server ' || srvname FROM pg_foreign_server
"""
"""Other things that go by a name; what is told of them says no more than that it had another one."""


class _Within:
    """A connection whose transaction isn't the caller's to end."""

    def __init__(self, connection: Connected) -> None:
        self.exec_inner = connection.exec_driver_sql
        self.connection = connection.connection
        self.dialect = connection.dialect

    def exec_driver_sql(self, statement: str, parameters: Any = None, **options: Any) -> Any:
        return None if statement in ("BEGIN", "COMMIT") else self.exec_inner(statement, parameters)


class _State(NamedTuple):
    relations: dict[int, tuple[str, str, int]]
    columns: dict[tuple[int, int], tuple[str, bool]]
    filled: dict[int, int]
    """How many rows each table has, up to a thousand."""
    values: dict[tuple[int, int], list[str | None]]
    names: frozenset[str]


class PostgresBench:
    """One database; superuser, since regression files do what only that may."""

    def __init__(self, connection: Connected) -> None:
        self._connection = connection
        self._ask(_TIMES)

    def run(self, statement: Statement) -> Effects | None:
        text = statement.text
        effects = self._trial(text) if _CHANGING.match(text) else Effects(held=False)
        try:
            self._ask(text)
        except Exception as error:
            state, message = _told(error)
            if not effects.error and _CHANGING.match(text):
                return None
            return effects._replace(error=state, message=message, ran=False)
        finally:
            self._ask("RESET ROLE; RESET SESSION AUTHORIZATION; " + _TIMES)
        on_rows = effects.on_rows or bool(effects.error and effects.error != "25001")
        return effects._replace(ran=True, on_rows=on_rows)

    def _trial(self, text: str) -> Effects:
        self._ask("BEGIN")
        try:
            self._fill(text)
            before = self._state(text)
            counted = self._counters()
            try:
                self._ask(text)
            except Exception as error:
                state, message = _told(error)
                return Effects(state, message, on_rows=state.startswith(_ON_ROWS))
            now = self._counters()
            locks = {row[0] for row in self._ask(_LOCKS)}
            found = _compared(before, self._state(text), counted, now, locks)
            return found._replace(held=_held(before, text))
        finally:
            self._ask("ROLLBACK")

    def _fill(self, text: str) -> None:
        words = set(re.findall(r"\w+", text.lower()))
        within = cast("Connection", _Within(self._connection))
        tables = read_tables(within, ("", ""))
        named = [table for table in tables if table.label.rpartition(".")[2].lower() in words]
        if _MADE_OF_ALL.match(text):
            named = tables[-30:]
        near = {each.table for table in named for each in table.foreign_keys}
        names = near | {table.name for table in named}
        children = [t for t in tables if any(f.table in names for f in t.foreign_keys)]
        chosen: list[Table] = [t for t in tables if t.name in names or t in children]
        if chosen:
            fill(within, chosen, "postgresql")

    def _state(self, text: str) -> _State:
        relations = {row[0]: (row[1], row[2], row[3]) for row in self._ask(_RELATIONS)}
        columns = {(row[0], row[1]): (row[2], row[3]) for row in self._ask(_COLUMNS)}
        stored = [oid for oid, each in relations.items() if each[1] in ("r", "m")]
        counts = " UNION ALL ".join(
            f"SELECT {oid}::bigint, (SELECT count(*) FROM (SELECT FROM ONLY {relations[oid][0]} LIMIT 1000) r)"
            for oid in stored
            if relations[oid][1] == "r" or self._populated(oid)
        )
        filled = {row[0]: row[1] for row in self._ask(counts)} if counts else {}
        values: dict[tuple[int, int], list[str | None]] = {}
        if re.search(r"\bTYPE\b", text, re.IGNORECASE) and re.match("ALTER", text, re.IGNORECASE):
            words = set(re.findall(r"\w+", text.lower()))
            for oid in stored:
                name = relations[oid][0].rpartition(".")[2].strip('"')
                own = [key for key in columns if key[0] == oid]
                if name.lower() in words and filled.get(oid) and len(own) <= 40:
                    values |= self._values(relations[oid][0], columns, own)
        names = frozenset(str(row[0]) for row in self._ask(_NAMES))
        return _State(relations, columns, filled, values, names)

    def _populated(self, oid: int) -> bool:
        return bool(self._ask(f"SELECT relispopulated FROM pg_class WHERE oid = {oid}")[0][0])

    def _values(
        self,
        name: str,
        columns: dict[tuple[int, int], tuple[str, bool]],
        own: list[tuple[int, int]],
    ) -> dict[tuple[int, int], list[str | None]]:
        listed = ", ".join(
            'CAST("' + columns[key][0].replace('"', '""') + '" AS text)' for key in own
        )
        rows = self._ask(f"SELECT {listed} FROM ONLY {name} LIMIT 200") if own else []
        return {key: [row[at] for row in rows] for at, key in enumerate(own)}

    def _counters(self) -> dict[int, tuple[int, int, int]]:
        return {row[0]: (row[1], row[2], row[3]) for row in self._ask(_COUNTERS)}

    def _ask(self, text: str) -> Sequence[tuple[Any, ...]]:
        return self._connection.exec_driver_sql(text).all()


def _held(state: _State, text: str) -> bool:
    words = set(re.findall(r"\w+", text.lower()))
    filled = (state.relations[oid][0] for oid, count in state.filled.items() if count)
    return any(name.rpartition(".")[2].strip('"').lower() in words for name in filled)


def _told(error: Exception) -> tuple[str, str]:
    primary = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    return getattr(error, "sqlstate", None) or "?", str(primary).splitlines()[0]


def _compared(
    before: _State,
    after: _State,
    counted: dict[int, tuple[int, int, int]],
    now: dict[int, tuple[int, int, int]],
    locks: set[int],
) -> Effects:
    had = {oid for oid, count in before.filled.items() if count}
    name = {oid: each[0] for oid, each in before.relations.items()}
    destroyed = [
        name[oid] for oid in had if not after.filled.get(oid) and before.relations[oid][1] == "r"
    ]
    broke = []
    for oid, (label, _kind, _node) in before.relations.items():
        if oid not in after.relations or after.relations[oid][0] != label:
            broke.append(label)
    taken = {each[0] for each in after.relations.values()}
    broke = [label for label in broke if label not in taken]
    for key, (column, required) in before.columns.items():
        if key[0] not in after.relations:
            continue
        left = after.columns.get(key)
        label = f"{name[key[0]]}.{column}"
        if left is None and key[0] in had:
            destroyed.append(label)
        if left is None or left[0] != column:
            broke.append(label)
        elif left[1] and not required:
            broke.append(label + " is required")
    for key, values in before.values.items():
        became = after.values.get(key)
        pairs = zip(values, became or (), strict=False)
        if any(
            was != is_ and (was is None or is_ is None or not equal(was, is_)) for was, is_ in pairs
        ):
            destroyed.append(f"{name[key[0]]}.{before.columns[key][0]} changed")
    for oid, count in before.filled.items():
        was, is_ = counted.get(oid, (0, 0, 0)), now.get(oid, (0, 0, 0))
        if count >= FEW and is_[0] - was[0] >= count and oid in after.relations:
            destroyed.append(f"{name[oid]} updated whole")
    changed = any(
        now.get(oid, (0, 0, 0))[:2] != counted.get(oid, (0, 0, 0))[:2] for oid in before.relations
    )
    there = [oid for oid in had if oid in after.relations and after.filled.get(oid)]
    rewrote = [name[o] for o in there if after.relations[o][2] != before.relations[o][2]]
    read = [o for o in there if now.get(o, (0, 0, 0))[2] > counted.get(o, (0, 0, 0))[2]]
    return Effects(
        destroyed=tuple(sorted(destroyed)),
        changed=changed,
        broke=tuple(sorted(broke)),
        renamed=tuple(sorted(before.names - after.names)),
        rewrote=tuple(sorted(rewrote)),
        scanned=tuple(sorted(name[oid] for oid in read if oid in locks)),
        locked=tuple(sorted(name[oid] for oid in there if oid in locks)),
    )


class PostgresBed:
    """A scratch server; `setup` is a regression file that every database starts with."""

    dialect: Dialect = "postgres"

    def __init__(self, setup: Path | None) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise Undecided("no PostgreSQL server binaries are installed")
        self._server = Postgres(binaries)
        self._server.wait()
        self._server.create(BASE)
        self.setup: list[Statement] = []
        with self._server.engine(BASE, admin=True).connect() as connection:
            connection.exec_driver_sql("GRANT ALL ON SCHEMA public TO public")
            for statement in split(corpus.postgres(setup), "postgres").statements if setup else ():
                try:
                    connection.exec_driver_sql(statement.text)
                except Exception:  # C functions of the engine's own test library
                    continue
                self.setup.append(statement)
        self._count = 0

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        self._count += 1
        name = f"oracle_{self._count}"
        self._server.clone(BASE, name)
        with self._server.engine(name, admin=True).connect() as connection:
            yield PostgresBench(cast("Connected", connection))
        self._server.drop(name)

    def close(self) -> None:
        self._server.stop()
