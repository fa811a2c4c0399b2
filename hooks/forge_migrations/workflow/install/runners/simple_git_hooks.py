"""simple-git-hooks: one line of shell per hook in package.json or a file of its own."""

from __future__ import annotations

from forge_migrations.workflow.install.runners import json_text
from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.husky import with_commands
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.workflow.install.runners.plan import Source

SCRIPTS = tuple(
    f"{begin}simple-git-hooks.{end}" for begin in (".", "") for end in ("cjs", "js", "mjs")
)
"""The forms that are programs: https://github.com/toplenboren/simple-git-hooks#readme"""
THEN = ("npx simple-git-hooks",)


def plan(root: str, source: Source) -> Plan | None:
    """The edit of the commands; `None` when the repository has none."""
    for name, path in (
        (".simple-git-hooks.json", []),
        ("simple-git-hooks.json", []),
        ("package.json", ["simple-git-hooks"]),
    ):
        text = read_text(root, name)
        if text is None or not _has(text, path):
            continue
        after = with_commands(text, path, source)
        return Plan("simple-git-hooks", (Edit(name, text, after),) if after != text else (), THEN)
    for name in SCRIPTS:
        text = read_text(root, name)
        if text is not None and shell.calls_it(text):
            return Plan("simple-git-hooks", (), THEN)
        if text is not None:
            by_hand = f"add these to {name}:\n" + shell.by_hook(source)
            return Plan("simple-git-hooks", (), THEN, by_hand)
    return None


def _has(text: str, path: list[str]) -> bool:
    try:
        span = json_text.value_span(text, path)
    except ValueError:
        return False
    return span is not None and text[span[0]] == "{"
