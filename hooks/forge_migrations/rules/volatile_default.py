"""A volatile default such as gen_random_uuid() or clock_timestamp() has to be computed for every
row, so ADD COLUMN rewrites the table under an ACCESS EXCLUSIVE lock."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.conditions import volatile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_VOLATILE = frozenset(
    [
        "gen_random_uuid",
        "gen_random_bytes",
        "random",
        "clock_timestamp",
        "timeofday",
        "nextval",
        "currval",
        "lastval",
        "uuid_generate_v1",
        "uuid_generate_v1mc",
        "uuid_generate_v4",
        "uuidv4",
        "uuidv7",
        "uuid_generate_v7",
        "setval",
        "pg_sleep",
        "random_normal",
        "gen_salt",
        "nanoid",
        "ulid",
        "generate_ulid",
        "gen_ulid",
        "cuid",
    ]
)


def volatile_default(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.column is None or scene.is_new(act.table):
        return
    if "checked" in scene.catalog.domain(act.column.type):
        yield Hit(
            f'rewrites "{act.table}" to check domain "{act.column.type}" for "{act.name}" in every'
            " row"
        )
        return
    if act.column.default is None:
        if "volatile" in scene.catalog.domain(act.column.type):
            yield Hit(
                f'rewrites "{act.table}" to fill "{act.name}": the default of domain'
                f' "{act.column.type}" is volatile'
            )
        return
    name = volatile(act.column.default)
    infamous = name.rpartition(".")[2] in _VOLATILE
    if not name and scene.settings.postgres < 11 and act.column.default != "null":
        yield Hit(
            f'rewrites "{act.table}" to fill "{act.name}": PostgreSQL before 11 does so for'
            " every default"
        )
    elif name:
        known = scene.catalog.get("function", name)
        table, column = scene.spelled(act.table), scene.spelled(act.name)
        if known is not None and {"IMMUTABLE", "STABLE"} & set(known.values):
            return
        if _cast(act.column.default, name):
            return
        yield Hit(
            f'rewrites "{act.table}" to fill "{act.name}": {name}() is volatile'
            + ("" if infamous or known else " unless it was declared otherwise"),
            None if infamous or known else "report",
            details=f"ALTER TABLE {table} ADD COLUMN {column} {act.column.type};\n"
            f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {act.column.default};",
        )


def _cast(default: str, name: str) -> bool:
    """A type that looks like a function: `'x'::varchar(3)`."""
    return f"::{name}" in default


RULE = Rule(
    id="volatile-default",
    kind="rewrite",
    verbs=("add-column",),
    check=volatile_default,
    of_released=("*",),
    problem=(
        "A volatile default such as gen_random_uuid() or clock_timestamp() has to be computed "
        "for every row, so ADD COLUMN rewrites the table under an ACCESS EXCLUSIVE lock. So does "
        "a new column of a domain with a CHECK or NOT NULL."
    ),
    remedy=(
        "add the column without a default, SET DEFAULT in a second statement, and fill the "
        "old rows in batches"
    ),
    engines=POSTGRES,
)
