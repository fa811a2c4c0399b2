"""The release that is running reads the column as one that is never NULL."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_not_null(act: Act, scene: Scene) -> Iterator[Hit]:
    """A NOT NULL that existed."""
    if act.verb == "drop-table":
        rebuild = scene.rebuild
        if rebuild is not None and scene.existed(act.table):
            for key, new in rebuild.new.columns.items():
                old = rebuild.old.columns.get(key)
                if old and old.not_null and not new.not_null and not new.primary:
                    yield Hit(f'rebuilds "{rebuild.name}" with "{new.name}" allowing NULL')
        return
    if scene.is_new_column(act.table, act.name):
        return
    column = scene.column(act.table, act.name)
    if act.verb in ("modify-column", "alter-column-to"):
        if column is None or act.column is None or not column.not_null or act.column.not_null:
            return
        if column.primary:
            return
    elif column is not None and not column.not_null:
        return
    if any(
        scene.same(a.name, act.name) and scene.same(a.table, act.table)
        for a in scene.after("drop-column", table=act.table, name=act.name)
    ):
        return
    yield Hit(f'"{act.table}"."{act.name}" allows NULL from now on')


RULE = Rule(
    id="drop-not-null",
    kind="breaks-clients",
    verbs=("drop-not-null", "modify-column", "alter-column-to", "drop-table"),
    check=drop_not_null,
    problem="The release that is running reads the column as one that is never NULL.",
    remedy="release code that copes with NULL first",
    severity="report",
)
