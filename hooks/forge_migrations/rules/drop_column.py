"""Dropping a column destroys its values in every row."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """A column that existed and holds values of its own."""
    if scene.is_new_column(act.table, act.name) or act.has("view"):
        return
    column = scene.column(act.table, act.name)
    if column is not None and column.generated == "virtual":
        return
    if column is not None and column.generated == "stored" and _returns(act, scene):
        return
    yield Hit(f'drops column "{act.name}" of table "{act.table}"' + scene.reduced)


def _returns(act: Act, scene: Scene) -> bool:
    """A generated column that is dropped and added again is computed anew."""
    return any(
        scene.same(added.table, act.table) and scene.same(added.name, act.name)
        for added in scene.after("add-column", table=act.table, name=act.name)
    )


RULE = Rule(
    id="drop-column",
    kind="data-loss",
    verbs=("drop-column",),
    check=drop_column,
    problem=(
        "Dropping a column destroys its values in every row. The old release still selects it "
        "until it is replaced."
    ),
    remedy="stop reading the column, release, and drop it one release later",
)
