"""What can be typed: the commands by the moment in which they are wanted, their options and their help."""

from __future__ import annotations

import argparse
from importlib import import_module

from forge_migrations import __version__
from forge_migrations.checks import CHECKS
from forge_migrations.report import REPORTS
from forge_migrations.workflow import MODULES
from forge_migrations.workflow.answering import format_argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

GROUPS = {
    "start here": {
        "init": "add the hooks to the hook manager that you use, or to git",
        "doctor": "say what was found here, and what is missing",
        "setup": "install what the checks need and the project lacks",
        "demo": "walk through good and bad commits in a temporary project",
    },
    "every day": {
        "migrate": "take a schema change all the way, to where one must decide",
        "generate": "make the missing migration with your own drizzle-kit",
        "review": "review a migration: in the terminal, for a request, as a page",
        "rehearse": "run the new migrations on a scratch database",
        "rules": "explain a rule by its name, or list them",
    },
    "without stopping": {
        "soften": "write a migration so that the old release runs on",
        "contract": "list what migrations left for later, and write it",
    },
    "when a history needs mending": {
        "rebase": "put this branch's migrations on top of the base's",
        "repair": "mend snapshots, links, numbers, dates and conflicts",
        "baseline": "accept what released history can't undo",
        "audit": "say when each defect came in, and what mended it",
    },
    "on a database": {
        "status": "tell each migration's state: applied, pending, edited",
        "apply": "run what is pending, as drizzle-orm's migrator would",
        "preflight": "count the rows that pending migrations fail on",
        "observe": "write sizes and fractions of production, no values",
        "verify": "compare the database with what its migrations make",
        "rollback": "take the last migration back, by a new one",
        "restore": "load a backup that apply --backup took",
        "studio": "run your drizzle-kit studio",
    },
    "in CI and on servers": {
        "projects": "list the projects that a change touches, for a CI matrix",
        "comment": "keep the review comments of a request up to date",
        "pre-push": "judge what is about to be pushed (git's hook)",
        "pre-receive": "judge a push on the server (git's hook)",
        "update": "judge one ref of a push on the server (git's hook)",
        "merge-driver": "merge a journal (git's merge driver)",
    },
    "for coding agents": {
        "agent-hook": "answer a coding agent's own hook (init --agents adds it)",
    },
    "in your editor and your shell": {
        "lsp": "speak to your editor (it starts this)",
        "completion": "print what completes these words in bash, zsh or fish",
    },
}
"""Moment -> its commands, the first to be wanted first; `workflow.MODULES` says where each stands."""

COMMANDS = {name: about for group in GROUPS.values() for name, about in group.items()}

ABOUT_CHECKS = {
    "schema-changes": "a schema file can't be loaded",
    "stale-migrations": "the schema changed and no migration carries it",
    "staged-migrations": "half of a migration is staged",
    "destructive-sql": "new SQL loses data, fails on rows or can't run",
    "migration-history": "journal, SQL and snapshots disagree",
    "rehearsal": "a migration fails on a scratch database",
    "production-push": "a deploy runs drizzle-kit push",
}
"""Check -> when it refuses, short."""

USAGE = """forge-migrations [CHECK] [OPTION ...]   judge what is staged, or more
       forge-migrations COMMAND [OPTION ...]   COMMAND --help says what it does"""
WIDE = 14
"""Where the descriptions begin."""


def command_parser(
    name: str, kind: type[argparse.ArgumentParser] = argparse.ArgumentParser
) -> tuple[argparse.ArgumentParser, ModuleType]:
    """The parser of a command, and its module, whose `run` takes what the parser read."""
    module = import_module(f"forge_migrations.workflow.{MODULES[name]}")
    parser = kind(
        prog=f"forge-migrations {name}",
        description=_fitted(module.__doc__ or COMMANDS[name]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    fill_command(parser, module)
    return parser, module


def fill_command(parser: argparse.ArgumentParser, module: ModuleType) -> None:
    """A command's own options, and those that every command has."""
    add: Callable[[argparse.ArgumentParser], None] = module.arguments
    add(parser)
    format_argument(module.__name__.rpartition(".")[2], parser)
    parser.add_argument("--debug", action="store_true", help="show a traceback on an error")


def check_parser(
    kind: type[argparse.ArgumentParser] = argparse.ArgumentParser,
) -> argparse.ArgumentParser:
    """The parser of a run of the checks: what stands before no command."""
    parser = kind(
        prog="forge-migrations",
        usage=USAGE,
        description="Refuses commits that lose a Drizzle migration.\n\n" + _tables(),
        epilog="exit codes: 0 clean, 1 findings that refuse, 2 wrong usage or configuration,\n"
        "3 could not decide, 130 interrupted",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("check", nargs="?", metavar="CHECK", help="one check; all without it")
    fill_check(parser)
    parser.add_argument("--version", action="version", version=f"forge-migrations {__version__}")
    return parser


def fill_check(parser: argparse.ArgumentParser) -> None:
    """The options of a run of the checks."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--staged", action="store_true", help="judge what is staged (the default)")
    what.add_argument("--all-files", action="store_true", help="judge everything, old findings too")
    what.add_argument(
        "--released",
        action="store_true",
        help="judge everything, and list what released SQL did: it refuses nothing",
    )
    what.add_argument("--from-ref", metavar="A", help="judge what --to-ref brings that A lacks")
    parser.add_argument("--to-ref", metavar="B", help="the commit to judge (default: HEAD)")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--branch", help="the branch that takes the change in")
    parser.add_argument(
        "--pushed", action="store_true", help="rehearse too, where a scratch database can be had"
    )
    parser.add_argument("--kit", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--project", metavar="CONFIG", help="judge one project only")
    parser.add_argument(
        "--format", choices=tuple(REPORTS), metavar="FORMAT", help=", ".join(REPORTS)
    )
    parser.add_argument(
        "--output",
        action="append",
        metavar="FORMAT=FILE",
        help="also write a report into a file; may be given several times",
    )
    parser.add_argument("--verbose", action="store_true", help="show every finding and note")
    parser.add_argument(
        "--fix", action="store_true", help="generate the missing migration (it isn't staged)"
    )
    parser.add_argument("--debug", action="store_true", help="show a traceback on an error")


def _fitted(text: str) -> str:
    """A docstring at the width of the terminal; what is indented is an example and stays."""
    import shutil
    import textwrap

    width = min(shutil.get_terminal_size().columns, 100) - 2
    parts = text.strip("\n").split("\n\n")
    return "\n\n".join(
        part if part.startswith(" ") else textwrap.fill(part, width, break_on_hyphens=False)
        for part in parts
    )


def _tables() -> str:
    lines = []
    for title, commands in GROUPS.items():
        lines += [f"{title}:", *(f"  {name:<{WIDE}}{about}" for name, about in commands.items())]
        lines.append("")
    width = max(map(len, CHECKS)) + 3
    lines.append("checks, each refuses when:")
    lines += [f"  {name:<{width}}{about}" for name, about in ABOUT_CHECKS.items()]
    return "\n".join(lines)
