"""The release that is running inserts rows without the column, and a NOT NULL column without a
default refuses them."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def new_required_for_old_code(act: Act, scene: Scene) -> Iterator[Hit]:
    """A column that becomes NOT NULL and has no default when the file is done."""
    if act.verb == "drop-table":
        yield from _rebuilt(act, scene)
        return
    if scene.is_new(act.table):
        return
    if act.verb == "drop-default" and not _filled_old_rows(act, scene):
        return
    if act.verb == "modify-column" and not _becomes_required(act, scene):
        return
    column = act.column or scene.column(act.table, act.name)
    if act.verb == "add-column" and (column is None or not column.not_null):
        return
    given = act.verb != "drop-default" and column is not None and column.default
    if column is not None and (column.generated or given not in (None, False, "null")):
        return
    if act.verb == "set-not-null" and column is not None and column.not_null:
        return
    nulls = act.verb in ("set-not-null", "modify-column")
    if nulls and scene.null_is_refused(act.table, act.name):
        return
    if any(
        scene.same(a.table, act.table) and scene.same(a.name, act.name)
        for a in scene.after(
            "set-default", "drop-not-null", "drop-column", table=act.table, name=act.name
        )
    ):
        return
    yield Hit(f'an INSERT of the running release that leaves "{act.table}"."{act.name}" out fails')


def _filled_old_rows(act: Act, scene: Scene) -> bool:
    """The default of a new column that only served the old rows: a released one is drop-default's."""
    column = scene.column(act.table, act.name)
    return column is not None and scene.fresh(column.born) and column.not_null


def _becomes_required(act: Act, scene: Scene) -> bool:
    old, new = scene.column(act.table, act.name), act.column
    return old is not None and new is not None and new.not_null and not old.not_null


def _rebuilt(act: Act, scene: Scene) -> Iterator[Hit]:
    """A rebuild whose new form asks for a column that the old one did without."""
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    for key, new in rebuild.new.columns.items():
        old = rebuild.old.columns.get(key)
        needed = new.not_null and not new.primary and not new.generated
        if needed and new.default in (None, "null") and (old is None or not old.not_null):
            yield Hit(
                f'an INSERT of the running release that leaves "{rebuild.name}"."{new.name}" out'
                " fails"
            )


RULE = Rule(
    id="new-required-for-old-code",
    kind="breaks-clients",
    verbs=("add-column", "set-not-null", "drop-default", "modify-column", "drop-table"),
    check=new_required_for_old_code,
    needs=needed(("add-column",), "required"),
    of_released=(
        "add-column",
        "set-not-null",
        "drop-default",
        "modify-column",
    ),
    problem=(
        "The release that is running inserts rows without the column, and a NOT NULL column "
        "without a default refuses them."
    ),
    remedy="give the column a DEFAULT until the code that writes it is released",
    severity="report",
)
