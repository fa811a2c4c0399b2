"""Staleness where the drizzle-kit at hand has another layout than the migrations.

Its snapshots can't be held against theirs attribute by attribute: 0.31 and 1.0 name constraints and
write defaults differently. What the change did to the schema is known all the same, and so is which
tables, columns and constraints the new snapshots followed with.
"""

from __future__ import annotations

from forge_migrations.drizzle.history.snapshot import Difference
from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.history.snapshot import structure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.checks.subject.schema_states import States

    Kinds = Mapping[str, Mapping[str, Any]]


def ahead(states: States) -> frozenset[Difference]:
    """What the change did to the schema that the newest snapshot doesn't follow."""
    before, after = states.before.snapshot, states.after.snapshot
    was = structure(states.newest_before.content) if states.newest_before.content else {}
    now = structure(states.newest_after.content) if states.newest_after.content else {}
    had = structure(before) if before else {}
    return frozenset(
        each for each in differences(before, after) if not _followed(each, had, was, now)
    )


def ahead_of_all(sides: Sequence[States]) -> frozenset[Difference]:
    """The same for a merge, whose parents' views of it these are: what one parent had is its own."""
    found = ahead(sides[0])
    if len(sides) > 1:
        born = {each.path for each in unlike_any(sides)}
        for other in sides[1:]:
            theirs = ahead(other)
            found = frozenset(each for each in found if each in theirs or each.path in born)
    return found


def unlike_any(sides: Sequence[States]) -> frozenset[Difference]:
    """The tables and columns that only one of schema and newest snapshot has, and of which that is
    so at none of the sides: whether a thing is there, the layouts say alike."""
    states = sides[0]
    found = _unlike(states.newest_after.content, states.after.snapshot)
    for side in sides:
        found -= _unlike(side.newest_before.content, side.before.snapshot)
    return found


def _unlike(
    newest: Mapping[str, Any] | None, schema: Mapping[str, Any] | None
) -> frozenset[Difference]:
    if newest is None or schema is None:
        return frozenset()
    was, now = structure(newest).get("tables", {}), structure(schema).get("tables", {})
    if was and now and not was.keys() & now.keys():
        return frozenset()  # they don't call a table alike
    paths: set[tuple[str, ...]] = {("tables", name) for name in was.keys() ^ now.keys()}
    for name in was.keys() & now.keys():
        columns = was[name].get("columns", {}).keys() ^ now[name].get("columns", {}).keys()
        paths |= {("tables", name, "columns", column) for column in columns}
    return frozenset(_presence(path, was) for path in paths)


def _presence(path: tuple[str, ...], was: Mapping[str, Any]) -> Difference:
    there = path[1] in was and (len(path) == 2 or path[3] in was[path[1]].get("columns", {}))
    return Difference(path, "{}" if there else None, None if there else "{}")


def _followed(each: Difference, had: Kinds, was: Kinds, now: Kinds) -> bool:
    kind, name = each.path[:2]
    old, new = was.get(kind, {}).get(name), now.get(kind, {}).get(name)
    exists = name in had.get(kind, {})
    if len(each.path) == 2 or (not exists and kind != "tables"):
        return (new is None) == each.removes
    if new is None or kind != "tables":
        return each.removes if new is None else old != new
    return _part_followed(each, exists, old or {}, new)


def _part_followed(
    each: Difference, exists: bool, old: Mapping[str, Any], new: Mapping[str, Any]
) -> bool:
    part = each.path[2]
    before, after = old.get(part) or {}, new.get(part) or {}
    if part != "columns":
        return not exists or before != after  # the layouts name constraints differently
    if len(each.path) < 4:
        return True
    column = each.path[3]
    if len(each.path) == 4:
        return (column not in after) == each.removes
    if column not in before or column not in after:
        return True
    keys = "compositePrimaryKeys"
    if each.path[4] == "primaryKey":
        return bool(before[column] != after[column] or old.get(keys) != new.get(keys))
    return bool(before[column] != after[column])
