"""PostgreSQL has no automatic cast between the two types, so the statement fails even on an empty
table."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column


def uncastable_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """By pg_cast; the default has to be castable as well, whatever USING makes of the rows."""
    column = scene.column(act.table, act.name)
    if column is None or not column.type:
        return
    old, new = (scene.catalog.base_type(kind) for kind in (column.type, act.new))
    change = postgres_change(old, new)
    if change.uncastable and act.tokens:
        yield from _default(act, column, scene)
    elif change.uncastable:
        name = scene.spelled(act.name)
        enum = scene.catalog.enum(parse(act.new).base)
        using = f"USING {name}::{'text::' if enum else ''}{act.new}"
        # A default would have to be dropped above it, and other actions stay as they are.
        alone = column.default in (None, "null") and scene.homes.count(scene.homes[scene.at]) == 1
        yield Hit(
            f'changes "{act.table}"."{act.name}" from {column.type} to {act.new}, for which'
            " there is no automatic cast",
            details=f"ALTER TABLE {scene.spelled(act.table)} ALTER COLUMN {name} TYPE {act.new} {using};",
            instead=f"{scene.statement.text} {using}" if alone else "",
        )


def _default(act: Act, column: Column, scene: Scene) -> Iterator[Hit]:
    """A default has a type of its own, which USING does nothing for."""
    if column.default in (None, "null") or column.generated:
        return
    if re.search(r"::\s*[\w\".]*" + re.escape(parse(act.new).base) + r'"?$', str(column.default)):
        return  # PostgreSQL takes what the default was before it was made to fit the column
    gone = scene.together("drop-default")
    if any(scene.same(a.name, act.name) for a in gone):
        return
    table, name = scene.spelled(act.table), scene.spelled(act.name)
    alter = f"ALTER TABLE {table} ALTER COLUMN {name}"
    yield Hit(
        f'changes "{act.table}"."{act.name}" from {column.type} to {act.new}, which its default'
        f" {column.default} can't be cast to: the statement fails",
        details=f"{alter} DROP DEFAULT; -- above\n{alter} SET DEFAULT {column.default}; -- below",
        remedy="drop the default above the change of type, and set it again below",
    )


RULE = Rule(
    id="uncastable-type",
    kind="fails-on-data",
    verbs=("alter-type",),
    check=uncastable_type,
    problem=(
        "PostgreSQL has no automatic cast between the two types, so the statement fails even "
        "on an empty table. drizzle-kit before 1.0 writes no USING. The column's default has to "
        "be cast too, and USING does nothing for it."
    ),
    remedy="add USING with the conversion that is meant",
    engines=POSTGRES,
)
