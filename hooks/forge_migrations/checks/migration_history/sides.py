"""The released history and a later one, matched migration by migration."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.migrator import Migrator


def released_as(history: History, released: History) -> dict[str, Migration]:
    """The released migration that each one of a history is, by its tag: under another name it is one
    with the same SQL, the same snapshot or, in a journal, the same date."""
    known = {one.tag: one for one in released.migrations}
    found = {one.tag: known[one.tag] for one in history.migrations if one.tag in known}
    gone = [one for one in released.migrations if one.tag not in found]
    if not gone:
        return found
    ids = {head.path: head.id for head in (*history.snapshots, *released.snapshots)}
    marks: dict[object, Migration] = {}
    for one in reversed(gone):
        marks.update(dict.fromkeys(_marks(one, released, ids), one))
    for one in history.migrations:
        if one.tag not in found:
            was = next((marks[each] for each in _marks(one, history, ids) if each in marks), None)
            if was is not None:
                found[one.tag] = was
    return found


def _marks(one: Migration, history: History, ids: dict[str, str]) -> list[object]:
    """By what a migration is known under another name, the surest first."""
    snapshot = ids.get(one.snapshot) if one.snapshot_blob else None
    when = one.when if history.layout == "journal" else None
    return [each for each in (one.blob, snapshot, when) if each]


def source_of(released: Tree) -> str:
    """What git calls the released tree in a command."""
    return "HEAD" if released.name in ("memory", "HEAD") else released.name[:12]


class Sides:
    """The released history and a later one, matched migration by migration."""

    def __init__(
        self,
        base: History,
        after: History,
        released: Tree,
        tree: Tree,
        by_name: bool = False,
        migrator: Migrator | None = None,
    ) -> None:
        self.base = base
        self.after = after
        self.released = released
        self.tree = tree
        self.by_name = by_name
        """True when something runs the files by their names, whatever the journal says."""
        self.migrator = migrator
        """How the project's driver runs the files; `None` where that isn't known."""
        self.source = source_of(released)
        self._tags = {one.tag: one for one in after.migrations}
        known = {one.tag for one in base.migrations}
        self.new = [one for one in after.migrations if one.tag not in known]
        self._new_by_blob = {one.blob: one for one in self.new if one.blob}
        heads = {head.path: head.id for head in after.snapshots}
        self._new_by_snapshot = {heads.get(one.snapshot, ""): one for one in self.new}
        self._released_ids = {head.path: head.id for head in base.snapshots}

    def now(self, one: Migration) -> Migration | None:
        """The migration under the tag that it was released with."""
        return self._tags.get(one.tag)

    def renamed(self, one: Migration) -> Migration | None:
        """The new migration that a released one became: the same SQL, snapshot, number or date."""
        by_content = self._new_by_blob.get(one.blob) if one.blob else None
        if by_content is not None:
            return by_content
        name = self._released_ids.get(one.snapshot)
        by_snapshot = self._new_by_snapshot.get(name) if name else None
        if by_snapshot is not None:
            return by_snapshot
        number = one.tag.split("_")[0]
        return next(
            (
                new
                for new in self.new
                if new.when == one.when or (number and new.tag.split("_")[0] == number)
            ),
            None,
        )

    def upgraded(self, one: Migration) -> bool:
        """True when `drizzle-kit up` made a folder of it: named by its date, in whole seconds."""
        if self.base.layout != "journal" or self.after.layout not in ("folders", "mixed"):
            return False
        return any(new.blob == one.blob or new.when // 1000 == one.when // 1000 for new in self.new)
