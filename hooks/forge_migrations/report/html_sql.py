"""A migration's SQL for the page: numbered lines, and each finding under the line it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape

from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import ReviewedMigration


def migration(reviewed: ReviewedMigration) -> Iterator[str]:
    """One migration, folded open."""
    count = sum(f.refuses for f in reviewed.findings)
    badge = f' <span class="badge dropped">{count} to act on</span>' if count else ""
    yield f'<details class="file" open><summary><code>{escape(reviewed.path)}</code>{badge}</summary>'
    label = escape(f"SQL of {reviewed.tag}", quote=True)
    yield f'<div class="sql" tabindex="0" role="group" aria-label="{label}"><ol>'
    by_line: dict[int, list[Finding]] = {}
    for finding in reviewed.findings:
        by_line.setdefault(finding.line, []).append(finding)
    # Lines are what findings count: a form feed or U+2028 in a text ends none.
    lines = reviewed.sql.replace("\r\n", "\n").removesuffix("\n").split("\n")
    prefix = _prefix(reviewed.path)
    for number, line in enumerate(lines, 1):
        hit = " hit" if any(f.refuses for f in by_line.get(number, ())) else ""
        yield f'<li class="l{hit}" id="{prefix}-{number}">{escape(line) or " "}</li>'
        yield from _findings(by_line.pop(number, []))
    for left in by_line.values():
        yield from _findings(left)
    yield "</ol></div></details>"


def _prefix(path: str) -> str:
    return "l" + hashlib.sha1(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _findings(findings: list[Finding]) -> Iterator[str]:
    for finding in findings:
        look = "acknowledged" if finding.acknowledged else "" if finding.refuses else "report"
        reason = f" Acknowledged: {escape(finding.acknowledged)}." if finding.acknowledged else ""
        details = f"<pre>{escape(finding.details)}</pre>" if finding.details else ""
        fix = f"<br>fix: {escape(finding.remedy)}" if finding.remedy and not reason else ""
        yield (
            f'<li class="found {look}"><strong>{escape(finding.rule)}</strong> '
            f"{escape(finding.message)}.{reason}{fix}{details}</li>"
        )
