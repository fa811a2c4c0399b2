"""Run the way back on a development database, and take the migrations out of its ledger."""

from __future__ import annotations

import contextlib

from forge_migrations.database.failures import failure_of
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.database.steps import step_of
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import row_of
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.sessions import switches_foreign_keys_off
from forge_migrations.workflow.live.opened import plainly
from forge_migrations.workflow.live.session import executing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.workflow.history.way_back import Back
    from forge_migrations.workflow.live.opened import Live


def undo(live: Live, connection: Connection, back: Back) -> None:
    """All of it or nothing, but on MySQL. Raises `UsageError` unless the database stands at the end
    of the history, and `Undecided` when a statement fails."""
    with alone(connection, live.target, 0):
        refuse_unapplied(live, connection, back)
        if live.target.engine == "sqlite":
            on = not any(switches_foreign_keys_off(statement) for statement in back.sql)
            connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(on)}")
        with plainly(live.target):
            connection.exec_driver_sql("BEGIN")
        _run(live, connection, back)
        with plainly(live.target):
            _forget(live, connection, back)
            connection.exec_driver_sql("COMMIT")


def refuse_unapplied(live: Live, connection: Connection, back: Back) -> None:
    """Raises `UsageError` when one of the migrations to take back isn't in the ledger."""
    applied = {step.tag for step in live.plan(connection).applied}
    for step in back.undone:
        if step.tag not in applied:
            raise UsageError(
                f"{step.tag} isn't applied to this database", Remedy("look", ours("status"))
            )


def _run(live: Live, connection: Connection, back: Back) -> None:
    execute = executing(live)
    dialect = DIALECTS[live.target.engine]
    for number, statement in enumerate(back.sql, 1):
        step = step_of(back.name, "", "", statement.encode(), 0, dialect)
        try:
            execute(connection, step, step.segments[0])
        except Exception as error:
            failure = failure_of(error, step, step.segments[0])
            with contextlib.suppress(Exception):
                connection.exec_driver_sql("ROLLBACK")
            state = (
                f"the {number - 1} statements before it stay: MySQL rolls no DDL back"
                if not row_of(live.target.engine).ddl_in_transactions and number > 1
                else "everything was rolled back"
            )
            raise Undecided(
                f"statement {number}, {' '.join(statement.split())[:90]}: "
                f"{live.target.scrub(str(failure))}; {state}"
            ) from None


def _forget(live: Live, connection: Connection, back: Back) -> None:
    mark = row_of(live.target.engine).mark
    for step in back.undone:
        column, value = ("created_at", step.millis)
        if live.ledger.layout == "folders":
            column, value = "name", step.tag  # type: ignore[assignment]
        connection.exec_driver_sql(
            f"DELETE FROM {live.ledger.name} WHERE {column} = {mark}", (value,)
        )
