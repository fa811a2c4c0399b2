"""PostgreSQL snapshots of drizzle-kit before 0.22 and before 0.23, in the shape of today's.

Source: `pgUp.ts` of drizzle-kit 0.31. Version 5 knew a table by its bare name and an enum's values
by themselves; version 6 had the names of an index's columns where version 7 has what they hold.
Without this every table of such a snapshot would look dropped and added again.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Kinds = dict[str, dict[str, Any]]


POSTGRESQL = ("pg", "postgresql")


def todays(kinds: Kinds, dialect: object, version: object) -> Kinds:
    """`kinds` (kind -> name -> thing) as a snapshot of version 7 would have them."""
    if dialect not in POSTGRESQL or str(version) not in ("5", "6"):
        return kinds
    found = dict(kinds)
    if str(version) == "5":
        found["tables"] = {_key(table, name): table for name, table in _things(kinds, "tables")}
        found["enums"] = {f"public.{name}": _enum(enum) for name, enum in _things(kinds, "enums")}
    enums = {str(enum.get("name")) for _, enum in _things(found, "enums")}
    found["tables"] = {name: _table(table, enums) for name, table in _things(found, "tables")}
    return found


def _things(kinds: Kinds, kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, each) for name, each in kinds.get(kind, {}).items() if isinstance(each, dict)]


def _key(table: Mapping[str, Any], name: str) -> str:
    return f"{table.get('schema') or 'public'}.{table.get('name') or name}"


def _enum(enum: dict[str, Any]) -> dict[str, Any]:
    values = enum.get("values")
    listed = list(values.values()) if isinstance(values, dict) else values
    return {**enum, "schema": "public", "values": listed}


def _table(table: dict[str, Any], enums: set[str]) -> dict[str, Any]:
    changed = {
        part: {name: made(each) for name, each in table[part].items()}
        for part, made in (("indexes", _index), ("columns", lambda one: _typed(one, enums)))
        if isinstance(table.get(part), dict)
    }
    return {**table, **changed}


def _typed(column: Any, enums: set[str]) -> Any:
    """A column of an enum says in which schema the enum is; `public` was the only one."""
    if not isinstance(column, dict) or column.get("type") not in enums:
        return column
    return {"typeSchema": "public", **column}


def _index(index: Any) -> Any:
    if not isinstance(index, dict) or not isinstance(index.get("columns"), list):
        return index
    columns = [_column(each) if isinstance(each, str) else each for each in index["columns"]]
    return {"method": "btree", "concurrently": False, **index, "columns": columns}


def _column(name: str) -> dict[str, Any]:
    return {"expression": name, "isExpression": False, "asc": True, "nulls": "last"}
