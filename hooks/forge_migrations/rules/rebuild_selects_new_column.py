"""The copy selects a column that the old table doesn't have."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.rebuild import source_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rebuild_selects_new_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """Source columns that the old table lacks."""
    rebuild = scene.rebuild
    if rebuild is None or rebuild.copy is None or not rebuild.old.complete:
        return
    if not rebuild.old.columns or rebuild.copy.joined:
        return
    for target, expression in rebuild.copy.pairs:
        source = source_column(expression, scene.catalog)
        if source and scene.catalog.fold(source) not in rebuild.old.columns:
            if scene.same(source, "rowid"):
                continue
            yield Hit(
                f'fills "{rebuild.name}"."{target}" from "{source}", which the old table'
                f" doesn't have: every row gets the text '{source}', or it fails"
            )


RULE = Rule(
    id="rebuild-selects-new-column",
    kind="data-loss",
    verbs=("drop-table",),
    check=rebuild_selects_new_column,
    problem=(
        "The copy selects a column that the old table doesn't have. drizzle-kit writes it in "
        "double quotes, which SQLite takes for a string where it may, so every row gets the "
        "column's name as its value; elsewhere the statement fails."
    ),
    remedy="leave the new column out of the INSERT and the SELECT, or select a literal for it",
    engines=SQLITE,
)
