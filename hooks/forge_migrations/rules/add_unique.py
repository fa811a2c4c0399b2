"""A unique index, UNIQUE or PRIMARY KEY on columns that already hold values fails if two rows are
equal."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import KEYS
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.rules.judging.type_change import modified
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.conditions import volatile
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column


def add_unique(act: Act, scene: Scene) -> Iterator[Hit]:
    """On columns that existed; or new ones that get one value in every row."""
    if scene.is_new(act.table) or scene.emptied(act.table) or act.has("ignore"):
        return
    if act.verb == "add-column":
        yield from _column(act, scene)
        return
    if act.verb == "update":
        yield from _folded(act, scene)
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
    yield Hit(
        f'puts {what} on ({where}) of "{act.table}": it fails if rows are equal there',
        remedy=_looking(columns, act, scene) if what == "a unique index" else "",
    )


def _looking(columns: Sequence[str], act: Act, scene: Scene) -> str:
    """The question that finds the rows which are equal, NULLs being none; empty for what isn't columns
    alone."""
    found = [scene.column(act.table, name) for name in columns]
    if not found or None in found or (act.indexed is not None and act.indexed.where):
        return ""
    listed = ", ".join(map(scene.spelled, columns))
    filled = [f"{scene.spelled(c.name)} IS NOT NULL" for c in found if c and not c.not_null]
    where = f" WHERE {' AND '.join(filled)}" if filled else ""
    return (
        f"look for duplicates first: SELECT {listed}, count(*) FROM {scene.spelled(act.table)}{where}"
        f" GROUP BY {listed} HAVING count(*) > 1"
    )


def _unique(act: Act) -> bool:
    return act.column is not None and act.column.unique


def _coarser(act: Act, scene: Scene) -> Iterator[Hit]:
    """A type or collation that takes values for equal which were different, under a unique key."""
    column, table = scene.column(act.table, act.name), scene.table(act.table)
    if column is None or table is None or scene.fresh(column.born):
        return
    how = ""
    if act.verb == "alter-type":
        how = _becoming_equal(act, column, scene)
    elif act.verb == "convert-charset":
        pass
    elif (
        act.column is not None
        and (change := modified(act, scene)) is not None
        and change.change.lossy
    ):
        how = f"become one where it {change.change.lossy}"
    elif act.column is not None and act.column.collation.endswith("_ci"):
        exact = column.collation.endswith(("_bin", "_cs"))
        how = "differ in upper and lower case alone" if exact else ""
    key = scene.fold(act.name)
    if how and any(key in map(scene.fold, columns) for columns in table.unique_keys()):
        new = act.new
        if act.verb == "modify-column" and act.column:
            new = act.column.type if "become" in how else act.column.collation
        yield Hit(
            f'changes unique "{act.table}"."{act.name}" to {new}: it fails if two values {how}'
        )


def _becoming_equal(act: Act, column: Column, scene: Scene) -> str:
    """How values that differ can become one by PostgreSQL's change of type."""
    new, old = parse(act.new).base, parse(column.type).base
    if old != new and old in ("text", "varchar") and new in _COARSE:
        return _COARSE[new]
    verdict = postgres_change(column.type, act.new, act.tokens, act.name, scene.settings.utc)
    if verdict.lossy and "constant" not in verdict.lossy:
        return f"become one where it {verdict.lossy}"
    called = next((t.key for t in act.tokens if t.key in _FOLDING), "")
    if called:
        return f"become one by {called.lower()}()"
    if act.values and scene.catalog.get("collation", act.values[0]) is not None:
        made = scene.catalog.get("collation", act.values[0])
        if made is not None and "nondeterministic" in made.flags:
            return f"are equal by collation {act.values[0]}"
    return ""


_FOLDING = frozenset({"LOWER", "UPPER", "INITCAP", "TRIM", "BTRIM", "LTRIM", "RTRIM", "ABS",
                      "MD5", "LEFT", "RIGHT", "SUBSTR", "SUBSTRING", "REPLACE", "REGEXP_REPLACE",
                      "COALESCE", "NULLIF", "SPLIT_PART"})  # fmt: skip
_COARSE = {
    "citext": "differ in upper and lower case alone",
    "char": "differ in spaces at their end alone",
}


def _folded(act: Act, scene: Scene) -> Iterator[Hit]:
    """`SET email = lower(email)` of a column that is unique: two of its values become one."""
    table = scene.table(act.table)
    if table is None or act.has("or-ignore") or act.has("or-replace"):
        return
    keys = {scene.fold(key[0]) for key in table.unique_keys() if len(key) == 1}
    for name in act.values:
        column = table.columns.get(scene.fold(name))
        if column is None or scene.fold(name) not in keys or scene.fresh(column.born):
            continue
        same = re.escape(name)
        found = re.search(
            rf"[\"`]?{same}[\"`]? = (\w+) ?\([^()]*[\"`]?\b{same}\b", act.text, re.IGNORECASE
        )
        called = found[1].upper() if found else ""
        cased = called not in ("LOWER", "UPPER") or scene.dialect not in MYSQL
        if called in _FOLDING and (cased or column.collation.endswith(("_bin", "_cs"))):
            yield Hit(
                f'changes unique "{act.table}"."{name}" by {called.lower()}(): it fails if two values'
                " become one"
            )


def _column(act: Act, scene: Scene) -> Iterator[Hit]:
    column = act.column
    if scene.dialect in ("sqlite", "libsql") or column is None:
        return
    if (column.unique or column.primary) and column.default not in (None, "null"):
        if column.generated or volatile(column.default):
            return
        yield Hit(
            f'adds unique "{act.table}"."{act.name}" with the default {column.default}: it'
            " fails as soon as the table has two rows",
            "refuse",
        )
    elif (
        (column.unique or column.primary)
        and scene.engine.fills_required
        and (column.not_null or column.primary)
        and not column.generated
    ):
        yield Hit(
            f'adds unique NOT NULL "{act.table}"."{act.name}": it fails as soon as the table'
            " has two rows",
            "refuse",
        )


def _already(columns: Sequence[str], act: Act, scene: Scene) -> bool:
    """A key on a part of these columns is unique already; or all of them are new and NULL."""
    table = scene.table(act.table)
    fold = scene.catalog.fold
    wanted = {fold(name) for name in columns}
    if table is not None:
        known = table.keys(fold).by_first
        if any(each <= wanted for name in wanted for each in known.get(name, ())):
            return True
        for key in _dropped(act, scene):
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
    verbs=("create-index", "add-constraint", "add-column", "modify-column", "alter-type", "update"),
    check=add_unique,
    needs={
        **needed(("create-index",), "unique"),
        **needed(("add-constraint",), *KEYS),
        **needed(("add-column",), "key"),
    },
    of_released=("*",),
    problem=(
        "A unique index, UNIQUE or PRIMARY KEY on columns that already hold values fails if "
        "two rows are equal. So does a change that makes two values of a unique column one: "
        "lower(email)."
    ),
    remedy="look for duplicates first: SELECT c, count(*) FROM t GROUP BY c HAVING count(*) > 1",
    severity="report",
)
