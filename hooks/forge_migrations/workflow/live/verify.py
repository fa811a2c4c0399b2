"""Compare a live database with what its migrations make, and look whether its data holds.

Reads the structure of the database that --database-url, DATABASE_URL, .env or the config names, in
a read-only session with a statement timeout; replays the applied migrations on a scratch database
and compares tables, columns, types, defaults, indexes, foreign keys, constraints, enums, policies.
Looks for invalid indexes and constraints and counts rows whose foreign key points at nothing.
Writes nothing. Exit code 1 when anything differs; --format json for CI and cron.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing
from fnmatch import fnmatchcase

from forge_migrations.checks.rehearsal.owed import debts_of
from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.database.arena import Setting
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.database.integrity import problems
from forge_migrations.database.integrity import read_only
from forge_migrations.database.open import identity_of
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.database.rehearsal import structure_of
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.sql.parts import Part
from forge_migrations.words import counted
from forge_migrations.workflow.live.drift_ways import Ways
from forge_migrations.workflow.live.opened import heading
from forge_migrations.workflow.live.opened import live_arguments
from forge_migrations.workflow.live.opened import open_live
from forge_migrations.workflow.live.opened import plainly
from forge_migrations.workflow.live.status import tell_owed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from forge_migrations.database.arena import Arena
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.ledger import Plan
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Difference
    from forge_migrations.database.structure import Structure
    from forge_migrations.workflow.live.opened import Live

MOST = 1e6
"""Seconds between two looks."""
VERSION = "2"
"""Of what is kept of a replayed history."""


class Drift(NamedTuple):
    """One thing that isn't as the migrations make it."""

    what: str
    cause: str
    kind: str = "structure"
    """`structure`, `data` or `ledger`."""
    fix: str = ""
    """What to type: a way to the same on both sides."""


def arguments(parser: argparse.ArgumentParser) -> None:
    live_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--timeout", type=float, default=30, metavar="S",
                        help="seconds for one statement on the live database (default: 30)")  # fmt: skip
    parser.add_argument("--watch", type=_seconds, default=0, metavar="S",
                        help="compare again every so many seconds, and tell what changes")  # fmt: skip
    parser.add_argument("--orphans", action="store_true",
                        help="count them for validated foreign keys too, which reads whole tables")  # fmt: skip
    parser.add_argument("--ignore", action="append", default=[], metavar="TABLE",
                        help="a table that other software owns; * stands for anything")  # fmt: skip


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0 < found < MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: write seconds, --watch 60")
    return found


def run(options: argparse.Namespace) -> int:
    """0 when the database is as it should be, 1 on drift."""
    if options.watch and options.format == "json":
        raise UsageError(
            "--watch tells people what changes",
            Remedy("have cron run it", ours("verify", "--format", "json")),
        )
    with open_live(options) as live:
        print(f"{live.change.project.config}: {heading(live)}", flush=True)
        if options.watch:
            _watch(live, options)
        plan, found, unseen = _compared(live, options)
        told = {"project": live.change.project.config, "database": str(live.target),
                "applied": len(plan.applied), "pending": [step.tag for step in plan.pending],
                "drift": [each._asdict() for each in found], "unseen": unseen}  # fmt: skip
        owed = [str(each) for each in debts_of(plan.applied)]
        answer_of(options).tell(**told, owed=owed)
        _print(plan, found, unseen)
        tell_owed(owed)
    return 1 if found else 3 if unseen else 0


def _compared(live: Live, options: argparse.Namespace) -> tuple[Plan, list[Drift], list[str]]:
    """What the migrator would do, all that isn't as the migrations make it, and what the role doesn't see."""
    unseen: list[str] = []
    with connect(live.target, read_only=True) as connection, plainly(live.target):
        read_only(connection, live.target.engine, options.timeout)
        plan = live.plan(connection)
        found = [*_structure(live, connection, plan, options.ignore, unseen)]
        found += [Drift(each, "", "data") for each in
                  problems(connection, live.target.engine, options.orphans)]  # fmt: skip
    found += [*_ledger(live, plan)]
    live.subject.facts.save()
    return plan, found, unseen


def _watch(live: Live, options: argparse.Namespace) -> NoReturn:
    """Compare again and again, and tell what changes. Ends with Ctrl-C."""
    last: object = None
    while True:
        try:
            plan, found, unseen = _compared(live, options)
            state: object = (found, plan.pending)
        except Undecided as error:
            state = str(error)
        if state != last:
            print(time.strftime("\n%Y-%m-%d %H:%M:%S"))
            if isinstance(state, str):
                print(f"  could not look: {state}", flush=True)
            else:
                _print(plan, found, unseen)
                sys.stdout.flush()
        last = state
        time.sleep(options.watch)


