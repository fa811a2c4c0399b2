"""What changed from one snapshot to the next, in words."""

from __future__ import annotations

import json

from forge_migrations.drizzle.history.snapshot import PARTS
from forge_migrations.drizzle.history.snapshot import flatten
from forge_migrations.drizzle.history.snapshot import structure
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.drizzle.history.snapshot import Leaves
    from forge_migrations.drizzle.history.snapshot import Snapshot


class Named(NamedTuple):
    """A difference in words: `adds column "name" text not null to table "users"`."""

    kind: str
    """`table`, `column`, `index`, …"""
    name: str
    text: str
    path: tuple[str, ...] = ()
    """What it is about, as in `Difference.path`; every difference below it belongs to it."""

    def covers(self, path: tuple[str, ...]) -> bool:
        return path[: len(self.path)] == self.path


SINGULAR = {
    "tables": "table",
    "enums": "enum",
    "schemas": "schema",
    "sequences": "sequence",
    "roles": "role",
    "policies": "policy",
    "views": "view",
    "columns": "column",
    "indexes": "index",
    "foreignKeys": "foreign key",
    "compositePrimaryKeys": "primary key",
    "uniqueConstraints": "unique constraint",
    "checkConstraints": "check",
    "checkConstraint": "check",
    "privileges": "privilege",
}


def described(old: Snapshot | None, new: Snapshot | None) -> list[Named]:
    """What changed from one snapshot to the next, in words, tables first."""
    before = structure(old) if old else {}
    after = structure(new) if new else {}
    kinds = sorted(before.keys() | after.keys(), key=lambda kind: (kind != "tables", kind))
    said: list[Named] = []
    for kind in kinds:
        was, now = before.get(kind, {}), after.get(kind, {})
        for name in sorted(was.keys() | now.keys()):
            if name in was and name in now and was[name] == now[name]:
                continue
            said.extend(_thing(kind, name, was.get(name), now.get(name)))
    return said


def _thing(kind: str, key: str, old: Any, new: Any) -> Iterator[Named]:
    word, name = SINGULAR.get(kind, kind.rstrip("s")), key.removeprefix("public.")
    if old is None:
        parts = f" ({_columns(new)})" if kind == "tables" else _detail(kind, new)
        yield Named(word, name, f'adds {word} "{name}"{parts}', (kind, key))
    elif new is None:
        yield Named(word, name, f'drops {word} "{name}"', (kind, key))
    elif kind == "tables":
        yield from _table(key, old, new)
    else:
        for below, text in _attributes(old, new):
            yield Named(word, name, f'changes {word} "{name}": {text}', (kind, key, *below))


def _table(key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Named]:
    table = key.removeprefix("public.")
    for part in dict.fromkeys([*PARTS.values(), *old, *new]):
        was, now = old.get(part) or {}, new.get(part) or {}
        if not isinstance(was, dict) or not isinstance(now, dict):
            continue
        word = SINGULAR.get(part, part)
        for name in sorted(was.keys() | now.keys()):
            path: tuple[str, ...] = ("tables", key, part, name)
            if name not in was:
                what = f'adds {word} "{name}"{_detail(part, now[name])} to table "{table}"'
                yield Named(word, name, what, path)
            elif name not in now:
                yield Named(word, name, f'drops {word} "{name}" of table "{table}"', path)
            elif was[name] != now[name]:
                for below, text in _attributes(was[name], now[name]):
                    what = f'changes {word} "{name}" of table "{table}": {text}'
                    yield Named(word, name, what, (*path, *below))
    for below, text in _attributes(_plain(old), _plain(new)):
        what = f'changes table "{table}": {text}'
        yield Named("table", table, what, ("tables", key, *below))


def _plain(thing: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in thing.items() if not isinstance(value, dict)}


def _attributes(old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """(path below the thing, `type text → varchar(10)`) of everything that differs."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield (), f"{_word(old)} → {_word(new)}"
        return
    before: Leaves = {}
    after: Leaves = {}
    flatten(("",), old, before)
    flatten(("",), new, after)
    for path in sorted(before.keys() | after.keys()):
        was, now = before.get(path), after.get(path)
        if was != now and len(path) > 1:
            name = " ".join(path[1:])
            text = FLAGS[name][now is not None] if name in FLAGS else ""
            yield path[1:], text or f"{name} {_word(was)} → {_word(now)}"


FLAGS = {
    "notNull": ("null", "not null"),
    "isUnique": ("not unique", "unique"),
    "primaryKey": ("no primary key", "primary key"),
    "autoincrement": ("no autoincrement", "autoincrement"),
    "isRLSEnabled": ("row level security off", "row level security on"),
}


def _word(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, str):
        return value.removeprefix('"').removesuffix('"') if value != '""' else "''"
    return json.dumps(value, ensure_ascii=False)


def _columns(table: dict[str, Any]) -> str:
    columns = table.get("columns") or {}
    return ", ".join(f"{name}{_detail('columns', column)}" for name, column in columns.items())


def _detail(part: str, thing: Any) -> str:
    if not isinstance(thing, dict):
        return ""
    if part == "columns":
        null = " not null" if thing.get("notNull") else ""
        default = thing.get("default")
        given = "" if default is None else " default " + (_word(default) or "''")
        return f" {thing.get('type', '')}{null}{given}"
    if part == "enums":
        return f" ({', '.join(map(str, thing.get('values') or []))})"
    if part == "foreignKeys":
        target = thing.get("tableTo")
        return (
            f" ({_list(thing.get('columnsFrom') or thing.get('columns'))}) to {target}"
            if target
            else ""
        )
    if part in ("indexes", "uniqueConstraints", "compositePrimaryKeys"):
        return f" ({_list(thing.get('columns'))})"
    if part in ("checkConstraints", "checkConstraint"):
        return f": {thing.get('value', '')}"
    return ""


def _list(columns: Any) -> str:
    names = [
        str(each.get("expression", each.get("value", ""))) if isinstance(each, dict) else str(each)
        for each in columns or []
    ]
    return ", ".join(names)
