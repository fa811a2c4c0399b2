"""Findings as GitHub annotations: workflow commands that GitHub shows beside the lines.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.fingerprint import fingerprinted
from forge_migrations.report.legible import legible

NEWLINES = "\r\n"
"""Escaped as GitHub reads them back, so that the path stays the file's own."""


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """One command a line: `::error file=…,line=…,title=…::…`.

    GitHub shows ten of each kind: what the change didn't bring is one line, and not the ten.
    """
    found = [finding for finding, _mark in fingerprinted(findings)]
    older = sum(one.inherited and not one.acknowledged for one in found)
    lines = [_line(one) for one in found if one.acknowledged or not one.inherited]
    lines += [
        f"::{'error' if note.undecided else 'notice'} title={_property(note.check)}"
        f"::{_data(note.message)}"
        for note in notes
    ]
    if older:
        said = "finding is" if older == 1 else "findings are"
        lines.append(f"::notice title=forge-migrations::{older} older {said} not from this change")
    return "".join(line + "\n" for line in lines)


def _line(finding: Finding) -> str:
    level = "error" if finding.refuses else "notice" if finding.acknowledged else "warning"
    place = f"file={_property(legible(finding.path, NEWLINES))},line={finding.line},col={finding.column}"
    text = f"{finding.message}\nfix: {finding.remedy}"
    if finding.acknowledged:
        text += f"\nacknowledged: {finding.acknowledged}"
    return f"::{level} {place},title={_property(finding.rule)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
