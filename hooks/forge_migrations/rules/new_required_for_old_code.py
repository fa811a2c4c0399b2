"""The release that is running inserts rows without the column, and a NOT NULL column without a
default refuses them."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def new_required_for_old_code(act: Act, scene: Scene) -> Iterator[Hit]:
    """A column that becomes NOT NULL and has no default when the file is done."""
    if scene.is_new(act.table):
        return
    column = act.column or scene.column(act.table, act.name)
    if act.verb == "add-column" and (column is None or not column.not_null):
        return
    if column is not None and (column.generated or column.default not in (None, "null")):
        return
    if act.verb == "set-not-null" and column is not None and column.not_null:
        return
    if act.verb == "set-not-null" and scene.null_is_refused(act.table, act.name):
        return
    if any(
        scene.same(a.table, act.table) and scene.same(a.name, act.name)
        for a in scene.after(
            "set-default", "drop-not-null", "drop-column", table=act.table, name=act.name
        )
    ):
        return
    yield Hit(f'an INSERT of the running release that leaves "{act.table}"."{act.name}" out fails')


RULE = Rule(
    id="new-required-for-old-code",
    kind="breaks-clients",
    verbs=("add-column", "set-not-null"),
    check=new_required_for_old_code,
    problem=(
        "The release that is running inserts rows without the column, and a NOT NULL column "
        "without a default refuses them."
    ),
    remedy="give the column a DEFAULT until the code that writes it is released",
    severity="report",
)
