"""A migration's SQL held against its snapshots: the parent's structure and the acts give another
structure than its own snapshot where they disagree. Nothing is run, and nothing else is read.
"""

from __future__ import annotations

from collections.abc import Mapping

from forge_migrations.checks.migration_history.agreement.quiet import Quiet
from forge_migrations.checks.migration_history.agreement.told import Compared
from forge_migrations.checks.migration_history.agreement.unread import acts_of
from forge_migrations.checks.migration_history.agreement.unread import unread_tables
from forge_migrations.drizzle.history.in_sql import object_sql
from forge_migrations.drizzle.history.in_sql import table_sql
from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import carried_out
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.parts import NAME
from forge_migrations.sql.places_taken import settled
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split
from forge_migrations.sql.structure import KEY_ORDER
from forge_migrations.sql.structure import VALIDITY
from forge_migrations.sql.structure import structure_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.drizzle.history.snapshot import Kinds
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.agreement import Disagreement
    from forge_migrations.sql.read import Reading

_ALL_TABLES = frozenset({"rename-type", "rename-schema", "drop-schema", "drop-type"})
"""Acts that can change any table."""


def compared(was: Kinds, now: Kinds, reading: Reading, dialect: Dialect, newer: bool) -> Compared:
    """`was` is the snapshot that its own one descends from, without anything for a first migration;
    `newer`: drizzle-kit 1.0 wrote it."""
    acts = acts_of(reading, dialect)
    unread = unread_tables(acts, reading, (), dialect)
    if unread:
        keys = was.get("tables", {}).keys() | now.get("tables", {}).keys()
        names = {plain_key(key, dialect) for key in keys}
        unread = unread_tables(acts, reading, names, dialect)
    if "*" in unread:
        return Compared((), ("*",))
    about = _concerned(was, now, acts, dialect)
    quiet = Quiet(was, now, reading, acts)
    catalog = catalog_of(was, dialect, about, quiet)
    wanted = catalog_of(now, dialect, about, quiet)
    known = structure_of(catalog)
    for act in settled(acts, catalog):
        carry_out(catalog, act)
    carried_out(catalog, debts_of(reading.script, dialect))
    have, want = structure_of(catalog), structure_of(wanted)
    found = [
        each
        for each in disagreements(have, want)
        if each.part.table not in unread and not later_told(each)
    ]
    if not found:
        return Compared((), tuple(sorted(unread)))
    from forge_migrations.checks.migration_history.agreement.telling import Telling

    telling = Telling(reading, dialect, known, have, want, (catalog, wanted), newer)
    return Compared(tuple(map(telling.told, found)), tuple(sorted(unread)))


def later_told(one: Disagreement) -> bool:
    """What a single migration may leave so: a table's new name isn't its key's, drizzle-kit sorts a
    key's columns, and VALIDATE comes when the rows are mended. It is told of the whole history."""
    unlike = one.aspect in (VALIDITY, KEY_ORDER)
    return unlike or (one.part.kind == "primary key" and one.aspect == NAME)


def plain_key(key: str, dialect: Dialect) -> str:
    """A snapshot's key of a table as the catalog has it."""
    return key.removeprefix("public.") if dialect == "postgres" else key.lower()


def catalog_of(
    kinds: Kinds,
    dialect: Dialect,
    keys: frozenset[str] | None = None,
    quiet: Quiet | None = None,
) -> Catalog:
    """What a snapshot says, read from the SQL that would make it; of the tables these only, and of
    their columns those that aren't quiet."""
    catalog = Catalog(dialect)
    for text in _texts(kinds, dialect, keys, quiet):
        for statement in split(text, dialect).statements:
            for act in read(statement, dialect):
                carry_out(catalog, act)
    return catalog


def _texts(
    kinds: Kinds, dialect: Dialect, keys: frozenset[str] | None, quiet: Quiet | None
) -> Iterator[str]:
    for kind in ("schemas", "roles", "enums", "sequences"):
        for key, thing in kinds.get(kind, {}).items():
            yield object_sql(dialect, kind, key, thing)
    for key, table in _tables(kinds.get("tables", {}), dialect, keys):
        yield from table_sql(dialect, key, table, quiet.of(key) if quiet else ())
    for key, thing in kinds.get("views", {}).items():
        yield object_sql(dialect, "views", key, thing)


def _tables(
    tables: Mapping[str, Any], dialect: Dialect, keys: frozenset[str] | None
) -> Iterable[tuple[str, Any]]:
    if keys is None:
        return tables.items()
    if dialect != "postgres":
        return [pair for pair in tables.items() if pair[0].lower() in keys]
    named = (spelled for key in sorted(keys) for spelled in (key, f"public.{key}"))
    return [(key, tables[key]) for key in named if key in tables]


def _concerned(was: Kinds, now: Kinds, acts: Sequence[Act], dialect: Dialect) -> frozenset[str]:
    """The tables that changed between the snapshots, and those that the SQL names."""
    old, new = was.get("tables", {}), now.get("tables", {})
    if any(act.verb in _ALL_TABLES for act in acts):
        return frozenset(plain_key(key, dialect) for key in old.keys() | new.keys())
    found = {
        plain_key(key, dialect)
        for key in old.keys() | new.keys()
        if old.get(key) is not new.get(key) and old.get(key) != new.get(key)
    }
    homeless = set()
    for act in acts:
        for name in (act.table, act.new):
            found.add(plain_key(name, dialect))
        if act.verb in ("drop-index", "rename-index") and not act.table:
            homeless.add(act.name.rpartition(".")[2])
    if homeless:
        for kinds in (old, new):
            found |= {
                plain_key(key, dialect)
                for key, table in kinds.items()
                if homeless & _index_names(table)
            }
    return frozenset(found)


def _index_names(table: Any) -> set[str]:
    indexes = table.get("indexes") if isinstance(table, Mapping) else None
    if not isinstance(indexes, Mapping):
        return set()
    return {
        str(each.get("name") if isinstance(each, Mapping) else name)
        for name, each in indexes.items()
    }
