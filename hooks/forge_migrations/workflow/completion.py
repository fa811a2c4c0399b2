"""Print what completes these words in a shell: bash, zsh or fish.

    forge-migrations completion bash \\
        > ~/.local/share/bash-completion/completions/forge-migrations
    forge-migrations completion zsh > "${fpath[1]}/_forge-migrations"
    forge-migrations completion fish \\
        > ~/.config/fish/completions/forge-migrations.fish

Then open a new shell. Where the folder isn't there yet, mkdir -p it first. Writes nothing itself.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from forge_migrations.checks import CHECKS
from forge_migrations.workflow import MODULES
from forge_migrations.workflow.command_line import ABOUT_CHECKS
from forge_migrations.workflow.command_line import COMMANDS
from forge_migrations.workflow.command_line import fill_check
from forge_migrations.workflow.command_line import fill_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SHELLS = ("bash", "zsh", "fish")
FOLDERS = ("kit", "pages")
FILES = ("output", "policy")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell that you use")


def run(options: argparse.Namespace) -> int:
    # https://docs.iterative.ai/shtab/: written once, so that no key press starts Python.
    shtab: Any = import_module("shtab")
    print(shtab.complete(_whole(shtab), options.shell))
    return 0


def _whole(shtab: Any) -> argparse.ArgumentParser:
    """One parser that has every command and check below it."""
    parser = argparse.ArgumentParser(prog="forge-migrations")
    fill_check(parser)
    parser.add_argument("--version", action="store_true", help="show the version")
    below = parser.add_subparsers(dest="command")
    for name, about in COMMANDS.items():
        one = below.add_parser(name, help=about)
        fill_command(one, import_module(f"forge_migrations.workflow.{MODULES[name]}"))
        if name == "rules":
            _with_ids(one)
    for name in CHECKS:
        fill_check(below.add_parser(name, help=f"refuses when {ABOUT_CHECKS[name]}"))
    for each in (parser, *below.choices.values()):
        _with_paths(each, shtab)
    return parser


def _with_ids(parser: argparse.ArgumentParser) -> None:
    from forge_migrations.rules.judging.pages import every_rule

    for action in parser._actions:
        if action.dest == "name":
            action.choices = every_rule()


def _with_paths(parser: argparse.ArgumentParser, shtab: Any) -> None:
    for action in parser._actions:
        if action.dest in FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
        elif action.dest in FILES or action.metavar in ("CONFIG", "PROJECT"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
