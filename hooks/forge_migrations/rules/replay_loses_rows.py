"""Rows are gone after the migration, run in memory, although no statement deletes them."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.rule import Hit
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def replay_loses_rows(act: Act, scene: Scene) -> Iterator[Hit]:
    """Nothing by itself: `judging.measuring` says it once the file has been replayed."""
    return iter(())


RULE = Rule(
    id="replay-loses-rows",
    kind="data-loss",
    verbs=(),
    check=replay_loses_rows,
    problem=(
        "The migration is run in memory on SQLite, on two rows in every table, and afterwards "
        "rows or values are gone that no statement of it deletes: a trigger or a foreign key "
        "takes them along."
    ),
    remedy="find the statement that takes them along, and copy them aside before it",
    engines=SQLITE,
)
