"""Findings as GitHub annotations: workflow commands that GitHub shows beside the lines.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.fingerprint import fingerprinted


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """One command a line: `::error file=…,line=…,title=…::…`."""
    lines = [_line(finding) for finding, _mark in fingerprinted(findings)]
    lines += [
        f"::{'error' if note.undecided else 'notice'} title={_property(note.check)}"
        f"::{_data(note.message)}"
        for note in notes
    ]
    return "".join(line + "\n" for line in lines)


def _line(finding: Finding) -> str:
    level = "error" if finding.refuses else "notice" if finding.acknowledged else "warning"
    place = f"file={_property(finding.path)},line={finding.line},col={finding.column}"
    text = f"{finding.message}\nfix: {finding.remedy}"
    if finding.acknowledged:
        text += f"\nacknowledged: {finding.acknowledged}"
    return f"::{level} {place},title={_property(finding.rule)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
