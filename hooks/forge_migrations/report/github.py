"""Findings as GitHub annotations: workflow commands that GitHub shows beside the lines.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from forge_migrations.findings import page_of
from forge_migrations.report.fingerprint import fingerprinted
from forge_migrations.report.legible import legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

LEVELS = ("error", "warning", "notice")
SHOWN = 10
"""Annotations of one level that GitHub shows of a step."""
NEWLINES = "\r\n"
"""Escaped as GitHub reads them back, so that the path stays the file's own."""


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """One command a line: `::error file=…,line=…,title=…::…`.

    What the change didn't bring is one line.
    """
    found = [finding for finding, _mark in fingerprinted(findings)]
    older = sum(one.inherited and not one.acknowledged for one in found)
    lines = [_note(note) for note in notes]
    lines += [_line(one) for one in found if one.acknowledged or not one.inherited]
    if older:
        said = "finding is" if older == 1 else "findings are"
        lines.append(f"::notice title=forge-migrations::{older} older {said} not from this change")
    kept = [line for level in LEVELS for line in _within(level, lines)]
    return "".join(line + "\n" for line in kept)


def _within(level: str, lines: list[str]) -> list[str]:
    """The lines of one level, the last of which counts those that GitHub wouldn't show."""
    mine = [line for line in lines if line.startswith(f"::{level} ")]
    left = len(mine) - SHOWN + 1
    if left <= 1:
        return mine
    more = f"::{level} title=forge-migrations::{left} more: the job's summary has them"
    return [*mine[: SHOWN - 1], more]


def _note(note: Note) -> str:
    level = "error" if note.undecided else "notice"
    fix = f"\nfix: {note.remedy}" if note.remedy else ""
    return f"::{level} title={_property(note.check)}::{_data(note.message + fix)}"


def _line(finding: Finding) -> str:
    level = "error" if finding.refuses else "notice" if finding.acknowledged else "warning"
    place = f"file={_property(legible(finding.path, NEWLINES))},line={finding.line},col={finding.column},"
    place = place if finding.path else ""
    text = finding.message
    if finding.acknowledged:
        text += f"\nacknowledged: {finding.acknowledged}"
    elif finding.remedy:
        text += f"\nfix: {finding.remedy}"
    text += f"\n{page_of(finding.rule)}"
    return f"::{level} {place}title={_property(finding.rule)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
