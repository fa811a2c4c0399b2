"""A whole snapshot from drizzle-kit 1.0's chain of one `base` and many `diff` snapshots.

Source: `reconstruct.ts` of drizzle-kit 1.0.0-rc.5 (PostgreSQL, snapshot version 9): a diff holds
`deltas` of `create` (a row), `drop` (a key), `alter` and `rename` (a key and what is set). A key is
the entity's kind, a NUL, and the JSON list of its schema, table and name. A rename moves what hangs
on the entity too, as the store of drizzle-kit does.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from typing import Any

    Row = dict[str, Any]

ORIGIN = "00000000-0000-0000-0000-000000000000"


def whole(snapshots: Mapping[str, Mapping[str, Any]], wanted: str) -> Mapping[str, Any]:
    """The snapshot with the id `wanted`, with its full `ddl`; as it is unless it is a diff.

    `snapshots` holds parsed snapshots by id, in the order of their folders. Raises `ValueError`
    when a parent is missing, or when two migrations gave one name to two different things.
    """
    chain = []
    seen: set[str] = set()
    at = _find(snapshots, wanted)
    newest = at
    while at.get("type") == "diff":
        if at["id"] in seen:
            raise ValueError(f"snapshot {at['id']} is its own ancestor")
        seen.add(at["id"])
        chain.append(at)
        at = _find(snapshots, next(iter(at.get("prevIds", ())), ORIGIN))
    if not chain:
        return newest
    rows = {_key(row): dict(row) for row in at.get("ddl", ())}
    for snapshot in reversed(chain):
        parents = list(snapshot.get("prevIds", ()))
        if len(parents) > 1:
            known = _history(snapshots, parents[:1])
            others = _history(snapshots, parents[1:]) - known
            for name, other in snapshots.items():
                if name in others and other.get("type") == "diff":
                    _apply(rows, other.get("deltas", ()))
        _apply(rows, snapshot.get("deltas", ()))
    return {**newest, "type": "base", "ddl": list(rows.values())}


def _find(snapshots: Mapping[str, Mapping[str, Any]], wanted: str) -> Mapping[str, Any]:
    found = snapshots.get(wanted)
    if found is None:
        raise ValueError(f"snapshot {wanted} is missing")
    return found


def _history(snapshots: Mapping[str, Mapping[str, Any]], starts: Iterable[str]) -> set[str]:
    """The ids of these snapshots and of all that they descend from."""
    found: set[str] = set()
    stack = list(starts)
    while stack:
        at = stack.pop()
        if at != ORIGIN and at not in found:
            found.add(at)
            stack.extend(_find(snapshots, at).get("prevIds", ()))
    return found


def _key(row: Mapping[str, Any]) -> str:
    """Source: `identity` of `dialects/postgres/ddl.ts`: an index is known by its schema and name."""
    kind = str(row.get("entityType"))
    names = [row.get(field) for field in _IDENTITY.get(kind, ("schema", "table", "name"))]
    return f"{kind}\0{json.dumps(names, separators=(',', ':'), ensure_ascii=False)}"


_IDENTITY = {
    "schemas": ("name",),
    "roles": ("name",),
    **dict.fromkeys(("tables", "enums", "indexes", "sequences", "views"), ("schema", "name")),
    "privileges": ("schema", "table", "grantor", "grantee", "type"),
}


def _apply(rows: dict[str, Row], deltas: Iterable[Mapping[str, Any]]) -> None:
    for delta in deltas:
        if delta["op"] == "create":
            row = delta["row"]
            there = rows.setdefault(_key(row), dict(row))
            if any(there[field] != row.get(field) for field in there):
                raise ValueError(_collision(row))
        elif delta["op"] == "drop":
            rows.pop(delta["key"], None)
        elif delta["key"] in rows:
            row = rows.pop(delta["key"])
            before = dict(row)
            row.update(delta["set"])
            if _key(row) in rows:
                raise ValueError(_collision(row))
            rows[_key(row)] = row
            if delta["op"] == "rename":
                _follow(rows, before, row)


def _collision(row: Row) -> str:
    kind, _, names = _key(row).partition("\0")
    return f"two migrations gave the name {names} to two different {kind}"


def _follow(rows: dict[str, Row], before: Row, after: Row) -> None:
    """What hangs on a renamed schema, table or column takes the new name."""
    kind = before["entityType"]
    for key, row in list(rows.items()):
        moved = dict(row)
        if kind == "schemas":
            for field in ("schema", "schemaTo", "typeSchema"):
                if moved.get(field) == before["name"]:
                    moved[field] = after["name"]
        elif kind == "tables":
            if (moved.get("schema"), moved.get("table")) == (before["schema"], before["name"]):
                moved.update(schema=after["schema"], table=after["name"])
            if (moved.get("schemaTo"), moved.get("tableTo")) == (before["schema"], before["name"]):
                moved.update(schemaTo=after["schema"], tableTo=after["name"])
        elif kind == "enums" and moved.get("typeSchema") == before["schema"]:
            if moved.get("type") == before["name"]:
                moved.update(typeSchema=after["schema"], type=after["name"])
        elif kind == "columns":
            _follow_column(moved, before, after)
        if moved != row:
            del rows[key]
            rows[_key(moved)] = moved


def _follow_column(row: Row, before: Row, after: Row) -> None:
    old, new = before["name"], after["name"]
    table = (before["schema"], before["table"])
    if (row.get("schema"), row.get("table")) == table and isinstance(row.get("columns"), list):
        row["columns"] = [
            new
            if each == old
            else {**each, "value": new}
            if isinstance(each, dict) and not each.get("isExpression") and each.get("value") == old
            else each
            for each in row["columns"]
        ]
    if (row.get("schemaTo"), row.get("tableTo")) == table:
        row["columnsTo"] = [new if each == old else each for each in row.get("columnsTo", ())]


def deltas_between(old: Iterable[Row], new: Iterable[Row]) -> list[dict[str, Any]]:
    """The deltas that lead from one state's rows to another's, as a `diff` snapshot holds them."""
    before, after = {_key(row): row for row in old}, {_key(row): row for row in new}
    found: list[dict[str, Any]] = []
    for key, row in after.items():
        if key not in before:
            found.append({"op": "create", "row": row})
    for key, row in after.items():
        known = before.get(key)
        if known is not None and known != row:
            changed = {field: row[field] for field in row if known.get(field) != row[field]}
            found.append({"op": "alter", "key": key, "set": changed})
    found += [{"op": "drop", "key": key} for key in before if key not in after]
    return found
