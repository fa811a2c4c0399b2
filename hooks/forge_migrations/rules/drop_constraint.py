"""Rows that break the rule can be written from now on, and the constraint can't be added again
until they are mended."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.acts import Index
from forge_migrations.sql.conditions import proves_not_null
from forge_migrations.sql.dependencies import names_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table


def drop_constraint(act: Act, scene: Scene) -> Iterator[Hit]:
    """A CHECK, foreign or unique key that existed and doesn't come back."""
    if act.verb == "drop-table":
        yield from _rebuilt(act, scene)
        return
    if act.verb == "drop-domain-constraint":
        yield Hit(f'domain "{act.name}": {act.text}')
        return
    if act.verb == "alter-constraint":
        if "not enforced" in act.text or ("enforced" in act.text and "not" in act.text):
            yield Hit(f'constraint "{act.name}" of "{act.table}" is no longer enforced')
        return
    if act.verb == "modify-column" or scene.is_new(act.table):
        return
    table = scene.table(act.table)
    if act.verb == "drop-column":
        going = any(True for _ in scene.after("drop-table", table=act.table))
        if table is not None and scene.dialect == "postgres" and not going:
            yield from _taken_along(act, table, scene)
        return
    if act.verb == "drop-index":
        index = scene.catalog.index(act.name, act.table) or _key_index(act, table, scene)
        if (
            index is None
            or not index.unique
            or scene.fresh(index.born)
            or scene.is_new(index.table)
        ):
            return
        new = [
            a.indexed
            for a in scene.elsewhere("create-index", table=index.table)
            if a.indexed and a.indexed.unique and scene.same(a.table, index.table)
        ]
        if any(_as_strict(one, index, scene) for one in new):
            return
        if new:
            yield Hit(
                f'makes unique index "{act.name}" of "{index.table}" weaker: {_said(index)} becomes'
                f" {_said(new[0])}"
            )
            return
        yield Hit(f'drops unique index "{act.name}" of "{index.table}": equal rows are let in')
        return
    found = next(
        (c for c in (table.constraints if table else ()) if scene.same(c.name, act.name)), None
    )
    if found is not None and (scene.fresh(found.born) or found.kind == "primary"):
        return
    if _comes_back(act, found, scene) or _superseded(act, found, scene):
        return
    kind = {"foreign": "foreign key", "check": "CHECK", "unique": "unique key"}.get(
        found.kind if found else "", "constraint"
    )
    yield Hit(f'drops {kind} "{act.name}" of "{act.table}"')


def _as_strict(new: Index, old: Index, scene: Scene) -> bool:
    """True when the new index lets no rows in that the old one kept out."""
    fewer = {scene.fold(c) for c in new.columns} <= {scene.fold(c) for c in old.columns}
    expression = any("(" in c for c in new.columns)  # lower(a) keeps out what a does
    nulls = new.nulls == old.nulls or not old.nulls
    return (fewer or expression) and new.where in ("", old.where) and nulls


def _said(index: Index) -> str:
    where = f" WHERE {index.where}" if index.where else ""
    nulls = " NULLS NOT DISTINCT" if index.nulls else ""
    includes = f" INCLUDE ({', '.join(index.includes)})" if index.includes else ""
    return f"({', '.join(index.columns)}){includes}{nulls}{where}"


