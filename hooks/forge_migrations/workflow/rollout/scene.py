"""A project's history as `soften` and `contract` look at it: what databases have, and what is owed."""

from __future__ import annotations

from forge_migrations.checks.migration_history.agreement.compared import catalog_of
from forge_migrations.checks.migration_history.agreement.states import Snapshots
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.debts import debts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.engines import Dialect


class Scene(NamedTuple):
    """One project's history, read."""

    subject: Subject
    change: ProjectChange
    dialect: Dialect
    snapshots: Snapshots
    base: History
    """What is released."""

    @classmethod
    def of(cls, subject: Subject, change: ProjectChange) -> Scene:
        """Raises `Undecided` for an engine whose SQL isn't read."""
        dialect = dialect_of(change.project.dialect, change.after.dialect)
        if dialect is None:
            raise Undecided(f"the SQL of {change.project.dialect or 'this dialect'} isn't read")
        base = read_history(subject.change.base, change.after.out, subject.facts)
        snapshots = Snapshots(change.after, subject.change.after, subject.facts, dialect)
        return cls(subject, change, dialect, snapshots, base)

    @property
    def migrations(self) -> Sequence[Migration]:
        return self.change.after.migrations

    def released(self, one: Migration) -> bool:
        """True for a migration that is in the base as it stands here."""
        return any((one.tag, one.blob) == (each.tag, each.blob) for each in self.base.migrations)

    def ledger(self, stop: int | None = None) -> Ledger:
        """What databases have behind the migrations before the number `stop`, and what is owed."""
        return ledger_of(self.snapshots, self.migrations[:stop])

    def released_catalog(self) -> Catalog:
        """What running code knows of: the released migrations, whatever they owe."""
        tree, facts = self.subject.change.base, self.subject.facts
        return ledger_of(
            Snapshots(self.base, tree, facts, self.dialect), self.base.migrations
        ).catalog


def ledger_of(snapshots: Snapshots, migrations: Sequence[Migration]) -> Ledger:
    """The migrations' SQL carried out without what they owe, and their debts."""
    from forge_migrations.checks.migration_history.agreement.unread import acts_of

    there = [one for one in migrations if one.blob]
    start = None
    if there and not any(snapshots.reading(there[0]).acts):
        start = snapshots.kinds_of(there[0])
    dialect = snapshots.dialect
    ledger = Ledger(catalog_of(start, dialect) if start else Catalog(dialect))
    for one in there:
        reading = snapshots.reading(one)
        ledger.on(one.tag, acts_of(reading, dialect), debts_of(reading.script, dialect))
    return ledger
