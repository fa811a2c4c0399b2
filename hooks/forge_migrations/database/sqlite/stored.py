"""What SQLite keeps of its objects behind a history: the texts that a rebuild has to repeat."""

from __future__ import annotations

from contextlib import closing

from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.sqlite.arena import SqliteArena
from forge_migrations.findings import Undecided
from forge_migrations.sql.keeping import Stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.arena import Setting
    from forge_migrations.database.steps import Step


def stored(steps: Sequence[Step], setting: Setting) -> tuple[Stored, ...]:
    """Every object but the ledger and SQLite's own, in the order in which they were made.

    Raises `Undecided` where the history doesn't apply here: what of it is missing would be lost.
    """
    with closing(SqliteArena()) as arena, arena.connect(arena.empty(setting)) as connection:
        failure = applied_in_turn(connection, steps, setting, arena.execute)
        if failure is not None:
            raise Undecided(f"{failure.step.tag} doesn't apply on {arena.version}: {failure}")
        if arena.left_out:
            raise Undecided(
                f"its history doesn't apply on {arena.version}: {arena.left_out[0].cause}"
            )
        rows = connection.exec_driver_sql(
            "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
        ).all()
    kept = (Stored(*map(str, row)) for row in rows)
    return tuple(each for each in kept if each.table != setting.ledger.table)
