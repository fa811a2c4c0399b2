"""A snapshot between two others: the older one, with what some acts are about as the newer one has it.

Snapshots of MySQL's, which hold the whole structure in both layouts.
"""

from __future__ import annotations

import copy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from forge_migrations.sql.acts import Act

    Snapshot = dict[str, Any]

_KEYED = ("indexes", "foreignKeys", "uniqueConstraints", "compositePrimaryKeys", "checkConstraint",
          "checkConstraints")  # fmt: skip
"""What a table of 0.31's holds beside its columns, by name."""
_LATER = ("indexes", "foreignKeys", "uniqueConstraints", "checkConstraint", "checkConstraints")
"""Of these, what CREATE TABLE doesn't name is made by statements of its own behind it."""
_NAMED = frozenset(
    {"add-constraint", "drop-constraint", "drop-foreign-key", "create-index", "drop-index"}
)
_PRIMARY = frozenset({"drop-primary-key"})
BLENDED = frozenset(
    {"create-table", "drop-table", "add-column", "modify-column", "drop-column", "create-view",
     "drop-view", "set-default", "drop-default", "set-not-null", *_NAMED, *_PRIMARY}
)  # fmt: skip
"""The acts that can be followed; a rename isn't one, as a snapshot has the new name everywhere."""


def blended(before: Snapshot, after: Snapshot, acts: Iterable[Act]) -> Snapshot:
    """`before` behind these acts. What they are about is taken from `after`, or taken away."""
    made = copy.deepcopy(before)
    for act in acts:
        if "ddl" in made:
            made["ddl"] = _entities(made["ddl"], after["ddl"], act)
        elif act.verb in ("create-table", "drop-table"):
            _take(made["tables"], after["tables"], act.table)
            table: Any = _of(made["tables"], act.table) if act.verb == "create-table" else None
            for kind in [each for each in _LATER if table and each in table]:
                things = table[kind]
                table[kind] = {name: things[name] for name in things if name.lower() in _said(act)}
        elif act.verb in ("create-view", "drop-view"):
            _take(made.setdefault("views", {}), after.get("views", {}), act.name or act.table)
        else:
            _part(made["tables"], after["tables"], act)
    return made


def _part(made: Snapshot, after: Snapshot, act: Act) -> None:
    """Of a table of 0.31's."""
    table, newer = _of(made, act.table), _of(after, act.table)
    if table is None or newer is None:
        return
    if act.verb in _NAMED or act.verb in _PRIMARY:
        name = act.name or (act.constraint.name if act.constraint else "")
        primary = act.verb in _PRIMARY or (act.constraint and act.constraint.kind == "primary")
        for kind in _KEYED:
            if primary and kind == "compositePrimaryKeys":
                table[kind] = copy.deepcopy(newer.get(kind, {}))
            elif kind in newer or kind in table:
                _take(table.setdefault(kind, {}), newer.get(kind, {}), name)
    elif act.name:
        _take(table.setdefault("columns", {}), newer.get("columns", {}), act.name)


def _of(tables: Snapshot, name: str) -> Any:
    return next((each for key, each in tables.items() if key.lower() == name.lower()), None)


def _take(made: Snapshot, after: Snapshot, name: str) -> None:
    """The thing of this name as `after` has it, where `after` has it."""
    for key in [each for each in made if each.lower() == name.lower() and each not in after]:
        del made[key]
    for key, thing in after.items():
        if key.lower() == name.lower():
            made[key] = copy.deepcopy(thing)


def _entities(made: list[Any], after: list[Any], act: Act) -> list[Any]:
    """Of 1.0, whose snapshot is a list of things that say their table and name."""
    kept = [each for each in made if not _about(each, act)]
    new = [copy.deepcopy(each) for each in after if _about(each, act)]
    if act.verb == "create-table":
        named = _said(act)
        standing = ("tables", "columns", "pks")
        new = [
            each
            for each in new
            if each.get("entityType") in standing or str(each.get("name")).lower() in named
        ]
    return kept + new


def _said(act: Act) -> set[str]:
    """The names of what a CREATE TABLE makes besides its columns."""
    return {one.name.lower() for one in act.constraints}


def _about(entity: Any, act: Act) -> bool:
    kind = str(entity.get("entityType", ""))
    name, table = (str(entity.get(key) or "").lower() for key in ("name", "table"))
    if act.verb in ("create-view", "drop-view"):
        return kind == "views" and name == (act.name or act.table).lower()
    if act.verb in ("create-table", "drop-table"):
        return act.table.lower() == (name if kind == "tables" else table)
    if table != act.table.lower():
        return False
    if act.verb in _NAMED or act.verb in _PRIMARY:
        primary = act.verb in _PRIMARY or (act.constraint and act.constraint.kind == "primary")
        named = (act.name or (act.constraint.name if act.constraint else "")).lower()
        return kind == "pks" if primary else kind not in ("tables", "columns") and name == named
    return kind == "columns" and name == act.name.lower()
