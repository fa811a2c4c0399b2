"""Values of a snapshot that are computed when the schema is loaded, so that each load has others."""

from __future__ import annotations

import copy

from forge_migrations.drizzle.history.snapshot import PARTS
from forge_migrations.drizzle.history.snapshot import leaves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.drizzle.history.snapshot import Snapshot

    Path = tuple[str, ...]
    """As in `Difference.path`."""

MARK = "\u27e6stand-in process.env."
"""How `standins.cjs` begins what stands in for a variable."""
_MISSING = object()
_ENTITY = {place: kind for kind, place in PARTS.items()}


def varying(snapshot: Snapshot | None, other: Snapshot | None) -> tuple[list[Path], list[Path]]:
    """The leaves that two loads of one schema have differently, where both have the thing itself;
    and those of them that a variable of the environment decides, which the second load marks."""
    if snapshot is None or other is None:
        return [], []
    one, two = leaves(snapshot), leaves(other)
    found = sorted(
        path
        for path in one.keys() | two.keys()
        if one.get(path) != two.get(path)
        and (path in one or path[-1] == "default")
        and path[:-1] in one
        and path[:-1] in two
    )
    return found, [path for path in found if MARK in two.get(path, "")]


def value_at(snapshot: Snapshot | None, path: Path) -> object:
    """The value of a leaf; `None` where there is none."""
    holder = _holder(snapshot, path) if snapshot else None
    return holder.get(path[-1]) if holder is not None else None


def with_values_of(
    snapshot: dict[str, Any], newest: Snapshot, paths: Iterable[Path]
) -> dict[str, Any]:
    """A copy of a snapshot in which these leaves have the values of another one that has them."""
    changed = copy.deepcopy(snapshot)
    for path in paths:
        here, there = _holder(changed, path), _holder(newest, path)
        value = there.get(path[-1], _MISSING) if there is not None else _MISSING
        if here is not None and value is not _MISSING and value is not None:
            here[path[-1]] = value
    return changed


def _holder(snapshot: Snapshot, path: Path) -> dict[str, Any] | None:
    """The object of either layout that a leaf is a key of."""
    here: Any = snapshot
    steps = path[:-1]
    if isinstance(snapshot.get("ddl"), list):
        here, steps = _entity(snapshot["ddl"], steps)
    for step in steps:
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, dict) else None


def _entity(entities: list[Any], steps: Path) -> tuple[Any, Path]:
    """The entity of 1.0 that a path leads to, and what of the path is inside of it."""
    part = steps[0] == "tables" and len(steps) > 3 and steps[2] in _ENTITY
    kind = _ENTITY[steps[2]] if part else steps[0]
    for entity in entities:
        owner = entity.get("table") if part else entity.get("name")
        schema = entity.get("schema") if kind != "schemas" else None
        if (
            entity.get("entityType") == kind
            and (f"{schema}.{owner}" if schema else str(owner)) == steps[1]
            and (not part or str(entity.get("name")) == steps[3])
        ):
            return entity, steps[4 if part else 2 :]
    return None, ()
