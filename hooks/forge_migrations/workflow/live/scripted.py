"""`apply --script FILE`: what `--online` would do, for the engine's own shell, and for who deploys with
drizzle-orm's migrator."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import TYPE_CHECKING

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.steps import Step
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.online import Building
from forge_migrations.sql.online import done_before
from forge_migrations.workflow.live.opened import Live

if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection


def script_of(live: Live, connection: Connection, steps: Sequence[Step]) -> Iterator[str]:
    """The script, piece by piece; nothing is written to the database."""
    yield _head(live)
    if not steps:
        return
    dialect = steps[0].dialect
    own = behaviour_of(live.target.engine).batches()
    for number, one in done_before([step.text for step in steps], dialect):
        tag = steps[number].tag
        if isinstance(one, Building):
            from forge_migrations.database.postgres.script import building

            yield building(one)
        elif isinstance(one, Fill):
            way = own.way(connection, dotted(one.table, dialect))
            why = way or "its table isn't there" if isinstance(way, str) else ""
            if why:
                yield f"\n-- the UPDATE of {one} stays in {tag}: {why}\n"
            else:
                yield from _filling(live, connection, one, way)
        elif one.why:
            yield f"\n-- {one.what} stays in {tag}: {one.why}\n"


def _head(live: Live) -> str:
    if live.target.engine == "sqlite":
        from forge_migrations.database.sqlite.script import head

        return head(live.driver.foreign_keys)
    if live.target.engine == "mysql":
        from forge_migrations.database.mysql.script import HEAD

        return HEAD
    from forge_migrations.database.postgres.script import HEAD as POSTGRES

    return POSTGRES


def _filling(live: Live, connection: Connection, fill: Fill, way: object) -> Iterator[str]:
    if live.target.engine == "sqlite":
        from forge_migrations.database.sqlite.batches import Keyed as Rows
        from forge_migrations.database.sqlite.script import filling as of_sqlite

        assert isinstance(way, Rows)
        yield from of_sqlite(connection, fill, way)
    elif live.target.engine == "mysql":
        from forge_migrations.database.mysql.batches import Keyed as Key
        from forge_migrations.database.mysql.batches import reads_committed
        from forge_migrations.database.mysql.script import filling as of_mysql

        assert isinstance(way, Key)
        yield of_mysql(fill, way, reads_committed(connection))
    else:
        from forge_migrations.database.postgres.batches import Blocks
        from forge_migrations.database.postgres.batches import Keyed
        from forge_migrations.database.postgres.script import filling as of_postgres

        assert isinstance(way, Keyed | Blocks)
        yield of_postgres(fill, way)
