"""A branch's own migrations put on top of another history, in the layout of drizzle-kit 1.0."""

from __future__ import annotations

import posixpath

from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_rm
from forge_migrations.words import counted
from forge_migrations.workflow.history.rewriting.appending import own_statements
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.folders import Chain
from forge_migrations.workflow.history.rewriting.folders import child_of
from forge_migrations.workflow.history.rewriting.folders import name_of
from forge_migrations.workflow.history.rewriting.folders import parents_of
from forge_migrations.workflow.history.rewriting.folders import put_snapshot
from forge_migrations.workflow.history.rewriting.folders import sql_path
from forge_migrations.workflow.history.rewriting.folders import tag_after
from forge_migrations.workflow.history.rewriting.journal import ORIGIN
from forge_migrations.workflow.history.rewriting.merging import Contradiction
from forge_migrations.workflow.history.rewriting.merging import merged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.workflow.history.rewriting.plan import Draft

    Snapshot = dict[str, Any]


class FolderReplay:
    """Puts migrations on a draft one after the other; the same work as `Replay` for a journal."""

    def __init__(self, draft: Draft, subject: Subject, project: Project, both: Chain) -> None:
        self.draft = draft
        self.subject = subject
        self.project = project
        self._both = both
        """The snapshots of the two sides, as they are."""
        self.done: set[str] = set()
        """The tags that were put."""

    def put(self, migration: Migration, ours: Tree) -> None:
        """One migration. Raises `Undecided` where it contradicts what the base changed."""
        self.done.add(migration.tag)
        own = self._both.by_tag.get(migration.tag)
        if not migration.blob or own is None:
            raise Undecided(
                f"{migration.tag} is not whole on this branch",
                Remedy("mend it there first", command("forge-migrations", "repair")),
            )
        chain = Chain(self.draft)
        leaves = chain.leaves
        if len(leaves) > 1:
            raise Undecided(
                f"nothing follows on {len(leaves)} migrations of the base, which were made side by side",
                Remedy(
                    "join them there with the next migration",
                    command("npx", "drizzle-kit", "generate"),
                ),
            )
        leaf = leaves[0] if leaves else ORIGIN
        history = self.draft.history
        newest = max((each.when for each in history.migrations), default=0)
        late = migration.when > newest
        tag = migration.tag if late else tag_after(history, name_of(migration.tag))
        # An own migration that was put before keeps its id, and holds what the base brought besides.
        if parents_of(own) == [leaf] and chain.by_id.get(leaf) == self._both.by_id.get(leaf):
            snapshot, sql, how = own, ours.read(migration.path), "carried over as written"
        else:
            snapshot, sql, how = self._on(migration, own, ours, chain, leaf)
        source = f"from {migration.tag}: " if tag != migration.tag else ""
        self.draft.put(sql_path(self.draft, tag), sql, f"{source}{how}")
        like = ours.read(migration.snapshot)
        put_snapshot(self.draft, tag, snapshot, "", like)
        folder = posixpath.dirname(migration.snapshot)
        for path in ours.files_under(folder):
            if path not in (migration.path, migration.snapshot):
                target = posixpath.join(self.draft.out, tag, path[len(folder) + 1 :])
                self.draft.put(target, ours.read(path))

    def _on(
        self, migration: Migration, own: Snapshot, ours: Tree, chain: Chain, leaf: str
    ) -> tuple[Snapshot, bytes, str]:
        """(its snapshot on the leaf, its SQL, how that came to be)."""
        try:
            parents = parents_of(own)
            if len(parents) > 1:
                raise ValueError("it joins several branches")
            before = self._both.whole(parents[0] if parents else ORIGIN)
            then = self._both.whole(str(own["id"]))
            onto = chain.whole(leaf)
        except ValueError as error:
            raise Undecided(
                f"{migration.tag} can't be put on another one: {error}",
                Remedy("mend the history first", command("forge-migrations", "repair")),
            ) from error
        assert then is not None
        now = {**then, "ddl": self._merged(migration, before, then, onto)}
        written = ours.read(migration.path)
        old, new = self._statements(before, then), self._statements(onto, now)
        name = str(own["id"])
        if old == new:
            # What it changes is the same: so are its renames and what drizzle-kit notes of it.
            kept = {**own, "prevIds": [leaf]}
            if not own.get("type"):
                kept["ddl"] = now["ddl"]
            elif own["type"] == "base" and onto is not None:
                kept = child_of(onto, now, name)
            said = "carried over as written" if old else "own SQL, carried over as written"
            return kept, written, said
        extra = own_statements(self.project, written, old)
        how = "its SQL made anew for what the base brought"
        if extra:
            how += f", with {counted(len(extra), 'own statement')} after it"
        return child_of(onto, now, name), sql_text((*new, *extra), True), how

    def _merged(
        self, migration: Migration, before: Snapshot | None, ours: Snapshot, onto: Snapshot | None
    ) -> list[dict[str, Any]]:
        if onto is None:
            return list(ours["ddl"])
        try:
            rows = merged(_rows(before), _rows(ours), _rows(onto))
        except Contradiction as error:
            raise Undecided(
                f"{migration.tag} and the base both change {error}, differently",
                Remedy(
                    "decide it in the schema, then make it anew",
                    git_rm(posixpath.dirname(migration.snapshot), force=True),
                    command("forge-migrations", "generate", "--name", name_of(migration.tag)),
                    decide=True,
                ),
            ) from error
        return list(rows.values())

    def _statements(self, before: Snapshot | None, after: Snapshot) -> tuple[str, ...]:
        tree = self.subject.change.after
        return self.subject.kit.statements(self.project, tree, before, after).sql


def _rows(snapshot: Snapshot | None) -> dict[str, dict[str, Any]]:
    """`columns public.users.name` -> the entity."""
    return {
        f"{row.get('entityType')} "
        + ".".join(str(row[key]) for key in ("schema", "table", "name") if row.get(key)): row
        for row in (snapshot or {}).get("ddl", ())
    }
