"""DELETE without a condition, with one that always holds, or joined to nothing deletes every row."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def delete_without_where(act: Act, scene: Scene) -> Iterator[Hit]:
    """DELETE and MERGE … DELETE on a table that existed."""
    if not scene.existed(act.table):
        return
    if act.verb == "delete-history":
        yield Hit(f'deletes what table "{act.table}" keeps of the past of its rows')
        return
    if act.verb == "merge":
        if act.has("delete") and (act.has("by-source") or not act.has("conditional")):
            yield Hit(f'MERGE deletes rows of table "{act.table}" without a further condition')
        return
    if act.has("spared"):
        return
    if act.has("where") and not scene.holds_always(act):
        if not scene.is_about(act):
            yield Hit(f'deletes rows of table "{act.table}" for a condition that isn\'t about it')
        return
    if act.has("limit"):
        severity: Severity | None = "report" if act.has("ordered") else None
        yield Hit(f'deletes rows of table "{act.table}" that LIMIT alone picks', severity)
        return
    how = "whatever it is joined to" if act.has("join") else "without a condition"
    yield Hit(f'deletes every row of table "{act.table}", {how}')


RULE = Rule(
    id="delete-without-where",
    kind="data-loss",
    verbs=("delete", "merge", "delete-history"),
    check=delete_without_where,
    problem=(
        "DELETE without a condition, with one that always holds, or joined to nothing deletes "
        "every row."
    ),
    remedy="add the condition that is meant, and delete in batches outside the migration",
)
