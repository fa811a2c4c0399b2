"""A table without a primary key can't be replicated logically, and no row of it can be named."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def no_primary_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """A new permanent table with columns of its own and no key in this file."""
    if act.has("temporary") or act.has("partition-of") or act.has("like") or act.has("as-select"):
        return
    if not act.columns or any(c.kind == "primary" for c in act.constraints):
        return
    if any(
        scene.same(a.table, act.table)
        and (
            (a.constraint is not None and a.constraint.kind == "primary")
            or (a.column is not None and a.column.primary)
            or a.verb == "drop-table"
        )
        for a in scene.after("add-constraint", "add-column", "drop-table", table=act.table)
    ):
        return
    if "inherits" in act.text:
        return
    yield Hit(f'table "{act.table}" has no primary key')


RULE = Rule(
    id="no-primary-key",
    kind="hygiene",
    verbs=("create-table",),
    check=no_primary_key,
    problem=(
        "A table without a primary key can't be replicated logically, and no row of it can be "
        "named."
    ),
    remedy="add a primary key to the table in the schema",
    severity="report",
)
