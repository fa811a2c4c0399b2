"""A migration's SQL for the page: numbered lines, and each finding under the line it is about."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Sequence
from functools import cache
from html import escape
from itertools import accumulate

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
    lines = reviewed.sql.removesuffix("\n").split("\n")
    quiet = _quiet(lines, reviewed)
    told: set[str] = set()
    for number, line in enumerate(lines, 1):
        hit = " hit" if any(f.refuses for f in by_line.get(number, ())) else ""
        yield f'<li class="l{hit}" id="{anchor(reviewed.path, number)}">{_line(line, quiet.get(number, ()))}</li>'
        yield from _findings(by_line.pop(number, []), told)
    for left in by_line.values():
        yield from _findings(left, told)
    yield "</ol></div></details>"


def anchor(path: str, line: int) -> str:
    """The id of a migration's line on the page."""
    return f"{_prefix(path)}-{line}"


@cache
def _prefix(path: str) -> str:
    return "l" + hashlib.sha1(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _quiet(lines: list[str], reviewed: ReviewedMigration) -> dict[int, list[tuple[int, int]]]:
    """(start, end) within each line of the comments and drizzle-kit's breakpoints in it."""
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    found: dict[int, list[tuple[int, int]]] = {}
    for begin, end in reviewed.quiet:
        for number in range(bisect_right(starts, begin), bisect_left(starts, end) + 1):
            first = starts[number - 1]
            found.setdefault(number, []).append((max(0, begin - first), end - first))
    return found


def _line(line: str, quiet: Sequence[tuple[int, int]]) -> str:
    """A line of SQL, in which what no database runs steps back."""
    line = line.removesuffix("\r")
    parts = []
    at = 0
    for begin, end in quiet:
        parts += [escape(line[at:begin]), f'<span class="soft">{escape(line[begin:end])}</span>']
        at = end
    return "".join([*parts, escape(line[at:])]) or " "


def _findings(findings: list[Finding], told: set[str]) -> Iterator[str]:
    """The findings of one line; a remedy that `told` holds was said above already."""
    for finding in findings:
        look = "acknowledged" if finding.acknowledged else "" if finding.refuses else "report"
        reason = f" Acknowledged: {escape(finding.acknowledged)}." if finding.acknowledged else ""
        details = f"<pre>{escape(finding.details)}</pre>" if finding.details else ""
        new = finding.remedy and not reason and finding.remedy not in told
        fix = f"<br>fix: {escape(finding.remedy)}" if new else ""
        told.update({finding.remedy} if new else ())
        yield (
            f'<li class="found {look}"><strong>{escape(finding.rule)}</strong> '
            f"{escape(finding.message)}.{reason}{fix}{details}</li>"
        )