def _structure(
    live: Live, connection: Connection, plan: Plan, ignored: list[str], unseen: list[str]
) -> Iterator[Drift]:
    # Without a ledger the database was made by `push`: then it should be like the whole history.
    applied = list(plan.applied) if plan.applied else list(live.steps)
    policy = live.subject.policy
    prelude = prelude_of(policy, live.subject.change.after, live.change.project)
    setting = Setting(live.ledger, live.driver, prelude)
    near = near_of(live.subject, live.change)
    with closing(open_arena(live.target.engine, policy, live.steps, near)) as arena:
        want = structure_after(live, arena, applied, setting)
        have = arena.structure(connection, setting)
        if not plan.applied and not any(thing.kind == "table" for thing in have):
            yield Drift("the database has no tables, and no migration is applied to it",
                        "it is new, or the URL names another one", "ledger", str(ours("apply")))  # fmt: skip
            return
        hidden = behaviour_of(live.target.engine).hidden(connection)
        unseen += [
            f"{kind}s that its migrations make: GRANT {right} ON the database TO the role"
            for kind, right in hidden.items()
            if any(thing.kind == kind for thing in want)
        ]
        found = [
            each
            for each in compare(have, want)
            if not _is_ignored(each.thing, ignored) and each.thing.kind not in hidden
        ]
        later: Structure = {}
        if found and plan.pending and plan.applied:
            later = structure_after(live, arena, [*applied, *plan.pending], setting)
    for each in found:
        cause, fix = _cause(each, live, plan, later, have)
        yield Drift(_said(each), cause, fix=fix)


def structure_after(live: Live, arena: Arena, steps: list[Step], setting: Setting) -> Structure:
    """The structure that the steps make, replayed once and kept."""
    facts = live.subject.facts
    near = near_of(live.subject, live.change)
    identity = identity_of(live.target.engine, live.subject.policy, near)
    key = digest(VERSION, identity, repr(setting), *(f"{step.tag} {step.hash}" for step in steps))
    known = facts.get_large("structure", key)
    if isinstance(known, list):
        return {Part(*thing): aspects for thing, aspects in known}
    made = structure_of(arena, steps, setting)
    facts.put_large("structure", key, [[list(thing), dict(made[thing])] for thing in made])
    return made


def _is_ignored(thing: Part, patterns: list[str]) -> bool:
    table = thing.table or thing.name
    return any(fnmatchcase(table, pattern) for pattern in patterns)


def _said(difference: Difference) -> str:
    if difference.extra:
        return f"{difference.thing} is there, and no applied migration makes it"
    if difference.missing:
        return f"{difference.thing} is missing"
    have, want = difference.have or "none", difference.want or "none"
    return f"{difference.thing} has {difference.aspect} {have}, its migrations make {want}"


def _cause(
    difference: Difference, live: Live, plan: Plan, later: Structure, have: Structure
) -> tuple[str, str]:
    """What made it so, as far as ledger and history tell, and what to type."""
    thing, ways = difference.thing, Ways(live)
    names = [name.rpartition(".")[2] for name in (thing.name, thing.table) if name]

    def naming(steps: Iterator[Step]) -> str:
        return next((step.tag for step in steps if names and names[0] in step.text), "")

    if not plan.applied:
        return "push: the database has no ledger, so no migrator made it", ways.pushed(difference)
    edited = naming(iter(plan.edited))
    if edited:
        cause = f"edited migration: {edited} was applied with other SQL than it has now"
        return cause, ways.caught_up()
    skipped = naming(each.step for each in plan.skipped)
    if skipped:
        return f"skipped migration: the migrator skipped {skipped}", ways.caught_up()
    pending = naming(iter(plan.pending))
    if pending and later.get(thing) == have.get(thing) and not difference.missing:
        cause = f"push, or a failed run: {pending} is pending and its change is there already"
        return cause, ways.recorded(pending)
    if pending and not difference.missing and difference.extra:
        cause = f"failed migration: {pending} is pending and a part of it is there"
        return cause, ways.undone(difference)
    if difference.missing:
        cause = "hand-made change: an applied migration makes it, so somebody took it away"
        return cause, ways.caught_up()
    return "hand-made change or push: nothing in the history says it", ways.adopted(difference)


def _ledger(live: Live, plan: Plan) -> Iterator[Drift]:
    ways = Ways(live)
    for step in plan.edited:
        log = str(command("git", "log", "-p", "--", step.path))
        fix = f"see what it was: {log}; take the edit back, or {ways.caught_up()}"
        yield Drift(f"{step.path} was edited since it was applied", log, "ledger", fix)
    for skipped in plan.skipped:
        yield Drift(f"{skipped.step.path} was skipped: {skipped.reason}",
                    "it was merged after a newer one had been applied", "ledger",
                    ways.skipped(skipped.step.tag))  # fmt: skip
    for row in plan.unknown:
        name = row.name or f"created_at {row.created_at}"
        yield Drift(f"the ledger has {name}, the history doesn't",
                    "a renamed or deleted migration, or another branch's", "ledger",
                    f"check out the branch that has it, or find it: {ways.lost()}")  # fmt: skip


def _print(plan: Plan, found: list[Drift], unseen: list[str]) -> None:
    for each in found:
        print(f"  {each.what}" + (f"\n    cause: {each.cause}" if each.cause else ""))
        if each.fix:
            print(f"    fix: {each.fix}")
    for line in unseen:
        print(f"  not seen: {line}")
    pending = f", {len(plan.pending)} pending" if plan.pending else ""
    number = len(found)
    told_of = counted(number, "difference")
    verdict = told_of if found else "the database is what its migrations make"
    if unseen and not found:
        verdict = "what is seen is what its migrations make"
    print(f"{verdict} ({len(plan.applied)} applied{pending})")
