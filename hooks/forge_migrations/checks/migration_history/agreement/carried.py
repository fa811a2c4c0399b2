"""A history's SQL carried out once, for all that is asked of what it made.

Where a migration's own SQL seems to lack something, the history is the witness: SQL that was run before
may have made it, and a later migration may have put it right. At its end stands what databases have.
"""

from __future__ import annotations

from forge_migrations.checks.migration_history.agreement.states import FACT
from forge_migrations.checks.migration_history.agreement.states import VERSION
from forge_migrations.checks.migration_history.agreement.told import from_kept
from forge_migrations.checks.migration_history.agreement.told import to_kept
from forge_migrations.facts import digest
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.version import version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.checks.migration_history.agreement.replayed import Ending
    from forge_migrations.checks.migration_history.agreement.replayed import Walk
    from forge_migrations.checks.migration_history.agreement.states import Snapshots
    from forge_migrations.checks.migration_history.agreement.told import Compared
    from forge_migrations.checks.migration_history.agreement.told import Told
    from forge_migrations.drizzle.history.history import Migration


class End(NamedTuple):
    """What databases that ran everything have other than the snapshots."""

    standing: dict[str, tuple[Told, ...]]
    """Tag -> what stood where the migration ran, and no later one put right."""
    over: Compared | None
    """Against the newest snapshot, whichever migration made it so; `None` where nothing tells."""


class Carried:
    """One history's SQL, and its snapshots."""

    def __init__(self, snapshots: Snapshots) -> None:
        self.snapshots = snapshots
        self.history = snapshots.history
        self._walk: Walk | None = None
        self._here: dict[str, tuple[Told, ...]] = {}
        self._end: End | None = None

    def here(self, one: Migration) -> tuple[Told, ...]:
        """What of a migration's disagreements a database has that ran the history up to it: asked
        for in the history's order, nothing is carried out twice."""
        if one.tag not in self._here:
            self._here[one.tag] = self._found_here(one)
        return self._here[one.tag]

    def _found_here(self, one: Migration) -> tuple[Told, ...]:
        compared = self.snapshots.compared(one)
        if compared is None or not compared.found:
            return ()
        at = self.history.migrations.index(one) + 1
        key = self._key("here", self.history.migrations[:at])
        kept = self.snapshots.facts.get(FACT, key)
        if kept is None:
            kept = self._stood(self._walked(at), one, compared.found)
            self.snapshots.facts.put(FACT, key, kept)
        return tuple(compared.found[number] for number in kept)

    def _stood(self, walk: Walk, one: Migration, found: Sequence[Told]) -> list[int]:
        """The numbers of those that the walk, which stands behind it, has too."""
        from forge_migrations.checks.migration_history.agreement.replayed import still

        own = self.snapshots.kinds_of(one)
        return (
            still(found, walk.catalog, own, walk.dialect)
            if own is not None
            else list(range(len(found)))
        )

    def _walked(self, at: int) -> Walk:
        walk = self._walk
        if walk is None or walk.at > at:
            walk = self._walk = self._beginning()
        for each in self.history.migrations[walk.at : at]:
            walk.on(self.snapshots.reading(each) if each.blob else None)
        return walk

    def _beginning(self) -> Walk:
        """Where databases stood before the first migration: `drizzle-kit pull` writes what was there
        as a snapshot whose SQL is a comment."""
        from forge_migrations.checks.migration_history.agreement.replayed import Walk

        first = next((one for one in self.history.migrations if one.blob), None)
        start = None
        if first is not None and not any(self.snapshots.reading(first).acts):
            start = self.snapshots.kinds_of(first)
        return Walk(self.snapshots.dialect, start)

    def end(self) -> End:
        """Everything at once, and kept by everything that the history holds."""
        if self._end is None:
            key = self._key("end", self.history.migrations)
            kept = self.snapshots.facts.get(FACT, key)
            if kept is None:
                kept = self._ended()
                self.snapshots.facts.put(FACT, key, kept)
            standing, over = kept
            tags = {one.tag: one for one in self.history.migrations if one.tag in standing}
            told = {tag: self.snapshots.compared(one) for tag, one in tags.items()}
            self._end = End(
                {
                    tag: tuple(found.found[number] for number in standing[tag])
                    for tag, found in told.items()
                    if found
                },
                from_kept(over),
            )
        return self._end

    def _ended(self) -> list[object]:
        newest = self.snapshots.newest()
        walk = self._walk = self._beginning()
        ending: Ending | None = None
        here: dict[str, list[int]] = {}
        found: dict[str, tuple[Told, ...]] = {}
        for at, one in enumerate(self.history.migrations, 1):
            compared = self.snapshots.compared(one)
            self._walked(at)
            if compared and compared.found:
                found[one.tag] = compared.found
                here[one.tag] = self._stood(walk, one, compared.found)
            if one is newest:
                ending = self._at(walk, one)
        if ending is None or newest is None:
            return [here, to_kept(None)]
        ending = ending if newest is self.history.migrations[-1] else ending.later(walk)
        left = {tag: ending.left(found[tag], here[tag]) for tag in here}
        run = sum(one.blob is not None for one in self.history.migrations)
        over = ending.over(self.snapshots.reading(newest)) if run > 1 else None
        return [{tag: numbers for tag, numbers in left.items() if numbers}, to_kept(over)]

    def _at(self, walk: Walk, newest: Migration) -> Ending | None:
        from forge_migrations.checks.migration_history.agreement.replayed import Ending

        kinds = self.snapshots.kinds_of(newest)
        return Ending.of(walk, kinds) if kinds is not None else None

    def _key(self, what: str, run: Sequence[Migration]) -> str:
        heads = [f"{head.id} {head.blob}" for head in self.history.snapshots]
        blobs = [f"{one.blob} {one.snapshot_blob}" for one in run]
        return digest(VERSION, version(), self.snapshots.dialect, what, *blobs, *heads)
