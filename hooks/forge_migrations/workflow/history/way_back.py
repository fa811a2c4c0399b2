"""The way back between two snapshots: its SQL, what it can't bring back, its migration."""

from __future__ import annotations

import json
import posixpath
import time
import uuid
from contextlib import closing

from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.database.rehearsal import structure_of
from forge_migrations.database.steps import step_of
from forge_migrations.database.steps import steps_of
from forge_migrations.drizzle.history.deltas import deltas_between
from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.table_changes import changes
from forge_migrations.drizzle.history.tables import EMPTY
from forge_migrations.drizzle.history.tables import read_shape
from forge_migrations.engines import DIALECTS
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.workflow.history.rewriting.appending import add_entry
from forge_migrations.workflow.history.rewriting.appending import prefix_of
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.journal import dumped_json
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.history.rewriting.plan import relinked
from forge_migrations.workflow.review.matching import carriers
from forge_migrations.workflow.review.matching import explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.steps import Step
    from forge_migrations.drizzle.history.history import Migration


class Back(NamedTuple):
    """A way back."""

    subject: Subject
    change: ProjectChange
    to: str
    """The tag that it leads to; empty for nothing at all."""
    undone: tuple[Step, ...]
    kept: tuple[Step, ...]
    sql: tuple[str, ...]
    old: dict[str, Any]
    """The newest snapshot, whole."""
    new: dict[str, Any] | None
    """The snapshot that it leads to, whole; None for nothing at all."""
    empty: tuple[str, ...]
    """What the migrations dropped: it comes back without its data."""
    lost: tuple[str, ...]
    """What they added: going back drops it with its data."""
    stays: tuple[str, ...]
    """Statements that no snapshot knows: rows, triggers, functions."""

    @property
    def name(self) -> str:
        return "back_to_" + (self.to.partition("_")[2] or "nothing")


def plan_back(subject: Subject, change: ProjectChange, to: str) -> Back:
    """Raises `UsageError` when there is no such migration, no snapshot, or a rename on the way."""
    tree = subject.change.after
    steps = steps_of(change.after, tree)
    tags = [step.tag for step in steps]
    if to and to not in tags:
        raise UsageError(f"there is no migration {to!r}", f"name one of: {', '.join(tags[-5:])}")
    at = tags.index(to) + 1 if to else len(tags) - 1
    undone, kept = steps[at:], steps[:at]
    if not undone:
        raise UsageError(f"{to} is the newest migration: there is nothing to go back behind")
    migrations = {each.tag: each for each in change.after.migrations}
    old = _snapshot(tree, change, migrations[undone[-1].tag])
    new = _snapshot(tree, change, migrations[kept[-1].tag]) if kept else None
    if new is None:
        raise UsageError(
            f"{undone[0].tag} is the first migration: behind it is nothing",
            "drop and create the database instead",
        )
    made = subject.kit.statements(change.project, tree, old, new)
    if made.ambiguous:
        first = made.ambiguous[0]
        removed, added = ", ".join(first.removed), ", ".join(first.added)
        raise UsageError(
            f"the way back may be a rename of {removed} to {added}, which snapshots can't tell "
            "from dropping the one and adding the other",
            "bring back the schema files, then: forge-migrations generate "
            f"--rename {first.removed[0]}={first.added[0]}",
        )
    before, after = read_shape(new) if new else EMPTY, read_shape(old)
    found = changes(before, after)
    dialect = DIALECTS[change.project.dialect or change.after.dialect]
    statements = carriers(((step.path, step.text) for step in undone), dialect)
    _, free = explain(found, statements)
    stays = [f"{each.place.path}:{each.place.line} {_first(each.text)}"
             for each in statements if each.moves or each in free]  # fmt: skip
    return Back(
        subject, change, kept[-1].tag if kept else "", undone, kept, made.sql, old, new,
        tuple(e.said for e in found if e.how == "dropped" and e.what in ("table", "column")),
        tuple(e.said for e in found if e.how == "added" and e.what in ("table", "column")),
        tuple(stays),
    )  # fmt: skip


