"""The command line that runs a project's own drizzle-kit, through its own script if it has one."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil

from forge_migrations.drizzle.kit.places import LOCKFILES
from forge_migrations.drizzle.kit.places import installed_above
from forge_migrations.drizzle.kit.runtimes import runtime
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.drizzle.kit.places import Place
    from forge_migrations.drizzle.project import Project

RUN = {"bun": ["bun", "run"], "pnpm": ["pnpm", "run"], "yarn": ["yarn", "run"]}
"""How each package manager runs a script; npm is the rest, and wants `--` before its arguments."""

_LAST = re.compile(r"(?:&&|\|\||;|\||&)")


class KitCommand(NamedTuple):
    """What is run, where, and how a person would type it."""

    words: tuple[str, ...]
    cwd: str
    shown: str
    modules: str = ""
    """The `node_modules` that serves a project without its own; empty for an installed project."""

    @property
    def variables(self) -> dict[str, str]:
        """What its environment has besides the person's own."""
        return {"NODE_PATH": self.modules} if self.modules else {}


def generate_command(
    project: Project, place: Place, root: str, arguments: Sequence[str]
) -> KitCommand:
    """`drizzle-kit generate` with these arguments, as the project runs it itself."""
    cwd = os.path.join(root, project.cwd)
    script = _script(project, cwd)
    manager = _manager(project, root)
    if script and shutil.which(manager) and not _borrowed(project, place, root):
        words = [*RUN.get(manager, ["npm", "run"]), project.script]
        if arguments and manager == "npm":
            words.append("--")
        return KitCommand((*words, *arguments), cwd, " ".join([*words, *arguments]))
    return kit_command(project, place, root, ["generate", *arguments])


def kit_command(project: Project, place: Place, root: str, words: Sequence[str]) -> KitCommand:
    """A command of drizzle-kit itself, with the project's config."""
    config = posixpath.relpath(project.config, project.cwd or ".")
    arguments = [*words, "--config", config]
    shown = " ".join(["drizzle-kit", *arguments])
    binary = os.path.join(place.kit, "bin.cjs")
    cwd = os.path.join(root, project.cwd)
    borrowed = _borrowed(project, place, root)
    return KitCommand((runtime(root), binary, *arguments), cwd, shown, borrowed)


def _borrowed(project: Project, place: Place, root: str) -> str:
    """The `node_modules` of a drizzle-kit from elsewhere, where the project can't import its own."""
    own = installed_above(os.path.join(root, project.cwd), "drizzle-orm")
    return "" if own else os.path.dirname(place.kit)


def _script(project: Project, cwd: str) -> str:
    """The script's text when arguments put after it reach drizzle-kit; empty otherwise."""
    try:
        with open(os.path.join(cwd, "package.json"), encoding="utf-8") as file:
            text = str(json.load(file).get("scripts", {}).get(project.script, ""))
    except (OSError, ValueError, AttributeError):
        return ""
    last = _LAST.split(text)[-1]
    return text if project.script and "drizzle-kit" in last and "generate" in last else ""


def _manager(project: Project, root: str) -> str:
    """The package manager that is named, or whose lockfile is the nearest; `npm` without either."""
    if project.manager:
        return project.manager
    here = project.cwd
    while True:
        for name, command in LOCKFILES:
            if os.path.exists(os.path.join(root, here, name)):
                return command.split()[0]
        if not here:
            return "npm"
        here = posixpath.dirname(here)
