"""Adding the command to a hook that is a shell script (husky, a hooks folder)."""

from __future__ import annotations

import re
import shlex

from forge_migrations.workflow.runners.plan import Source
from forge_migrations.workflow.runners.plan import with_line_ends_of

HOOKS = ("pre-commit", "pre-merge-commit")
"""Both: git runs no pre-commit hook for a merge, and many a migration is lost in one.
https://git-scm.com/docs/githooks#_pre_merge_commit"""

_ENDS_HERE = re.compile(r"(exit|exec)\b")
_SHELL = re.compile(r"#!.*\b(sh|bash|dash|zsh|ksh)\b")


def missing(source: Source) -> str:
    """What a teammate reads who doesn't have the tool."""
    return (
        "forge-migrations is not installed. Install it once: "
        f"uv tool install {source.package} (or: pipx install {source.package})"
    )


def lines(source: Source) -> list[str]:
    """The command for a script; where the tool is missing it says how to get it."""
    return [
        "# Refuses a commit that loses a Drizzle migration.",
        f"command -v forge-migrations >/dev/null || {_complain(source)}",
        "forge-migrations || exit $?",
    ]


def one_line(source: Source) -> str:
    """The same for a runner whose commands are one line of shell."""
    return (
        f"{{ command -v forge-migrations >/dev/null || {_complain(source)}; }} && forge-migrations"
    )


def _complain(source: Source) -> str:
    return f"{{ echo {shlex.quote(missing(source))} >&2; exit 1; }}"


def calls_it(text: str) -> bool:
    """True when a line that is no comment names the command."""
    return any(
        "forge-migrations" in line and not line.lstrip().startswith("#")
        for line in text.splitlines()
    )


def is_shell(text: str) -> bool:
    """True for a script without a first line that names another language."""
    first = text.split("\n", 1)[0]
    return not first.startswith("#!") or _SHELL.match(first) is not None


def with_command(text: str | None, source: Source, *, shebang: bool) -> str:
    """The script with the command at its end, or before the line at which it always ends.

    `None` makes a new script; husky 9 runs its own with `sh -e`, so those need no first line.
    """
    block = "\n".join(lines(source)) + "\n"
    if text is None:
        return ("#!/bin/sh\n" if shebang else "") + block
    block = with_line_ends_of(block, text)
    found = text.splitlines(keepends=True)
    for at, line in enumerate(found):
        if _ENDS_HERE.match(line):
            return "".join([*found[:at], block, *found[at:]])
    end = "" if not text or text.endswith("\n") else with_line_ends_of("\n", text)
    return text + end + block
