"""A table without a unique key whose columns take no NULL: PlanetScale deploys no change of it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column


def no_unique_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """A new table that gets no such key in this file."""
    row = scene.distributed
    if row is None or not row.needs_key or act.has("like") or act.has("as-select"):
        return
    if not act.columns or act.has("temporary"):
        return
    columns = {scene.fold(column.name): column for column in act.columns}
    keys = [key.columns for key in act.constraints if key.kind in ("primary", "unique")]
    keys += [(column.name,) for column in act.columns if column.primary or column.unique]
    primary = {
        scene.fold(name) for key in act.constraints if key.kind == "primary" for name in key.columns
    }
    if any(all(_holds(columns.get(scene.fold(name)), primary) for name in key) for key in keys):
        return
    later = scene.after("add-constraint", "create-index", "drop-table", table=act.table)
    if any(_keyed(one) for one in later):
        return
    yield Hit(
        f'table "{act.table}" has no unique key without NULL: PlanetScale deploys no change of it'
    )


def _holds(column: Column | None, primary: set[str]) -> bool:
    return column is not None and (
        column.not_null or column.primary or column.name.lower() in primary
    )


def _keyed(act: Act) -> bool:
    if act.verb == "drop-table":
        return True
    key = act.constraint
    return (key is not None and key.kind in ("primary", "unique")) or (
        act.indexed is not None and act.indexed.unique
    )


RULE = Rule(
    id="no-unique-key",
    kind="transaction",
    verbs=("create-table",),
    check=no_unique_key,
    needs=needed(("*",), IS_DISTRIBUTED),
    problem=(
        "A table without a unique key whose columns take no NULL: PlanetScale deploys no change of it, since its"
        ' online schema changes find rows by such a key. Asked where `engine = "planetscale"`; not run here.'
    ),
    remedy="give the table a primary key in the schema",
    engines=MYSQL,
    source="https://planetscale.com/docs/vitess/schema-changes/schema-lint-errors/no-unique-key",
)
