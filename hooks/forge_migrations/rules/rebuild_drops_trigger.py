"""SQLite drops a table's triggers with the table, and the rebuild doesn't create them again."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rebuild_drops_trigger(act: Act, scene: Scene) -> Iterator[Hit]:
    """Triggers of the history that the file doesn't create again."""
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    again = {scene.catalog.fold(made.name) for made in scene.after("create-trigger")}
    for name in rebuild.old.triggers:
        if name not in again:
            yield Hit(f'rebuilds "{rebuild.name}" and loses its trigger "{name}"')


RULE = Rule(
    id="rebuild-drops-trigger",
    kind="breaks-clients",
    verbs=("drop-table",),
    check=rebuild_drops_trigger,
    problem=(
        "SQLite drops a table's triggers with the table, and the rebuild doesn't create them again."
    ),
    remedy="repeat CREATE TRIGGER below the rebuild",
    engines=SQLITE,
)
