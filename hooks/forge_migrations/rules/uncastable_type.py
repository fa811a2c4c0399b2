"""PostgreSQL has no automatic cast between the two types, so the statement fails even on an empty
table."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.types import parse


def uncastable_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """By pg_cast; the default has to be castable as well."""
    column = scene.column(act.table, act.name)
    if column is None or not column.type or act.tokens:
        return
    change = postgres_change(column.type, act.new, act.tokens, act.name)
    if change.uncastable:
        name = scene.spelled(act.name)
        enum = scene.catalog.enum(parse(act.new).base)
        using = f"USING {name}::{'text::' if enum else ''}{act.new}"
        alone = scene.homes.count(scene.homes[scene.at]) == 1
        yield Hit(
            f'changes "{act.table}"."{act.name}" from {column.type} to {act.new}, for which'
            " there is no automatic cast",
            details=f"ALTER TABLE {scene.spelled(act.table)} ALTER COLUMN {name} TYPE {act.new} {using};",
            instead=f"{scene.statement.text} {using}" if alone else "",
        )


RULE = Rule(
    id="uncastable-type",
    kind="fails-on-data",
    verbs=("alter-type",),
    check=uncastable_type,
    problem=(
        "PostgreSQL has no automatic cast between the two types, so the statement fails even "
        "on an empty table. drizzle-kit before 1.0 writes no USING."
    ),
    remedy="add USING with the conversion that is meant",
    engines=POSTGRES,
)
