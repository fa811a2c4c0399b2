"""TRUNCATE deletes every row without a trace; CASCADE empties the tables that refer to it as well."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def truncate_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """A table that existed; with CASCADE also its children."""
    children = []
    if act.has("cascade"):
        children = sorted(
            {
                table.name
                for table, _key in scene.catalog.inbound(act.table)
                if not scene.fresh(table.born)
            }
        )
    if not scene.existed(act.table) and not children:
        return
    more = f" and, through CASCADE, of {quoted(children)}" if children else ""
    yield Hit(f'deletes every row of table "{act.table}"{more}')


RULE = Rule(
    id="truncate-table",
    kind="data-loss",
    verbs=("truncate",),
    check=truncate_table,
    problem=(
        "TRUNCATE deletes every row without a trace; CASCADE empties the tables that refer to "
        "it as well."
    ),
    remedy="delete the rows that are meant with a WHERE clause",
)
