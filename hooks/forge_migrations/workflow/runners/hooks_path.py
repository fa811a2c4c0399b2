"""A folder of plain hook scripts that `core.hooksPath` points to (`.githooks/` by custom)."""

from __future__ import annotations

import os

from forge_migrations.workflow.runners import shell
from forge_migrations.workflow.runners.plan import Edit
from forge_migrations.workflow.runners.plan import Plan
from forge_migrations.workflow.runners.plan import Source
from forge_migrations.workflow.runners.plan import read_text

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
        after = shell.with_command(text, source, shebang=True)
        edits.append(Edit(path, text, after, executable=True))
    then = () if hooks_path else (f"git config core.hooksPath {folder}",)
    return Plan(folder, tuple(edits), then)


def folder_of(root: str, hooks_path: str) -> str:
    """The folder from the root, or empty."""
    if hooks_path:
        whole = os.path.realpath(os.path.join(root, os.path.expanduser(hooks_path)))
        folder = os.path.relpath(whole, os.path.realpath(root)).replace(os.sep, "/")
        inside = not folder.startswith("..") and not folder.startswith(".git/")
        return folder if inside and folder != ".git" else ""
    return next((name for name in CUSTOMARY if os.path.isdir(os.path.join(root, name))), "")
