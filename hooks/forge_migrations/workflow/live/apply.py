"""Apply the pending migrations to a live database, exactly as drizzle-orm's migrator would.

Reads the migrations folder of the work tree and the ledger (`__drizzle_migrations`); writes what
the migrations say and the same ledger rows as drizzle-orm 0.45 or 1.0, so that both can be used on
one database in any order. One apply runs at a time. The database is named by --database-url, by
DATABASE_URL in the environment or in .env, or by the config's dbCredentials; its password is never
printed. Asks before it starts unless --yes is given.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise

from forge_migrations.database import ledger as ledgers
from forge_migrations.database.connection import connect
from forge_migrations.database.ledger import LedgerMismatch
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.words import counted
from forge_migrations.workflow.live.consent import agreed
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly
from forge_migrations.workflow.live.session import Progress
from forge_migrations.workflow.live.session import migrated
from forge_migrations.workflow.live.session import prepared
from forge_migrations.workflow.live.session import tell_failure
from forge_migrations.workflow.live.session import told_failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Plan
    from forge_migrations.database.steps import Step
    from forge_migrations.workflow.live.opened import Live
    from forge_migrations.workflow.live.session import ToldFailure

FIRST, LAST = 12, 5
"""Of a long list of pending migrations these are named; `status` has them all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--to", default="", metavar="TAG", help="stop after this migration")
    parser.add_argument("--dry-run", action="store_true", help="show what would run, write nothing")
    parser.add_argument(
        "--mark",
        action="store_true",
        help="record as applied what the database holds already, run nothing",
    )
    parser.add_argument("--unlike", action="store_true",
                        help="with --mark: record it although the database isn't like it")  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.add_argument("--no-preflight", action="store_true",
                        help="don't count first the rows that it would fail on")  # fmt: skip
    parser.add_argument("--backup", default="", metavar="DIR",
                        help="back the database up into this folder first")  # fmt: skip
    parser.add_argument("--online", action="store_true",
                        help="fill columns in batches and (PostgreSQL) build indexes first")  # fmt: skip
    parser.add_argument("--script", default="", metavar="FILE",
                        help="write what --online would do, for psql, mariadb or sqlite3")  # fmt: skip
    parser.add_argument("--skip", action="store_true", help="go on although some would be skipped")
    parser.add_argument("--resume", choices=("again", "next"), default="",
                        help="MySQL, after a kill: run the statement in doubt again, or the next one")  # fmt: skip
    parser.add_argument("--lock-timeout", type=float, default=0, metavar="S",
                        help="seconds that a statement waits for a lock (default: the server's)")  # fmt: skip
    parser.add_argument("--wait", type=float, default=0, metavar="S",
                        help="seconds to wait for another apply (default: 0)")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0 when everything asked for is applied, 1 when a migration failed or the answer was no."""
    with open_live(options) as live:
        print(f"{live.change.project.config}: {heading(live)}")
        answer = answer_of(options)
        answer.tell(project=live.change.project.config, database=str(live.target),
                    source=live.found.source, applied=[], pending=[], ran=[], failure=None)  # fmt: skip
        if options.dry_run:
            return _dry_run(live, options)
        if options.script:
            return _script(live, options)
        with connect(live.target) as connection:
            with plainly(live.target):
                prepared(connection, live.target.engine, options.lock_timeout)
            with alone(connection, live.target, options.wait):
                return _apply(live, connection, options)


def _dry_run(live: Live, options: argparse.Namespace) -> int:
    if live.is_new_file:
        plan = ledgers.pending(live.ledger, live.steps, [])
    else:
        with connect(live.target, read_only=True) as connection:
            plan = live.plan(connection)
    chosen = _chosen(plan, live, options, strict=False)
    for step in chosen:
        print(f"\n-- {step.path}")
        for segment in step.segments:
            print(segment.sql.strip())
    if chosen:
        answer_of(options).next = Remedy("apply it", ours("apply", "--yes"))
    return 0


def _script(live: Live, options: argparse.Namespace) -> int:
    """What would be built first, written into a file."""
    from forge_migrations.workflow.live.scripted import script_of

    with connect(live.target, read_only=True) as connection:
        chosen = _chosen(live.plan(connection), live, options, strict=False)
        with plainly(live.target), open(options.script, "w", encoding="utf-8") as file:
            file.writelines(script_of(live, connection, chosen))
    print(f"wrote {options.script}")
    return 0


def _apply(live: Live, connection: Connection, options: argparse.Namespace) -> int:
    answer = answer_of(options)
    plan = live.plan(connection)
    chosen = _chosen(plan, live, options)
    if not chosen:
        return 0
    if options.mark and not options.unlike:
        from forge_migrations.workflow.live.marking import refuse_what_lacks

        with plainly(live.target):
            refuse_what_lacks(live, connection, plan, chosen)
    if not options.mark and not options.no_preflight and not options.resume and plan.applied:
        from forge_migrations.workflow.live.preflight import refuse_what_fails

        if refuse_what_fails(live, chosen, options):
            return 1
    verb = "record as applied" if options.mark else "apply"
    if not options.yes and not agreed(f"{verb} {counted(len(chosen), 'migration')}?", options):
        return 1
    back: Remedy | None = None
    if options.backup and not options.mark:
        from forge_migrations.workflow.live.backing_up import taken

        back = taken(live, connection, chosen[0].tag, options)
    try:
        with plainly(live.target):
            ledgers.ensure(connection, live.ledger, live.steps)
            if options.mark:
                answer.tell(recorded=[step.tag for step in chosen])
                return _mark(live, connection, chosen)
    except LedgerMismatch as error:
        raise UsageError(f"drizzle-orm refuses this ledger: {error}",
                         Remedy("look at it", ours("status"))) from error  # fmt: skip
    seconds, ran = 0.0, list[str]()
    for steps in _stages(chosen) if options.online else [chosen]:
        if options.online:
            from forge_migrations.workflow.live.online import done

            with plainly(live.target):
                done(live, connection, steps, options.typed, answer.facts)
        start = time.perf_counter()
        progress = Progress(connection, live, options.resume)
        result = migrated(live, connection, steps, progress)
        seconds += time.perf_counter() - start
        if result.failure is not None:
            return _failed(told_failure(live, result, progress, ran), back, options,
                           [*ran, *(step.tag for step in result.applied)])  # fmt: skip
        progress.finish()
        ran += [step.tag for step in result.applied]
        answer.tell(ran=ran)
    print(f"applied {counted(len(ran), 'migration')} in {seconds:.1f} s")
    return 0


def _stages(chosen: list[Step]) -> Iterator[list[Step]]:
    """The migrations in groups: what the next group fills or indexes is made by the one before it."""
    from forge_migrations.sql.online import stages

    begins = stages([step.text for step in chosen], chosen[0].dialect)
    for start, end in pairwise([*begins, len(chosen)]):
        yield chosen[start:end]


def _failed(
    failure: ToldFailure, back: Remedy | None, options: argparse.Namespace, ran: list[str]
) -> int:
    answer = answer_of(options)
    tell_failure(failure)
    if back is not None:
        print(f"  or {back}", file=sys.stderr)
    answer.tell(failure=failure._asdict(), ran=ran)
    answer.next = Remedy.of(failure.fix)
    return 1


def _chosen(plan: Plan, live: Live, options: argparse.Namespace, strict: bool = True) -> list[Step]:
    """Shows the plan; what of it is to be applied. Raises `UsageError` when it isn't sound."""
    print(f"  {len(plan.applied)} applied, {len(plan.pending)} pending")
    answer_of(options).tell(applied=[each.tag for each in plan.applied],
                            pending=[each.tag for each in plan.pending])  # fmt: skip
    for step in plan.edited:
        print(f"  {step.path} was edited since it was applied: the migrator doesn't look")
    for row in plan.unknown:
        print(f"  the ledger has {row.name or row.created_at}, which is no migration here")
    for skipped in plan.skipped:
        print(f"  {skipped.step.path} would be skipped: {skipped.reason}")
    if plan.skipped and strict and not options.skip and not options.mark:
        raise UsageError(
            f"{counted(len(plan.skipped), 'migration')} would never run",
            Remedy(
                "date them anew",
                ours("repair", "--write", live.change.project.config),
                instead=[
                    Remedy(
                        "if the database has what they make, record them",
                        ours("apply", "--mark", "--to", plan.skipped[-1].step.tag),
                    ),
                    Remedy("go on without them", ours("apply", "--skip")),
                ],
            ),
        )
    chosen = list(plan.pending)
    if options.mark:
        chosen = [each.step for each in plan.skipped] + chosen
    if options.to:
        chosen = _until(chosen, live, options.to)
    _list(chosen, "record" if options.mark else "pending")
    return chosen


def _list(chosen: list[Step], verb: str) -> None:
    hidden = range(FIRST, len(chosen) - LAST) if len(chosen) > FIRST + LAST + 1 else range(0)
    for place, step in enumerate(chosen):
        if place == hidden.start and hidden:
            print(f"  … and {len(hidden)} more")
        if place not in hidden:
            number = len(step.segments)
            print(f"  {verb}  {step.tag}  {counted(number, 'statement')}")


def _until(chosen: list[Step], live: Live, tag: str) -> list[Step]:
    tags = [step.tag for step in chosen]
    if tag in tags:
        return chosen[: tags.index(tag) + 1]
    if any(step.tag == tag for step in live.steps):
        return []
    raise UsageError(
        f"there is no migration {tag!r}", f"name one of: {', '.join(tags[-5:]) or 'none'}"
    )


def _mark(live: Live, connection: Connection, chosen: list[Step]) -> int:
    for step in chosen:
        ledgers.record(connection, live.ledger, step)
    print(f"recorded {counted(len(chosen), 'migration')} as applied; nothing was run")
    return 0
