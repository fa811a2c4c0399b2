"""A migration of MySQL's in parts: each DDL statement commits by itself, so that a file of several that fails
half-way is applied by half, and isn't recorded.

The first part keeps the migration's name, those behind it are custom ones; each has a snapshot of its own
that says what its SQL does, and the last one has what the migration had.
"""

from __future__ import annotations

import json

from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.history.rewriting.appending import append_custom
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.folders import plain
from forge_migrations.workflow.history.rewriting.journal import dumped_json
from forge_migrations.workflow.history.rewriting.plan import relinked
from forge_migrations.workflow.rollout.blending import BLENDED
from forge_migrations.workflow.rollout.blending import blended
from forge_migrations.workflow.rollout.softened import Form

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.history.rewriting.plan import Draft
    from forge_migrations.workflow.rollout.scene import Scene
    from forge_migrations.workflow.rollout.softened import Softening

APART = "each statement commits by itself, and gets a migration of its own, in the same deploy"
_ROWS = ("insert", "update", "delete", "select")


def refuse_unpartable(scene: Scene, one: Migration, soft: Softening) -> None:
    """Raises `UsageError` where nothing is to be had by it, or where it can't be done."""
    again = ours("soften", one.tag)
    if scene.dialect != "mysql":
        raise UsageError(
            "--split is for MySQL: elsewhere a migration is applied as a whole or not at all",
            Remedy("leave it out", again),
        )
    newest = scene.migrations[-1].tag
    if newest != one.tag:
        raise UsageError(
            f"{newest} stands behind {one.tag}, and what is split gets migrations at the end",
            Remedy("split the newest one", ours("soften", newest, "--split")),
        )
    if _parent(scene, one) is None:
        raise UsageError(f"{one.tag} is the first migration", Remedy("leave it out", again))
    for group in soft.given.reading.acts:
        for act in group:
            if act.verb not in BLENDED and act.verb not in _ROWS:
                raise UsageError(
                    f"{one.tag} has a {act.verb}, and no snapshot says what is between its statements",
                    Remedy("leave --split out", again),
                )


def _parent(scene: Scene, one: Migration) -> Migration | None:
    before = scene.migrations[: scene.migrations.index(one)]
    return next((each for each in reversed(before) if each.snapshot_blob), None)


def parted(soft: Softening, tag: str) -> list[tuple[str, ...]]:
    """The statements of each part, in order; what is about a table of this migration stands with the
    statement before it."""
    groups: list[list[str]] = []
    added: list[set[tuple[str, str]]] = []
    made: set[str] = set()
    fold = soft.given.before.fold
    for text in soft.until(len(soft.given.reading.acts)):
        acts = _acts(text)
        along = bool(acts) and all(fold(act.table) in made for act in acts if act.table)
        if not groups or not along:
            groups.append([])
            added.append(set())
        groups[-1].append(text)
        made |= {fold(act.table) for act in acts if act.verb == "create-table"}
        added[-1] |= {(fold(act.table), fold(act.name)) for act in acts if act.verb == "add-column"}
    if len(groups) < 2:
        return [soft.statements()]
    soft.forms.append(Form(tag, f"{APART}: {len(groups)}", 1))
    for debt in reversed(soft.debts):
        key = fold(debt.table), fold(debt.name)
        at = next((n for n, names in enumerate(added) if key in names), 0)
        groups[at][0] = f"{debt.comment('mysql')}\n{groups[at][0]}"
    return [tuple(each) for each in groups]


def put_parts(
    draft: Draft, scene: Scene, one: Migration, parts: list[tuple[str, ...]]
) -> list[tuple[str, tuple[str, ...]]]:
    """Write them into the draft; each file's path with its statements."""
    project = scene.change.project
    parent = _parent(scene, one)
    assert parent is not None
    state, whole = _read(draft, parent.snapshot), _read(draft, one.snapshot)
    draft.put(one.path, sql_text(parts[0], project.breakpoints), "soften it")
    files = [(one.path, parts[0])]
    for number, part in enumerate(parts[1:], 2):
        name = f"{plain(one.tag)}_{number}"
        files.append((append_custom(draft, project, name, part), part))
    paths = {each.path: each.snapshot for each in draft.history.migrations}
    for path, part in files[:-1]:
        text = f"{BREAKPOINT}\n".join(part)
        owed = [debt.act for debt in debts_of(read_script(text, "mysql").script, "mysql")]
        state = blended(state, whole, [*_acts(text), *owed])
        _put(draft, paths[path], state)
    _put(draft, paths[files[-1][0]], whole)
    return files


def _acts(text: str) -> list[Act]:
    return [act for group in read_script(text, "mysql").acts for act in group]


def _read(draft: Draft, path: str) -> dict[str, Any]:
    return dict(json.loads(draft.read(path) or b"{}"))


def _put(draft: Draft, path: str, body: dict[str, Any]) -> None:
    """The structure into a snapshot, which keeps its id and what it descends from."""
    like = draft.read(path) or b"{}"
    own = json.loads(like)
    if "ddl" in own:
        made = {**own, "ddl": body["ddl"], "renames": body.get("renames", [])}
    else:
        made = relinked(body, own["id"], own["prevId"])
    draft.put(path, dumped_json(made, like))
