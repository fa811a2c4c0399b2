"""REFRESH MATERIALIZED VIEW locks the view against reads until the query is done."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def refresh_view_blocking(act: Act, scene: Scene) -> Iterator[Hit]:
    """A view that existed."""
    if not act.has("concurrently") and scene.existed(act.table):
        yield Hit(f'locks view "{act.table}" against reads while it is computed')


RULE = Rule(
    id="refresh-view-blocking",
    kind="lock",
    verbs=("refresh-view",),
    check=refresh_view_blocking,
    problem="REFRESH MATERIALIZED VIEW locks the view against reads until the query is done.",
    remedy="give the view a unique index and write REFRESH MATERIALIZED VIEW CONCURRENTLY",
    engines=POSTGRES,
)
