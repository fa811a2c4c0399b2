"""A migration's SQL for the page: numbered lines in colour, and each finding under its line."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from functools import cache
from html import escape
from itertools import accumulate

from forge_migrations.report.html_findings import findings_of_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.findings import Finding
    from forge_migrations.report.reviewed import ReviewedMigration
    from forge_migrations.report.reviewed import Stop

    Marks = Sequence[tuple[int, int, str]]


def migration(
    reviewed: ReviewedMigration, stop: Stop | None = None, unrun: tuple[int, int] = (0, -1)
) -> Iterator[str]:
    """One migration, folded open. `stop` is where the rehearsal stopped, if in it; `unrun` the first and
    the last line of what never ran."""
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
    marks = _by_line(lines, reviewed.marks)
    told: set[str] = set()
    for number, line in enumerate(lines, 1):
        hit = " hit" if any(f.refuses for f in by_line.get(number, ())) else ""
        hit += " unrun" if unrun[0] <= number <= unrun[1] else ""
        said = _line(line, marks.get(number, ()))
        yield f'<li class="l{hit}" id="{anchor(reviewed.path, number)}">{said}</li>'
        if stop is not None and stop.line == number:
            yield _stopped(stop, unrun)
        yield from findings_of_line(by_line.pop(number, []), told)
    for left in by_line.values():
        yield from findings_of_line(left, told)
    yield "</ol></div></details>"


def anchor(path: str, line: int) -> str:
    """The id of a migration's line on the page."""
    return f"{_prefix(path)}-{line}"


@cache
def _prefix(path: str) -> str:
    return "l" + hashlib.sha1(path.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _stopped(stop: Stop, unrun: tuple[int, int]) -> str:
    first, last = unrun
    which = f"line {first}" if first == last else f"lines {first} to {last}"
    never = f" {which[0].upper()}{which[1:]} never ran." if last >= first else ""
    return (
        '<li class="found"><p><span class="badge dropped">the rehearsal stopped here</span> '
        f"<strong>{escape(stop.why)}.</strong>{never}</p></li>"
    )


def _by_line(lines: list[str], marks: Marks) -> dict[int, list[tuple[int, int, str]]]:
    """The marks of each line, cut at its ends; where two overlap the first counts."""
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    found: dict[int, list[tuple[int, int, str]]] = {}
    at = 0
    for begin, end, kind in marks:
        if begin < at:
            continue
        at = end
        for number in range(bisect_right(starts, begin), bisect_right(starts, end - 1) + 1):
            first = starts[number - 1]
            found.setdefault(number, []).append((max(0, begin - first), end - first, kind))
    return found


def _line(line: str, marks: Marks) -> str:
    """A line of SQL in colour; an empty one is a blank, so that it can be seen."""
    line = line.removesuffix("\r")
    parts = []
    at = 0
    for begin, end, kind in marks:
        words = escape(line[begin:end])
        parts += [escape(line[at:begin]), f'<span class="{kind}">{words}</span>' if words else ""]
        at = end
    return "".join([*parts, escape(line[at:])]) or " "
