"""A Review as Markdown for a pull request's comment: the verdict, what refuses, all else folded.

GitHub refuses a comment of more than 65,536 characters and a Mermaid diagram of more than 50,000;
what doesn't fit is left out from the least to the most important, and said to be.
Mermaid's grammar: https://mermaid.js.org/syntax/entityRelationshipDiagram.html
"""

from __future__ import annotations

import os
import re

from forge_migrations.report.markdown_findings import accepting
from forge_migrations.report.markdown_findings import blocks
from forge_migrations.report.markdown_findings import shown_within
from forge_migrations.report.markup import cell
from forge_migrations.report.markup import code
from forge_migrations.report.markup import fenced
from forge_migrations.report.markup import folded
from forge_migrations.report.markup import html_code
from forge_migrations.report.markup import said
from forge_migrations.report.markup import words
from forge_migrations.report.places import Places
from forge_migrations.report.verdict import gist
from forge_migrations.report.verdict import open_answers
from forge_migrations.report.verdict import outcome
from forge_migrations.report.verdict import stopped
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.drizzle.history.tables import Table
    from forge_migrations.findings import Finding
    from forge_migrations.report.reviewed import Answer
    from forge_migrations.report.reviewed import Review

LIMIT = 65_000
"""Characters; a little under GitHub's own limit, which a bot's footer may share."""
TABLES, COLUMNS = 30, 24
"""What the diagram shows at most; more is no picture any more."""
KEYS = frozenset(("PK", "FK", "UK"))
"""Words that are no names to Mermaid."""
MEASURED = 60
"""Statements of the measured table at most."""
SAID = 8
"""Lines under one answer, at most."""
PLACE = re.compile(r"(?P<path>[^\n]+?):(?P<line>[0-9]+) (?P<rest>.*)", re.DOTALL)


def render(review: Review, limit: int = LIMIT, places: Places | None = None) -> str:
    """The comment. Its first line names it, so that the next run can replace it."""
    where = Places.of(os.environ) if places is None else places
    head = "\n".join(_head(review, where))
    refusing, calm = _findings(review, True), _findings(review, False)
    shown, more = shown_within(blocks(refusing, where), limit - len(head) - 4000)
    if more:
        shown += f"\n\n… and {more} more: {code('forge-migrations review')} shows all"
    top = "\n\n".join(part for part in (head, shown, accepting(refusing)) if part)
    parts = [
        ("the schema's changes", _changes(review, where)),
        ("the diagram", "\n".join(_diagram(review))),
        ("the checklist", _checklist(review, where)),
        ("what is reported only", _calm(calm, where)),
        ("what was measured", _measured(review, where)),
        *((f"the SQL of {each.tag}", _sql(each.path, each.sql)) for each in review.migrations),
    ]
    room = limit - len(top) - 400
    kept, missing = [], []
    for name, part in parts:
        if len(part) + 2 > room:
            missing.append(name)
        elif part:
            room -= len(part) + 2
            kept.append(part)
    if missing:
        shown_here = ", ".join(missing[:3]) + (f" and {len(missing) - 3} more" * (len(missing) > 3))
        page = code("forge-migrations review --format html")
        kept.append(f"Too long for a comment: {words(shown_here)}. {page} shows all.")
    return "\n\n".join([top, *kept]) + "\n"


def marker(project: str) -> str:
    """The comment's first line: `<!-- forge-migrations review: drizzle.config.ts -->`."""
    return f"<!-- forge-migrations review: {project.replace('--', '- -')} -->"


def _head(review: Review, places: Places) -> Iterator[str]:
    yield marker(review.project)
    yield f"### {words(outcome(review))}"
    yield ""
    yield f"{code(review.title)} of {code(review.project)} ({review.dialect}) {words(gist(review))}."
    for line in stopped(review):
        yield f"\n**{_placed(line[0].upper() + line[1:], places)}**"
    if review.measured.deploy_order:
        yield f"\n**Deploy order:** {said(review.measured.deploy_order)}"
    for note in review.notes[:10]:
        yield f"\n{said(note.message)}"


def _placed(line: str, places: Places) -> str:
    """A sentence in which `path:33` is a link."""
    stop = re.search(r" at (?P<path>[^\n]+?):(?P<line>[0-9]+): ", line)
    if stop is None:
        return said(line)
    link = places.link(stop["path"], int(stop["line"]))
    return f"{said(line[: stop.start()])} at {link}: {said(line[stop.end() :])}"


def _findings(review: Review, refusing: bool) -> list[Finding]:
    found = [one for each in review.migrations for one in each.findings if one.refuses == refusing]
    return sorted(found, key=lambda f: (f.path, f.rule, f.line, f.column))


def _calm(findings: list[Finding], places: Places) -> str:
    shown, more = shown_within(blocks(findings, places), 20_000)
    lines = [shown, f"\n… and {more} more" if more else ""]
    return folded(
        f"{counted(len(findings), 'finding')} reported or acknowledged", filter(None, lines)
    )


