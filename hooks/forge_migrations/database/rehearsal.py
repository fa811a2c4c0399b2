"""A rehearsal: the released history with rows in it, the new migrations, and what was measured.

Two phases. `upgrade`: the history of `before`, one migration after another as they were deployed,
then rows, then everything that is pending in one run, as the next deploy does it. `fresh`: an empty
database and everything in one run, as a new machine and CI do it.
"""

from __future__ import annotations

from functools import partial

from forge_migrations.database import ledger as ledgers
from forge_migrations.database.beside import Beside
from forge_migrations.database.contents import losses
from forge_migrations.database.contents import read_contents
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.migrator import migrate
from forge_migrations.database.postgres.at_once import succeeds_at_once
from forge_migrations.database.structure import differences
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Prepared
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.contents import Held
    from forge_migrations.database.contents import Loss
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.ledger import Skipped
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.migrator import Run
    from forge_migrations.database.server import Version
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.database.tracing import Destroyed
    from forge_migrations.database.tracing import Traced
    from forge_migrations.database.tracing import Tracer
    from forge_migrations.database.trial import Trial


class Blamed(NamedTuple):
    """A loss and the statement that caused it."""

    loss: Loss
    statement: Traced


class Taken(NamedTuple):
    """An object that was there before and is gone, and the statement that took it."""

    destroyed: Destroyed
    statement: Traced


class Rehearsal(NamedTuple):
    """What was measured. A failure in one phase leaves the other's measures standing."""

    version: Version
    pending: tuple[Step, ...]
    statements: tuple[Traced, ...] = ()
    """The new migrations', in order."""
    history_failure: Failure | None = None
    """The released history doesn't apply by itself."""
    failure: Failure | None = None
    """The new migrations stopped, on tables with rows."""
    needs_rows: bool = False
    """True when `failure` doesn't happen on empty tables."""
    half_applied: bool = False
    fresh_failure: Failure | None = None
    """Everything in one run on an empty database stopped."""
    fresh_alone: Failure | None = None
    """The same when each migration has a run of its own; None when that works."""
    skipped: tuple[Skipped, ...] = ()
    lost: tuple[Blamed, ...] = ()
    taken: tuple[Taken, ...] = ()
    broken: tuple[str, ...] = ()
    """Constraints that the data breaks afterwards."""
    filled: Mapping[str, int] = {}
    """Rows that each table had before the new migrations, by its label."""
    unfilled: Mapping[str, str] = {}
    """Tables without a row, and why."""
    left_out: tuple[LeftOut, ...] = ()
    """Statements that this server can't run."""
    earlier: Structure | None = None
    """The released history's structure."""
    structure: Structure | None = None
    """What all migrations make on an empty database; None when they don't apply."""
    upgraded: Structure | None = None
    """What the new migrations make of the populated database; None when they stopped."""
    held: Mapping[str, Held] | None = None
    """What its tables hold then, by their keys."""


def rehearse(
    arena: Arena,
    before: Sequence[Step],
    after: Sequence[Step],
    setting: Setting,
    *,
    fresh: bool = True,
    upgrade: bool = True,
    prepared: Prepared | None = None,
    afterwards: Callable[[Rehearsal], object] = bool,
    trial: Trial | None = None,
) -> Rehearsal:
    """Run both phases. `prepared` is the released history if it was prepared already; `afterwards`
    is called with the first phase's result, while the second one may still run; `trial` has the
    queries that are tried on both sides of the new migrations.

    Raises `Undecided` when the engine itself gives up, never for SQL's errors.
    """
    try:
        if not upgrade:
            result, empty = Rehearsal(arena.version, tuple(after)), _fresh(arena, after, setting)
        else:
            # First what may start from a kept history, then what needs an empty database, which
            # runs beside it where the server can use two databases at once.
            prepared = prepared or arena.prepare(before, setting)
            with Beside(partial(_fresh, arena, after, setting), arena.concurrent) as beside:
                result = _upgrade(arena, prepared, after, setting, trial)
                afterwards(result)
                empty = beside.result() if fresh else Fresh()
    except Exception as error:
        refuse_faults(error)
        raise
    if empty.structure is not None and result.failure is not None:
        result = result._replace(needs_rows=True)
    return result._replace(
        structure=empty.structure,
        fresh_failure=empty.failure,
        fresh_alone=empty.alone,
        left_out=arena.left_out,
    )


def structure_of(arena: Arena, steps: Sequence[Step], setting: Setting) -> Structure:
    """What these migrations make of an empty database. Raises `Undecided` when they don't apply."""
    with arena.connect(arena.empty(setting)) as connection:
        for step in steps:
            run = _run_all(arena, connection, [step], setting)
            if run.failure is not None:
                raise Undecided(f"{step.tag} doesn't apply on {arena.version}: {run.failure}")
        return arena.structure(connection, setting)


