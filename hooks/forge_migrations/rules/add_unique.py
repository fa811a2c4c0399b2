"""A unique index, UNIQUE or PRIMARY KEY on columns that already hold values fails if two rows are
equal."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.conditions import volatile
from forge_migrations.sql.types import parse


def add_unique(act: Act, scene: Scene) -> Iterator[Hit]:
    """On columns that existed; or new ones that get one value in every row."""
    if scene.is_new(act.table) or scene.emptied(act.table) or act.has("ignore"):
        return
    if act.verb == "add-column":
        yield from _column(act, scene)
        return
    if act.verb == "alter-type" or (act.verb == "modify-column" and not _unique(act)):
        yield from _coarser(act, scene)
        return
    columns: tuple[str, ...] = ()
    what = "a unique index"
    if act.indexed is not None and act.indexed.unique:
        columns = act.indexed.columns
    elif act.constraint is not None and act.constraint.kind in ("unique", "primary", "exclude"):
        if act.constraint.using_index:
            return
        columns = act.constraint.columns
        what = "an exclusion" if act.constraint.kind == "exclude" else what
    elif act.verb == "modify-column" and act.column is not None and act.column.unique:
        columns = (act.column.name,)
    else:
        return
    if _already(columns, act, scene):
        return
    where = ", ".join(columns) or "its columns"
    yield Hit(f'puts {what} on ({where}) of "{act.table}": it fails if rows are equal there')


def _unique(act: Act) -> bool:
    return act.column is not None and act.column.unique


def _coarser(act: Act, scene: Scene) -> Iterator[Hit]:
    """A type or collation that takes values for equal which were different, under a unique key."""
    column, table = scene.column(act.table, act.name), scene.table(act.table)
    if column is None or table is None or scene.fresh(column.born):
        return
    how = ""
    if act.verb == "alter-type":
        new, old = parse(act.new).base, parse(column.type).base
        how = _COARSE.get(new, "") if old != new and old in ("text", "varchar") else ""
    elif act.column is not None and act.column.collation.endswith("_ci"):
        exact = column.collation.endswith(("_bin", "_cs"))
        how = "differ in upper and lower case alone" if exact else ""
    key = scene.fold(act.name)
    if how and any(key in map(scene.fold, columns) for columns in table.unique_keys()):
        new = act.new if act.verb == "alter-type" else act.column.collation if act.column else ""
        yield Hit(
            f'changes unique "{act.table}"."{act.name}" to {new}: it fails if two values {how}'
        )


_COARSE = {
    "citext": "differ in upper and lower case alone",
    "char": "differ in spaces at their end alone",
}


def _column(act: Act, scene: Scene) -> Iterator[Hit]:
    column = act.column
    if scene.dialect in ("sqlite", "libsql") or column is None:
        return
    if (column.unique or column.primary) and column.default not in (None, "null"):
        if column.generated or volatile(column.default):
            return
        yield Hit(
            f'adds unique "{act.table}"."{act.name}" with the default {column.default}: it'
            " fails as soon as the table has two rows"
        )
    elif column.unique and scene.engine.fills_required and column.not_null and not column.generated:
        yield Hit(
            f'adds unique NOT NULL "{act.table}"."{act.name}": it fails as soon as the table'
            " has two rows"
        )


def _already(columns: Sequence[str], act: Act, scene: Scene) -> bool:
    """A key on a part of these columns is unique already; or all of them are new and NULL."""
    table = scene.table(act.table)
    fold = scene.catalog.fold
    wanted = {fold(name) for name in columns}
    if table is not None:
        for key in (*table.unique_keys(), *_dropped(act, scene)):
            if key and fold(key[0]) in wanted and {fold(name) for name in key} <= wanted:
                return True
    found = [scene.column(act.table, name) for name in columns]
    return bool(found) and any(
        c is not None
        and scene.fresh(c.born)
        and not c.not_null
        and c.default in (None, "null")
        and not scene.filled(act.table, c.name)
        for c in found
    )


def _dropped(act: Act, scene: Scene) -> Iterator[tuple[str, ...]]:
    """Unique keys that this file dropped before."""
    for key, columns in scene.dropped_keys:
        if scene.same(key, act.table):
            yield columns


RULE = Rule(
    id="add-unique",
    kind="fails-on-data",
    verbs=("create-index", "add-constraint", "add-column", "modify-column", "alter-type"),
    check=add_unique,
    problem=(
        "A unique index, UNIQUE or PRIMARY KEY on columns that already hold values fails if "
        "two rows are equal."
    ),
    remedy="look for duplicates first: SELECT c, count(*) FROM t GROUP BY c HAVING count(*) > 1",
    severity="report",
)
