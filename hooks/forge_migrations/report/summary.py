"""Findings as Markdown: for the summary of a CI job, or for a merge request's comment.

GitHub takes a megabyte for a job's summary and 65,536 characters for a comment; the table ends
before that and says how many rows are missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.legible import legible

ROWS = 100
LENGTH = 300
"""Characters of one cell, at most."""


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """A heading that says the outcome, a table of what is new, a line for all that is not."""
    found = sorted(
        dict.fromkeys(findings), key=lambda f: (not f.refuses, f.project, f.path, f.line, f.rule)
    )
    shown = [f for f in found if f.severity != "off" and not f.inherited and not f.acknowledged]
    unsure = [note for note in notes if note.undecided]
    lines = [f"### forge-migrations: {_outcome(shown, unsure)}"]
    if shown:
        lines += ["", "| where | rule | what | fix |", "|-|-|-|-|"]
        lines += [_row(finding) for finding in shown[:ROWS]]
        if len(shown) > ROWS:
            lines += ["", f"… and {len(shown) - ROWS} more: `forge-migrations` shows all of them."]
    lines += [line for note in unsure for line in ("", f"- not checked: {_cell(note.message)}")]
    older = sum(f.inherited and not f.acknowledged for f in found)
    acknowledged = sum(bool(f.acknowledged) for f in found)
    if older or acknowledged:
        lines += ["", f"{older} older, {acknowledged} acknowledged."]
    return "\n".join(lines) + "\n"


def _outcome(shown: list[Finding], unsure: list[Note]) -> str:
    refusing = sum(finding.refuses for finding in shown)
    if refusing:
        return f"{refusing} finding{'s' * (refusing != 1)}"
    return "could not decide" if unsure else "clean"


def _row(finding: Finding) -> str:
    place = (
        f"`{_plain(legible(finding.path))}:{finding.line}`"
        if finding.path
        else _cell(finding.check)
    )
    rule = f"**{finding.rule}**" if finding.refuses else finding.rule
    return f"| {place} | {rule} | {_cell(finding.message)} | {_cell(finding.remedy)} |"


def _cell(text: str) -> str:
    """Text that stays in its cell and is nothing else than text: no markup, no mention."""
    text = _plain(text)[:LENGTH]
    for sign in "\\*_[]#@!~":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text


def _plain(text: str) -> str:
    clean = text.encode("utf-8", "backslashreplace").decode().replace("&", "&amp;")
    clean = clean.replace("<", "&lt;").replace(">", "&gt;").replace("|", "&#124;")
    return " ".join(clean.replace("`", "'").split())
