"""The migrator's own table says which migrations ran."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_migrations_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """Drizzle's ledger and Cloudflare D1's."""
    name = act.table.rpartition(".")[2]
    if name in (scene.settings.ledger, "__drizzle_migrations", "d1_migrations"):
        if act.verb == "delete" and act.has("where") and not scene.holds_always(act):
            return
        yield Hit(f'takes the migrator\'s table "{act.table}" away')


RULE = Rule(
    id="drop-migrations-table",
    kind="data-loss",
    verbs=("drop-table", "truncate", "delete", "rename-table"),
    check=drop_migrations_table,
    problem=(
        "The migrator's own table says which migrations ran. Without it the next run applies "
        "every migration again."
    ),
    remedy="leave the table alone; exclude it with tablesFilter in the Drizzle config",
)
