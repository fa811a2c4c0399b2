"""Steps: the migrations of a History as the migrator reads them, with text, hash and statements."""

from __future__ import annotations

import hashlib
import re

from forge_migrations.engines import dialect_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.layout import lead
from forge_migrations.sql.pieces import pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.engines import Dialect


class Segment(NamedTuple):
    """What the migrator hands to the driver at once: the text between two breakpoints."""

    sql: str
    """As it stands in the file, with its blank lines."""
    line: int
    """The 1-based line of its first character that isn't blank or in a comment."""
    start: int = 1
    """The 1-based line that the text begins on."""

    @property
    def blank(self) -> bool:
        """True when the driver gets nothing but blanks."""
        return not self.sql.strip()


class Step(NamedTuple):
    """One migration as the migrator reads it."""

    tag: str
    """The journal's tag, or the folder's name: what 1.0 records as `name`."""
    path: str
    blob: str
    text: str
    hash: str
    """SHA-256 of the text, 64 hexadecimal digits: what the ledger records."""
    millis: int | None
    """`folderMillis`; None where JavaScript computes NaN, which no database takes."""
    segments: tuple[Segment, ...]
    dialect: Dialect
    """Whose SQL it is."""


def steps_of(history: History, tree: Tree) -> tuple[Step, ...]:
    """The migrations of `history` in the migrator's order, read from `tree`.

    A journal entry without its file stops the migrator before anything runs: `Undecided`. A folder
    without `migration.sql` is passed over by it, and left out here.
    """
    if history.layout == "mixed":
        raise Undecided(
            f"{history.out} holds both a journal and migration folders, which no migrator reads"
        )
    present = [each for each in history.migrations if each.path in tree]
    missing = [each for each in history.migrations if each.path not in tree]
    if missing and history.layout != "folders":
        raise Undecided(
            f"the journal names {missing[0].tag}, but {missing[0].path} doesn't exist,"
            " and the migrator stops before it runs anything"
        )
    contents = tree.read_many(each.path for each in present)
    dialect = dialect_of(history.dialect) or "postgres"
    steps = []
    for each in present:
        millis = millis_of(each.tag) if history.layout == "folders" else each.when
        data = contents[each.path]
        steps.append(step_of(each.tag, each.path, each.blob or "", data, millis, dialect))
    return tuple(steps)


def step_of(
    tag: str, path: str, blob: str, data: bytes, millis: int | None, dialect: Dialect
) -> Step:
    """One migration from its bytes. Node decodes bytes that are no UTF-8 to U+FFFD, and so do we."""
    text = data.decode("utf-8", "replace")
    return Step(
        tag,
        path,
        blob,
        text,
        hashlib.sha256(text.encode()).hexdigest(),
        millis,
        segments_of(text, dialect),
        dialect,
    )


def segments_of(text: str, dialect: Dialect) -> tuple[Segment, ...]:
    """The text between the breakpoints, each with the line it begins on."""
    segments = []
    line = 1
    for start, end in pieces(text):
        part = text[start:end]
        begins = lead(part, dialect)
        if begins == len(part):  # nothing but comments: the first of them is where it is
            begins -= len(part.lstrip())
        segments.append(Segment(part, line + part.count("\n", 0, begins), line))
        line += part.count("\n")
    return tuple(segments)


def millis_of(name: str) -> int | None:
    """What drizzle-orm 1.0 makes of a folder's first 14 characters, or None for NaN.

    Source: `formatToMillis` in `migrator.utils.js`: `parseInt` of each part, then `Date.UTC`, which
    carries an overflow (month 13, day 32) on instead of refusing it.
    """
    from datetime import UTC
    from datetime import datetime
    from datetime import timedelta

    stamp = name[:14]
    parts = [stamp[0:4], stamp[4:6], stamp[6:8], stamp[8:10], stamp[10:12], stamp[12:14]]
    found = [re.match(r"\s*[+-]?\d+", part) for part in parts]
    if any(each is None for each in found):
        return None
    year, month, day, hour, minute, second = (int(each.group()) for each in found if each)
    month -= 1
    year += month // 12
    if 0 <= year <= 99:
        year += 1900
    try:
        start = datetime(year, month % 12 + 1, 1, tzinfo=UTC)
        moment = start + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
    except (ValueError, OverflowError):
        return None
    return int(moment.timestamp()) * 1000
