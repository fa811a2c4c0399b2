"""The release that is running still uses the old name of the column and fails from the moment of
the rename."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.rebuild import source_column
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.view_columns import view_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rename_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed, unless a generated column keeps the old name."""
    if act.verb == "drop-table":
        yield from _rebuilt(act, scene)
        return
    if scene.is_new_column(act.table, act.name):
        return
    kept = scene.same(act.name, act.new)
    if kept and (scene.dialect in MYSQL or act.verb in ("modify-column", "alter-column-to")):
        return
    for added in scene.after("add-column", table=act.table, name=act.name):
        again = scene.same(added.table, act.table) and scene.same(added.name, act.name)
        if again and added.column is not None and added.column.generated:
            yield Hit(
                f'renames column "{act.name}" of "{act.table}" to "{act.new}" and keeps'
                " the old name as a generated column",
                "report",
            )
            return
    if _view_keeps(act, scene):
        return
    yield Hit(f'renames column "{act.name}" of table "{act.table}" to "{act.new}"')


def _view_keeps(act: Act, scene: Scene) -> bool:
    """The table was renamed away and a view with its name gives both columns."""
    named = {act.table}
    for renamed in scene.elsewhere("rename-table"):
        if scene.same(renamed.new, act.table):
            named.add(renamed.table)
    for view in (each for name in named for each in scene.after("create-view", table=name)):
        gives = view_columns(view.tokens, scene.catalog)
        said = any(
            token.kind in (WORD, QUOTED) and scene.same(identifier(token, scene.dialect), act.name)
            for token in view.tokens
        )  # `*` gives the column by its new name
        return not gives or (said and scene.fold(act.name) in gives)
    return False


def _rebuilt(act: Act, scene: Scene) -> Iterator[Hit]:
    """A rebuild whose copy fills a new column from an old one that is gone."""
    rebuild = scene.rebuild
    if rebuild is None or rebuild.copy is None or not scene.existed(act.table):
        return
    fold = scene.catalog.fold
    for target, expression in rebuild.copy.pairs:
        source = source_column(expression, scene.catalog)
        if (
            source
            and fold(source) in rebuild.old.columns
            and fold(source) not in rebuild.new.columns
        ):
            yield Hit(f'rebuilds "{rebuild.name}" with column "{source}" renamed to "{target}"')


RULE = Rule(
    id="rename-column",
    kind="breaks-clients",
    verbs=("rename-column", "modify-column", "alter-column-to", "drop-table"),
    check=rename_column,
    problem=(
        "The release that is running still uses the old name of the column and fails from the "
        "moment of the rename."
    ),
    remedy=(
        "add the new column beside the old one, write both, switch the readers, and drop the "
        "old one a release later"
    ),
)
