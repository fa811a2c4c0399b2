"""The snapshot that the next `generate` starts from, in either layout."""

from __future__ import annotations

import json

from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.journal import SnapshotHead

    Rows = dict[str, dict[str, Any]]


class Newest(NamedTuple):
    """Where it is and what it holds."""

    path: str
    blob: str
    """The same for the same content."""
    content: dict[str, Any] | None
    """`None` when there is no snapshot: `generate` starts from nothing."""


def newest_at(tree: Tree, history: History) -> Newest:
    """0.31 starts from the snapshot whose name sorts last, 1.0 from the one nothing descends from.

    Raises `Undecided` when one that is needed can't be read.
    """
    head = history.newest_snapshot
    if head is None:
        return Newest("", "", None)
    if history.layout != "folders":
        return Newest(head.path, head.blob, _parsed(tree, head.path))
    parents = {each for head in history.snapshots for each in head.parents}
    leaves = [head for head in history.snapshots if head.id not in parents] or [head]
    contents = {head.id: _parsed(tree, head.path) for head in history.snapshots}
    blob = digest(*(leaf.blob for leaf in leaves))
    try:
        return Newest(leaves[-1].path, blob, taken_together(history, leaves, contents))
    except ValueError as error:
        raise Undecided(
            f"{history.out}: {error}", Remedy("run", ours("migration-history"))
        ) from error


def snapshot_at(tree: Tree, history: History, migration: Migration) -> dict[str, Any]:
    """The whole snapshot of one migration, which must have one. Raises `Undecided`."""
    from forge_migrations.drizzle.history.deltas import whole

    if history.layout != "folders":
        return _parsed(tree, migration.snapshot)
    contents = {head.id: _parsed(tree, head.path) for head in history.snapshots}
    found = next((head.id for head in history.snapshots if head.path == migration.snapshot), "")
    try:
        return dict(whole(contents, found))
    except (KeyError, ValueError) as error:
        raise Undecided(f"{migration.snapshot} can't be read: {error}") from error


def taken_together(
    history: History, leaves: list[SnapshotHead], contents: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Several leaves (branches merged): each brings what it changed of what they all come from."""
    from forge_migrations.drizzle.history.deltas import whole

    newest = dict(whole(contents, leaves[-1].id))
    if len(leaves) == 1:
        return newest
    shared = set.intersection(*(_ancestors(history, leaf) for leaf in leaves))
    common = next((head for head in reversed(history.snapshots) if head.id in shared), None)
    base = _rows(whole(contents, common.id)) if common else {}
    merged = dict(base)
    for leaf in leaves:
        rows = _rows(whole(contents, leaf.id))
        for key in base.keys() | rows.keys():
            if rows.get(key) == base.get(key):
                continue
            if key in rows:
                merged[key] = rows[key]
            else:
                merged.pop(key, None)
    return {**newest, "ddl": list(merged.values())}


def _ancestors(history: History, leaf: SnapshotHead) -> set[str]:
    heads = {head.id: head for head in history.snapshots}
    found: set[str] = set()
    open_ones = list(leaf.parents)
    while open_ones:
        each = open_ones.pop()
        if each in heads and each not in found:
            found.add(each)
            open_ones.extend(heads[each].parents)
    return found


def _rows(snapshot: Mapping[str, Any]) -> Rows:
    keys = ("entityType", "schema", "table", "name")
    return {json.dumps([row.get(key) for key in keys]): row for row in snapshot.get("ddl", ())}


def _parsed(tree: Tree, path: str) -> dict[str, Any]:
    try:
        content = json.loads(tree.read(path))
    except (ValueError, RecursionError, KeyError) as error:
        raise Undecided(f"{path} can't be read: {error}") from error
    if not isinstance(content, dict):
        raise Undecided(f"{path} is no snapshot")
    return content
