"""Runs pending migrations as Drizzle's migrator does through one driver, and stops where it stops.

One `BEGIN … COMMIT` around every pending migration on PostgreSQL and SQLite (MySQL commits at each
DDL statement whatever the migrator wants), each piece between two breakpoints handed to the driver
as it stands, a row in the ledger after each migration. Source: see `ledger.py` and `drivers.py`.
"""

from __future__ import annotations

import contextlib
import time

from forge_migrations.database.deadline import Deadline
from forge_migrations.database.failures import Failure
from forge_migrations.database.failures import failure_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.ledger import record
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.definitions import names_in_backticks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.drivers import Driver
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step

    Execute = Callable[["Connection", Step, Segment], int]
    """Runs one segment and tells the rows touched, or raises the driver's exception."""


class Watcher:
    """Sees each segment before and after it ran; the base class looks away."""

    def before(self, step: Step, segment: Segment) -> None:
        """Called before the segment is handed to the driver."""

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        """Called after it ran; `rows` is the driver's count, -1 when it tells none."""

    def failed(self, failure: Failure, seconds: float) -> None:
        """Called instead of `after`, inside the failed transaction."""


class Run(NamedTuple):
    """What became of the migrations that were pending."""

    applied: tuple[Step, ...]
    """Those that are recorded in the ledger afterwards."""
    failure: Failure | None
    """Where the migrator stopped, or None."""
    half_applied: bool = False
    """True when statements of the failed migration stay: nothing rolled them back."""


def migrate(
    connection: Connection,
    ledger: Ledger,
    steps: Sequence[Step],
    driver: Driver,
    *,
    watcher: Watcher | None = None,
    timeout: float = 60,
    execute: Execute | None = None,
) -> Run:
    """Run `steps` (what `ledger.pending` says) and record them. Never raises for the SQL's errors.

    `connection` commits each statement by itself. `timeout` is in seconds for one segment.
    """
    watcher = watcher or Watcher()
    with Deadline(connection, timeout) as deadline:
        run = _Running(connection, ledger, driver, watcher, deadline, execute or execute_segment)
        return _run(run, steps)


def _run(run: _Running, steps: Sequence[Step]) -> Run:
    connection, ledger, driver = run.connection, run.ledger, run.driver
    if driver.transaction:
        _say(connection, "BEGIN")
    for step in steps:
        failure = run.step(step)
        if failure is not None:
            return _stopped(connection, ledger, driver, run, failure)
    if driver.transaction:
        try:
            _say(connection, "COMMIT")
        except Exception as error:
            # Deferred constraints speak at COMMIT.
            last = steps[-1]
            failure = failure_of(error, last, last.segments[-1])
            return _stopped(connection, ledger, driver, run, failure)
    return Run(tuple(run.applied), None)


def execute_segment(
    connection: Connection, step: Step, segment: Segment, strings: bool = False
) -> int:
    """Hand the text to the driver as it stands; `%` and `:` in it mean nothing. `strings` as
    `Driver.strings` has it."""
    text = segment.sql
    if connection.dialect.name == "sqlite" and not strings:
        text = names_in_backticks(text)
    result = connection.exec_driver_sql(text, execution_options={"no_parameters": True})
    rows = result.rowcount
    result.close()
    return rows


class _Running:
    def __init__(
        self,
        connection: Connection,
        ledger: Ledger,
        driver: Driver,
        watcher: Watcher,
        deadline: Deadline,
        execute: Execute,
    ) -> None:
        self.connection = connection
        self.ledger = ledger
        self.driver = driver
        self._watcher = watcher
        self._deadline = deadline
        self._execute = execute
        self.applied: list[Step] = []
        self.ran = 0
        """Segments of the current migration that ran."""

    def step(self, step: Step) -> Failure | None:
        self.ran = 0
        for segment in step.segments:
            failure = self._segment(step, segment)
            if failure is not None:
                return failure
            self.ran += 1
        try:
            record(self.connection, self.ledger, step)
        except Exception as error:
            return failure_of(error, step, step.segments[-1])
        self.applied.append(step)
        return None

    def _segment(self, step: Step, segment: Segment) -> Failure | None:
        pieces = as_driver_sees(self.ledger.engine, self.driver, segment)
        if isinstance(pieces, str):
            failure = Failure(step, segment, segment.line, "", pieces)
            self._watcher.failed(failure, 0.0)
            return failure
        for piece in pieces:
            self._watcher.before(step, piece)
            start = time.perf_counter()
            self._deadline.start()
            try:
                rows = self._execute(self.connection, step, piece)
            except Exception as error:
                self._deadline.end()
                failure = failure_of(error, step, piece)
                if self._deadline.passed:
                    # Even where the connection went with it: that was our doing.
                    failure = failure._replace(message="the statement ran too long and was ended")
                else:
                    refuse_faults(error)
                self._watcher.failed(failure, time.perf_counter() - start)
                return failure
            self._deadline.end()
            self._watcher.after(step, piece, time.perf_counter() - start, rows)
        return None


def as_driver_sees(engine: str, driver: Driver, segment: Segment) -> Iterable[Segment] | str:
    """The statements that the driver runs of a segment, or the words with which it refuses it."""
    from forge_migrations.database.splitting import postgres_statements
    from forge_migrations.database.splitting import statements_in

    if engine == "postgresql":
        found = postgres_statements(segment)
        if len(found) > 1 and driver.several == "error":
            return _several(driver, len(found))
        return found
    found = statements_in(engine, segment)
    if not found:
        if driver.blank == "comment":
            return [segment]  # the server decides: 1065 for nothing at all, fine for a comment
        if driver.blank == "error":
            return f"{driver.name} refuses an empty statement between two breakpoints"
        return []
    if len(found) > 1 and driver.several == "error":
        return _several(driver, len(found))
    return found[:1] if driver.several == "first" else found


def _several(driver: Driver, count: int) -> str:
    return f"{driver.name} refuses {count} statements without a breakpoint between them"


def _stopped(
    connection: Connection, ledger: Ledger, driver: Driver, run: _Running, failure: Failure
) -> Run:
    if driver.transaction:
        # A migration's own COMMIT has ended the transaction already: then there is nothing to undo.
        with contextlib.suppress(Exception):
            _say(connection, "ROLLBACK")
    if driver.transaction and row_of(ledger.engine).ddl_in_transactions:
        return Run((), failure)
    return Run(tuple(run.applied), failure, half_applied=run.ran > 0)


def _say(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
