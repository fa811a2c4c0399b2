"""What a rehearsal measured, as the page's table."""

from __future__ import annotations

from html import escape

from forge_migrations.report.html_answers import place_linked
from forge_migrations.report.reviewed import BLANK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.report.reviewed import Review

NUMBERS = frozenset({"rows", "ms"})
CODE = frozenset({"statement"})


def measured(review: Review) -> Iterator[str]:
    """The section; a column in which nothing was measured is left out."""
    found = review.measured
    yield '<section id="measured" aria-labelledby="measured-title">'
    yield '<h2 id="measured-title">Measured in a rehearsal</h2>'
    if not found.rows:
        yield f'<p class="soft">{escape(found.missing or "Not rehearsed.")}</p></section>'
        return
    kept = [(number, found.columns[number]) for number in found.filled]
    head = "".join(f'<th scope="col"{_kind(name)}>{escape(name)}</th>' for _, name in kept)
    yield '<div class="scroll" tabindex="0" role="group" aria-label="Measured statements">'
    yield f'<table class="plain"><thead><tr>{head}</tr></thead><tbody>'
    for row in found.rows:
        cells = (f"<td{_kind(name)}>{_cell(row[n], name, review)}</td>" for n, name in kept)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table></div>"
    if found.deploy_order:
        yield f"<p><strong>Deploy order:</strong> {escape(found.deploy_order)}</p>"
    yield "</section>"


def _kind(name: str) -> str:
    return ' class="number"' if name in NUMBERS else ""


def _cell(text: str, name: str, review: Review) -> str:
    if text == BLANK:
        return f'<span class="soft">{BLANK}</span>'
    return f"<code>{escape(text)}</code>" if name in CODE else place_linked(text, review)
