"""`apply --online`: what would lock a table in the migrator's transaction is built before it.

PostgreSQL builds an index CONCURRENTLY beside readers and writers, and in no transaction; one that fails
leaves an invalid index behind: https://www.postgresql.org/docs/current/sql-createindex.html
"""

from __future__ import annotations

from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.online import Building
from forge_migrations.sql.online import Kept
from forge_migrations.sql.online import done_before
from forge_migrations.workflow.live.batched import fill
from forge_migrations.workflow.live.opened import is_of_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Step
    from forge_migrations.workflow.live.opened import Live

TRIES = 2
STATE = """
SELECT x.indisvalid, x.indexrelid::regclass::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = to_regclass(%s) AND i.relname = %s
"""


def done(
    live: Live,
    connection: Connection,
    steps: Sequence[Step],
    typed: Sequence[str],
    facts: dict[str, Any],
) -> None:
    """Build indexes and fill columns, in the migrations' order; `facts` gets what was `built`, `filled` and
    `left`. Raises `Undecided` where one can't be, `KeyboardInterrupt` with what to type where somebody
    ends it."""
    built, filled, left = (facts.setdefault(name, []) for name in ("built", "filled", "left"))
    for number, one in done_before([step.text for step in steps], steps[0].dialect):
        tag = steps[number].tag
        if isinstance(one, Building):
            there = connection.exec_driver_sql("SELECT to_regclass(%s)", (one.table,)).scalar()
            if there is not None and _build(live, connection, one):
                built.append(one.name)
                print(f"  built {one.name}", flush=True)
            continue
        if isinstance(one, Fill):
            rows = fill(live, one, typed)
            if isinstance(rows, int):
                told = {"table": one.table, "columns": list(one.columns), "migration": tag}
                filled.append({**told, "rows": rows})
                continue
            one = Kept(f"the UPDATE of {one}", rows)
        if one.why:
            left.append(f"{one.what} stays in {tag}: {one.why}")
            print(f"  {left[-1]}", flush=True)


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
                    f"index {one.name} can't be built: {words}; its migration was not run",
                    Remedy("look at the rows", ours("preflight")),
                ) from None
    return False


def _clean(connection: Connection, one: Building) -> None:
    """Take away what the failed build left."""
    state = connection.exec_driver_sql(STATE, (one.table, one.name)).first()
    if state is not None and not state[0]:
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {state[1]}")
