"""husky: a script per hook in `.husky/` (5 and later), or commands in package.json (4)."""

from __future__ import annotations

import json
import os
import re

from forge_migrations.workflow.install.runners import json_text
from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.runners.plan import Source

OLD_FILES = ("package.json", ".huskyrc", ".huskyrc.json")
"""Where husky 4 keeps its hooks: https://github.com/typicode/husky/tree/v4.3.8#readme"""

_PREPARES = re.compile(r"\bhusky\b(?:\s+install)?(?:\s+([\w./-]+))?")


def plan(root: str, source: Source) -> Plan | None:
    """The scripts of husky's folder, or the commands of its old form; `None` without husky."""
    folder = hooks_folder(root)
    return _scripts(root, folder, source) if folder else _commands(root, source)


def hooks_folder(root: str) -> str:
    """husky's folder from the root (`.husky`, or what `prepare` names); empty if none."""
    scripts = _package(root).get("scripts")
    script = str(scripts.get("prepare", "")) if isinstance(scripts, dict) else ""
    named = _PREPARES.search(script)
    if named and named.group(1) and os.path.isdir(os.path.join(root, named.group(1))):
        return named.group(1).strip("/")
    if os.path.isdir(os.path.join(root, ".husky")):
        return ".husky"
    return ".husky" if named else ""


def _scripts(root: str, folder: str, source: Source) -> Plan:
    edits: list[Edit] = []
    for hook in shell.HOOKS:
        path = f"{folder}/{hook}"
        text = read_text(root, path)
        if text is not None and shell.calls_it(text):
            continue
        if text is not None and not shell.is_shell(text):
            return Plan(
                "husky", (), by_hand=f"call forge-migrations in {path}: it is no shell script"
            )
        old = text is None and _sources_husky(root, folder)
        begin = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\n' if old else None
        start = text if text is not None else begin
        after = shell.with_command(start, source, shebang=False, hook=hook)
        edits.append(Edit(path, text, after, executable=True))
    return Plan("husky", tuple(edits))


def _sources_husky(root: str, folder: str) -> bool:
    """True for husky 5 to 8, whose scripts begin with a line that husky 9 warns of."""
    return any(
        "/_/husky.sh" in (read_text(root, f"{folder}/{name}") or "")
        for name in ("pre-commit", "pre-push", "commit-msg")
    )


def _commands(root: str, source: Source) -> Plan | None:
    for name in OLD_FILES:
        text = read_text(root, name)
        path = ["husky", "hooks"] if name == "package.json" else ["hooks"]
        if text is None or not _is_object(text, path):
            continue
        after = with_commands(text, path, source)
        return Plan("husky 4", (Edit(name, text, after),) if after != text else ())
    return None


def with_commands(text: str, path: list[str], source: Source) -> str:
    """The JSON text with the command after whatever each hook at `path` runs already."""
    for hook in shell.HOOKS:
        span = json_text.value_span(text, [*path, hook])
        if span is None:
            text = json_text.with_member(text, path, hook, shell.one_line(source, hook))
            continue
        command = str(json.loads(text[span[0] : span[1]]) or "").strip()
        if "forge-migrations" not in command:
            ours = shell.one_line(source, hook)
            text = json_text.replaced(
                text, [*path, hook], f"{command} && {ours}" if command else ours
            )
    return text


def _is_object(text: str, path: list[str]) -> bool:
    try:
        span = json_text.value_span(text, path)
    except ValueError:
        return False
    return span is not None and text[span[0]] == "{"


def _package(root: str) -> dict[str, object]:
    try:
        found = json.loads(read_text(root, "package.json") or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
