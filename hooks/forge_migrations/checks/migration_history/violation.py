"""One thing that is wrong with a history, comparable between two states."""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.findings import Severity

ORIGIN = "00000000-0000-0000-0000-000000000000"
"""The `prevId` of a first snapshot."""


class Violation(NamedTuple):
    """One thing that is wrong, comparable between two states."""

    rule: str
    key: str
    """What it is about, the same before and after: a tag, not a path, for folders move."""
    path: str
    line: int
    message: str
    remedy: Remedy = Remedy()
    """Empty: generating the migration again mends it."""
    severity: Severity = "refuse"


def dated(tree: Tree, journal: str, one: Migration, when: int) -> Edit:
    """The edit that gives a journal's entry another date, on the line that holds it."""
    text = tree.read(journal).decode("utf-8", "replace") if tree.is_file(journal) else ""
    lines = text.split("\n")
    date = re.compile(rf'"when"\s*:\s*{one.when}(?!\d)')
    # drizzle-kit writes it above the tag; a formatter or a person may have put it elsewhere.
    near = sorted(range(len(lines)), key=lambda at: (abs(at + 1 - one.line), at))
    found = next((at for at in near if date.search(lines[at])), one.line - 1)
    was = date.search(lines[found])
    old = was.group() if was else f'"when": {one.when}'
    return Edit(journal, found + 1, old[: -len(str(one.when))] + str(when), old)


def moment(when: int) -> str:
    """`2026-01-31 12:00 UTC`; the number itself where no calendar has it."""
    from datetime import UTC
    from datetime import datetime

    try:
        return datetime.fromtimestamp(when / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return str(when)
