"""The checklist for the page: each answer with what speaks against it, linked to its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from forge_migrations.report.html_sql import anchor
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Review

WORDS = {"yes": "yes", "no": "no", "unknown": "not known"}
COLOURS = {"yes": "added", "no": "dropped", "unknown": "changed"}
SHOWN = 8
"""Lines under one answer that are there at once; the rest is folded."""


def answers(review: Review) -> Iterator[str]:
    """The section."""
    yield '<section id="checklist" aria-labelledby="checklist-title">'
    yield '<h2 id="checklist-title">Checklist</h2><ul class="answers">'
    for answer in review.answers:
        badge = f'<span class="badge {COLOURS[answer.verdict]}">{WORDS[answer.verdict]}</span>'
        yield f"<li>{badge}<div>{escape(answer.claim)}{_against(answer, review)}</div></li>"
    yield "</ul></section>"


def _against(answer: Answer, review: Review) -> str:
    lines = [f"<li>{place_linked(line, review)}</li>" for line in answer.said]
    shown = f"<ul>{''.join(lines[:SHOWN])}</ul>" if lines else ""
    left = lines[SHOWN:]
    if left:
        shown += f"<details><summary>{len(left)} more</summary><ul>{''.join(left)}</ul></details>"
    return shown


def place_linked(line: str, review: Review) -> str:
    """`path:33 words` with a link to that line instead of the path; other words escaped."""
    for each in review.migrations:
        found = re.match(rf"{re.escape(each.path)}:(\d+)(?: |\Z)", line)
        if found:
            number = int(found[1])
            name = f"line {number}" if len(review.migrations) == 1 else f"{each.tag}:{number}"
            link = f'<a href="#{anchor(each.path, number)}">{escape(name)}</a>'
            return f"{link} {escape(line[found.end() :])}".rstrip()
    return escape(line)
