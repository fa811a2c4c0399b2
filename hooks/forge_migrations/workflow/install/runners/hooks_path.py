"""A folder of plain hook scripts that `core.hooksPath` points to (`.githooks/` by custom)."""

from __future__ import annotations

import json
import os

from forge_migrations.workflow.install.runners import json_text
from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.runners.plan import Source

CUSTOMARY = (".githooks", ".git-hooks", "githooks")


def plan(root: str, source: Source, hooks_path: str = "") -> Plan | None:
    """The edit of the scripts. `hooks_path`: what git is configured with, empty when nothing.

    `None` when there is no such folder, or it lies outside of the repository (it is the person's).
    """
    folder = folder_of(root, hooks_path)
    if not folder:
        return None
    edits: list[Edit] = []
    for hook in shell.HOOKS:
        path = f"{folder}/{hook}"
        text = read_text(root, path)
        if text is not None and shell.calls_it(text):
            continue
        if text is not None and not shell.is_shell(text):
            by_hand = f"call forge-migrations in {path}: it is no shell script"
            return Plan(folder, (), by_hand=by_hand)
        after = shell.with_command(text, source, shebang=True, hook=hook)
        edits.append(Edit(path, text, after, executable=True))
    then = () if hooks_path else (f"git config core.hooksPath {folder}",)
    return Plan(folder, tuple(edits), then)


def new(root: str, source: Source) -> Plan:
    """A folder for a repository that has nothing that runs hooks, and what points git at it.

    npm, pnpm and bun run `prepare` after every install, so teammates have nothing to type
    (https://docs.npmjs.com/cli/using-npm/scripts#prepare-and-prepublish). Yarn runs `postinstall`
    instead, which a package that is published would run in its users' repositories too
    (https://yarnpkg.com/advanced/lifecycle-scripts).
    """
    folder = CUSTOMARY[0]
    made = plan(root, source, folder)
    assert made is not None
    points = f"git config core.hooksPath {folder}"
    edits = made.edits
    package = read_text(root, "package.json")
    if package is not None:
        key = "postinstall" if _is_yarns(root) else "prepare"
        after = _with_script(package, key, f"{points} || exit 0")  # an image is built without git
        if after is None:
            return Plan(folder, (), by_hand=f'add this to "{key}" in package.json: {points}')
        edits += (Edit("package.json", package, after),) if after != package else ()
    return Plan(folder, edits, (points,))


def _is_yarns(root: str) -> bool:
    """True where yarn 2 or later installs: it has a configuration or a lockfile of its own form."""
    lockfile = read_text(root, "yarn.lock") or ""
    return "__metadata:" in lockfile or os.path.isfile(os.path.join(root, ".yarnrc.yml"))


def _with_script(text: str, key: str, command: str) -> str | None:
    """package.json with the command in one of its scripts; `None` where it can't be put there."""
    try:
        package = json.loads(text)
        scripts = package.get("scripts", {})
        if any("core.hooksPath" in str(script) for script in scripts.values()):
            return text
        if key == "postinstall" and not package.get("private"):
            return None
        if key in scripts:
            return json_text.replaced(text, ["scripts", key], f"{scripts[key]} && {command}")
        return json_text.with_member(text, ["scripts"], key, command)
    except (ValueError, AttributeError):
        return None


def folder_of(root: str, hooks_path: str) -> str:
    """The folder from the root, or empty."""
    if hooks_path:
        whole = os.path.realpath(os.path.join(root, os.path.expanduser(hooks_path)))
        folder = os.path.relpath(whole, os.path.realpath(root)).replace(os.sep, "/")
        inside = not folder.startswith("..") and not folder.startswith(".git/")
        return folder if inside and folder != ".git" else ""
    return next((name for name in CUSTOMARY if os.path.isdir(os.path.join(root, name))), "")
