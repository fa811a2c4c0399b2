"""What a rehearsal measured, as the review's table."""

from __future__ import annotations

from forge_migrations.engines import DIALECTS
from forge_migrations.engines import engine_of
from forge_migrations.findings import Undecided
from forge_migrations.report.reviewed import BLANK
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import Stop
from forge_migrations.sql.layout import lead

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.tracing import Traced
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.engines import Dialect

COLUMNS = ("where", "statement", "locks", "work", "rows", "destroyed", "ms")


def measure(
    subject: Subject, change: ProjectChange, chosen: list[Migration], asked: bool
) -> Measured:
    """Rehearse, when it was asked for or costs next to nothing (SQLite). Never raises `Undecided`
    unless it was asked for: a review without measures is still a review."""
    if not asked and engine_of(change.project.dialect) != "sqlite":
        return Measured(missing="not rehearsed: forge-migrations review --rehearse")
    try:
        return _measure(subject, change, chosen)
    except Undecided as error:
        if asked:
            raise
        return Measured(missing=f"not rehearsed: {error}")


def _measure(subject: Subject, change: ProjectChange, chosen: list[Migration]) -> Measured:
    from forge_migrations.checks.rehearsal.plan import arena_of
    from forge_migrations.checks.rehearsal.plan import planned
    from forge_migrations.checks.rehearsal.released import sides_of
    from forge_migrations.checks.rehearsal.released import trial_of
    from forge_migrations.checks.rehearsal.released import tried
    from forge_migrations.database.rehearsal import rehearse

    plan = planned(subject, change)
    first = min(i for i, step in enumerate(plan.after) if step.path == chosen[0].path)
    new = frozenset(step.path for step in plan.after[first:])
    plan = plan._replace(before=plan.after[:first], new=new)
    sides, untried = sides_of(subject, change, plan)
    trial = trial_of(plan, sides)
    arena = arena_of(subject, change, plan)
    try:
        result = rehearse(arena, plan.before, plan.after, plan.setting, fresh=False, trial=trial)
        said = tried(trial, arena, plan, result, change)
    finally:
        arena.close()
    order = said.line or (untried.message if untried else said.trouble)
    wanted = {each.path for each in chosen}
    dialect = DIALECTS[change.project.dialect or change.after.dialect]
    rows = [_row(each, dialect) for each in result.statements if each.path in wanted]
    failure = result.history_failure or result.failure
    stop = failure and Stop(failure.step.path, failure.line, str(failure))
    if not rows:
        return Measured(missing=f"{result.version} ran no statement of it", stop=stop)
    return Measured(COLUMNS, tuple(rows), "", stop, tuple(said.findings), order, said.passed)


def _row(traced: Traced, dialect: Dialect) -> tuple[str, ...]:
    sql = " ".join(traced.sql[lead(traced.sql, dialect) :].split())
    locks = ", ".join(f"{lock.mode} on {lock.table}" for lock in traced.locks)
    destroyed = ", ".join([*(f"{each.kind} {each.name}" for each in traced.destroyed),
                           *(f"rows of {label}" for label in traced.deleted)])  # fmt: skip
    return (
        f"{traced.path}:{traced.line}",
        sql if len(sql) <= 90 else sql[:89] + "…",
        locks or BLANK,
        ", ".join(traced.work) or BLANK,
        str(traced.rows) if traced.rows >= 0 else BLANK,
        destroyed or BLANK,
        f"{traced.seconds * 1000:.1f}",
    )
