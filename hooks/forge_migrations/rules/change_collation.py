"""A new collation rebuilds every index of the column under an ACCESS EXCLUSIVE lock, and changes
how it sorts and compares."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def change_collation(act: Act, scene: Scene) -> Iterator[Hit]:
    """COLLATE that differs, on a column that has an index."""
    if not act.values or scene.is_new_column(act.table, act.name):
        return
    column = scene.column(act.table, act.name)
    table = scene.table(act.table)
    if column is not None and column.collation == act.values[0]:
        return
    if table is not None and not any(act.name in columns for columns in table.key_columns()):
        return
    yield Hit(f'rebuilds the indexes of "{act.table}"."{act.name}" for collation {act.values[0]}')


RULE = Rule(
    id="change-collation",
    kind="lock",
    verbs=("alter-type",),
    check=change_collation,
    problem=(
        "A new collation rebuilds every index of the column under an ACCESS EXCLUSIVE lock, "
        "and changes how it sorts and compares."
    ),
    remedy="add an index with the new collation instead, and use COLLATE in the query",
    engines=POSTGRES,
    severity="report",
)
