"""Findings for the page: what it is, how much it weighs, what to do, and what can be copied."""

from __future__ import annotations

from html import escape

from forge_migrations.findings import page_of
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Finding

LOOKS = {
    "refuses": ("dropped", ""),
    "reported": ("changed", " report"),
    "acknowledged": ("same", " acknowledged"),
    "older": ("same", " acknowledged"),
}
"""Word -> its badge, and what is added to the class of the finding."""


def word_of(finding: Finding) -> str:
    """What becomes of a finding, in one word."""
    if finding.acknowledged:
        return "acknowledged"
    if finding.refuses:
        return "refuses"
    return "older" if finding.inherited or finding.released else "reported"


def rule_link(rule: str) -> str:
    """The rule's name, which leads to its page."""
    return f'<a href="{escape(page_of(rule))}" rel="noreferrer">{escape(rule)}</a>'


def copied(text: str, label: str) -> str:
    """A line or more to paste, with a button that copies it."""
    return (
        f'<div class="paste"><pre>{escape(text)}</pre>'
        f'<button type="button" class="copy" aria-label="Copy {escape(label)}">Copy</button></div>'
    )


def findings_of_line(findings: list[Finding], told: set[str]) -> Iterator[str]:
    """The findings of one line; what `told` holds was said above already."""
    for finding in findings:
        word = word_of(finding)
        badge, look = LOOKS[word]
        reason = f" <q>{escape(finding.acknowledged)}</q>" if finding.acknowledged else ""
        said = f"<strong>{escape(finding.message)}</strong>{reason} {rule_link(finding.rule)}"
        parts = [f'<p><span class="badge {badge}">{word}</span> {said}</p>']
        if not finding.acknowledged:
            parts += _mended(finding, told)
        yield f'<li class="found{look}">{"".join(parts)}</li>'


def _mended(finding: Finding, told: set[str]) -> Iterator[str]:
    """The remedy's ways, then what it gives to paste."""
    whole = Remedy.of(finding.remedy)
    if finding.details and finding.details not in told:
        yield copied(finding.details, "the SQL")
    for number, way in enumerate((whole, *whole.alternatives)):
        lines = [each.new for each in way.edits if each.new and each.new != finding.details]
        words = way.words.rstrip(",:")
        if lines and way.edits[0].place:
            words += f", write above {way.edits[0].place}"
        elif lines and way.edits[0].old:
            words += f"; line {way.edits[0].line} then reads"
        key = "\0".join([words, *lines, *map(str, way.commands)])
        if key in told or not (words or lines or way.commands):
            continue
        told.add(key)
        lead = "Or " if number else "Fix: "
        ending = ":" if lines or way.commands else ""
        yield f'<p class="fix">{lead}{escape(words)}{ending}</p>' if words else ""
        if lines:
            yield copied("\n".join(lines), "the line")
        if way.commands:
            yield copied(typed(way.commands), "the command")
