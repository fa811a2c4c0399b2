"""REINDEX, CLUSTER and VACUUM FULL rewrite indexes or the table under a lock that blocks writes or
everything."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def rebuild_storage(act: Act, scene: Scene) -> Iterator[Hit]:
    """On what existed, without CONCURRENTLY."""
    if act.has("concurrently") or (act.verb == "vacuum" and not act.has("full")):
        return
    if act.table and not scene.existed(act.table):
        return
    index = scene.catalog.index(act.table) if act.verb == "reindex" else None
    if index is not None and (scene.fresh(index.born) or scene.is_new(index.table)):
        return
    name = f' "{act.table}"' if act.table and act.verb != "vacuum" else ""
    yield Hit(
        f"{act.verb}{' full' if act.verb == 'vacuum' else ''}{name} blocks the table while"
        " it is rewritten"
    )


RULE = Rule(
    id="rebuild-storage",
    kind="lock",
    verbs=("reindex", "cluster", "vacuum"),
    check=rebuild_storage,
    problem=(
        "REINDEX, CLUSTER and VACUUM FULL rewrite indexes or the table under a lock that "
        "blocks writes or everything."
    ),
    remedy="run REINDEX … CONCURRENTLY or pg_repack outside the migrator",
    engines=POSTGRES,
)
