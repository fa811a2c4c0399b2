"""Rehearse the migrations on a scratch database and show what each statement did.

What isn't released yet (or the newest migration, when everything is) runs on the released history
with rows in it, as the next deploy runs it; then everything runs on an empty database. The database
that drizzle.config names is never touched.
"""

from __future__ import annotations

import json
import os
import sys

from forge_migrations.engines import DIALECTS
from forge_migrations.engines import SERVED
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.checks.rehearsal.run import Done
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.checks.uses.telling import Told
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.reverse import Undone


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--project", metavar="CONFIG", default="", help="one project only")
    parser.add_argument("--engine", choices=SERVED, help="one engine")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument(
        "--last", type=int, default=0, metavar="N", help="the newest N, released or not"
    )
    parser.add_argument("--fresh", action="store_true", help="only everything on an empty database")
    parser.add_argument(
        "--keep", action="store_true", help="keep the server until Enter is pressed"
    )
    parser.add_argument(
        "--on",
        metavar="URL",
        default="",
        help="on this copy of a database, which is changed for good; `branch`: on one that the policy's own command makes",
    )
    parser.add_argument(
        "--load",
        metavar="SQLFILE",
        nargs="?",
        const="tables",
        default="",
        help="with --on: beside it a reader and a writer on each touched table, or a file's statements; rolled back",
    )
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> int:
    from forge_migrations.change.change import staged_change
    from forge_migrations.change.repository import Repository
    from forge_migrations.checks.subject.opening import policy_of
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.facts import Facts

    if options.on:
        from forge_migrations.workflow.review.on_copy import run as on_copy

        return on_copy(options)
    if options.load:
        raise UsageError("--load runs beside a copy: name one with --on")
    repository = Repository.find()
    change = staged_change(repository, options.base)
    subject = Subject(
        change,
        policy_of(change),
        Facts.of_repository(repository.common_folder),
        kit_folder=options.kit or os.environ.get("FORGE_KIT", ""),
        only_project=options.project,
        only_check="rehearsal",
    )
    try:
        return _run(subject, options)
    finally:
        subject.facts.save()
        subject.close()


def _run(subject: Subject, options: argparse.Namespace) -> int:
    from forge_migrations.engines import engine_of
    from forge_migrations.report.text import render
    from forge_migrations.report.wrapping import coloured

    told, findings, notes = [], list[Finding](), list[Note]()
    for change in subject.projects:
        engine = engine_of(change.project.dialect)
        if change.gone or not change.after.migrations or options.engine not in (None, engine):
            continue
        try:
            done, back = _one(subject, change, options)
        except Undecided as error:
            notes.append(Note("rehearsal", str(error), change.project.config, True, error.remedy))
            continue
        used = _used(subject, change)
        findings += done.findings
        notes += [*done.notes, *used.notes]
        told.append({**_as_data(change.project.config, done, back), "uses": _uses_data(used)})
        if options.format == "text":
            sys.stdout.write(_as_text(change.project.config, done, back))
    if not told and not notes:
        which = options.project or options.engine
        raise UsageError(
            f"no Drizzle project{' for ' + which if which else ''} has migrations in git's index",
            "leave --engine out"
            if options.engine
            else Remedy("make them, and stage them", ours("generate")),
        )
    if options.format == "json":
        from forge_migrations.report.answer import answer_of

        answer_of(options).tell(projects=told)
        answer_of(options).judged(findings, notes)
    else:
        sys.stdout.write(render(findings, notes, coloured(os.environ, sys.stdout.isatty())))
    if any(finding.refuses for finding in findings):
        return 1
    return 3 if any(note.undecided for note in notes) else 0


def _used(subject: Subject, change: ProjectChange) -> Told:
    """Who still uses what the pending migrations take away, as notes."""
    from forge_migrations.checks.uses.telling import Told
    from forge_migrations.checks.uses.telling import of_project

    if subject.policy.looking.when == "never" or subject.change.root is None:
        return Told((), ())
    told = of_project((), subject, change)
    return told._replace(notes=tuple(each._replace(when="always") for each in told.notes))


def _uses_data(used: Told) -> list[dict[str, object]]:
    from forge_migrations.report.as_json import uses_object

    return [
        {"path": each.contract.path, "line": each.contract.line, **uses_object(each.uses)}
        for each in used.answered
    ]


def _one(
    subject: Subject, change: ProjectChange, options: argparse.Namespace
) -> tuple[Done, Undone | None]:
    from functools import partial

    from forge_migrations.checks.rehearsal.plan import begin
    from forge_migrations.checks.rehearsal.plan import planned
    from forge_migrations.database.beside import Beside

    plan = planned(subject, change)
    if options.fresh:
        plan = plan._replace(before=(), new=frozenset(step.path for step in plan.after))
    else:
        plan = _narrowed(plan, options.last)
    _progress(f"{change.project.config}: {len(plan.new)} of {len(plan.after)} migrations are new")
    upgrade = not options.fresh
    with Beside(partial(begin, subject, change, plan, upgrade), concurrent=True) as beside:
        # Imported while the server starts.
        from forge_migrations.checks.rehearsal.released import sides_of
        from forge_migrations.checks.rehearsal.run import rehearsed
        from forge_migrations.checks.rehearsal.run import wanted_structure

        expected, note = wanted_structure(subject, change)
        sides, untried = sides_of(subject, change, plan) if upgrade else (None, None)
    begun = beside.result()
    back: list[Undone | None] = []

    def undo(upgraded: Rehearsal) -> None:
        back.append(_way_back(subject, change, plan, upgraded, begun.arena))

    try:
        done = rehearsed(subject, change, plan, expected, begun, undo, sides)
        if options.keep:
            _keep(begun.arena)
    finally:
        begun.arena.close()
    told = done._replace(notes=[*done.notes, *(each for each in (note, untried) if each)])
    return told, back[0] if back else None


