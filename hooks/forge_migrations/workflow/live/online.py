"""`apply --online`: what would lock a table in the migrator's transaction is built before it.

PostgreSQL builds an index CONCURRENTLY beside readers and writers, and in no transaction; one that fails
leaves an invalid index behind: https://www.postgresql.org/docs/current/sql-createindex.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forge_migrations.database.steps import Step
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.online import Building
from forge_migrations.sql.online import buildings
from forge_migrations.workflow.live.opened import Live
from forge_migrations.workflow.live.opened import is_of_driver

if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

TRIES = 2
STATE = """
SELECT x.indisvalid, x.indexrelid::regclass::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = to_regclass(%s) AND i.relname = %s
"""


def built(live: Live, connection: Connection, steps: Sequence[Step]) -> list[str]:
    """The names of the indexes that were built. Raises `Undecided` where one can't be."""
    if live.target.engine != "postgresql":
        raise UsageError(
            f"{live.target} builds no index beside its writers: --online is PostgreSQL's",
            Remedy("apply it without", ours("apply")),
        )
    made = []
    for one in buildings([step.text for step in steps]):
        there = connection.exec_driver_sql("SELECT to_regclass(%s)", (one.table,)).scalar()
        if there is None:
            continue  # a migration makes the table
        if _build(live, connection, one):
            made.append(one.name)
            print(f"  built {one.name}", flush=True)
    return made


def _build(live: Live, connection: Connection, one: Building) -> bool:
    for left in reversed(range(TRIES)):
        state = connection.exec_driver_sql(STATE, (one.table, one.name)).first()
        if state is not None and state[0]:
            return left < TRIES - 1
        if state is not None:
            print(f"  drops {one.name}, which an earlier build left invalid", flush=True)
            connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {state[1]}")
        try:
            connection.exec_driver_sql(one.sql.replace("%", "%%"))
            return True
        except Exception as error:
            if not is_of_driver(error):
                raise
            if not left:
                _clean(connection, one)
                words = live.target.scrub(str(getattr(error, "orig", error))).splitlines()[0]
                raise Undecided(
                    f"index {one.name} can't be built: {words}; no migration was run",
                    Remedy("look at the rows", ours("preflight")),
                ) from None
    return False


def _clean(connection: Connection, one: Building) -> None:
    """Take away what the failed build left."""
    state = connection.exec_driver_sql(STATE, (one.table, one.name)).first()
    if state is not None and not state[0]:
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {state[1]}")


def script_of(steps: Sequence[Step]) -> str:
    """The same for psql, for who deploys with drizzle-orm's own migrator."""
    lines = ["-- psql -f this file, outside of a transaction, before the migrations run"]
    for one in buildings([step.text for step in steps]):
        table, name = (text.replace("'", "''") for text in (one.table, one.name))
        lines += [
            "",
            "SELECT 'DROP INDEX CONCURRENTLY ' || x.indexrelid::regclass FROM pg_index x",
            "  JOIN pg_class i ON i.oid = x.indexrelid",
            f"  WHERE NOT x.indisvalid AND x.indrelid = to_regclass('{table}') AND i.relname = '{name}'",
            "\\gexec",
            f"{one.sql};",
        ]
    return "\n".join(lines) + "\n"
