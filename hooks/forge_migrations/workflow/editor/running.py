"""Running what a person chose: the commands of a remedy, in order, until one fails."""

from __future__ import annotations

import os
import subprocess
import sys

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.remedy import Command

LONGEST = 600.0
"""Seconds after which a command is ended."""


class Ran(NamedTuple):
    """What came of it."""

    code: int
    """Of the last command that ran; 0 when all did what they should."""
    short: str
    """One sentence."""
    whole: str
    """Every command with all that it printed."""


def run_all(commands: Iterable[Command], root: str) -> Ran:
    """Run commands from the root of a repository. Nothing that they ask is answered."""
    said: list[str] = []
    for each in commands:
        said.append(f"$ {each}")
        code, printed = _run(each, root)
        said.append(printed.rstrip())
        if code:
            last = next((line for line in reversed(printed.splitlines()) if line.strip()), "")
            short = f"{each} ended with {code}" + (f": {last.strip()}" if last else "")
            return Ran(code, short, "\n".join(said))
    return Ran(0, f"done: {typed(commands)}", "\n".join(said))


def _run(each: Command, root: str) -> tuple[int, str]:
    argv = list(each.argv)
    if argv[:1] == ["forge-migrations"]:
        argv[:1] = [sys.executable, "-m", "forge_migrations"]
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"}
    try:
        ran = subprocess.run(
            argv,
            cwd=os.path.join(root, each.cwd),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 124, f"no end within {LONGEST:g} s"
    except OSError as error:
        return 127, f"{argv[0]}: {error.strerror}"
    return ran.returncode, ran.stdout.decode("utf-8", "replace")
