"""A policy, generated column, trigger, rule or foreign key still needs the column or the key."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.dependencies import Dependent
from forge_migrations.sql.dependencies import dependents
from forge_migrations.sql.dependencies import needing
from forge_migrations.sql.dependencies import pointing_at
from forge_migrations.sql.dependencies import referred
from forge_migrations.sql.key_types import comparable


def used_by_object(act: Act, scene: Scene) -> Iterator[Hit]:
    """What of the catalog stands in the way at this point."""
    table = scene.table(act.table) if act.table else None
    if act.verb == "drop-index":
        home = scene.catalog.index_home.get(scene.fold(act.name.rpartition(".")[2]), "")
        table = scene.catalog.tables.get(home)
    if table is None or table.kind != "table":
        return
    if act.verb == "alter-type":
        yield from _type(act, table, scene)
    elif act.verb == "drop-column":
        what = f'column "{act.name}" of "{act.table}"'
        yield from _drop(act, what, list(dependents(scene.catalog, table, act.name)))
    else:
        columns, others = _key(act, table, scene)
        if columns:
            found = list(needing(scene.catalog, table, columns, others))
            yield from _drop(act, f'unique key "{act.name}" of "{table.name}"', found)


def _drop(act: Act, what: str, found: Sequence[Dependent]) -> Iterator[Hit]:
    if not found:
        return
    names = " and ".join(one.told for one in found)
    if act.has("cascade"):
        yield Hit(f"drops {what} and with it {names}", "report")
    else:
        need = "need" if len(found) > 1 else "needs"
        yield Hit(f"drops {what}, which {names} {need}: the statement fails")


def _type(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    going = {
        (scene.fold(a.table), scene.fold(a.name))
        for a in scene.together("drop-column", "drop-constraint")
    }
    for one in dependents(scene.catalog, table, act.name):
        if one.kind == "foreign key" or (scene.fold(one.table), scene.fold(one.name)) in going:
            continue
        yield Hit(
            f'changes the type of "{act.table}"."{act.name}", which {one.told} uses: the statement'
            " fails"
        )
    for child, parent, name in _joined(act, table, scene):
        if (scene.fold(child[0]), scene.fold(name)) not in going and not comparable(
            child[1], parent
        ):
            yield Hit(
                f'changes "{act.table}"."{act.name}" to {act.new}, which foreign key "{name}" of'
                f' "{child[0]}" can\'t compare ({child[1]} with {parent}): the statement fails'
            )


def _joined(act: Act, table: Table, scene: Scene) -> Iterator[tuple[tuple[str, str], str, str]]:
    """((referring table, its new type), referred new type, foreign key) of the column's keys."""
    key = scene.fold(act.name)
    for child, constraint in pointing_at(scene.catalog, table):
        for own, target in zip(constraint.columns, referred(constraint, table), strict=False):
            column = child.columns.get(scene.fold(own))
            if scene.fold(target) == key and column and child is not table:
                yield (child.name, column.type), act.new, constraint.name
    for constraint in table.constraints:
        parent = scene.table(constraint.reference.table) if constraint.reference else None
        if parent is None or parent is table:
            continue
        for own, target in zip(constraint.columns, referred(constraint, parent), strict=False):
            column = parent.columns.get(scene.fold(target))
            if scene.fold(own) == key and column:
                yield (table.name, act.new), column.type, constraint.name


def _key(act: Act, table: Table, scene: Scene) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns of the unique key that goes, and those of the keys that stay."""
    name = scene.fold(act.name.rpartition(".")[2])
    columns: tuple[str, ...] = ()
    others: list[tuple[str, ...]] = []
    for constraint in table.constraints:
        if constraint.kind in ("primary", "unique"):
            if act.verb != "drop-index" and scene.fold(constraint.name) == name:
                columns = constraint.columns
            else:
                others.append(constraint.columns)
    for key, index in table.indexes.items():
        if index.unique and not index.where:
            if act.verb == "drop-index" and key == name:
                columns = index.columns
            else:
                others.append(index.columns)
    return columns, others


RULE = Rule(
    id="used-by-object",
    kind="fails-on-data",
    verbs=("alter-type", "drop-column", "drop-constraint", "drop-index"),
    check=used_by_object,
    problem=(
        "PostgreSQL refuses to change the type of a column, or to drop it without CASCADE, while a "
        "policy, a generated column, a trigger's WHEN or UPDATE OF, or a rule uses it, and to drop "
        "a unique key that a foreign key refers to. A foreign key is made again after a change of "
        "type, and fails when its two types can't be compared."
    ),
    remedy="drop what uses it first, and create it again below",
    engines=POSTGRES,
    source="https://www.postgresql.org/docs/current/ddl-depend.html",
)
