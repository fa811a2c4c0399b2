"""A Review as Markdown for a pull request comment: a diagram, folded details, a bounded length.

GitHub refuses a comment of more than 65,536 characters and a Mermaid diagram of more than 50,000;
what doesn't fit is left out from the least to the most important, and said to be.
Mermaid's grammar: https://mermaid.js.org/syntax/entityRelationshipDiagram.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from forge_migrations.drizzle.history.tables import Table
from forge_migrations.report.reviewed import Review

LIMIT = 65_000
"""Characters; a little under GitHub's own limit, which a bot's footer may share."""
TABLES, COLUMNS = 30, 24
"""What the diagram shows at most; more is no picture any more."""
MEASURED = 60
"""Statements of the measured table at most."""
MARKS = {"yes": "yes", "no": "**no**", "unknown": "not known"}


def render(review: Review, limit: int = LIMIT) -> str:
    """The comment. Its first line names it, so that the next run can replace it."""
    head = "\n".join(_head(review))
    parts = [
        *_sql(review),
        "\n".join(_measured(review)),
        "\n".join(_diagram(review)),
        "\n".join(_changes(review)),
    ]
    left: list[str] = []
    room = limit - len(head) - 200
    # The changes and the diagram matter more than the SQL, which the pull request shows anyway.
    for part in reversed([part for part in parts if part]):
        if len(part) + 2 <= room:
            room -= len(part) + 2
            left.insert(0, part)
    missing = sum(1 for part in parts if part and part not in left)
    parts_are = "1 part is" if missing == 1 else f"{missing} parts are"
    note = f"\n\n_{parts_are} too long for a comment: `forge-migrations review --format html` shows all._"
    return (
        head + "".join(f"\n\n{part}" for part in reversed(left)) + (note if missing else "") + "\n"
    )


def marker(project: str) -> str:
    """The comment's first line: `<!-- forge-migrations review: drizzle.config.ts -->`."""
    return f"<!-- forge-migrations review: {project.replace('--', '- -')} -->"


def _head(review: Review) -> Iterator[str]:
    yield marker(review.project)
    yield f"### Review of {_code(review.title)}"
    yield ""
    count = review.refusing
    found = (
        f"**{count} finding{'s' * (count != 1)} to act on**" if count else "no finding to act on"
    )
    yield f"{_code(review.project)} · {review.dialect} · {_changed(review)} · {found}"
    if review.answers:
        yield "\n| | |\n|-|-|"
        for answer in review.answers:
            said = "".join(f"<br>{_plain(line)}" for line in answer.said[:8])
            more = len(answer.said) - 8
            said += f"<br>… and {more} more" if more > 0 else ""
            yield f"| {MARKS[answer.verdict]} | {_plain(answer.claim)}{said} |"
    found_lines = list(_findings(review))
    if found_lines:
        yield ""
        yield from found_lines[:40]
        if len(found_lines) > 40:
            yield f"- … and {len(found_lines) - 40} more"
    for note in review.notes[:10]:
        yield f"\n_{_plain(note.message)}_"


def _changed(review: Review) -> str:
    count = len(review.explained)
    return f"{count} change{'s' * (count != 1)}"


def _findings(review: Review) -> Iterator[str]:
    for each in review.migrations:
        for finding in each.findings:
            if finding.refuses:
                place = _code(f"{finding.path}:{finding.line}")
                fix = f" — fix: {_plain(finding.remedy)}" if finding.remedy else ""
                yield f"- {place} **{finding.rule}** {_plain(finding.message)}{fix}"


def _changes(review: Review) -> Iterator[str]:
    if not review.explained:
        return
    yield f"<details><summary>{_changed(review)} of the schema</summary>\n"
    for change, places in review.explained:
        lines = ", ".join(f"line {place.line}" for place in places) or "**no statement**"
        yield f"- {change.how}: {_code(change.said)} ({lines})"
    yield "\n</details>"


def _measured(review: Review) -> Iterator[str]:
    found = review.measured
    if not found.rows:
        return
    kept = found.filled
    yield "<details><summary>Measured in a rehearsal</summary>\n"
    yield "| " + " | ".join(found.columns[number] for number in kept) + " |"
    yield "|" + "-|" * len(kept)
    for row in found.rows[:MEASURED]:
        yield "| " + " | ".join(_cell(row[n], found.columns[n]) for n in kept) + " |"
    if len(found.rows) > MEASURED:
        yield f"\n… and {len(found.rows) - MEASURED} more statements"
    yield "\n</details>"


def _cell(text: str, column: str) -> str:
    return _code(text) if column == "statement" else _plain(text)


def _sql(review: Review) -> list[str]:
    parts = []
    for each in reversed(review.migrations):
        longest = max((len(run) for run in re.findall(r"`+", each.sql)), default=0)
        fence = "`" * max(3, longest + 1)
        summary = f"<details><summary><code>{_html(each.path)}</code></summary>"
        parts.append(f"{summary}\n\n{fence}sql\n{each.sql.rstrip()}\n{fence}\n\n</details>")
    return parts


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
    return found if found[:1].isalpha() or found[:1] == "_" else f"_{found}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'["\n\\%;#`]', "'", text) + '"'


def _code(text: str) -> str:
    """A code span whatever stands in it: https://spec.commonmark.org/0.31.2/#code-spans"""
    text = " ".join(text.split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _plain(text: str) -> str:
    """Words of ours with names in them: no markup, no mention, one line."""
    text = _html(" ".join(text.split()))
    return re.sub(r"([\\*_`\[\]|~])", r"\\\1", text).replace("@", "&#64;")


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
