"""SQLite refuses to drop a column that is a key, is indexed, or that a CHECK, foreign key, trigger
or generated column reads."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.mentions import names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table


def sqlite_drop_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """What of the catalog still uses the column."""
    table = scene.table(act.table)
    if table is None:
        return
    key = scene.catalog.fold(act.name)
    for reason in _reasons(table, key, scene):
        yield Hit(f'drops "{act.table}"."{act.name}", which SQLite refuses: {reason}')
        return


def _reasons(table: Table, key: str, scene: Scene) -> Iterator[str]:
    fold = scene.catalog.fold
    for index in table.indexes.values():
        if key in map(fold, index.columns) or any(
            _names(key, c) for c in index.columns if "(" in c
        ):
            yield f'index "{index.name}" holds it'
        elif _names(key, index.where):
            yield f'index "{index.name}" reads it'
    for constraint in table.constraints:
        holds = key in map(fold, constraint.columns)
        if constraint.kind in ("primary", "unique") and holds:
            yield "it is PRIMARY KEY" if constraint.kind == "primary" else "it is UNIQUE"
        elif constraint.kind == "foreign" and holds and not _goes_along(constraint, table, key):
            yield "a foreign key holds it"
        elif constraint.kind != "check" or constraint.columns == (key,):
            continue
        elif _names(key, constraint.expression):
            yield "a CHECK reads it"
    for column in table.columns.values():
        if column.computed and _names(key, column.expression) and fold(column.name) != key:
            yield f'generated column "{column.name}" reads it'


def _goes_along(constraint: Constraint, table: Table, key: str) -> bool:
    """A REFERENCES in the column's own definition is dropped with it."""
    column = table.columns.get(key)
    inline = column is not None and column.reference == constraint.reference
    return inline and len(constraint.columns) == 1


def _names(key: str, expression: str) -> bool:
    return key in names_in(expression, "sqlite")


RULE = Rule(
    id="sqlite-drop-column",
    kind="fails-on-data",
    verbs=("drop-column",),
    check=sqlite_drop_column,
    problem=(
        "SQLite refuses to drop a column that is a key, is indexed, or that a CHECK, foreign "
        "key, trigger or generated column reads."
    ),
    remedy="drop the index first, or rebuild the table",
    engines=SQLITE,
    source="https://sqlite.org/lang_altertable.html#altertabdropcol",
)
