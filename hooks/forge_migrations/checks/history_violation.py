"""One thing that is wrong with a history, comparable between two states."""

from __future__ import annotations

from typing import NamedTuple

from forge_migrations.drizzle.history import Migration
from forge_migrations.findings import Severity
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy

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


def dated(journal: str, one: Migration, when: int) -> Edit:
    """The edit that gives a journal's entry another date."""
    return Edit(journal, one.line, f'"when": {when}', f'"when": {one.when}')


def moment(when: int) -> str:
    """`2026-01-31 12:00 UTC`; the number itself where no calendar has it."""
    from datetime import UTC
    from datetime import datetime

    try:
        return datetime.fromtimestamp(when / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return str(when)