def _checklist(review: Review, places: Places) -> str:
    """What isn't so comes first; what a finding says already is not said again."""
    unsure = list(open_answers(review))
    lines = [line for answer in unsure for line in _answer(answer, places)]
    lines += [f"- ✓ {words(each.claim)}" for each in review.answers if each.verdict == "yes"]
    holding = sum(each.verdict == "yes" for each in review.answers)
    failing = sum(each.verdict == "no" for each in review.answers)
    unknown = len(review.answers) - holding - failing
    counts = [f"{failing} no", f"{unknown} not known", f"{holding} yes"]
    summary = ", ".join(each for each in counts if not each.startswith("0 "))
    return folded(f"Checklist: {summary}", lines)


def _answer(answer: Answer, places: Places) -> Iterator[str]:
    sign = "✗ not so:" if answer.verdict == "no" else "? not known:"
    yield f"- {sign} {words(answer.claim)}"
    for line in answer.said[:SAID]:
        place = PLACE.match(line)
        if place:
            link = places.link(place["path"], int(place["line"]))
            yield f"  - {link} {said(place['rest'])}"
        else:
            yield f"  - {said(line)}"
    if len(answer.said) > SAID:
        yield f"  - … and {len(answer.said) - SAID} more"


def _changes(review: Review, places: Places) -> str:
    lines = []
    for change, found in review.explained:
        links = [places.link(each.path, each.line, f"line {each.line}") for each in found]
        lines.append(
            f"- {change.how} {code(change.said)} ({', '.join(links) or '**no statement**'})"
        )
    return folded(f"{counted(len(lines), 'change')} of the schema", lines)


def _measured(review: Review, places: Places) -> str:
    found = review.measured
    if not found.rows:
        return ""
    kept = found.filled
    lines = ["| " + " | ".join(found.columns[number] for number in kept) + " |"]
    lines.append("|" + "-|" * len(kept))
    for row in found.rows[:MEASURED]:
        cells = (_cell(row[number], found.columns[number], places) for number in kept)
        lines.append("| " + " | ".join(cells) + " |")
    if len(found.rows) > MEASURED:
        lines.append(f"\n… and {len(found.rows) - MEASURED} more statements")
    return folded("Measured in a rehearsal", lines)


def _cell(text: str, column: str, places: Places) -> str:
    if column == "where":
        path, _, line = text.rpartition(":")
        if path and line.isdigit():
            return cell(places.link(path, int(line)))
    return cell(code(text) if column == "statement" else words(text))


def _sql(path: str, sql: str) -> str:
    return folded(html_code(path), [fenced(sql.rstrip().replace("\r\n", "\n"), "sql")])


def _diagram(review: Review) -> Iterator[str]:
    names = list(dict.fromkeys(e.change.table for e in review.explained if e.change.table))[:TABLES]
    if not names:
        return
    near = set(names)
    yield "<details open><summary>Touched tables</summary>\n\n```mermaid\nerDiagram"
    for name in names:
        old, new = review.before.tables.get(name), review.after.tables.get(name)
        yield from _entity(name, old, new)
    for name in names:
        old, new = review.before.tables.get(name), review.after.tables.get(name)
        shown = new or old
        for reference in shown.references if shown else ():
            near.add(reference.table)
            label = _quoted(", ".join(reference.columns))
            yield f"  {_quoted(reference.table)} ||--o{{ {_quoted(name)} : {label}"
    yield "```\n\n</details>"


def _entity(name: str, old: Table | None, new: Table | None) -> Iterator[str]:
    shown = new or old
    if shown is None:
        return
    status = "added" if old is None else "dropped" if new is None else ""
    was = old.columns if old else {}
    now = new.columns if new else {}
    rows = []
    for column in dict.fromkeys([*now, *was]):
        one, other = was.get(column), now.get(column)
        mark = status or ("added" if one is None else "dropped" if other is None else "")
        if one and other and one != other:
            mark = f"was {one.type}" if one.type != other.type else "changed"
        key = "PK" if column in shown.primary else ""
        if any(column in reference.columns for reference in shown.references):
            key = f"{key}, FK".lstrip(", ")
        important = bool(mark and not status) or bool(key)
        kind = (other or one or shown.columns[column]).type
        rows.append(
            (
                important,
                f"    {_word(kind)} {_word(column)} {key} {_quoted(mark) if mark else ''}".rstrip(),
            )
        )
    kept = rows if len(rows) <= COLUMNS else [row for row in rows if row[0]][:COLUMNS]
    yield f"  {_quoted(name)} {{"
    yield from (line for _, line in kept)
    yield "  }"


def _word(text: str) -> str:
    """A name as Mermaid's attributes take it: letters, digits, `_`, `-`, brackets."""
    found = re.sub(r"[^\w\-\[\]()]", "_", text.replace(" ", "_"))
    plain = (found[:1].isalpha() or found[:1] == "_") and found.upper() not in KEYS
    return found if plain else f"_{found}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\n\\%;#`]', "'", text) + '"'
