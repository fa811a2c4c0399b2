"""The release that is running still uses the old name of the table and fails from the moment of
the rename."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def rename_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """A table that existed, unless something takes its name again."""
    if scene.is_new(act.table) or act.has("view"):
        return
    if any(True for _made in scene.after("create-view", "create-table", table=act.table)):
        return
    if scene.gets_name(act.table):
        return  # again below, or above: then the first rename of the table has been judged
    new = act.new if act.verb == "rename-table" else f"schema {act.name}"
    yield Hit(
        f'renames table "{act.table}" to "{new}"'
        if act.verb == "rename-table"
        else f'moves table "{act.table}" to {new}'
    )


RULE = Rule(
    id="rename-table",
    kind="breaks-clients",
    verbs=("rename-table", "set-schema"),
    check=rename_table,
    problem=(
        "The release that is running still uses the old name of the table and fails from the "
        "moment of the rename."
    ),
    remedy="create a view with the old name in the same migration, and drop it a release later",
)
