"""What a whole history's SQL makes: the witness for what a single migration seems to lack.

A migration whose snapshot catches up with SQL that was run before, by a custom migration or on
another branch, lacks nothing; and what a later migration put right isn't wrong any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from forge_migrations.checks.migration_history.agreement.compared import catalog_of
from forge_migrations.checks.migration_history.agreement.compared import plain_key
from forge_migrations.checks.migration_history.agreement.telling import Telling
from forge_migrations.checks.migration_history.agreement.told import Compared
from forge_migrations.checks.migration_history.agreement.told import Told
from forge_migrations.checks.migration_history.agreement.unread import acts_of
from forge_migrations.checks.migration_history.agreement.unread import unread_tables
from forge_migrations.drizzle.history.snapshot import Snapshot
from forge_migrations.drizzle.history.snapshot import structure
from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.parts import WHOLE
from forge_migrations.sql.parts import Part
from forge_migrations.sql.read import Reading
from forge_migrations.sql.structure import Structure
from forge_migrations.sql.structure import structure_of
from forge_migrations.sql.tokens import Dialect


def go_on(catalog: Catalog, readings: Iterable[Reading]) -> None:
    """Carry out the next migrations of a history."""
    for reading in readings:
        for group in reading.acts:
            for act in group:
                carry_out(catalog, act)


def still(found: Sequence[Told], made: Catalog, snapshot: Snapshot, dialect: Dialect) -> list[Told]:
    """Those of the disagreements that a database which ran the history has with the snapshot too.

    A table that the history doesn't make (it was there before the first migration) excuses nothing.
    """
    tables = frozenset(each.key.table for each in found)
    wanted = structure_of(catalog_of(structure(snapshot), dialect, tables))
    have = structure_of(made, tables)
    want = {part: aspects for part, aspects in wanted.items() if _near(part, tables)}
    left = {(each.part, each.aspect) for each in disagreements(have, want)}
    return [
        each
        for each in found
        if (each.key, each.aspect) in left
        or (each.key, WHOLE) in left
        or not _known(each.key, have, want)
    ]


def at_the_end(
    readings: Sequence[Reading], start: Snapshot | None, newest: Snapshot, dialect: Dialect
) -> Compared:
    """What a database that ran the whole history lacks or has otherwise than the newest snapshot.

    `start` is the snapshot of a history that begins with tables which none of its SQL makes; tables
    that nothing makes are no table's lack here. What is too much is told of its own migration.
    """
    catalog = catalog_of(structure(start), dialect) if start else Catalog(dialect)
    now = structure(newest)
    names = {plain_key(key, dialect) for key in now.get("tables", ())}
    unread: set[str] = set()
    for reading in readings:
        acts = acts_of(reading, dialect)
        unread |= unread_tables(acts, reading, names, dialect)
        if "*" in unread:
            return Compared((), ("*",))
        for act in acts:
            carry_out(catalog, act)
    wanted = catalog_of(now, dialect)
    have, want = structure_of(catalog), structure_of(wanted)
    found = [
        each
        for each in disagreements(have, want)
        if not each.extra
        and each.part.table not in unread
        and each.part.kind != "table"
        and _known(each.part, have, want)
    ]
    if not found:
        return Compared(())
    telling = Telling(readings[-1], dialect, have, have, want, (catalog, wanted), "ddl" in newest)
    return Compared(tuple(map(telling.told, found)), tuple(sorted(unread)))


def _near(part: Part, tables: frozenset[str]) -> bool:
    return not part.table or part.table in tables


def _known(part: Part, have: Structure, want: Structure) -> bool:
    """True when the history made the table, or nobody has it any more."""
    table = Part("table", part.table, "")
    return not part.table or table in have or table not in want
