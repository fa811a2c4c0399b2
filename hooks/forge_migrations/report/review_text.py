"""A Review for a terminal: what speaks against it first, what holds in a line, the rest no longer than a screen
unless asked."""

from __future__ import annotations

import os

from forge_migrations.report import told
from forge_migrations.report.groups import Group
from forge_migrations.report.groups import grouped
from forge_migrations.report.told import BOLD
from forge_migrations.report.told import DIM
from forge_migrations.report.told import GREEN
from forge_migrations.report.told import RED
from forge_migrations.report.told import YELLOW
from forge_migrations.report.told import Detail
from forge_migrations.report.told import Page
from forge_migrations.report.verdict import gist
from forge_migrations.report.verdict import outcome
from forge_migrations.report.verdict import stopped
from forge_migrations.report.wrapping import columns
from forge_migrations.report.wrapping import wide
from forge_migrations.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.report.reviewed import Answer
    from forge_migrations.report.reviewed import Explained
    from forge_migrations.report.reviewed import Review
    from forge_migrations.report.reviewed import ReviewedMigration

MARKS = {"no": "✗", "unknown": "?", "yes": "✓"}
COLOURS = {"no": RED, "unknown": YELLOW, "yes": GREEN}
SHOWN = 4
"""Lines under one answer: the findings stand below."""
CHANGES = 8
"""Changes that are told one by one; of more the tables are."""
SCRIPT = 24
"""Lines of SQL that are shown whole; of more the findings are."""
ROWS = 12
"""Measured statements, the slowest first where there are more."""


def render(review: Review, colour: bool = False, width: int = 0, verbose: bool = False) -> str:
    """The checklist, the changes with their statements, the SQL with its findings, what was measured."""
    page = Page(width or columns(os.environ), colour)
    lines = list(_head(review, page))
    lines += _checklist(review, page, verbose)
    lines += _changes(review, page, verbose)
    every = [f for each in review.migrations for f in each.findings]
    short = sum(each.sql.count("\n") for each in review.migrations) <= SCRIPT
    if verbose or short:
        lines += _scripts(review, page)
    elif every:
        lines += ["", *_findings(every, page)]
    lines += ["", *told.allowing((f for f in every if f.refuses), page)]
    lines += _measured(review, page, verbose)
    for note in review.notes:
        lines += told.note_told(note, [note.check], page, Detail())
    return "\n".join(_single(lines)) + "\n"


def _head(review: Review, page: Page) -> Iterator[str]:
    """What it is, whether it can go, what stopped it."""
    yield page.paint(BOLD, review.title) + f"  ({review.project}, {review.dialect})"
    yield from wrapped(gist(review), page.width)
    yield page.paint(GREEN if review.goes else RED, outcome(review))
    for line in stopped(review):
        yield from wrapped(line, page.width)
    yield ""


def _checklist(review: Review, page: Page, verbose: bool) -> Iterator[str]:
    """What fails, with what speaks against it; what isn't known; what holds, folded."""
    first: dict[str, str] = {}
    for verdict in ("no", "unknown"):
        for answer in (each for each in review.answers if each.verdict == verdict):
            mark = page.paint(COLOURS[verdict], MARKS[verdict])
            said = (answer.fails or answer.claim) if verdict == "no" else answer.claim
            head, *rest = wrapped(f"  {said}", page.width)
            yield f"{mark}{head[1:]}"
            yield from rest
            yield from _against(answer, first, page, verbose)
    held = [each.claim for each in review.answers if each.verdict == "yes"]
    if not held:
        return
    mark = page.paint(GREEN, MARKS["yes"])
    if verbose or len(held) < 3:
        yield from (f"{mark} {claim}" for claim in held)
        return
    count = (
        f"{len(held)} of {len(review.answers)} hold"
        if len(review.answers) > len(held)
        else (f"all {len(held)} hold")
    )
    text = f"  {count}: " + "; ".join(each[:1].lower() + each[1:] for each in held)
    start, *rest = wrapped(text, page.width, "  ")
    yield f"{mark}{start[1:]}"
    yield from rest


def _against(answer: Answer, first: dict[str, str], page: Page, verbose: bool) -> Iterator[str]:
    """What speaks against an answer; what an answer above has said already is named by it."""
    new = [line for line in answer.said if line not in first]
    again = dict.fromkeys(first[line] for line in answer.said if line in first)
    first |= dict.fromkeys(new, answer.fails or answer.claim)
    shown = new if verbose else new[:SHOWN]
    for line in shown:
        yield from wrapped(f"    {line}", page.width, "      ")
    if len(new) > len(shown):
        yield f"    and {len(new) - len(shown)} more"
    for claim in again:
        yield from wrapped(f"    the same as: {claim}", page.width, "      ")


