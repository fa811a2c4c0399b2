"""A history in the layout of 1.0 put in order: each folder whole, dated, and linked to another one."""

from __future__ import annotations

import time
import uuid

from forge_migrations.checks.migration_history.sides import released_as
from forge_migrations.findings import Undecided
from forge_migrations.workflow.history.rewriting.folders import Chain
from forge_migrations.workflow.history.rewriting.folders import child_of
from forge_migrations.workflow.history.rewriting.folders import moved
from forge_migrations.workflow.history.rewriting.folders import name_of
from forge_migrations.workflow.history.rewriting.folders import parents_of
from forge_migrations.workflow.history.rewriting.folders import put_snapshot
from forge_migrations.workflow.history.rewriting.folders import snapshot_path
from forge_migrations.workflow.history.rewriting.folders import sql_path
from forge_migrations.workflow.history.rewriting.folders import tag_after
from forge_migrations.workflow.history.rewriting.journal import ORIGIN
from forge_migrations.workflow.history.rewriting.origin import schema_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project
    from forge_migrations.workflow.history.rewriting.plan import Draft

ROUNDS = 100
"""How often a folder is dated anew before a circle is believed."""


def mend(
    draft: Draft,
    subject: Subject,
    project: Project,
    base: History,
    by_name: bool = False,
    followed: bool = False,
) -> None:
    """Everything that can be mended without touching released SQL. `by_name`: another runner takes
    the SQL from beside the folders, and it stays there. `followed`: see `_rebuild`."""
    released = subject.change.base
    known = {one.tag for one in base.migrations}
    for tag, was in released_as(draft.history, base).items():
        if tag != was.tag:
            one = next(each for each in draft.history.migrations if each.tag == tag)
            moved(
                draft, one, was.tag, f"give it the name back that it is released under: {was.tag}"
            )
    for one in base.migrations:
        for path in (one.path, one.snapshot):
            if released.is_file(path) and draft.read(path) is None:
                draft.put(path, released.read(path), "take it back as it is released")
    for one in draft.history.migrations:
        inside = sql_path(draft, one.tag)
        if one.blob is None and one.tag not in known:
            draft.take(one.snapshot, f"drop {one.tag}, which has no SQL")
        elif one.path != inside and not by_name:
            draft.move(one.path, inside, "move the SQL into its folder")
    for one in draft.history.migrations:
        if one.when == 0 and one.tag not in known:
            tag = tag_after(draft.history, one.tag, int(time.time() * 1000))
            moved(draft, one, tag, f"give it a date: {tag}")
    _rebuild(draft, subject, project, followed)
    _relink(draft)
    _date(draft, known)


def _rebuild(draft: Draft, subject: Subject, project: Project, followed: bool) -> None:
    """A snapshot for each folder that has none: of the schema at the commit that brought its SQL, or
    for the newest one of the work tree's, where that `followed` later."""
    previous: Migration | None = None
    for one in draft.history.migrations:
        chain = Chain(draft)
        if one.tag not in chain.by_tag:
            newest = one.tag == draft.history.migrations[-1].tag
            found, where = schema_of(subject, project, one, followed and newest)
            before = _whole_before(chain, previous)
            if found is None and (newest or before is None):
                raise Undecided(
                    f"the snapshot of {one.tag} can't be rebuilt: {where}",
                    "name a drizzle-kit that can load that schema: --kit DIR",
                )
            now = found or before
            assert now is not None
            said = f"from the schema at {where}" if found else "as a copy of the one before"
            made = child_of(before, now, str(uuid.uuid4()))
            put_snapshot(draft, one.tag, made, f"rebuild it {said}")
            _adopt(draft, one, before, made)
        previous = one


def _adopt(
    draft: Draft, one: Migration, before: dict[str, object] | None, made: dict[str, object]
) -> None:
    """What was made from the one before, without knowing of this one, descends from it now."""
    later = False
    for each in draft.history.migrations:
        later = later or each.tag == one.tag
        snapshot = Chain(draft).by_tag.get(each.tag)
        parent = str(before["id"]) if before else ORIGIN
        if not later or each.tag == one.tag or snapshot is None:
            continue
        if parents_of(snapshot) == [parent] and snapshot.get("type") != "diff":
            put_snapshot(draft, each.tag, {**snapshot, "prevIds": [str(made["id"])]})


def _whole_before(chain: Chain, previous: Migration | None) -> dict[str, object] | None:
    if previous is None or previous.tag not in chain.by_tag:
        return None
    try:
        return chain.whole(str(chain.by_tag[previous.tag]["id"]))
    except ValueError:
        return None


def _relink(draft: Draft) -> None:
    """A parent that isn't there, an id that is another's, itself as its parent: the folder before."""
    ids = {str(each["id"]) for each in Chain(draft).by_tag.values()}
    seen: set[str] = set()
    previous = ORIGIN
    for one in draft.history.migrations:
        snapshot = Chain(draft).by_tag.get(one.tag)
        if snapshot is None:
            continue
        name = str(snapshot["id"])
        fresh = name if name not in seen else str(uuid.uuid4())
        parents = [
            each
            for each in parents_of(snapshot)
            if (each in ids or each == ORIGIN) and each != name
        ]
        if fresh != name or parents != parents_of(snapshot):
            links = parents or [previous]
            data = draft.read(snapshot_path(draft, one.tag)) or b""
            said = f"link it to the one before, {links[0][:8]}" if not parents else "link it anew"
            made = {**snapshot, "id": fresh, "prevIds": links}
            put_snapshot(draft, one.tag, made, said, data)
        seen.add(fresh)
        previous = fresh


def _date(draft: Draft, released: set[str]) -> None:
    """What runs before the one that it was made after gets a date behind it."""
    for _round in range(ROUNDS):
        late = _before_its_parent(draft, released)
        if late is None:
            return
        tag = tag_after(draft.history, name_of(late.tag))
        moved(draft, late, tag, f"date it after what it was made from: {tag}")


def _before_its_parent(draft: Draft, released: set[str]) -> Migration | None:
    chain = Chain(draft)
    places = {str(each["id"]): at for at, each in enumerate(chain.by_tag.values())}
    tags = list(chain.by_tag)
    for one in draft.history.migrations:
        if one.tag in released or one.tag not in chain.by_tag:
            continue
        parents = [places[each] for each in parents_of(chain.by_tag[one.tag]) if each in places]
        if parents and max(parents) > tags.index(one.tag):
            return one
    return None
