"""`rehearse --on URL`: the pending migrations on a copy of production, with its rows and its durations.

The copy is named by the option, or made by the team's own command (`--on branch`), and by nothing else: never by DATABASE_URL, `.env` or the config, and what
those name is refused. It is changed for good, so it is one that is thrown away.
"""

from __future__ import annotations

import time
from contextlib import ExitStack

from forge_migrations.change.change import staged_change
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.config import FILE
from forge_migrations.config import Policy
from forge_migrations.database import ledger as ledgers
from forge_migrations.database.connection import connect
from forge_migrations.database.counts import counts_of
from forge_migrations.database.counts import losses
from forge_migrations.database.load import beside
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.database.target import parse_target
from forge_migrations.drizzle.config.credentials import find_url
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.sql.read import acts_of
from forge_migrations.words import counted
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly
from forge_migrations.workflow.live.session import Progress
from forge_migrations.workflow.live.session import migrated
from forge_migrations.workflow.live.session import tell_failure
from forge_migrations.workflow.live.session import told_failure
from forge_migrations.workflow.review.branches import WORD
from forge_migrations.workflow.review.branches import branch
from forge_migrations.workflow.review.loaded import Ran
from forge_migrations.workflow.review.loaded import as_object
from forge_migrations.workflow.review.loaded import asked_beside
from forge_migrations.workflow.review.loaded import lines
from forge_migrations.workflow.review.loaded import waits

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.database.target import Target
    from forge_migrations.workflow.live.opened import Live


class Measured(Progress):
    """Notes how long each statement took."""

    def __init__(self, connection: Connection, live: Live) -> None:
        super().__init__(connection, live, "")
        self.ran: list[dict[str, Any]] = []
        self.began: list[Ran] = []

    def before(self, step: Step, segment: Segment) -> None:
        super().before(step, segment)
        acts = tuple(acts_of(segment.sql, step.dialect))
        self.began.append(Ran(step.path, segment.line, time.perf_counter(), acts))

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        super().after(step, segment, seconds, rows)
        self.ran.append({"path": step.path, "line": segment.line, "sql": segment.sql.strip(),
                         "seconds": round(seconds, 6), "rows": rows})  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """0 when everything ran and nothing is lost, 1 when a migration failed or rows went."""
    with ExitStack() as opened:
        options.database_url = options.on
        if options.on == WORD:
            repository = rooted_repository()
            assert repository.root is not None
            change = staged_change(repository)
            policy_of(change)  # which refuses one that nobody can read
            text = change.after.read(FILE) if change.after.is_file(FILE) else b""
            made = branch(Policy.parse(text), repository.root)
            options.database_url = opened.enter_context(made)
        return _on(options)


def _on(options: argparse.Namespace) -> int:
    with open_live(options) as live:
        _refuse_the_own(live)
        print(f"{live.change.project.config}: on {live.target}")
        with connect(live.target) as connection, alone(connection, live.target, 0):
            plan = live.plan(connection)
            if not plan.pending:
                print("  nothing is pending there")
                answer_of(options).tell(projects=[], copy=_told(live, [], [], None))
                return 0
            return _run(live, connection, list(plan.pending), options)


def _run(live: Live, connection: Connection, steps: list[Step], options: argparse.Namespace) -> int:
    engine, name = live.target.engine, live.ledger.table
    with plainly(live.target):
        before = counts_of(connection, engine, name)
        ledgers.ensure(connection, live.ledger, live.steps)
    rows = sum(columns[""] for columns in before.values())
    print(f"  {counted(rows, 'row')} in {counted(len(before), 'table')} before")
    watch = Measured(connection, live)
    asked = asked_beside(live, connection, steps, options.load) if options.load else []
    with beside(live.target, asked) as load:
        start = time.perf_counter()
        result = migrated(live, connection, steps, watch)
        seconds = time.perf_counter() - start
    failure = told_failure(live, result, watch) if result.failure is not None else None
    if failure is None:
        watch.finish()
    with plainly(live.target):
        lost = losses(before, counts_of(connection, engine, name)) if failure is None else []
    answer = answer_of(options)
    told = _told(live, watch.ran, lost, failure._asdict() if failure else None)
    found = waits(load, watch.began, live)
    answer.tell(
        projects=[], copy={**told, "load": as_object(load, found)} if options.load else told
    )
    _show(watch.ran, seconds)
    for line in lines(load, found) if options.load else ():
        print(f"  {line}")
    if failure is not None:
        tell_failure(failure)
        answer.next = Remedy.of(failure.fix)
        return 1
    for each in lost:
        print(f"  lost: {each}")
    if not lost:
        print("  no row and no value is lost")
    return 1 if lost else 0


def _show(ran: list[dict[str, Any]], seconds: float) -> None:
    slow = sorted(ran, key=lambda each: -float(each["seconds"]))[:5]
    print(f"  {counted(len(ran), 'statement')} in {seconds:.1f} s; the slowest:")
    for each in slow:
        line = " ".join(str(each["sql"]).split())
        short = line if len(line) <= 72 else line[:71] + "…"
        print(f"    {float(each['seconds']):7.2f} s  {each['path']}:{each['line']}  {short}")


def _told(
    live: Live, ran: list[dict[str, Any]], lost: list[str], failure: dict[str, Any] | None
) -> dict[str, Any]:
    return {"project": live.change.project.config, "database": str(live.target), "statements": ran,
            "lost": lost, "failure": failure}  # fmt: skip


def _refuse_the_own(live: Live) -> None:
    """Raises `UsageError` for the database that `apply` would take without being told another one."""
    import os

    try:
        found = find_url("", live.change.project, live.subject.change.after, live.root, os.environ)
        own = parse_target(found.url, live.target.engine, live.root)
    except UsageError:
        return
    if _same(own, live.target):
        raise UsageError(
            f"--on names the database of {found.source}: what runs there stays",
            Remedy("name a copy that is thrown away, or run it there", ours("apply"), decide=True),
        )


def _same(one: Target, other: Target) -> bool:
    if one.url is None or other.url is None:
        return one.path == other.path
    places = [
        (url.host or str(url.query.get("host", "")), url.port, url.database)
        for url in (one.url, other.url)
    ]
    return places[0] == places[1]
