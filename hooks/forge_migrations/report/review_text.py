"""A Review for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import Review
from forge_migrations.report.verdict import stopped

RED, GREEN, YELLOW, BOLD, DIM, PLAIN = (
    "\033[31m", "\033[32m", "\033[33m", "\033[1m", "\033[2m", "\033[0m",
)  # fmt: skip
COLOURS = {"yes": GREEN, "no": RED, "unknown": YELLOW}
SHOWN = 8
"""Lines under one answer: more of them stand at their statements."""
WORDS = {"yes": "yes      ", "no": "no       ", "unknown": "not known"}


def render(review: Review, colour: bool = False) -> str:
    """The checklist, the changes with their statements, the SQL with its findings, what was measured."""

    def paint(code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if colour else text

    lines = [paint(BOLD, f"{review.title}") + f"  ({review.project}, {review.dialect})", ""]
    for answer in review.answers:
        lines.append(f"{paint(COLOURS[answer.verdict], WORDS[answer.verdict])}  {answer.claim}")
        lines += [f"             {line}" for line in answer.said[:SHOWN]]
        left = len(answer.said) - SHOWN
        lines += [f"             … and {left} more: look at their lines below"] if left > 0 else []
    if review.explained:
        lines += ["", paint(BOLD, "Changes")]
        for change, places in review.explained:
            where = ", ".join(f"{place.path}:{place.line}" for place in places)
            where = paint(DIM, where) if where else paint(RED, "no statement")
            lines.append(f"  {change.how:<8} {change.said}  {where}")
    for each in review.migrations:
        lines += ["", paint(BOLD, each.path)]
        found: dict[int, list[Finding]] = {}
        for finding in each.findings:
            found.setdefault(finding.line, []).append(finding)
        told: set[str] = set()
        # Lines are what findings count: a form feed or U+2028 in a text ends none.
        lines_of_sql = each.sql.removesuffix("\n").replace("\r\n", "\n").split("\n")
        for number, text in enumerate(lines_of_sql, 1):
            lines.append(f"{paint(DIM, f'{number:>4}')}  {text}")
            for finding in found.get(number, ()):
                code = DIM if finding.acknowledged else RED if finding.refuses else YELLOW
                said = f" (acknowledged: {finding.acknowledged})" if finding.acknowledged else ""
                lines.append(f"      {paint(code, '^ ' + finding.rule)}: {finding.message}{said}")
                if finding.remedy and not finding.acknowledged and finding.remedy not in told:
                    told.add(finding.remedy)
                    lines.append(f"        fix: {finding.remedy}")
    lines += [*_measured(review), *(paint(RED, line) for line in stopped(review))]
    for note in review.notes:
        lines.append(f"{note.check}: {note.message}")
        if note.remedy:
            lines.append(f"  fix: {note.remedy}")
    return "\n".join(lines) + "\n"


def _measured(review: Review) -> Iterator[str]:
    measured = review.measured
    yield ""
    if not measured.rows:
        yield f"Not measured: {measured.missing or 'no rehearsal was asked for'}"
        return
    rows = [
        [row[number] for number in measured.filled] for row in (measured.columns, *measured.rows)
    ]
    widths = [min(60, max(len(row[i]) for row in rows)) for i in range(len(measured.filled))]
    for row in rows:
        yield "  ".join(
            f"{cell[:60]:<{width}}" for cell, width in zip(row, widths, strict=True)
        ).rstrip()
