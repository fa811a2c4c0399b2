"""Setting up the merge driver: attributes for every team member, configuration for this clone."""

from __future__ import annotations

from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import with_line_ends_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = ".gitattributes"
CONFIG = (
    ("merge.forge-migrations.name", "entries of both sides of a Drizzle journal"),
    ("merge.forge-migrations.driver", "forge-migrations merge-driver %O %A %B %P"),
)
"""https://git-scm.com/docs/gitattributes#_defining_a_custom_merge_driver"""


def plan(root: str, outs: Iterable[str]) -> Plan:
    """The attributes of every migrations folder that has a journal."""
    before = read_text(root, FILE)
    text = before or ""
    lines = [
        f"{_pattern(out, name)} merge=forge-migrations"
        for out in sorted(set(outs))
        for name in ("meta/_journal.json", "meta/*_snapshot.json")
    ]
    missing = [line for line in lines if line not in text.splitlines()]
    if not missing:
        return Plan("merge driver", ())
    begin = "\n" if text and not text.endswith("\n") else ""
    block = begin + "".join(f"{line}\n" for line in missing)
    after = text + with_line_ends_of(block, text)
    return Plan("merge driver", (Edit(FILE, before, after),), tuple(commands()))


def commands() -> list[str]:
    """What everybody types once in their own clone: git takes no driver from a repository."""
    return [f"git config {key} '{value}'" for key, value in CONFIG]


def _pattern(out: str, name: str) -> str:
    """A pattern that starts at the root; quoted where git wants it so."""
    path = "/" + (f"{out}/{name}" if out else name)
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"' if " " in path else path
