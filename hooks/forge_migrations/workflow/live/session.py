"""What surrounds the migrator's run in `apply`: settings, progress, foreign keys, failures told."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.migrator import Watcher
from forge_migrations.database.migrator import execute_segment
from forge_migrations.database.migrator import migrate
from forge_migrations.database.mysql.half_applied import HalfApplied
from forge_migrations.database.refusals import advice
from forge_migrations.database.sqlite.libsql import execute_as_libsql
from forge_migrations.engines import row_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.sessions import own_end
from forge_migrations.sql.sessions import switches_foreign_keys_off
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.migrator import Execute
    from forge_migrations.database.migrator import Run
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.workflow.live.opened import Live


UNLIMITED = 1e9
"""Seconds: a live table may take its time."""


def prepared(connection: Connection, engine: str, lock_timeout: float) -> None:
    """Session settings: how long a statement waits for a lock."""
    if lock_timeout:
        behaviour_of(engine).wait_for_locks(connection, lock_timeout)


def executing(live: Live) -> Execute:
    """How a statement is run: a file of libSQL's is opened with SQLite, which lacks its ALTER COLUMN."""
    libsql = live.driver.name in ("libsql", "turso", "turso-database")
    return execute_as_libsql if libsql else execute_segment


@contextmanager
def foreign_keys(connection: Connection, live: Live, steps: Sequence[Step]) -> Iterator[None]:
    """SQLite: enforced as the project's driver does it, but off when a migration asks for that.

    drizzle-kit's rebuild says `PRAGMA foreign_keys=OFF` inside the migrator's transaction, where
    it does nothing, so dropping the old table deletes the rows of ON DELETE CASCADE children:
    https://www.sqlite.org/pragma.html#pragma_foreign_keys. Said before the transaction it works.
    """
    if live.target.engine != "sqlite":
        yield
        return
    asked = any(switches_foreign_keys_off(step.text) for step in steps)
    if asked and live.driver.foreign_keys:
        print("  foreign keys are off meanwhile, as a migration asks: its rebuild keeps child rows")
    on = live.driver.foreign_keys and not asked
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(on)}")
    yield
    if asked:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        for table, rowid, parent, _ in broken[:10]:
            print(f"  row {rowid} of {table} refers to no row of {parent}", file=sys.stderr)


class Progress(Watcher):
    """Shows each statement as it runs; on MySQL keeps how far a migration has come."""

    def __init__(self, connection: Connection, live: Live, resume: str) -> None:
        self._connection = connection
        self._live = live
        self._half = (
            None
            if row_of(live.target.engine).ddl_in_transactions
            else HalfApplied(connection, live.target)
        )
        self._resume = resume
        self._shown = sys.stdout.isatty()
        self._step: Step | None = None
        self.ended = ""
        """Where a migration's own COMMIT stands that has run: `drizzle/0007_x.sql:10`."""

    def resumed(self, steps: Sequence[Step]) -> list[Step]:
        """The steps without the statements that an earlier run completed."""
        return self._half.resumed(steps, self._resume) if self._half else list(steps)

    def before(self, step: Step, segment: Segment) -> None:
        if step is not self._step:
            self._step = step
            print(f"  {step.tag}", flush=self._shown)
        if self._half:
            self._half.started(step, segment)

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        if not self.ended:
            line = own_end(segment.sql, step.dialect)
            self.ended = f"{step.path}:{segment.start - 1 + line}" if line else ""
        if self._half:
            self._half.done(step, segment)
        if self._shown or seconds >= 1:
            touched = f", {rows} rows" if rows > 0 else ""
            print(f"    :{segment.line}  {_first(segment.sql)}  {seconds * 1000:.0f} ms{touched}")

    def failed(self, failure: Failure, seconds: float) -> None:
        if self._half:
            self._half.failed()

    def kept(self) -> tuple[str, int]:
        """The migration that a failure left half applied, and how many of its statements stay."""
        return self._half.kept() if self._half else ("", 0)

    def recorded(self) -> set[str]:
        """The migrations that the ledger has, after a failure and what it rolled back."""
        return {step.tag for step in self._live.plan(self._connection).applied}

    def finish(self) -> None:
        if self._half:
            self._half.finish()


def migrated(live: Live, connection: Connection, steps: Sequence[Step], progress: Progress) -> Run:
    """Run the steps as the project's migrator would. Raises `Undecided` when the server gives up."""
    with foreign_keys(connection, live, steps):
        with plainly(live.target):
            left = progress.resumed(steps)
        # node-postgres sends what stands between two breakpoints as it is; so is it sent here.
        whole = live.target.engine == "postgresql"
        driver = live.driver._replace(several="first") if whole else live.driver
        try:
            return migrate(
                connection,
                live.ledger,
                left,
                driver,
                watcher=progress,
                timeout=UNLIMITED,
                execute=executing(live),
            )
        except Undecided as error:
            # The server itself gave up. Those words were written for a scratch server's faults.
            words = live.target.scrub(str(error).replace("the scratch server", str(live.target)))
            raise Undecided(words, Remedy("look at it", ours("status"))) from None


class ToldFailure(NamedTuple):
    """File, line, statement, the engine's words, the state of the database, what to do."""

    path: str
    line: int
    sql: str
    message: str
    state: str
    fix: str


def told_failure(
    live: Live, result: Run, progress: Progress, ran: Sequence[str] = ()
) -> ToldFailure:
    """What a failed run says, without the password. `ran`: what was applied and committed before it."""
    failure = result.failure
    assert failure is not None
    hint = failure.hint or advice(live.target, failure.code, failure.message, failure.step.tag)
    return ToldFailure(
        failure.step.path,
        failure.line,
        failure.segment.sql.strip(),
        live.target.scrub(str(failure)),
        _state(live, result, progress, ran),
        hint,
    )


def tell_failure(failure: ToldFailure) -> None:
    """Print it, of a long statement the beginning."""
    print(f"{failure.path}:{failure.line}: {failure.message}", file=sys.stderr)
    for line in failure.sql.splitlines()[:12]:
        print(f"    {line}", file=sys.stderr)
    print(f"  state: {failure.state}", file=sys.stderr)
    if failure.fix:
        print(f"  fix: {failure.fix}", file=sys.stderr)


def _state(live: Live, result: Run, progress: Progress, ran: Sequence[str]) -> str:
    failure = result.failure
    assert failure is not None
    if row_of(live.target.engine).ddl_in_transactions and live.driver.transaction:
        ended = progress.ended
        if ended:
            return (
                f"the COMMIT at {ended} ended the migrator's transaction: what stands above it "
                "stays, and the ledger doesn't have it; forge-migrations verify shows what is there"
            )
        if ran:
            return f"{', '.join(ran)} applied; what stands behind was rolled back"
        return "all of this run was rolled back; the database and its ledger are as before"
    # A failed statement that moves rows takes those before it back too, and with them the rows of
    # the ledger: what stays is what the database says.
    recorded = progress.recorded()
    tags = [*ran, *(step.tag for step in result.applied if step.tag in recorded)]
    kept = f"{', '.join(tags)} applied; " if tags else ""
    tag, count = progress.kept()
    if not count or tag in recorded:
        return f"{kept}nothing of {failure.step.tag} stays"
    whole = next(step for step in live.steps if step.tag == tag)
    lines = ", ".join(str(each.line) for each in whole.segments[:count])
    return (
        f"{kept}{tag} is half applied: what stands at line {lines} ran and stays; "
        "the next apply goes on behind it"
    )


def _first(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= 70 else line[:69] + "…"
