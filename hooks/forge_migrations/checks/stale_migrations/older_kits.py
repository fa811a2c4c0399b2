"""Differences that are the tools': what an older drizzle-kit or drizzle-orm wrote otherwise.

No line of the schema says them, so no commit brought them in.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.drizzle.history.snapshot import Difference

KEYS = "compositePrimaryKeys"
BOOLEANS = ({'"0"', '"false"'}, {'"1"', '"true"'})
SUFFIX = "_pk"
"""What drizzle-orm 0.29 and later ends the name of an unnamed composite primary key with."""


def of_the_schema(found: Iterable[Difference]) -> frozenset[Difference]:
    """Those of the differences that a line of the schema makes."""
    kept = frozenset(each for each in found if not (_sorted_key(each) or _same_value(each)))
    renamed = _renamed_keys(kept)
    return frozenset(each for each in kept if each.path[:4] not in renamed)


def _sorted_key(each: Difference) -> bool:
    """drizzle-kit before 0.21 sorted the columns of a primary key."""
    if KEYS not in each.path or each.path[-1] != "columns":
        return False
    old, new = json.loads(each.old or "0"), json.loads(each.new or "0")
    return isinstance(old, list) and isinstance(new, list) and old == sorted(new)


def _same_value(each: Difference) -> bool:
    """Before 1.0.0-rc.5 a foreign key's action had the case it was written in, and SQLite's
    booleans were numbers."""
    if each.path[-1] in ("onDelete", "onUpdate"):
        return (each.old or "").lower() == (each.new or "").lower()
    return each.path[-1] == "default" and {each.old, each.new} in BOOLEANS


def _renamed_keys(found: frozenset[Difference]) -> set[tuple[str, ...]]:
    """The paths of keys that are the same but for the end of the name that nobody gave them."""
    columns = {
        each.path[:4]: each
        for each in found
        if each.path[2:3] == (KEYS,) and each.path[4:] == ("columns",)
    }
    renamed: set[tuple[str, ...]] = set()
    for path, old in columns.items():
        twin = (*path[:3], path[3] + SUFFIX)
        new = columns.get(twin)
        if new and old.new is None and new.old is None and _same(old.old, new.new):
            renamed |= {path, twin}
    return renamed


def _same(old: str | None, new: str | None) -> bool:
    return sorted(json.loads(old or "[]")) == sorted(json.loads(new or "[]"))
