"""The release that is running still uses the old name of the table and fails from the moment of
the rename."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.taken_name import lacking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rename_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """A table that existed, unless something takes its name again."""
    if act.verb == "rename-index":
        if act.table or scene.table(act.name) is None:
            return
        act = act._replace(
            verb="rename-table", table=act.name
        )  # PostgreSQL takes it for a table, too
    if scene.is_new(act.table) or act.has("view"):
        return
    why = lacking(act, scene)
    if why == "":
        return
    why = f", and {why}" if why else ""
    new = act.new if act.verb == "rename-table" else f"schema {act.name}"
    yield Hit(
        f'renames table "{act.table}" to "{new}"{why}'
        if act.verb == "rename-table"
        else f'moves table "{act.table}" to {new}{why}'
    )


RULE = Rule(
    id="rename-table",
    kind="breaks-clients",
    verbs=("rename-table", "set-schema", "rename-index"),
    check=rename_table,
    problem=(
        "The release that is running still uses the old name of the table and fails from the "
        "moment of the rename. A view with the old name serves it as long as it gives every column "
        "and takes its writes: no materialized view, and on SQLite none."
    ),
    remedy="create a view with the old name in the same migration, and drop it a release later",
)
