"""Snapshots compared by what they mean: what drizzle-kit writes differently each time doesn't count."""

from __future__ import annotations

import json

from forge_migrations.drizzle.history.older_snapshots import todays
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

    Snapshot = Mapping[str, Any]
    Kinds = dict[str, dict[str, Any]]
    """A snapshot's content: kind -> name -> thing."""

    Leaves = dict[tuple[str, ...], str]


PRIVATE = frozenset(
    {"id", "prevId", "prevIds", "version", "dialect", "_meta", "internal", "renames", "footprints"}
)
"""Top-level keys that say nothing about the structure."""
ABSENT: tuple[Any, ...] = (None, False, {}, [], "")
"""What drizzle-kit writes or leaves out, depending on its version."""


class Difference(NamedTuple):
    """One part of the structure that two snapshots have differently."""

    path: tuple[str, ...]
    """`("tables", "public.users", "columns", "name", "notNull")`."""
    old: str | None
    """JSON; `None` when the part isn't there."""
    new: str | None

    @property
    def removes(self) -> bool:
        return self.new is None


def differences(old: Snapshot | None, new: Snapshot | None) -> frozenset[Difference]:
    """Every part that differs, down to single attributes; empty when both mean the same."""
    was, now = structure(old) if old else {}, structure(new) if new else {}
    found: list[Difference] = []
    for kind in was.keys() | now.keys():
        old_things, new_things = was.get(kind, {}), now.get(kind, {})
        for name in old_things.keys() | new_things.keys():
            one, other = old_things.get(name, _GONE), new_things.get(name, _GONE)
            if one is not other and one != other:
                found.extend(_differences((kind, name), one, other))
    return frozenset(found)


_GONE = object()


def _differences(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Difference]:
    before: Leaves = {}
    after: Leaves = {}
    if old is not _GONE:
        flatten(path, old, before)
    if new is not _GONE:
        flatten(path, new, after)
    for each in before.keys() | after.keys():
        if before.get(each) != after.get(each):
            yield Difference(each, before.get(each), after.get(each))


def leaves(snapshot: Snapshot | None) -> Leaves:
    """Path -> JSON of every attribute; a thing that exists is a path of its own with `{}`."""
    found: Leaves = {}
    for key, value in (structure(snapshot) if snapshot else {}).items():
        for name, thing in value.items():
            flatten((key, name), thing, found)
    return found


def structure(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """kind -> name -> thing, of either layout. 1.0 lists entities; tables take their parts back."""
    if isinstance(snapshot.get("ddl"), list):
        return _of_entities(snapshot["ddl"])
    kinds = {
        key: value
        for key, value in snapshot.items()
        if key not in PRIVATE and isinstance(value, dict)
    }
    return todays(kinds, snapshot.get("dialect"), snapshot.get("version"))


PARTS = {
    "columns": "columns",
    "indexes": "indexes",
    "fks": "foreignKeys",
    "pks": "compositePrimaryKeys",
    "uniques": "uniqueConstraints",
    "checks": "checkConstraints",
    "policies": "policies",
}
"""Entity type of 1.0 -> where 0.31 keeps it in a table."""
WORDED_ALIKE = frozenset({"entityType", "nameExplicit"})


def _of_entities(entities: list[Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entity in entities:
        kind, name = str(entity.get("entityType")), str(entity.get("name"))
        schema = str(entity.get("schema") or "")
        thing = {key: value for key, value in entity.items() if key not in WORDED_ALIKE}
        if kind in PARTS and entity.get("table") is not None:
            place = f"{schema}.{entity['table']}" if schema else str(entity["table"])
            table = found.setdefault("tables", {}).setdefault(place, {})
            table.setdefault(PARTS[kind], {})[name] = thing
        else:
            place = f"{schema}.{name}" if schema and kind != "schemas" else name
            found.setdefault(kind, {}).setdefault(place, {}).update(thing)
    return found


def flatten(path: tuple[str, ...], value: Any, found: Leaves) -> None:
    if isinstance(value, dict):
        found[path] = "{}"
        for key, inner in value.items():
            if inner in ABSENT and not (key == "default" and inner is not None):
                continue
            if key == "name" and inner == path[-1]:
                continue  # the key says it; an older drizzle-kit left it out of primary keys
            flatten((*path, str(key)), inner, found)
    else:
        found[path] = json.dumps(value, sort_keys=True, ensure_ascii=False)
