"""A branch's own migrations put on top of another history, each under its name."""

from __future__ import annotations

import json
import posixpath

from forge_migrations.findings import Undecided
from forge_migrations.words import counted
from forge_migrations.workflow.history.rewriting import journal as journals
from forge_migrations.workflow.history.rewriting.appending import add_entry
from forge_migrations.workflow.history.rewriting.appending import own_statements
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.merging import Contradiction
from forge_migrations.workflow.history.rewriting.merging import merged_snapshot
from forge_migrations.workflow.history.rewriting.plan import relinked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.workflow.history.rewriting.plan import Draft

    Snapshot = dict[str, Any]


def own_migrations(ours: History, *others: History) -> list[Migration]:
    """What only our side has: other tags than the others', or the same tag with other SQL."""
    known = {(each.tag, each.blob) for history in others for each in history.migrations}
    return [each for each in ours.migrations if (each.tag, each.blob) not in known]


def take_base(draft: Draft, base: Tree, histories: Iterable[History]) -> None:
    """Make the folder's history the base's: its files as they are, no other ones."""
    paths = {path for history in histories for path in history_files(history)}
    for path in sorted(paths):
        if base.is_file(path):
            draft.put(path, base.read(path))
        else:
            draft.take(path)


def history_files(history: History) -> set[str]:
    """The journal, and every migration's SQL and snapshot, whether they exist or not."""
    found = {history.journal} if history.journal else set()
    for migration in history.migrations:
        found |= {migration.path, migration.snapshot}
    found |= {each.path for each in history.snapshots} | {each[0] for each in history.broken}
    return found | {*history.orphans, *history.stray_snapshots}


class Replay:
    """Puts migrations on a draft one after the other."""

    def __init__(
        self, draft: Draft, subject: Subject, project: Project, sources: list[Tree]
    ) -> None:
        self.draft = draft
        self.subject = subject
        self.project = project
        self._sources = sources
        self._by_id = _snapshots(sources, draft.out)
        self._done: set[str] = set()

    def put(self, migration: Migration, ours: Tree, base: History) -> None:
        """One migration, once. Raises `Undecided` where it contradicts what the base changed."""
        if not migration.blob or not migration.snapshot_blob:
            raise Undecided(
                f"{migration.tag} is not whole on this branch",
                "mend it there first: forge-migrations repair",
            )
        snapshot = _parsed(ours, migration.snapshot)
        if snapshot["id"] in self._done:
            return
        self._done.add(snapshot["id"])
        before = self._by_id.get(snapshot["prevId"])
        if before is None and snapshot["prevId"] != journals.ORIGIN:
            raise Undecided(
                f"the snapshot that {migration.tag} was made from is on neither side",
                "mend the chain first: forge-migrations repair",
            )
        history = self.draft.history
        newest = history.newest_snapshot
        onto = json.loads(self.draft.read(newest.path) or b"{}") if newest else None
        content = self._merged(migration, before, snapshot, onto)
        content = relinked(content, snapshot["id"], newest.id if newest else journals.ORIGIN)
        sql, how = self._sql(migration, ours, (before, snapshot), (onto, content))
        idx = history.migrations[-1].idx + 1 if history.migrations else 0
        tag = _renumbered(migration.tag, idx)
        path = posixpath.join(self.draft.out, tag + ".sql")
        self.draft.put(
            path, sql, f"{'from ' + migration.tag + ': ' if tag != migration.tag else ''}{how}"
        )
        prefix = tag.split("_")[0]
        target = posixpath.join(self.draft.out, "meta", f"{prefix}_snapshot.json")
        self.draft.put(target, journals.dumped_json(content, ours.read(migration.snapshot)))
        when = max(migration.when, *(each.when + 1 for each in history.migrations), 0)
        version = base.snapshots[-1].version if base.snapshots else snapshot["version"]
        entry = {"idx": idx, "version": version, "when": when, "tag": tag}
        add_entry(self.draft, {**entry, "breakpoints": migration.breakpoints})

    def _merged(
        self, migration: Migration, before: Snapshot | None, ours: Snapshot, onto: Snapshot | None
    ) -> Snapshot:
        try:
            return merged_snapshot(before, ours, onto)
        except Contradiction as error:
            raise Undecided(
                f"{migration.tag} and the base both change {error}, differently",
                f"decide it in the schema, delete {migration.path} and its snapshot, and make it "
                f"anew: forge-migrations generate --name {migration.tag.partition('_')[2]}",
            ) from error

    def _sql(
        self,
        migration: Migration,
        ours: Tree,
        was: tuple[Snapshot | None, Snapshot],
        now: tuple[Snapshot | None, Snapshot],
    ) -> tuple[bytes, str]:
        """(the SQL, how it came to be): as written wherever drizzle-kit's own stays the same."""
        written = ours.read(migration.path)
        old = self._statements(*was)
        new = self._statements(*now)
        if old == new:
            return written, "carried over as written" if old else "own SQL, carried over as written"
        extra = own_statements(self.project, written, old)
        how = "its SQL made anew for what the base brought"
        if extra:
            how += f", with {counted(len(extra), 'own statement')} after it"
        return sql_text((*new, *extra), migration.breakpoints), how

    def _statements(self, before: Snapshot | None, after: Snapshot) -> tuple[str, ...]:
        tree = self.subject.change.after
        return self.subject.kit.statements(self.project, tree, before, after).sql


def _renumbered(tag: str, idx: int) -> str:
    prefix, _, name = tag.partition("_")
    return f"{idx:04d}_{name}" if len(prefix) == 4 and prefix.isdigit() else tag


def _snapshots(trees: list[Tree], out: str) -> dict[str, Snapshot]:
    """Every readable snapshot of the folder in these trees, by its id."""
    found: dict[str, Snapshot] = {}
    for tree in trees:
        for path in tree.files_in(posixpath.join(out, "meta")):
            if not path.endswith("_snapshot.json"):
                continue
            try:
                value = json.loads(tree.read(path))
                found.setdefault(value["id"], value)
            except (ValueError, KeyError, TypeError):
                continue
    return found


def _parsed(tree: Tree, path: str) -> Snapshot:
    try:
        return dict(json.loads(tree.read(path)))
    except ValueError as error:
        raise Undecided(
            f"{path} can't be read: {error}", "mend it first: forge-migrations repair"
        ) from error
