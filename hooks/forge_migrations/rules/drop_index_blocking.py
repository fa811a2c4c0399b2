"""DROP INDEX takes an ACCESS EXCLUSIVE lock on the table; it is short, but it queues behind every
open transaction and everything queues behind it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_index_blocking(act: Act, scene: Scene) -> Iterator[Hit]:
    """An index that this file didn't create."""
    index = scene.catalog.index(act.name)
    if act.has("concurrently") or (index is not None and scene.fresh(index.born)):
        return
    if index is not None and scene.is_new(index.table):
        return
    table = f' and locks "{index.table}"' if index else " and locks its table"
    yield Hit(f'drops index "{act.name}"{table} against reads and writes')


RULE = Rule(
    id="drop-index-blocking",
    kind="lock",
    verbs=("drop-index",),
    check=drop_index_blocking,
    problem=(
        "DROP INDEX takes an ACCESS EXCLUSIVE lock on the table; it is short, but it queues "
        "behind every open transaction and everything queues behind it."
    ),
    remedy="drop the index by hand with DROP INDEX CONCURRENTLY",
    engines=POSTGRES,
    severity="report",
)