def _changes(review: Review, page: Page, verbose: bool) -> Iterator[str]:
    if not review.explained:
        return
    yield ""
    yield page.paint(BOLD, "Changes")
    if verbose or len(review.explained) <= CHANGES:
        for change, places in review.explained:
            where = ", ".join(f"{place.path}:{place.line}" for place in places)
            said = f"  {change.how:<8} {change.said}"
            head, *rest = wrapped(f"{said}  {where or 'no statement'}", page.width, " " * 11)
            yield head
            yield from rest
        return
    groups: dict[tuple[str, str, str], list[Explained]] = {}
    for each in review.explained:
        key = (
            each.change.how,
            each.change.what,
            each.change.table if each.change.what != "table" else "",
        )
        groups.setdefault(key, []).append(each)
    for (how, what, table), mine in list(groups.items())[:CHANGES]:
        names = ", ".join(each.change.name for each in mine[:SHOWN])
        left = len(mine) - SHOWN
        names += f" and {left} more" if left > 0 else ""
        of = f" of {table}" if table else ""
        kind = what if len(mine) == 1 else f"{len(mine)} {what}s"
        yield from wrapped(f"  {how:<8} {kind}{of}: {names}", page.width, " " * 11)
    if len(groups) > CHANGES:
        left = sum(len(each) for each in list(groups.values())[CHANGES:])
        yield f"  and {left} more changes: --verbose shows them"


def _scripts(review: Review, page: Page) -> Iterator[str]:
    """Every migration's SQL, the findings under their lines."""
    for each in review.migrations:
        yield ""
        yield page.paint(BOLD, each.path)
        yield from _script(each, page)


def _script(migration: ReviewedMigration, page: Page) -> Iterator[str]:
    found: dict[int, list[Finding]] = {}
    for finding in migration.findings:
        found.setdefault(finding.line, []).append(finding)
    told_already: set[str] = set()
    # Lines are what findings count: a form feed or U+2028 in a text ends none.
    lines = migration.sql.removesuffix("\n").replace("\r\n", "\n").split("\n")
    for number, text in enumerate(lines, 1):
        yield f"{page.paint(DIM, f'{number:>4}')}  {text}"
        for finding in found.get(number, ()):
            code = DIM if finding.acknowledged else RED if finding.refuses else YELLOW
            word = "" if finding.refuses or finding.acknowledged else "(reported) "
            why = f" (acknowledged: {finding.acknowledged})" if finding.acknowledged else ""
            said = f"      ^ {finding.rule}: {word}{finding.message}{why}"
            head, *rest = wrapped(said, page.width, "        ")
            yield head.replace(f"^ {finding.rule}", page.paint(code, f"^ {finding.rule}"), 1)
            yield from rest
            if finding.remedy and not finding.acknowledged and finding.remedy not in told_already:
                told_already.add(finding.remedy)
                yield from (
                    f"      {line}"
                    for line in told.fix(finding.remedy, page._replace(width=page.width - 6))
                )


def _findings(found: list[Finding], page: Page) -> Iterator[str]:
    groups = grouped(f for f in found if not f.acknowledged)
    for at, group in enumerate(groups):
        yield from told.told(group, page, Detail(source=False))
        later = groups[at + 1] if at + 1 < len(groups) else Group(())
        if not later.findings or later.first.remedy != group.first.remedy:
            yield from told.fix(group.first.remedy, page)
    yield ""
    yield "the whole SQL, each finding under its line: --verbose, or --format html --open"


def _measured(review: Review, page: Page, verbose: bool) -> Iterator[str]:
    measured = review.measured
    yield ""
    if not measured.rows:
        text = f"Not measured: {measured.missing or 'no rehearsal was asked for'}"
        yield from wrapped(text, page.width)
        return
    shown = measured.rows if verbose else measured.rows[:ROWS]
    rows = [[row[number] for number in measured.filled] for row in (measured.columns, *shown)]
    widths = [min(60, max(wide(row[i]) for row in rows)) for i in range(len(measured.filled))]
    # The statement gives way: each of them stands above, or in its file.
    over = sum(widths) + 2 * (len(widths) - 1) - page.width
    if over > 0:
        longest = widths.index(max(widths))
        widths[longest] = max(12, widths[longest] - over)
    for row in rows:
        yield "  ".join(
            _cell(cell, width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
    if len(shown) < len(measured.rows):
        yield f"and {len(measured.rows) - len(shown)} more: --verbose shows them"
    if measured.deploy_order:
        yield from wrapped(f"Deploy order: {measured.deploy_order}", page.width)


def _cell(text: str, width: int) -> str:
    while wide(text) > width:
        text = text[: max(0, len(text) - (wide(text) - width) - 1)] + "…"
    return text + " " * (width - wide(text))


def _single(lines: list[str]) -> Iterator[str]:
    """The lines with no two blank ones together."""
    for at, line in enumerate(lines):
        if line or (at and lines[at - 1]):
            yield line
