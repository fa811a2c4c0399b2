"""What a person types to run this program in this repository."""

from __future__ import annotations

import os
import re
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "forge-migrations"
TYPED = r"(?<![\w/.-])(?<!npx )(?<!uvx )forge-migrations(?= (?:--|[a-z]))"
"""Where a sentence names a command of this program."""
RUNNERS = {
    "pnpm-lock.yaml": "pnpm exec",
    "yarn.lock": "yarn",
    "bun.lock": "bunx",
    "bun.lockb": "bunx",
}
"""Lock file -> what runs a package's command there; `npx` without one."""


def program_here(environ: Mapping[str, str], folder: str) -> str:
    """What runs the program where its name alone doesn't: as npm or uv have it installed."""
    if environ.get("FORGE_INSTALLED_BY") == "npm" and not _found(environ):
        names = {name for each in _above(folder) for name in RUNNERS if _is_in(name, each)}
        runner = next((RUNNERS[name] for name in RUNNERS if name in names), "npx")
        return f"{runner} {NAME}"
    # https://docs.astral.sh/uv/concepts/cache/: where uvx keeps what it runs
    if os.path.basename(os.path.dirname(sys.prefix)) == "archive-v0" and not _found(environ):
        return f"uvx {NAME}"
    return ""


def program_elsewhere(environ: Mapping[str, str]) -> str:
    """Where this program is, if only the environment that pre-commit made for it has it on its
    PATH; empty when a shell finds it.

    The hook runs with that environment first on its PATH, the person's shell doesn't:
    https://pre-commit.com/#python
    """
    if "PRE_COMMIT" not in environ:
        return ""
    import shlex

    here = os.path.join(sys.prefix, "bin", NAME)
    if _found(environ):
        return ""
    return shlex.quote(here) if os.path.exists(here) else ""


def as_typed(text: str, program: str, alone: bool = False) -> str:
    """The text with what is typed here in place of the program's name; `alone`: it is one word."""
    if not program:
        return text
    if alone:
        return program if text == NAME else text
    return re.sub(TYPED, program, text)


def _found(environ: Mapping[str, str]) -> bool:
    """True when the person's shell finds it, without what this run put on its PATH."""
    import shutil

    own = os.path.join(sys.prefix, "bin")
    places = environ.get("PATH", "").split(os.pathsep)
    left = [each for each in places if each != own and os.path.basename(each) != ".bin"]
    return shutil.which(NAME, path=os.pathsep.join(left)) is not None


def _above(folder: str) -> list[str]:
    """The folder and those above it, up to the work tree's root."""
    found = [folder]
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            break
        found.append(above)
        folder = above
    return found


def _is_in(name: str, folder: str) -> bool:
    return os.path.exists(os.path.join(folder, name))
