"""Findings as JUnit XML: one test case for each finding, failed when it refuses."""

from __future__ import annotations

from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

from forge_migrations.report.fingerprint import fingerprinted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

_ILLEGAL = dict.fromkeys([*(i for i in range(32) if i not in (9, 10, 13)), 0xFFFE, 0xFFFF])
"""Source: https://www.w3.org/TR/xml/#charsets"""


def render(findings: Iterable[Finding], notes: Iterable[Note] = ()) -> str:
    """One suite; without a finding it holds one case that passed."""
    said = list(notes)
    found = [finding for finding, _mark in fingerprinted(findings)]
    cases = [_case(finding) for finding in found]
    errors = [note for note in said if note.undecided]
    cases += [
        f"  <testcase classname={_attribute(note.check)} name={_attribute(note.message)}>"
        f"<error message={_attribute(note.message)}/></testcase>"
        for note in errors
    ]
    if not cases:
        cases = ['  <testcase classname="forge-migrations" name="no findings"/>']
    failures = sum(finding.refuses for finding in found)
    head = (
        f'<testsuite name="forge-migrations" tests="{len(cases)}" failures="{failures}"'
        f' errors="{len(errors)}" skipped="{sum(_is_skipped(f) for f in found)}">'
    )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join([head, *cases, "</testsuite>\n"])


def _is_skipped(finding: Finding) -> bool:
    return bool(finding.acknowledged or finding.inherited)


def _case(finding: Finding) -> str:
    place = f"{finding.path}:{finding.line}"
    name = f"{finding.rule}: {finding.message}"
    opening = f"  <testcase classname={_attribute(place)} name={_attribute(name)}>"
    if finding.refuses:
        body = (
            f"<failure type={_attribute(finding.rule)} message={_attribute(finding.message)}>"
            f"{escape(_legal(finding.remedy))}</failure>"
        )
    elif _is_skipped(finding):
        body = f"<skipped message={_attribute(finding.acknowledged or 'older than this change')}/>"
    else:
        body = f"<system-out>{escape(_legal(finding.remedy))}</system-out>"
    return opening + body + "</testcase>"


def _legal(text: str) -> str:
    return text.translate(_ILLEGAL).encode("utf-8", "replace").decode()


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))
