"""`apply --script FILE`: what `--online` would do, for the engine's own shell, and for who deploys with
drizzle-orm's migrator."""

from __future__ import annotations

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.online import Building
from forge_migrations.sql.online import done_before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Step
    from forge_migrations.workflow.live.opened import Live


def script_of(live: Live, connection: Connection, steps: Sequence[Step]) -> Iterator[str]:
    """The script, piece by piece; nothing is written to the database."""
    own = behaviour_of(live.target.engine)
    batches, script = own.batches(), own.script()
    yield script.head(live.driver.foreign_keys)
    if not steps:
        return
    dialect = steps[0].dialect
    for number, one in done_before([step.text for step in steps], dialect):
        tag = steps[number].tag
        if isinstance(one, Building):
            from forge_migrations.database.postgres.script import building

            yield building(one)
        elif isinstance(one, Fill):
            way = batches.way(connection, dotted(one.table, dialect))
            if isinstance(way, str):
                why = way or "its table isn't there"
                yield f"\n-- the UPDATE of {one} stays in {tag}: {why}\n"
            else:
                yield from script.filling(connection, one, way)
        elif one.why:
            yield f"\n-- {one.what} stays in {tag}: {one.why}\n"
