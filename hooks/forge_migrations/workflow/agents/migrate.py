"""Take a schema change all the way: check, generate, review, rehearse, apply, verify, and say what to stage.

Stops where somebody must decide, says what was done, what is asked and what to type, and goes on from
there when it is called again: what is done already is seen in the files and in the database, nothing
is remembered. `check` only looks and writes nothing, `generate` ends before the database, `apply` begins
with it. Only a database on this machine is written to; another one has to be named, by --yes --database
NAME. Nothing is staged.

    forge-migrations migrate
    forge-migrations migrate check --check-types
    forge-migrations migrate generate
    forge-migrations migrate apply
"""

from __future__ import annotations

import sys

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.agents import steps
from forge_migrations.workflow.agents.on_database import apply_pending
from forge_migrations.workflow.agents.on_database import verify_database
from forge_migrations.workflow.agents.way import Stop
from forge_migrations.workflow.agents.way import Way

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from forge_migrations.remedy import Command
    from forge_migrations.workflow.agents.steps import Work

GENERATE: tuple[tuple[str, Callable[[Work], None]], ...] = (
    ("history", steps.history),
    ("schema", steps.schema),
    ("generate", steps.generate_missing),
    ("review", steps.review),
    ("rehearse", steps.rehearse),
)
"""Before the database. What asks production's figures belongs at the end of these."""
APPLY: tuple[tuple[str, Callable[[Work], None]], ...] = (
    ("apply", apply_pending),
    ("verify", verify_database),
)
PARTS = {
    "": (*GENERATE, *APPLY),
    "check": GENERATE[:2],
    "generate": GENERATE,
    "apply": (GENERATE[0], *APPLY),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "part", nargs="?", default="", choices=tuple(PARTS), metavar="PART",
        help="check: look alone; generate: all before the database; apply: the database alone",
    )  # fmt: skip
    parser.add_argument("--project", default="", metavar="PROJECT", help="its config or folder")
    parser.add_argument("--kit", default="", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--check-types", action="store_true",
                        help="run the project's TypeScript compiler too")  # fmt: skip
    parser.add_argument("--name", default="", help="the migration's name")
    parser.add_argument("--rename", action="append", default=[], metavar="OLD=NEW",
                        help="a table or column renamed")  # fmt: skip
    parser.add_argument("--create", action="append", default=[], metavar="NAME",
                        help="one that is really new; '*' stands for anything")  # fmt: skip
    parser.add_argument("--database-url", default="", metavar="URL", help="as `apply` takes it")
    parser.add_argument("--yes", action="store_true",
                        help="with --database: write to a database that isn't on this machine")  # fmt: skip
    parser.add_argument("--database", default="", metavar="NAME", help="that database's name")


def run(options: argparse.Namespace) -> int:
    """0 at the end, 1 at a stop, 3 where something could not be decided."""
    answer = answer_of(options)
    way, again = Way(answer), _again(options)
    with steps.opened(options, way) as work:
        print(work.config)
        answer.tell(project=work.config, migrations=[], database="")
        for name, step in PARTS[options.part]:
            try:
                step(work)
            except Stop as stop:
                return _stopped(work, way, name, stop, again)
            except UsageError as error:
                if not error.remedy:
                    raise
                return _stopped(work, way, name, Stop(str(error), error.remedy), again)
            except Undecided as error:
                return _stopped(work, way, name, Stop(str(error), error.remedy, code=3), again)
        if options.part != "check":
            answer.next = steps.staging(work)
    if options.part != "check":
        print(f"\n{answer.next}" if answer.next else "\nNothing is left to stage.")
    return 0


def _stopped(work: Work, way: Way, name: str, stop: Stop, again: Command) -> int:
    way.stopped(name, stop, again)
    if stop.findings:
        from forge_migrations.report.text import render

        print("\n" + render(stop.findings, ()), end="")
    remedy = work.answer.next
    if remedy and not stop.findings:
        print(f"\n{remedy}")
    print(f"\nThen go on: {again}")
    sys.stdout.flush()
    return stop.code


def _again(options: argparse.Namespace) -> Command:
    """The same command; answers that were used and consent are not given twice."""
    words = [options.part] if options.part else []
    words += ["--project", options.project] if options.project else []
    words += ["--check-types"] if options.check_types else []
    return ours("migrate", *words)