def _taken_along(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    """What PostgreSQL drops with a column although it is about others too."""
    key = scene.fold(act.name)
    again = {tuple(map(scene.fold, columns)) for columns in scene.keys_of(act.table)}
    kinds = {
        "primary": "primary key",
        "unique": "UNIQUE",
        "foreign": "foreign key",
        "check": "CHECK",
        "exclude": "EXCLUDE",
    }
    for one in table.constraints:
        columns = [scene.fold(name) for name in one.columns]
        shared = key in columns and len(columns) > 1
        if one.kind == "check" and key not in columns:
            shared = names_column(scene.catalog, one.expression, key)
        rest = tuple(name for name in columns if name != key)
        if one.kind in kinds and shared and not (rest and rest in again):
            said = ", ".join(one.columns) if one.kind != "check" else one.expression
            yield Hit(
                f'dropping "{act.table}"."{act.name}" drops {kinds[one.kind]} "{one.name}" ({said})'
                " along"
            )
    for index in table.indexes.values():
        columns = [scene.fold(name) for name in index.columns]
        rest = tuple(name for name in columns if name != key)
        beside = [index.where, *(name for name in columns if name.startswith("("))]
        named = any(names_column(scene.catalog, text, key) for text in beside if text)
        held = (key in columns and rest) or named or (key in map(scene.fold, index.includes))
        if held and rest not in again and not scene.fresh(index.born):
            unique = "unique index" if index.unique else "index"
            yield Hit(
                f'dropping "{act.table}"."{act.name}" drops {unique} "{index.name}"'
                f" {_said(index)} along"
            )


def _key_index(act: Act, table: Table | None, scene: Scene) -> Index | None:
    """MySQL drops a UNIQUE constraint by the name of its index."""
    for key in table.constraints if table else ():
        if key.kind == "unique" and scene.same(key.name, act.name):
            return Index(key.name, act.table, key.columns, True, born=key.born)
    return None


def _comes_back(act: Act, found: Constraint | None, scene: Scene) -> bool:
    if any(True for _a in scene.elsewhere("add-constraint", table=act.table, name=act.name)):
        return True
    return found is not None and any(
        one.constraint is not None
        and one.constraint.kind == found.kind
        and one.constraint.columns == found.columns
        for one in scene.elsewhere("add-constraint", table=act.table)
    )


def _superseded(act: Act, found: Constraint | None, scene: Scene) -> bool:
    """Its column goes too; or SET NOT NULL takes over from CHECK (c IS NOT NULL)."""
    if any(scene.same(t.table, act.table) for t in scene.after("drop-table", table=act.table)):
        return True
    if found is None:
        return False
    if found.kind == "unique" and any(
        fewer and {scene.fold(c) for c in fewer} <= {scene.fold(c) for c in found.columns}
        for fewer in _unique_keys(act.table, scene)
    ):
        return True
    for gone in scene.after("drop-column", table=act.table):
        if scene.same(gone.table, act.table) and any(
            scene.same(gone.name, c) for c in found.columns
        ):
            return True
    return found.kind == "check" and any(
        scene.same(s.table, act.table) and proves_not_null(found.expression, s.name, scene.dialect)
        for s in scene.before("set-not-null", table=act.table)
    )


def _unique_keys(table: str, scene: Scene) -> Iterator[tuple[str, ...]]:
    """The unique keys that the file gives the table."""
    for act in scene.elsewhere("create-index", "add-constraint", table=table):
        if act.indexed and act.indexed.unique and not act.indexed.where:
            yield act.indexed.columns
        elif act.constraint and act.constraint.kind in ("primary", "unique"):
            yield act.constraint.columns


def _rebuilt(act: Act, scene: Scene) -> Iterator[Hit]:
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    new = rebuild.new.constraints
    for old in rebuild.old.constraints:
        if old.kind not in ("foreign", "check", "unique"):
            continue
        alike = [
            c
            for c in new
            if c.kind == old.kind
            and (c.columns == old.columns or c.expression == old.expression != "")
        ]
        gone = [c for c in old.columns if scene.catalog.fold(c) not in rebuild.new.columns]
        if not alike and not gone:
            if old.kind == "unique" and any(
                a.indexed and a.indexed.unique and a.indexed.columns == old.columns
                for a in scene.elsewhere("create-index")
            ):
                continue
            yield Hit(
                f'rebuilds "{rebuild.name}" without its {old.kind} constraint on'
                f" ({', '.join(old.columns) or old.expression})"
            )
    again = {scene.catalog.fold(a.name) for a in scene.after("create-index")}
    again |= set(rebuild.new.indexes)
    forms = {index[2:-1] for index in rebuild.new.indexes.values()}
    for name, index in rebuild.old.indexes.items():
        if name in again or index[2:-1] in forms:
            continue
        if not any(scene.catalog.fold(c) not in rebuild.new.columns for c in index.columns):
            yield Hit(f'rebuilds "{rebuild.name}" without its index "{index.name}"')


RULE = Rule(
    id="drop-constraint",
    kind="hygiene",
    verbs=(
        "drop-constraint",
        "drop-foreign-key",
        "drop-index",
        "drop-column",
        "alter-constraint",
        "drop-table",
        "drop-domain-constraint",
        "modify-column",
    ),
    check=drop_constraint,
    problem=(
        "Rows that break the rule can be written from now on, and the constraint can't be "
        "added again until they are mended."
    ),
    remedy="keep the constraint until the code no longer relies on it",
    severity="report",
)
