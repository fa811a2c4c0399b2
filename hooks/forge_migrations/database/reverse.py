"""The way back, tried: the reverse SQL on the migrated copy, and what is left to tell afterwards."""

from __future__ import annotations

from forge_migrations.database.contents import losses
from forge_migrations.database.contents import read_contents
from forge_migrations.database.failures import failure_of
from forge_migrations.database.steps import step_of
from forge_migrations.database.structure import differences
from forge_migrations.engines import DIALECTS
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.contents import Held
    from forge_migrations.database.contents import Loss
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.structure import Difference
    from forge_migrations.database.structure import Structure


class Undone(NamedTuple):
    """How the undoing went."""

    sql: tuple[str, ...]
    """What was run: drizzle-kit's statements from the newer snapshot to the older one."""
    failure: Failure | None = None
    left: tuple[Difference, ...] = ()
    """How the structure differs from what it was before the migration."""
    lost: tuple[Loss, ...] = ()
    """What the undoing takes with it: rows and values of what the migration had added."""

    @property
    def possible(self) -> bool:
        """True when the structure is again what it was."""
        return self.failure is None and not self.left

    def __str__(self) -> str:
        if self.failure is not None:
            return f"can't be undone: {self.failure}"
        if self.left:
            first = "; ".join(str(each) for each in self.left[:4])
            more = f"; and {len(self.left) - 4} more" if len(self.left) > 4 else ""
            return f"drizzle-kit's reverse SQL leaves this undone: {first}{more}"
        taken = "; ".join(str(loss) for loss in self.lost)
        return (
            f"can be undone, which {taken}"
            if taken
            else "the structure comes back, and going back loses nothing more"
        )


def undo(
    arena: Arena,
    database: str,
    sql: Sequence[str],
    earlier: Structure,
    setting: Setting,
    held: Mapping[str, Held] | None = None,
) -> Undone:
    """Run the reverse SQL on the database that the migrations were applied to.

    `held` is what its tables hold, where that was read already.
    """
    engine = setting.ledger.engine
    with arena.connect(database) as connection:
        if held is None:
            held = read_contents(connection, arena.tables(connection, setting), engine)
        for text in sql:
            step = step_of("undo", "", "", text.encode(), 0, DIALECTS[engine])
            try:
                arena.execute(connection, step, step.segments[0])
            except Exception as error:
                return Undone(tuple(sql), failure_of(error, step, step.segments[0]))
        now = read_contents(connection, arena.tables(connection, setting), engine)
        left = differences(arena.structure(connection, setting), earlier)
    return Undone(tuple(sql), None, tuple(left), tuple(losses(held, now)))
