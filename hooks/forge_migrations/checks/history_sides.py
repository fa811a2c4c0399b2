"""The released history and a later one, matched migration by migration."""

from __future__ import annotations

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.history import History
from forge_migrations.drizzle.history import Migration


class Sides:
    """The released history and a later one, matched migration by migration."""

    def __init__(self, base: History, after: History, released: Tree, tree: Tree) -> None:
        self.base = base
        self.after = after
        self.released = released
        self.tree = tree
        self.source = "HEAD" if released.name in ("memory", "HEAD") else released.name[:12]
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
