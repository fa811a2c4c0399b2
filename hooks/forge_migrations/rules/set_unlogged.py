"""An unlogged table is emptied after a crash and isn't replicated; the change also rewrites it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def set_unlogged(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if scene.existed(act.table):
        yield Hit(f'makes "{act.table}" unlogged: a crash empties it')


RULE = Rule(
    id="set-unlogged",
    kind="data-loss",
    verbs=("set-unlogged",),
    check=set_unlogged,
    problem=(
        "An unlogged table is emptied after a crash and isn't replicated; the change also "
        "rewrites it."
    ),
    remedy="keep the table logged, or acknowledge that its rows can be lost",
    engines=POSTGRES,
)
