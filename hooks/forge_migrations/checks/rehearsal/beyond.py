"""The new migrations where the released history itself doesn't run: on the structure that the last
released snapshot tells, and never passed off as rehearsed on the history."""

from __future__ import annotations

import json

from forge_migrations.checks.migration_history.start import making
from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.checks.rehearsal.plan import ddl_of
from forge_migrations.database.arena import Prepared
from forge_migrations.database.filling import fill
from forge_migrations.database.given import start_step
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.snapshot import structure
from forge_migrations.engines import DIALECTS
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Step


class Beyond(NamedTuple):
    """What became of the new migrations."""

    result: Rehearsal
    note: Note
    """Where they ran, or that they didn't."""
    snapshot: str = ""
    """The path of the snapshot that they ran on; empty when they didn't."""


def beyond(
    subject: Subject, change: ProjectChange, plan: Planned, arena: Arena, result: Rehearsal
) -> Beyond | None:
    """`result` with the new migrations in it, where its released history stopped before them; `None`
    when there is nothing new."""
    known = {step.tag for step in plan.before}
    pending = tuple(step for step in plan.after if step.tag not in known)
    stopped = result.history_failure
    if stopped is None or not pending:
        return None
    where = f"{stopped.step.path}:{stopped.line}"
    config = change.project.config
    try:
        start = _before(subject, change, plan)
        found = _run(arena, plan.setting._replace(start=start), pending)
    except (Undecided, ValueError, KeyError) as error:
        names = pending[0].tag + (f" and {len(pending) - 1} more" if len(pending) > 1 else "")
        text = f"{names} was not run: the released history stops at {where}: {stopped}; and {error}"
        return Beyond(result, Note(CHECK, text, config, True, "mend the released history first"))
    merged = result._replace(
        pending=found.pending,
        statements=found.statements,
        failure=found.failure,
        half_applied=found.half_applied,
        lost=found.lost,
        taken=found.taken,
        broken=found.broken,
        filled=found.filled,
        unfilled=found.unfilled,
        upgraded=found.upgraded,
    )
    text = f"rehearsed from the structure of {start.path} on, not from the released history, which"
    text += f" stops at {where}: {result.version}"
    return Beyond(merged, Note(CHECK, text, config), start.path)


def _before(subject: Subject, change: ProjectChange, plan: Planned) -> Step:
    """What makes the structure that the last released snapshot tells. Raises `Undecided`,
    `ValueError` or `KeyError` when it can't be told."""
    tree = subject.change.after
    last = plan.before[-1].tag
    one = next((each for each in change.after.migrations if each.tag == last), None)
    if one is None or one.snapshot_blob is None:
        raise Undecided(f"{last} has no snapshot that would tell what it leads to")
    dialect = DIALECTS[plan.setting.ledger.engine]
    if plan.setting.ledger.engine != "sqlite" and change.after.layout == "journal":
        sql = ddl_of(subject, change.project, tree, one.snapshot)
    else:
        texts = tree.read_many(head.path for head in change.after.snapshots)
        ids = {head.path: head.id for head in change.after.snapshots}
        known = {ids[path]: json.loads(text) for path, text in texts.items()}
        sql = tuple(making(structure(whole(known, ids[one.snapshot])), dialect))
    return start_step(last, one.snapshot, sql, plan.setting.ledger.engine)


def _run(arena: Arena, setting: Setting, pending: tuple[Step, ...]) -> Rehearsal:
    engine = setting.ledger.engine
    database = arena.empty(setting, "history")
    with arena.connect(database) as connection:
        filled = fill(connection, arena.tables(connection, setting), engine)
    prepared = Prepared(database, filled)
    return rehearse(arena, (), pending, setting, fresh=False, prepared=prepared)
