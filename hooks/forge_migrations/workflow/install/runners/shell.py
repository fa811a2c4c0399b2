"""Adding the command to a hook that is a shell script (husky, a hooks folder)."""

from __future__ import annotations

import re
import shlex

from forge_migrations.workflow.install.runners.plan import with_line_ends_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.runners.plan import Source

HOOKS = {"pre-commit": "", "pre-merge-commit": "", "pre-push": " pre-push"}
"""Hook -> what follows the command in it. git runs no pre-commit hook for a merge, and many a
migration is lost in one; a rehearsal runs at push. https://git-scm.com/docs/githooks"""

_ENDS_HERE = re.compile(r"(exit|exec)\b")
_PATH = (
    'PATH="$PATH:${HOME:-}/.local/bin:/opt/homebrew/bin:/usr/local/bin'
    ':${HOME:-}/.local/share/mise/shims:${HOME:-}/.asdf/shims:${HOME:-}/.pyenv/shims"'
)
"""Where uv and pipx, Homebrew, mise, asdf and pyenv put commands: a git that no shell started may not
have them on its PATH."""
_SHELL = re.compile(r"#!.*\b(sh|bash|dash|zsh|ksh)\b")


def missing(source: Source) -> str:
    """What a teammate reads who doesn't have the tool."""
    if source.script:
        return (
            "forge-migrations is not installed. "
            f"Install it with the project's packages: {source.install}"
        )
    return (
        "forge-migrations is not installed. Install it once: "
        f"uv tool install {source.package} (or: pipx install {source.package})"
    )


def lines(source: Source, hook: str = "pre-commit") -> list[str]:
    """The command for a hook's script; where the tool is missing it says how to get it."""
    about = "# Refuses what loses a Drizzle migration."
    if source.script:
        script = _script(source)
        return [
            about,
            f"[ -f {script} ] || {_complain(source)}",
            f"sh {script}{HOOKS[hook]} || exit $?",
        ]
    return [
        about,
        _PATH,
        f"command -v forge-migrations >/dev/null || {_complain(source)}",
        f"forge-migrations{HOOKS[hook]} || exit $?",
    ]


def one_line(source: Source, hook: str = "pre-commit") -> str:
    """The same for a runner whose commands are one line of shell."""
    if source.script:
        script = _script(source)
        return f"{{ [ -f {script} ] || {_complain(source)}; }} && sh {script}{HOOKS[hook]}"
    return (
        f"{{ {_PATH}; command -v forge-migrations >/dev/null || {_complain(source)}; }}"
        f" && forge-migrations{HOOKS[hook]}"
    )


def by_hook(source: Source) -> str:
    """A line for each hook, to be added by hand."""
    return "\n".join(f"{hook}: {one_line(source, hook)}" for hook in HOOKS)


def _script(source: Source) -> str:
    """The script as a word of the shell: a pattern's asterisk stays one."""
    return "*".join(shlex.quote(part) for part in source.script.split("*"))


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


def with_command(
    text: str | None, source: Source, *, shebang: bool, hook: str = "pre-commit"
) -> str:
    """The script with the command at its end, or before the line at which it always ends.

    `None` makes a new script; husky 9 runs its own with `sh -e`, so those need no first line.
    """
    block = "\n".join(lines(source, hook)) + "\n"
    if text is None:
        return ("#!/bin/sh\n" if shebang else "") + block
    block = with_line_ends_of(block, text)
    found = text.splitlines(keepends=True)
    for at, line in enumerate(found):
        if _ENDS_HERE.match(line):
            return "".join([*found[:at], block, *found[at:]])
    end = "" if not text or text.endswith("\n") else with_line_ends_of("\n", text)
    return text + end + block
