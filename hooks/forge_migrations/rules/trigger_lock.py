"""CREATE TRIGGER takes a SHARE ROW EXCLUSIVE lock: writes to the table wait until the run is over."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def trigger_lock(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if scene.existed(act.table):
        yield Hit(f'blocks writes to "{act.table}" to create trigger "{act.name}"')


RULE = Rule(
    id="trigger-lock",
    kind="lock",
    verbs=("create-trigger",),
    check=trigger_lock,
    problem=(
        "CREATE TRIGGER takes a SHARE ROW EXCLUSIVE lock: writes to the table wait until the "
        "run is over."
    ),
    remedy="create the trigger in a migration of its own",
    engines=POSTGRES,
    severity="report",
)
