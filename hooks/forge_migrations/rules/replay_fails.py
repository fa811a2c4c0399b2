"""The migration, run in memory on two rows in every table, fails with an error that no other rule
names."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.rule import Hit
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def replay_fails(act: Act, scene: Scene) -> Iterator[Hit]:
    """Nothing by itself: `judging.measuring` says it once the file has been replayed."""
    return iter(())


RULE = Rule(
    id="replay-fails",
    kind="fails-on-data",
    verbs=(),
    check=replay_fails,
    problem=(
        "The migration is run in memory on SQLite, on two rows in every table, and fails "
        "there: a NOT NULL, a CHECK or a foreign key is broken, or a column isn't there."
    ),
    remedy="mend the rows in an earlier statement, or write the change so that they satisfy it",
    engines=SQLITE,
)
