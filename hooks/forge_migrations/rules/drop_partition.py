"""Dropping or truncating a partition destroys the rows in it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_partition(act: Act, scene: Scene) -> Iterator[Hit]:
    """A partition of a table that existed."""
    if not scene.existed(act.table):
        return
    what = {"drop-partition": "drops", "truncate-partition": "empties"}.get(act.verb, "exchanges")
    names = quoted(act.values) if act.values else "a partition"
    if act.verb == "exchange-partition":
        yield Hit(
            f'exchanges the rows of partition {names} of table "{act.table}" with "{act.new}"'
        )
        return
    yield Hit(f'{what} partition {names} of table "{act.table}" with its rows')


RULE = Rule(
    id="drop-partition",
    kind="data-loss",
    verbs=("drop-partition", "truncate-partition", "exchange-partition"),
    check=drop_partition,
    problem="Dropping or truncating a partition destroys the rows in it.",
    remedy="archive the partition's rows first",
)
