"""CONCURRENTLY can't run inside a transaction (error 25001), and Drizzle's migrator runs all
pending files in one, so it fails even alone in its file."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def concurrently_in_transaction(act: Act, scene: Scene) -> Iterator[Hit]:
    """Under a driver that wraps the files, or after BEGIN in the file."""
    if not act.has("concurrently"):
        return
    if scene.session.inside:
        name = act.name or act.table
        yield Hit(
            f'{act.verb.replace("-", " ")} "{name}" CONCURRENTLY can\'t run: {scene.migrator.name}'
            " runs all pending files in one transaction"
        )


RULE = Rule(
    id="concurrently-in-transaction",
    kind="transaction",
    verbs=("create-index", "drop-index", "reindex", "detach-partition"),
    check=concurrently_in_transaction,
    needs=needed(("*",), "concurrently"),
    problem=(
        "CONCURRENTLY can't run inside a transaction (error 25001), and Drizzle's migrator "
        "runs all pending files in one, so it fails even alone in its file."
    ),
    remedy=(
        "run the statement by hand before the deploy, and write IF NOT EXISTS or IF EXISTS "
        "without CONCURRENTLY in the migration"
    ),
    engines=POSTGRES,
)