def _snapshot(tree: Tree, change: ProjectChange, migration: Migration) -> dict[str, Any]:
    if migration.snapshot_blob is None:
        raise UsageError(
            f"{migration.tag} has no snapshot, so nobody can tell how to go back",
            Remedy("rebuild it", ours("repair", "--write")),
        )
    snapshot: dict[str, Any] = json.loads(tree.read(migration.snapshot))
    if snapshot.get("type") == "diff":
        paths = [each.snapshot for each in change.after.migrations if each.snapshot_blob]
        parsed = (json.loads(data) for data in tree.read_many(paths).values())
        snapshot = dict(whole({each["id"]: each for each in parsed}, snapshot["id"]))
    return snapshot


def rehearsed(back: Back, ledger: Ledger) -> tuple[str, list[str]]:
    """(the engine, what differs from the structure that it should lead to). Raises `Undecided`."""
    subject, project = back.subject, back.change.project
    prelude = prelude_of(subject.policy, subject.change.after, project)
    setting = Setting(ledger, driver_of(project), prelude)
    text = sql_text(back.sql, True)
    last = max(step.millis or 0 for step in back.undone)
    tag = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}_{back.name}"
    way = step_of(tag, "", "", text, last + 1000, DIALECTS[ledger.engine])
    steps = (*back.kept, *back.undone)
    near = near_of(subject, back.change)
    with closing(open_arena(ledger.engine, subject.policy, steps, near)) as arena:
        want = structure_of(arena, back.kept, setting)
        have = structure_of(arena, (*back.kept, *back.undone, way), setting)
        known = {line.partition(" ")[0] for line in back.stays}
        found = [str(each) for each in compare(have, want)
                 if not (each.extra and known and each.thing.kind in _UNKNOWN)]  # fmt: skip
        return str(arena.version), found


_UNKNOWN = frozenset({"trigger", "function", "extension", "view", "sequence", "domain"})
"""Kinds that custom SQL makes and no snapshot knows: said to stay."""


def drafted(back: Back) -> Draft:
    """The migration's files, over the work tree."""
    subject, project = back.subject, back.change.project
    draft = Draft(subject.change.after, project.out, subject.facts)
    assert back.new is not None
    made = str(uuid.uuid4())
    history = back.change.after
    if history.layout == "folders":
        _draft_folder(draft, back, made)
        return draft
    idx = history.migrations[-1].idx + 1
    when = max(int(time.time() * 1000), *(each.when + 1 for each in history.migrations))
    start = prefix_of(project, idx, when)
    tag = f"{start}_{back.name}"
    draft.put(posixpath.join(project.out, f"{tag}.sql"), sql_text(back.sql, project.breakpoints))
    snapshot = relinked(back.new, made, str(back.old["id"]))
    draft.put(posixpath.join(project.out, "meta", f"{start}_snapshot.json"), dumped_json(snapshot))
    entry = {"idx": idx, "version": snapshot["version"], "when": when, "tag": tag,
             "breakpoints": project.breakpoints}  # fmt: skip
    add_entry(draft, entry)
    return draft


def _draft_folder(draft: Draft, back: Back, made: str) -> None:
    """1.0: a folder; PostgreSQL's snapshot from rc.5 on is the difference to its parent."""
    assert back.new is not None
    newest = back.change.after.migrations[-1]
    when = max(int(time.time()), newest.when // 1000 + 1)
    folder = posixpath.join(
        draft.out, f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(when))}_{back.name}"
    )
    draft.put(f"{folder}/migration.sql", sql_text(back.sql, True))
    head: dict[str, Any] = {"version": back.old["version"], "dialect": back.old["dialect"],
                            "id": made, "prevIds": [back.old["id"]]}  # fmt: skip
    if back.old.get("type"):
        deltas = deltas_between(back.old["ddl"], back.new["ddl"])
        snapshot = {"type": "diff", **head, "footprints": [], "deltas": deltas}
    else:
        snapshot = {**head, "ddl": back.new["ddl"], "renames": []}
    draft.put(f"{folder}/snapshot.json", dumped_json(snapshot))


def _first(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"
