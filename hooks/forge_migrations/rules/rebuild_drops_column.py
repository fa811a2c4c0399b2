"""A column of the old table is not copied into the new one."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.rebuild import names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rebuild_drops_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """Columns that the copy doesn't read."""
    rebuild = scene.rebuild
    if rebuild is None or rebuild.copy is None or not scene.existed(act.table):
        return
    copy = rebuild.copy
    if copy.whole or (not copy.pairs and not rebuild.new.complete):
        return
    read: set[str] = set()
    for _target, expression in copy.pairs:
        read |= names_in(expression, scene.catalog)
    for key, column in rebuild.old.columns.items():
        if key not in read and not column.computed and not scene.fresh(column.born):
            kept = "isn't copied" if key in rebuild.new.columns else "has no place in the new form"
            yield Hit(
                f'rebuilds "{rebuild.name}" without the values of "{column.name}", which {kept}'
            )


RULE = Rule(
    id="rebuild-drops-column",
    kind="data-loss",
    verbs=("drop-table",),
    check=rebuild_drops_column,
    problem=(
        "A column of the old table is not copied into the new one. Its values go with the old "
        "table although the file has no DROP COLUMN."
    ),
    remedy="copy the column, or acknowledge that its values go",
)
