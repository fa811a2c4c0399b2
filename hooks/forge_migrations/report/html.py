"""A Review as one HTML file: no network, no other file, readable without scripts but for the diagram.

The content security policy allows the page's own scripts by their hashes and nothing else, so SQL
or a name that holds markup can run nothing even if it were not escaped. The layout library is
dagre (MIT), which stands in `page/` with its licence: it ranks the tables, `routing.js` leads the
references around them. elkjs (EPL-2.0) would do both in 1.6 MB, four fifths of what a page may weigh.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from html import escape

from forge_migrations.report.diagram_data import diagram_data
from forge_migrations.report.html_answers import answers
from forge_migrations.report.html_answers import place_linked
from forge_migrations.report.html_answers import verdict
from forge_migrations.report.html_measured import measured
from forge_migrations.report.html_sql import migration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.report.reviewed import Explained
    from forge_migrations.report.reviewed import Review

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page")
SHOWN = 12
"""Changes that are there at once; the rest is folded."""
DAGRE = "dagre-3.1.3.min.js"


def render(review: Review) -> str:
    """The whole page. The same review gives the same bytes."""
    script = "\n".join(
        _part(name) for name in ("routing.js", "diagram.js", "controls.js", "page.js")
    )
    style = _part("review.css")
    policy = (
        "default-src 'none'; base-uri 'none'; form-action 'none'; worker-src blob:; "
        f"script-src {_hash(script)} blob:; style-src {_hash(style)}"
    )
    return "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="robots" content="noindex">',
            f"<title>Review: {escape(review.title)}</title>",
            f"<style>{style}</style>\n</head>\n<body>",
            *_body(review),
            *_scripts(review, script),
            "</body>\n</html>\n",
        ]
    )


def _body(review: Review) -> Iterator[str]:
    yield '<a class="skip" href="#main">Skip to the review</a>'
    yield '<header><div class="top"><div>'
    yield f"<h1>{escape(review.title)}</h1>"
    yield f'<p class="soft">{escape(review.project)} · {escape(review.dialect)}</p>'
    yield '</div><button type="button" id="theme">Light or dark</button></div>'
    yield "</header>"
    yield '<main id="main">'
    yield from verdict(review)
    yield "<nav aria-label='Parts of this page'><ul>"
    for part, name in _parts(review):
        yield f'<li><a href="#{part}">{name}</a></li>'
    yield "</ul></nav>"
    yield from answers(review)
    yield from _changes(review)
    yield _part("diagram.html")
    yield "<noscript><p>The diagram needs scripts; everything else is here.</p></noscript>"
    yield '<section id="sql" aria-labelledby="sql-title"><h2 id="sql-title">SQL</h2>'
    unrun = {path: (first, last) for path, first, last in review.never_ran}
    stop = review.measured.stop
    for each in review.migrations:
        here = stop if stop and stop.path == each.path else None
        yield from migration(each, here, unrun.get(each.path, (0, -1)))
    yield "</section>"
    yield from measured(review)
    if review.notes:
        yield '<section aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2><ul>'
        for note in review.notes:
            fix = f" <code>{escape(note.remedy)}</code>" if note.remedy else ""
            yield f"<li>{escape(note.message)}{fix}</li>"
        yield "</ul></section>"
    yield "</main>"


def _parts(review: Review) -> Iterator[tuple[str, str]]:
    """(id, name) of the sections that are there."""
    if review.answers:
        yield "checklist", "Checklist"
    yield "changes", "Changes"
    if review.before.tables or review.after.tables:
        yield "diagram", "Tables"
    yield "sql", "SQL"
    yield "measured", "Measured"


def _changes(review: Review) -> Iterator[str]:
    yield '<section id="changes" aria-labelledby="changes-title">'
    yield '<h2 id="changes-title">What changes, and by which statement</h2>'
    if not review.explained:
        yield '<p class="soft">The schema is the same before and after: custom SQL only.</p></section>'
        return
    lines = [_change(each, review) for each in review.explained]
    yield f'<ul class="changes">{"".join(lines[:SHOWN])}</ul>'
    if lines[SHOWN:]:
        yield f"<details><summary>{len(lines) - SHOWN} more</summary>"
        yield f'<ul class="changes">{"".join(lines[SHOWN:])}</ul></details>'
    yield "</section>"


def _change(explained: Explained, review: Review) -> str:
    change, places = explained
    links = ", ".join(place_linked(f"{place.path}:{place.line}", review) for place in places)
    links = links or '<span class="badge dropped">no statement</span>'
    badge = f'<span class="badge {change.how}">{change.how}</span>'
    return f'<li>{badge}<span class="said"><code>{escape(change.said)}</code> {links}</span></li>'


def _scripts(review: Review, script: str) -> Iterator[str]:
    touched = frozenset(each.change.table for each in review.explained)
    data = json.dumps(diagram_data(review.before, review.after, touched), separators=(",", ":"))
    # `<` alone could end the element or start a comment: https://html.spec.whatwg.org/#restrictions-for-contents-of-script-elements
    data = data.replace("<", "\\u003c")
    licence = _part("dagre-LICENSE.txt")
    yield f'<script type="application/json" id="data">{data}</script>'
    yield f'<script type="text/plain" id="dagre">/*! dagre 3.1.3\n{licence}*/\n{_part(DAGRE)}</script>'
    yield f'<script type="text/plain" id="routing">{_part("routing.js")}</script>'
    yield f'<script type="text/plain" id="layout">{_part("layout.js")}</script>'
    yield f"<script>{script}</script>"


def _part(name: str) -> str:
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return file.read()


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
