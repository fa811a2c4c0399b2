"""A folder of plain hook scripts that `core.hooksPath` points to (`.githooks/` by custom)."""

from __future__ import annotations

import json
import os

from forge_migrations.workflow.install.runners import json_text
from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import Source
from forge_migrations.workflow.install.runners.plan import read_text

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

    npm runs `prepare` after every install, so teammates have nothing to type
    (https://docs.npmjs.com/cli/using-npm/scripts#prepare-and-prepublish).
    """
    folder = CUSTOMARY[0]
    made = plan(root, source, folder)
    assert made is not None
    points = f"git config core.hooksPath {folder}"
    edits = made.edits
    package = read_text(root, "package.json")
    if package is not None:
        after = _prepared(package, f"{points} || exit 0")  # an image is built without git
        if after is None:
            return Plan(folder, (), by_hand=f'add this to "prepare" in package.json: {points}')
        edits += (Edit("package.json", package, after),) if after != package else ()
    return Plan(folder, edits, (points,))


def _prepared(text: str, command: str) -> str | None:
    """package.json with the command in its `prepare`; `None` when it isn't written as it should be."""
    try:
        scripts = json.loads(text).get("scripts", {})
        script = str(scripts.get("prepare", ""))
        if "core.hooksPath" in script:
            return text
        if "prepare" in scripts:
            return json_text.replaced(text, ["scripts", "prepare"], f"{script} && {command}")
        return json_text.with_member(text, ["scripts"], "prepare", command)
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
