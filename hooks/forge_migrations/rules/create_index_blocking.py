"""CREATE INDEX holds a SHARE lock while it builds the index: every write to the table waits."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def create_index_blocking(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if act.has("concurrently") or not scene.existed(act.table):
        return
    table = scene.table(act.table)
    if act.has("only") and (table is None or "partition by" in table.options):
        return  # an index on the parent alone builds nothing
    yield Hit(f'builds index "{act.name}" and blocks every write to "{act.table}" meanwhile')


RULE = Rule(
    id="create-index-blocking",
    kind="lock",
    verbs=("create-index",),
    check=create_index_blocking,
    of_released=("*",),
    problem=(
        "CREATE INDEX holds a SHARE lock while it builds the index: every write to the table "
        "waits. The migrator's transaction keeps the lock to the end of the last pending "
        "file."
    ),
    remedy=(
        "create the index by hand with CREATE INDEX CONCURRENTLY before the deploy, and write "
        "IF NOT EXISTS in the migration"
    ),
    engines=POSTGRES,
    severity="report",
)
