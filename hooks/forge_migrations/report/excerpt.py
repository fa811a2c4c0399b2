"""The line that a finding is about, with the spot underlined."""

from __future__ import annotations

import re

from forge_migrations.report.wrapping import wide

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Finding

QUOTED = r'(?:\b([a-z]+) )?"([^"]+)"'
"""A name, with the word before it."""
PARTS = frozenset(("column", "index", "constraint", "key", "check", "policy", "trigger", "value"))
TABLES = frozenset(("table", "view", "of"))
MARGIN = 6
"""Columns before the text: the line's number and a bar."""


def excerpt(finding: Finding, source: str, width: int) -> Iterator[str]:
    """Two lines, or none where the line of the file has nothing of the finding in it.

    What is underlined is the first of the message's names that stands there, else the statement.
    """
    text = source.expandtabs(2).rstrip()
    spot = _spot(finding, text)
    if spot is None:
        return
    start, end = spot
    blank = len(text) - len(text.lstrip())
    text, start, end = text[blank:], start - blank, end - blank
    room = width - MARGIN - 3
    if start > room - 12:  # the spot is far to the right: the line begins where it can be seen
        cut = start - 12
        text, start, end = "…" + text[cut:], start - cut + 1, end - cut + 1
    while wide(text) > room:
        text = text[: max(1, len(text) - (wide(text) - room) - 1)] + "…"
    end = min(end, len(text))
    if start >= end:
        return
    yield f"{finding.line:>{MARGIN - 2}} | {text}"
    yield f"{'':>{MARGIN - 2}} | {' ' * wide(text[:start])}{'^' * wide(text[start:end])}"


def _spot(finding: Finding, text: str) -> tuple[int, int] | None:
    """(start, end) in the text of the line."""
    for name in _names(finding.message):
        last = name.rpartition(".")[2]
        found = re.search(rf"(?<!\w){re.escape(last)}(?!\w)", text) or (
            re.search(rf"(?<!\w){re.escape(_camel(last))}(?!\w)", text)
        )
        if found:
            return found.span()
    at = finding.column - 1
    word = re.compile(r"\w+").match(text, at) if at > 0 else None
    if word and finding.check == "schema-changes":
        return word.span()
    if finding.check == "destructive-sql" and text.strip():
        return len(text) - len(text.lstrip()), len(text)
    return None


def _names(message: str) -> list[str]:
    """The message's names, a part of a table before the table."""
    found = [(slot.group(1) or "", slot.group(2)) for slot in re.finditer(QUOTED, message)]
    parts = [name for before, name in found if before in PARTS]
    plain = [name for before, name in found if before not in PARTS and before not in TABLES]
    return [*parts, *reversed(plain), *(name for before, name in found if before in TABLES)]


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
