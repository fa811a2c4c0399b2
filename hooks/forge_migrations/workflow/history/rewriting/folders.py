"""The layout of drizzle-kit 1.0 in a draft: folders by their dates, snapshots by what they descend from.

From rc.5 on a PostgreSQL snapshot holds the difference to its parent; the others hold the whole.
Source: `prepareSnapshotFolder` and `reconstruct.ts` of drizzle-kit 1.0.0-rc.5.
"""

from __future__ import annotations

import json
import posixpath
import re
import time

from forge_migrations.drizzle.history.deltas import deltas_between
from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.journal import unsound
from forge_migrations.workflow.history.rewriting.journal import ORIGIN
from forge_migrations.workflow.history.rewriting.journal import dumped_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.workflow.history.rewriting.plan import Draft

    Snapshot = dict[str, Any]

STAMP = re.compile(r"\d{14}_")


class Chain:
    """The snapshots of a draft's folders by id, in the order of the folders."""

    def __init__(self, draft: Draft) -> None:
        self.by_id: dict[str, Snapshot] = {}
        self.by_tag: dict[str, Snapshot] = {}
        for one in draft.history.migrations:
            data = draft.read(one.snapshot)
            if data is None or unsound(data) is not None:
                continue
            value = json.loads(data)
            if isinstance(value, dict) and isinstance(value.get("id"), str):
                self.by_tag[one.tag] = value
                self.by_id.setdefault(value["id"], value)

    def whole(self, name: str) -> Snapshot | None:
        """The snapshot with its full `ddl`; `None` for the origin. Raises `ValueError` where a parent
        is missing."""
        return None if name == ORIGIN else dict(whole(self.by_id, name))

    @property
    def leaves(self) -> list[str]:
        """The ids that nothing descends from, the last folder's last."""
        named = {each for one in self.by_id.values() for each in parents_of(one)}
        return [name for name in self.by_id if name not in named]

    def descends(self, name: str, ancestor: str) -> bool:
        """True when one is the other or descends from it."""
        open_ones, seen = [name], set[str]()
        while open_ones:
            each = open_ones.pop()
            if each == ancestor:
                return True
            if each in self.by_id and each not in seen:
                seen.add(each)
                open_ones += parents_of(self.by_id[each])
        return False


def parents_of(snapshot: Mapping[str, Any]) -> list[str]:
    """The ids that a snapshot descends from."""
    found = snapshot.get("prevIds", ())
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


DIFFERENCES = 9
"""The version from which on PostgreSQL's snapshots hold differences."""


def child_of(parent: Snapshot | None, now: Mapping[str, Any], name: str) -> Snapshot:
    """A snapshot of the structure `now`, whole or as the difference to its parent as its dialect and
    its version have it."""
    links = [str(parent["id"])] if parent else [ORIGIN]
    head = {"version": now["version"], "dialect": now["dialect"], "id": name, "prevIds": links}
    if now["dialect"] != "postgres" or int(now["version"]) < DIFFERENCES:
        return {**head, "ddl": now["ddl"], "renames": []}
    if parent is None:
        return {"type": "base", **head, "footprints": [], "ddl": now["ddl"]}
    deltas = deltas_between(parent["ddl"], now["ddl"])
    return {"type": "diff", **head, "footprints": [], "deltas": deltas}


def snapshot_path(draft: Draft, tag: str) -> str:
    return posixpath.join(draft.out, tag, "snapshot.json")


def sql_path(draft: Draft, tag: str) -> str:
    return posixpath.join(draft.out, tag, "migration.sql")


def put_snapshot(
    draft: Draft, tag: str, value: Snapshot, what: str = "", like: bytes = b""
) -> None:
    draft.put(snapshot_path(draft, tag), dumped_json(value, like), what)


def tag_after(history: History, name: str, at_least: int = 0) -> str:
    """A folder's name behind every folder of the history, and not before a date in milliseconds."""
    newest = max((one.when for one in history.migrations), default=0)
    seconds = max(at_least // 1000, newest // 1000 + 1)
    return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(seconds))}_{name}"


def name_of(tag: str) -> str:
    """A folder's name without its date."""
    return STAMP.sub("", tag, count=1)


def plain(tag: str) -> str:
    """A migration's name without its number or date."""
    return name_of(tag) if STAMP.match(tag) else re.sub(r"^\d{4}_(?=.)", "", tag)


def moved(draft: Draft, one: Migration, tag: str, what: str) -> None:
    """The folder of a migration under another name, with all that is in it."""
    folder = posixpath.join(draft.out, one.tag)
    for path in list(draft.tree.files_under(folder)):
        draft.move(path, posixpath.join(draft.out, tag, path[len(folder) + 1 :]))
    draft.say(folder, what)