def _narrowed(plan: Planned, last: int) -> Planned:
    """What to rehearse: what isn't released, else the newest; `--last` overrules both."""
    known = {(step.path, step.hash) for step in plan.before}
    new = [step for step in plan.after if (step.path, step.hash) not in known]
    if new and not last:
        return plan._replace(new=frozenset(step.path for step in new))
    count = min(last or 1, len(plan.after))
    cut = len(plan.after) - count
    new = list(plan.after[cut:])
    return plan._replace(before=plan.after[:cut], new=frozenset(step.path for step in new))


def _way_back(
    subject: Subject, change: ProjectChange, plan: Planned, upgraded: Rehearsal, arena: Arena
) -> Undone | None:
    """The reverse SQL, tried; None when there is nothing to undo or no snapshot to go back to."""
    from forge_migrations.database.reverse import undo

    earlier = upgraded.earlier
    tree, ends = subject.change.after, _snapshots(subject, change, plan)
    if upgraded.upgraded is None or earlier is None or ends is None:
        return None
    key = "back " + " ".join(str(tree.blob(path)) for path in ends)
    try:
        before, after = (json.loads(tree.read(path)) for path in ends)
        answer = subject.kit.statements(change.project, tree, after, before, key)
    except (Undecided, ValueError):
        return None
    return undo(arena, "history", answer.sql, earlier, plan.setting, upgraded.held)


def _snapshots(subject: Subject, change: ProjectChange, plan: Planned) -> tuple[str, str] | None:
    """The snapshots of the last migration before the new ones, and of the last one."""
    tree = subject.change.after
    known = [each for each in change.after.migrations if each.snapshot in tree]
    old = [each.snapshot for each in known if each.path not in plan.new]
    if not old or change.after.layout != "journal":
        return None
    return old[-1], known[-1].snapshot


def _as_text(config: str, done: Done, back: Undone | None) -> str:
    from forge_migrations.sql.layout import lead

    result = done.result
    dialect = DIALECTS[result.version.engine]
    count = counted(len(result.pending), "migration")
    rows = counted(sum(result.filled.values()), "row")
    if not result.filled:
        where = "an empty database"
    else:
        where = f"{rows} in {counted(len(result.filled), 'table')}"
    lines = [f"{config}: {count} on {where}, {result.version}"]
    tag = ""
    for statement in result.statements:
        if statement.tag != tag:
            tag = statement.tag
            lines.append(f"  {tag}")
        first = " ".join(statement.sql[lead(statement.sql, dialect) :].split())
        short = first if len(first) <= 72 else first[:71] + "…"
        lines.append(f"    {statement.seconds * 1000:7.1f} ms  {short}")
        marks = [f"{lock.mode} on {lock.table}" for lock in statement.locks]
        marks += statement.work
        marks += [f"drops {each.kind} {each.name}" for each in statement.destroyed]
        if statement.rows > 0:
            marks.append(f"touches {counted(statement.rows, 'row')}")
        if statement.error:
            marks.append(f"fails: {statement.error}")
        lines += [f"                {mark}" for mark in marks]
    for (path, line), sized in done.predicted.items():
        lines.append(f"  in production: {path}:{line}{sized.words}")
    if back is not None:
        lines.append(f"  the way back: {back}")
    return "\n".join(lines) + "\n\n"


def _as_data(config: str, done: Done, back: Undone | None) -> dict[str, object]:
    from forge_migrations.report.as_json import production_object

    result = done.result
    return {
        "project": config,
        "engine": str(result.version),
        "pending": [step.tag for step in result.pending],
        "rows": dict(result.filled),
        "without_rows": dict(result.unfilled),
        "not_rehearsed": [str(each) for each in result.left_out],
        "statements": [
            {
                "path": each.path,
                "line": each.line,
                "sql": each.sql,
                "seconds": round(each.seconds, 6),
                "rows": each.rows,
                "locks": [{"table": lock.table, "mode": lock.mode} for lock in each.locks],
                "work": list(each.work),
                "drops": [
                    {"kind": gone.kind, "name": gone.name, "cascade": gone.cascade}
                    for gone in each.destroyed
                ],
                "error": each.error,
            }
            for each in result.statements
        ],
        "lost": [
            {"what": str(each.loss), "path": each.statement.path, "line": each.statement.line}
            for each in result.lost
        ],
        "deploy_order": done.tried.order,
        "production": [
            {"path": path, "line": line, **production_object(told)["production"]}
            for (path, line), told in done.predicted.items()
        ],
        "undo": None
        if back is None
        else {"possible": back.possible, "says": str(back), "sql": list(back.sql)},
    }


def _progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"rehearsing {words} …", file=sys.stderr)


def _keep(arena: Arena) -> None:
    from forge_migrations.database.postgres.plain import Socket

    with arena.connect("history") as connection:
        reach = connection.engine
    if reach is None:
        print("SQLite rehearses in this process's memory: no server to keep", file=sys.stderr)
        return
    # A scratch server's own password, made for this run, lets the person in; any other is theirs.
    url = reach.url.render_as_string(hide_password=not isinstance(reach, Socket))
    print(f"the rehearsed database is at {url}; press Enter to end it", file=sys.stderr)
    sys.stdin.readline()
