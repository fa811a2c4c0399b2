"""Why SQLite refuses, by its codes and sentences."""

from __future__ import annotations

import re

from forge_migrations.database.refusal_remedies import LOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.database.behaviour import Meanings

MEANINGS: Meanings = (
    (r"readonly|read-only", "the file is read-only", "make it writable: chmod u+w FILE"),
    (r"unable to open", "the file can't be opened", "give yourself the right to its folder"),
    (r"not a database", "this is no SQLite file", "name another file"),
    (r"locked|busy", "another process writes to it", LOCK),
    (r"malformed", "the file is damaged", "restore it from a backup"),
)  # fmt: skip
"""A pattern of number and words, what it means, and what to do."""
BY_CODE: Mapping[str, str] = {
    "SQLITE_READONLY": "make it writable: chmod u+w FILE",
    **dict.fromkeys(("SQLITE_BUSY", "SQLITE_LOCKED"), LOCK),
    "SQLITE_CORRUPT": "restore it from a backup",
}
"""The words of a failure hold names and values of the migration's own, so only its code is asked."""
ALREADY = re.compile(r" already exists\Z|\Aduplicate column name: ")
"""Words for what is there already, of which SQLite has no code."""
