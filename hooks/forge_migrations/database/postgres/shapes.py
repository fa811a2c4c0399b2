"""Shapes of PostgreSQL's tables, from its catalogs in three queries."""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.database.asking import ask_each
from forge_migrations.database.shapes import Check
from forge_migrations.database.shapes import Column
from forge_migrations.database.shapes import ForeignKey
from forge_migrations.database.shapes import Table
from forge_migrations.engines import POSTGRESQL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

OURS = "forge_rehearsal"
"""The schema in which a rehearsal keeps what it needs."""
USER_SCHEMAS = (
    "n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'forge_rehearsal')"
)
NO_EXTENSION = (
    "NOT EXISTS (SELECT FROM pg_depend e WHERE e.deptype = 'e' AND e.objid = c.oid"
    " AND e.classid = 'pg_class'::regclass)"
)

_COLUMNS = f"""
SELECT c.oid::text, n.nspname, c.relname, a.attnum::text, a.attname,
  CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)
       ELSE format_type(a.atttypid, a.atttypmod) END,
  a.attnotnull OR t.typnotnull, a.atthasdef, a.attidentity, a.attgenerated,
  ARRAY(SELECT enumlabel::text FROM pg_enum
        WHERE enumtypid IN (t.oid, t.typelem, t.typbasetype) ORDER BY enumsortorder)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {USER_SCHEMAS} AND {NO_EXTENSION}
ORDER BY n.nspname, c.relname, a.attnum
"""
_CONSTRAINTS = f"""
SELECT k.conrelid::text, k.contype, k.conname, pg_get_constraintdef(k.oid), k.confrelid::text,
  ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(num, i)
        JOIN pg_attribute ON attrelid = k.conrelid AND attnum = u.num ORDER BY i),
  ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY u(num, i)
        JOIN pg_attribute ON attrelid = k.confrelid AND attnum = u.num ORDER BY i)
FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
WHERE k.contype IN ('p', 'u', 'f', 'c') AND k.conrelid <> 0 AND {USER_SCHEMAS}
ORDER BY k.conname
"""
_UNIQUE = f"""
SELECT i.indrelid::text,
  ARRAY(SELECT attname::text FROM unnest(i.indkey) k JOIN pg_attribute
        ON attrelid = i.indrelid AND attnum = k)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid =
c.relnamespace
WHERE i.indisunique AND {USER_SCHEMAS}
"""


def read_tables(connection: Connection, ledger: tuple[str, str]) -> list[Table]:
    """Every table but the ledger (schema, name), partitions (rows go through their parent) and
    the tables of extensions."""
    columns: dict[str, list[Column]] = defaultdict(list)
    names: dict[str, tuple[str, str]] = {}
    shown, constraints, unique = ask_each(connection, (_COLUMNS, _CONSTRAINTS, _UNIQUE))
    for row in shown:
        oid, schema, table = str(row[0]), str(row[1]), str(row[2])
        if (schema, table) == ledger:
            continue
        names[oid] = schema, table
        if row[3] is not None:
            columns[oid].append(
                Column(
                    str(row[4]),
                    str(row[5]),
                    nullable=not row[6],
                    default=bool(row[7]) or row[8] != "",
                    computed=row[8] == "a" or row[9] != "",
                    virtual=row[9] == "v",
                    labels=tuple(row[10]),
                    key=str(row[3]),
                )
            )
    primary: dict[str, tuple[str, ...]] = {}
    uniques: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    foreign: dict[str, list[ForeignKey]] = defaultdict(list)
    checks: dict[str, list[Check]] = defaultdict(list)
    for oid, kind, name, text, target, own, other in constraints:
        if kind == "f" and target in names:
            foreign[oid].append(ForeignKey(tuple(own), _quoted(*names[target]), tuple(other)))
        elif kind == "c":
            checks[oid].append(Check(name, text))
        elif kind == "p":
            primary[oid] = tuple(own)
    for oid, own in unique:
        uniques[oid].append(tuple(own))
    return [
        Table(
            _quoted(schema, table),
            table if schema == "public" else f"{schema}.{table}",
            tuple(columns[oid]),
            primary.get(oid, ()),
            tuple(uniques[oid]),
            tuple(foreign[oid]),
            tuple(checks[oid]),
            oid,
        )
        for oid, (schema, table) in names.items()
    ]


def _quoted(schema: str, table: str) -> str:
    return ".".join(POSTGRESQL.quoted(name) for name in (schema, table))
