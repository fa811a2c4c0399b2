"""A snapshot for every migration, each the child of the one before."""

from __future__ import annotations

import json
import uuid

from forge_migrations.drizzle.history.journal import unsound
from forge_migrations.findings import Undecided
from forge_migrations.workflow.history.rewriting.journal import ORIGIN
from forge_migrations.workflow.history.rewriting.journal import dumped_json
from forge_migrations.workflow.history.rewriting.origin import schema_of
from forge_migrations.workflow.history.rewriting.plan import relinked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.workflow.history.rewriting.plan import Draft


def rebuild(draft: Draft, subject: Subject, project: Project, followed: bool = False) -> None:
    """Fill in what is missing or unreadable: as it is released, else from the schema at the commit
    that brought the SQL; the newest one's from the work tree's where its schema `followed` later."""
    _take_released(draft, subject)
    history = draft.history
    heads = {each.path for each in history.snapshots}
    previous: dict[str, Any] | None = None
    for migration in history.migrations:
        data = draft.read(migration.snapshot)
        if data is not None and migration.snapshot in heads and unsound(data) is None:
            previous = None  # read again only when the next one needs it
            continue
        if previous is None:
            previous = _before(draft, history, migration)
        newest = migration is history.migrations[-1]
        found, where = schema_of(subject, project, migration, followed and newest)
        if found is None and newest:
            raise Undecided(
                f"the snapshot of {migration.tag} can't be rebuilt: {where}",
                "name a drizzle-kit that can load that schema: --kit DIR",
            )
        if found is None:
            found = previous
            said = f"a copy of the one before, for the schema can't be loaded at {where}"
        else:
            said = f"from the schema at {where}"
        made = relinked(found or {}, str(uuid.uuid4()), ORIGIN)
        draft.put(migration.snapshot, dumped_json(made), f"rebuild it {said}")
        previous = made


def _take_released(draft: Draft, subject: Subject) -> None:
    released = subject.change.base
    history = draft.history
    whole = {each.path for each in history.snapshots}
    for migration in history.migrations:
        path = migration.snapshot
        if path in whole or not released.is_file(path) or migration.path not in released:
            continue
        data = released.read(path)
        if unsound(data) is None:
            draft.put(path, data, "take it back as it is released")


def relink(draft: Draft) -> None:
    """Re-parent the snapshots of which the chain is broken, forked or doubled."""
    history = draft.history
    heads = {each.path: each for each in history.snapshots}
    seen: set[str] = set()
    parent = ORIGIN
    for migration in history.migrations:
        head = heads.get(migration.snapshot)
        if head is None:
            continue
        name = head.id if head.id not in seen and head.id != ORIGIN else str(uuid.uuid4())
        if name != head.id or head.parents[:1] != (parent,):
            data = draft.read(migration.snapshot)
            assert data is not None
            made = {**json.loads(data), "id": name, "prevId": parent}
            new = migration.snapshot not in draft.under
            what = "" if new else f"link it to the one before, {parent[:8]}"
            draft.put(migration.snapshot, dumped_json(made, data), what)
        seen.add(name)
        parent = name


def _before(draft: Draft, history: History, migration: Migration) -> dict[str, Any] | None:
    """The newest readable snapshot before a migration."""
    earlier = history.migrations[: history.migrations.index(migration)]
    for each in reversed(earlier):
        data = draft.read(each.snapshot)
        if data is not None and unsound(data) is None:
            found = json.loads(data)
            return found if isinstance(found, dict) else None
    return None
