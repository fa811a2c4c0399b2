"""Staleness where the drizzle-kit at hand has another layout than the migrations.

Its snapshots can't be held against theirs attribute by attribute: 0.31 and 1.0 name constraints and
write defaults differently. What the change did to the schema is known all the same, and so is which
tables, columns and constraints the new snapshots followed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forge_migrations.checks.schema_states import States
from forge_migrations.drizzle.snapshot import Difference
from forge_migrations.drizzle.snapshot import differences
from forge_migrations.drizzle.snapshot import structure

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
