"""What a whole history's SQL makes: the witness for what a single migration seems to lack.

A migration whose snapshot catches up with SQL that was run before, by a custom migration or on
another branch, lacks nothing; and what a later migration put right isn't wrong any more.
"""

from __future__ import annotations

from forge_migrations.checks.migration_history.agreement.compared import catalog_of
from forge_migrations.checks.migration_history.agreement.compared import plain_key
from forge_migrations.checks.migration_history.agreement.telling import Telling
from forge_migrations.checks.migration_history.agreement.told import Compared
from forge_migrations.checks.migration_history.agreement.unread import acts_of
from forge_migrations.checks.migration_history.agreement.unread import unread_tables
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.agreement import Disagreement
from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import carried_out
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.parts import WHOLE
from forge_migrations.sql.parts import Part
from forge_migrations.sql.places_taken import settled
from forge_migrations.sql.structure import structure_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Sequence

    from forge_migrations.checks.migration_history.agreement.told import Told
    from forge_migrations.drizzle.history.snapshot import Kinds
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.read import Reading
    from forge_migrations.sql.structure import Structure


class Walk:
    """A history's SQL as far as it was carried out."""

    def __init__(self, dialect: Dialect, start: Kinds | None) -> None:
        """`start`: what databases had before the first migration."""
        self.dialect = dialect
        self.catalog = catalog_of(start, dialect) if start else Catalog(dialect)
        self.at = 0
        """How many migrations it has behind it."""
        self.made: list[Act] = []
        """The tables that were made."""
        self._unread: list[tuple[Sequence[Act], Reading]] = []

    def on(self, reading: Reading | None) -> None:
        """Carry out the next migration; `None` for one whose file isn't there."""
        self.at += 1
        if reading is None:
            return
        acts = acts_of(reading, self.dialect)
        if unread_tables(acts, reading, (), self.dialect):
            self._unread.append((acts, reading))
        self.made += [act for act in acts if act.verb == "create-table"]
        for act in settled(acts, self.catalog):
            carry_out(self.catalog, act, strict=True)
        carried_out(self.catalog, debts_of(reading.script, self.dialect))

    def unread(self, tables: Collection[str]) -> set[str]:
        """Those of the tables about which there were statements that can't be read; `*` for all."""
        found: set[str] = set()
        for acts, reading in self._unread:
            found |= unread_tables(acts, reading, tables, self.dialect)
        return found


def still(found: Sequence[Told], made: Catalog, own: Kinds, dialect: Dialect) -> list[int]:
    """Of the disagreements with a migration's `own` snapshot the numbers of those that a database
    which ran the history has too.

    A table that the history doesn't make (it was there before the first migration) excuses nothing.
    """
    tables = frozenset(each.key.table for each in found)
    wanted = structure_of(catalog_of(own, dialect, tables), tables)
    have = structure_of(made, tables)
    want = {part: aspects for part, aspects in wanted.items() if _near(part, tables)}
    return _left(found, range(len(found)), disagreements(have, want), have, want)


class Ending(NamedTuple):
    """What a walk has made, against the newest snapshot."""

    dialect: Dialect
    have: Structure
    """Where the newest snapshot was written."""
    last: Structure
    """Behind everything: what has no snapshot can put right what the ones before it did."""
    want: Structure
    catalogs: tuple[Catalog, Catalog]
    unread: frozenset[str]
    made: Sequence[Act]
    cut: Sequence[tuple[str, Constraint]]
    """Tables and their constraints whose names were cut to one that another has."""

    @classmethod
    def of(cls, walk: Walk, newest: Kinds) -> Ending:
        """The walk stands behind the migration of the newest snapshot."""
        wanted = catalog_of(newest, walk.dialect)
        names = {plain_key(key, walk.dialect) for key in newest.get("tables", ())}
        have = structure_of(walk.catalog)
        unread = frozenset(walk.unread(names | walk.catalog.tables.keys()))
        want = structure_of(wanted)
        catalogs, made = (walk.catalog, wanted), tuple(walk.made)
        return cls(walk.dialect, have, have, want, catalogs, unread, made, _cut(wanted))

    def later(self, walk: Walk) -> Ending:
        """The same, with what ran behind it."""
        return self._replace(last=structure_of(walk.catalog))

    def left(self, found: Sequence[Told], numbers: Sequence[int]) -> list[int]:
        """Of one migration's disagreements the numbers of those that no later one put right."""
        wrong = disagreements(self.last, self.want)
        return _left(found, numbers, wrong, self.last, self.want)

    def over(self, newest: Reading) -> Compared:
        """What databases lack, have otherwise or beside the newest snapshot."""
        if "*" in self.unread:
            return Compared((), ("*",))
        wrong = {(each.part, each.aspect) for each in disagreements(self.last, self.want)}
        alike = {(key, one.name) for key, one in self.cut}
        found = [
            each
            for each in disagreements(self.have, self.want)
            if (each.part, each.aspect) in wrong
            and each.part.table not in self.unread
            and (each.part.table, each.part.name) not in alike
        ]
        found += self._cut_away()
        if not found:
            return Compared((), tuple(sorted(self.unread)))
        telling = Telling(
            newest, self.dialect, {}, self.have, self.want, self.catalogs, False, self.made
        )
        return Compared(tuple(map(telling.told, found)), tuple(sorted(self.unread)))

    def _cut_away(self) -> list[Disagreement]:
        """Constraints that the engine took for others: it refuses the second of a name, and a DO block
        of older versions of drizzle-kit passes over that."""
        found = []
        for key, one in self.cut:
            table = self.catalogs[0].tables.get(key)
            if table is not None and _said(one) not in map(_said, table.constraints):
                kind = {"foreign": "foreign key", "unique": "unique constraint"}.get(
                    one.kind, one.kind
                )
                part = Part(kind, key, f"{one.name} ({', '.join(one.columns)})")
                found.append(Disagreement(part, WHOLE, "", "there"))
        return found


def _cut(catalog: Catalog) -> list[tuple[str, Constraint]]:
    found = []
    for key, table in catalog.tables.items():
        names = [one.name for one in table.constraints if len(one.name.encode()) == NAME_LENGTH]
        if len(set(names)) < len(names):
            alike = [one for one in table.constraints if names.count(one.name) > 1]
            found += [(key, one) for one in alike]
    return found


def _said(one: Constraint) -> tuple[object, ...]:
    return one.kind, one.columns, one.reference, one.expression


def _left(
    found: Sequence[Told],
    numbers: Sequence[int],
    wrong: Sequence[Disagreement],
    have: Structure,
    want: Structure,
) -> list[int]:
    left = {(each.part, each.aspect) for each in wrong}
    return [
        number
        for number in numbers
        if (found[number].key, found[number].aspect) in left
        or (found[number].key, WHOLE) in left
        or not _known(found[number].key, have, want)
    ]


def _near(part: Part, tables: frozenset[str]) -> bool:
    return not part.table or part.table in tables


def _known(part: Part, have: Structure, want: Structure) -> bool:
    """True when the history made the table, or nobody has it any more."""
    table = Part("table", part.table, "")
    return not part.table or table in have or table not in want
