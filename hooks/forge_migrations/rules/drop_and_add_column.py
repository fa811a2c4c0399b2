"""A column is dropped and another of the same type is added to the same table."""

from __future__ import annotations

from itertools import islice

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_and_add_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """A drop beside an add of the same type."""
    old = scene.column(act.table, act.name)
    if old is None or scene.fresh(old.born) or scene.is_new(act.table) or old.computed:
        return
    for added in islice(scene.elsewhere("add-column", table=act.table), 200):
        new = added.column
        if new is None or not scene.same(added.table, act.table) or new.computed:
            continue
        if parse(new.type).base == parse(old.type).base:
            yield Hit(
                f'drops column "{act.name}" and adds "{added.name}" of the same type to table'
                f' "{act.table}": a rename loses no values',
                details=f"ALTER TABLE {scene.spelled(act.table)} RENAME COLUMN"
                f" {scene.spelled(act.name)} TO {scene.spelled(added.name)};",
            )
            return


RULE = Rule(
    id="drop-and-add-column",
    kind="data-loss",
    verbs=("drop-column",),
    check=drop_and_add_column,
    problem=(
        "A column is dropped and another of the same type is added to the same table. That is "
        "what drizzle-kit writes when a rename wasn't confirmed as one, and the values are "
        "lost."
    ),
    remedy="write ALTER TABLE … RENAME COLUMN … TO … instead, or copy the values first",
    severity="report",
)