def _upgrade(
    arena: Arena,
    prepared: Prepared,
    after: Sequence[Step],
    setting: Setting,
    trial: Trial | None = None,
) -> Rehearsal:
    with arena.connect(prepared.database) as connection:
        engine = setting.ledger.engine
        tables = arena.tables(connection, setting)
        held = read_contents(connection, tables, engine)
        earlier = arena.structure(connection, setting)
        ledgers.ensure(connection, setting.ledger, after)
        recorded = ledgers.rows(connection, setting.ledger)
        plan = ledgers.pending(setting.ledger, after, recorded)
        result = Rehearsal(
            arena.version,
            plan.pending,
            history_failure=prepared.failure,
            skipped=plan.skipped if prepared.failure is None else (),
            filled=prepared.filled.rows,
            unfilled=prepared.filled.empty,
            earlier=earlier,
        )
        if not plan.pending or prepared.failure is not None:
            return result
        if trial is not None:
            trial.before(connection, tables, earlier, plan.pending)
        tracer = arena.tracer(connection, tables)
        run = migrate(
            connection,
            setting.ledger,
            plan.pending,
            setting.driver,
            watcher=tracer,
            timeout=setting.timeout,
            execute=arena.execute,
        )
        result = result._replace(
            statements=tuple(tracer.statements),
            failure=run.failure,
            half_applied=run.half_applied,
        )
        if run.failure is not None:
            return result
        renamed = arena.renamed(tracer)
        there = arena.tables(connection, setting)
        now = read_contents(connection, there, engine)
        structure = arena.structure(connection, setting)
        if trial is not None:
            trial.after(connection, there)
        return result._replace(
            lost=tuple(_blame(loss, tracer, renamed) for loss in losses(held, now, renamed)),
            taken=tuple(_taken(tracer, earlier, structure)),
            broken=tuple(arena.broken(connection)),
            upgraded=structure,
            held=now,
        )


class Fresh(NamedTuple):
    """What became of everything in one run on an empty database."""

    structure: Structure | None = None
    failure: Failure | None = None
    alone: Failure | None = None
    """The failure when each migration has a run of its own."""


def _fresh(arena: Arena, after: Sequence[Step], setting: Setting) -> Fresh:
    if setting.ledger.engine == "postgresql" and setting.driver.transaction:
        with arena.connect(arena.empty(setting)) as connection:
            ledgers.ensure(connection, setting.ledger, after)
            texts = [segment.sql for step in after for segment in step.segments]
            if succeeds_at_once(connection, texts, setting.timeout):
                return Fresh(arena.structure(connection, setting))
    with arena.connect(arena.empty(setting)) as connection:
        run = _run_all(arena, connection, after, setting)
        if run.failure is None:
            return Fresh(arena.structure(connection, setting))
    with arena.connect(arena.empty(setting)) as connection:
        for step in after:
            single = _run_all(arena, connection, [step], setting)
            if single.failure is not None:
                return Fresh(failure=run.failure, alone=single.failure)
    return Fresh(failure=run.failure)


def _run_all(arena: Arena, connection: Connection, steps: Sequence[Step], setting: Setting) -> Run:
    ledgers.ensure(connection, setting.ledger, steps)
    return migrate(
        connection,
        setting.ledger,
        steps,
        setting.driver,
        timeout=setting.timeout,
        execute=arena.execute,
    )


def _blame(loss: Loss, tracer: Tracer, renamed: Mapping[str, str]) -> Blamed:
    """The statement that a loss is laid at: the one that was seen doing it, else the last that

    names the table.
    """
    statements = tracer.statements
    for statement in statements:
        if loss.kind == "rows" and loss.table in statement.deleted:
            return Blamed(loss, statement)
        if loss.kind == "table" and any(
            _same(each, "table", loss.table) for each in statement.destroyed
        ):
            return Blamed(loss, statement)
        if loss.kind == "column" and any(
            _same(each, "table column", f"{loss.table}.{loss.column}")
            for each in statement.destroyed
        ):
            return Blamed(loss, statement)
    names = [name for name in (loss.table.rpartition(".")[2], renamed.get(loss.table, "")) if name]
    naming = [each for each in statements if any(name in each.sql for name in names)]
    if loss.kind == "column":
        # A rebuild leaves it out, and is told by its DROP TABLE.
        drops = [
            each
            for each in naming
            if any(_same(one, "table", loss.table) for one in each.destroyed)
        ]
        naming = drops or [each for each in naming if loss.column in each.sql] or naming
    if loss.kind == "values":
        writing = [each for each in naming if not each.sql.upper().startswith("CREATE INDEX")]
        naming = [each for each in writing if loss.column in each.sql] or writing or naming
    return Blamed(loss, (naming or statements)[-1])


def _same(destroyed: Destroyed, kind: str, label: str) -> bool:
    name = destroyed.name.replace('"', "").removeprefix("public.")
    return destroyed.kind == kind and name == label


def _taken(tracer: Tracer, earlier: Structure, now: Structure) -> list[Taken]:
    """What CASCADE took: gone now, seen going, and not named by the statement."""
    gone = {str(each.thing.name) for each in differences(now, earlier) if each.missing}
    found = []
    for statement in tracer.statements:
        for destroyed in statement.destroyed:
            short = destroyed.name.replace('"', "").partition(" on ")[0].rpartition(".")[2]
            if destroyed.cascade and short in gone:
                found.append(Taken(destroyed, statement))
    return found
