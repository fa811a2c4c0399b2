"""CASCADE also drops the foreign keys and views of other tables that depend on it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_table_cascade(act: Act, scene: Scene) -> Iterator[Hit]:
    """What CASCADE takes along, from the catalog."""
    if not act.has("cascade") or not scene.existed(act.table):
        return
    keys = [
        f'foreign key "{constraint.name}" of "{table.name}"'
        for table, constraint in scene.catalog.inbound(act.table)
        if not scene.fresh(table.born)
    ]
    views = [
        f'view "{view.name}"'
        for view in scene.catalog.views_of(act.table)
        if not scene.fresh(view.born)
    ]
    if act.table and keys + views:
        yield Hit(f'CASCADE on "{act.table}" also drops ' + ", ".join(sorted({*keys, *views})))


RULE = Rule(
    id="drop-table-cascade",
    kind="data-loss",
    verbs=("drop-table", "drop-view", "drop-materialized-view", "drop-schema"),
    check=drop_table_cascade,
    problem=(
        "CASCADE also drops the foreign keys and views of other tables that depend on it. "
        "drizzle-kit always writes CASCADE."
    ),
    remedy="drop the dependents by name first, so that the migration says what goes",
    engines=POSTGRES,
    severity="report",
)
