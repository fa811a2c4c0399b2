"""The snapshots of one history, by id, and each migration held against them: once ever, by blob."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from forge_migrations.checks.migration_history.agreement.told import from_kept
from forge_migrations.checks.migration_history.agreement.told import to_kept
from forge_migrations.drizzle.history.deltas import ORIGIN
from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.sections import Sections
from forge_migrations.drizzle.history.snapshot import structure
from forge_migrations.facts import digest
from forge_migrations.sql.version import version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.migration_history.agreement.told import Compared
    from forge_migrations.checks.migration_history.agreement.told import Told
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.journal import SnapshotHead
    from forge_migrations.drizzle.history.snapshot import Kinds
    from forge_migrations.engines import Dialect
    from forge_migrations.facts import Facts
    from forge_migrations.sql.read import Reading

VERSION = "5"
FACT = "agreement"
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError)
"""What a snapshot's content can raise; another rule tells of it."""


class Snapshots:
    """What a history's snapshots say, and what its SQL has other than they."""

    def __init__(self, history: History, tree: Tree, facts: Facts, dialect: Dialect) -> None:
        self.history = history
        self.tree = tree
        self.facts = facts
        self.dialect = dialect
        self._contents: dict[str, Mapping[str, Any]] = {}
        self._kinds: dict[str, Kinds] = {}
        self._sections = Sections()
        self._read: tuple[str, Reading] | None = None

    @cached_property
    def _by_id(self) -> dict[str, SnapshotHead]:
        return {head.id: head for head in reversed(self.history.snapshots)}

    @cached_property
    def _by_path(self) -> dict[str, SnapshotHead]:
        return {head.path: head for head in self.history.snapshots}

    def compared(self, one: Migration) -> Compared | None:
        """`None` where there is nothing to compare: no snapshot, no parent, nothing but a comment
        in a first migration (what `drizzle-kit pull` writes)."""
        own = self._by_path.get(one.snapshot)
        if own is None or one.blob is None or one.snapshot_blob is None:
            return None
        parents = [self._by_id.get(name) for name in own.parents if not self._first(own, name)]
        if None in parents or own in parents:
            return None
        heads = [head for head in parents if head is not None]
        found = self._against(one, own, heads)
        if not found or not found.found:
            return found
        before = self._before(one)
        if not before or before in (own, *heads):
            return found
        # the chain forks, which a rule of its own tells: databases run the journal
        other = self._against(one, own, [before])
        return other if other and not other.found else found

    def _first(self, own: SnapshotHead, name: str) -> bool:
        """True where a parent's name says that there is none: `drizzle-kit pull` of 0.x gives its
        own snapshot the origin as id, and what is generated next descends from that."""
        return not name or (name == ORIGIN and (own.id == ORIGIN or ORIGIN not in self._by_id))

    def _before(self, one: Migration) -> SnapshotHead | None:
        """The snapshot of the journal's entry before."""
        at = self.history.migrations.index(one)
        if self.history.layout == "folders" or not at:
            return None
        return self._by_path.get(self.history.migrations[at - 1].snapshot)

    def _against(
        self, one: Migration, own: SnapshotHead, heads: Sequence[SnapshotHead]
    ) -> Compared | None:
        assert one.blob
        blobs = [head.blob for head in heads]
        key = digest(VERSION, version(), self.dialect, one.blob, own.blob, *blobs)
        kept = self.facts.get(FACT, key)
        if kept is not None:
            return from_kept(kept)
        found = self._compare(one, own, heads)
        self.facts.put(FACT, key, to_kept(found))
        return found

    def parentless(self, one: Migration) -> bool:
        """Its snapshot descends from one that isn't there, and no rule of the chain says so: it is
        the first one, or the migration before it has no snapshot either."""
        own = self._by_path.get(one.snapshot)
        if own is None or self.history.layout == "folders":
            return False
        if all(name in self._by_id or name in (ORIGIN, "") for name in own.parents):
            return False
        at = self.history.migrations.index(one)
        return at == 0 or self.history.migrations[at - 1].snapshot not in self._by_path

    def _compare(
        self, one: Migration, own: SnapshotHead, parents: Sequence[SnapshotHead]
    ) -> Compared | None:
        from forge_migrations.checks.migration_history.agreement.compared import compared

        reading = self.reading(one)
        if not parents and not any(reading.acts):
            return None
        try:
            now, was = self._structure(own), self._parents(parents)
            newer = self.history.layout == "folders"
            return compared(was, now, reading, self.dialect, newer)
        except UNREADABLE:
            return None

    def reading(self, one: Migration) -> Reading:
        """Its SQL, read; the last one that was asked for is at hand."""
        from forge_migrations.sql.read import read_script

        if self._read is None or self._read[0] != one.path:
            text = self.tree.read(one.path).decode("utf-8", "replace")
            self._read = one.path, read_script(text, self.dialect)
        return self._read[1]

    def kinds_of(self, one: Migration) -> Kinds | None:
        """What a migration's own snapshot says; `None` where it has none that can be read."""
        head = self._by_path.get(one.snapshot)
        try:
            return self._structure(head) if head is not None else None
        except UNREADABLE:
            return None

    def _structure(self, head: SnapshotHead) -> Kinds:
        """The next one's parent stays at hand."""
        found = self._kinds.get(head.path)
        if found is None:
            if len(self._kinds) > 2:
                del self._kinds[next(iter(self._kinds))]
            found = self._kinds[head.path] = structure(self._whole(head))
        return found

    def _content(self, head: SnapshotHead) -> Mapping[str, Any]:
        if self.history.layout != "folders":
            return self._parsed(head)
        if head.path not in self._contents:  # any of them may be a parent
            self._contents[head.path] = self._parsed(head)
        return self._contents[head.path]

    def _parsed(self, head: SnapshotHead) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._sections.parse(self.tree.once(head.path))
        return found

    def _whole(self, head: SnapshotHead) -> Mapping[str, Any]:
        content = self._content(head)
        if content.get("type") != "diff":
            return content
        return whole({one.id: self._content(one) for one in self.history.snapshots}, head.id)

    def _parents(self, heads: Sequence[SnapshotHead]) -> Kinds:
        if len(heads) < 2:
            return self._structure(heads[0]) if heads else {}
        from forge_migrations.drizzle.history.newest import taken_together

        contents = {one.id: dict(self._content(one)) for one in self.history.snapshots}
        return structure(taken_together(self.history, list(heads), contents))

    def newest(self) -> Migration | None:
        """The last migration that has a snapshot."""
        own = [one for one in self.history.migrations if one.snapshot in self._by_path and one.blob]
        return own[-1] if own else None

    def right(self, one: Migration, told: Told) -> str:
        """The statement that would make it so; empty where no single one does."""
        from forge_migrations.drizzle.history.in_sql_changes import Wanted
        from forge_migrations.drizzle.history.in_sql_changes import adding
        from forge_migrations.drizzle.history.in_sql_changes import dropping

        wanted = Wanted(told.key.kind, told.key.table, told.key.name, told.aspect)
        if not told.aspect and not told.want:
            if told.key.kind == "primary key":
                wanted = wanted._replace(name=self._primary_before(one, told.key.table))
            return dropping(self.dialect, wanted)
        if not told.aspect and told.known and told.key.kind != "primary key":
            return ""  # a statement is to go
        head = self._by_path[one.snapshot]
        if told.key.kind == "enum" and told.aspect:
            return ""
        return adding(self.dialect, self._structure(head), wanted)

    def _primary_before(self, one: Migration, table: str) -> str:
        """The name of a primary key in the parent's snapshot; empty where it was given none."""
        parents = [self._by_id.get(name) for name in self._by_path[one.snapshot].parents]
        parent = self._parents([head for head in parents if head is not None])
        for key, thing in parent.get("tables", {}).items():
            if key.removeprefix("public.") == table and isinstance(thing, Mapping):
                for name, composite in (thing.get("compositePrimaryKeys") or {}).items():
                    given = composite.get("name") if isinstance(composite, Mapping) else None
                    return str(given or name)
        return ""
