"""The verdict and the checklist for the page: what isn't so first, each fact at one place."""

from __future__ import annotations

import re
from html import escape

from forge_migrations.report.html_findings import rule_link
from forge_migrations.report.html_sql import anchor
from forge_migrations.report.verdict import findings_of
from forge_migrations.report.verdict import gist
from forge_migrations.report.verdict import open_answers
from forge_migrations.report.verdict import outcome
from forge_migrations.report.verdict import stopped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.report.reviewed import Answer
    from forge_migrations.report.reviewed import Review

WORDS = {"no": "not so", "unknown": "not known"}
COLOURS = {"no": "dropped", "unknown": "changed"}
SHOWN = 8
"""Lines under one answer that are there at once; the rest is folded."""
LINKS = 6
"""Links to lines that stand behind one rule or answer."""


def verdict(review: Review) -> Iterator[str]:
    """The section on top: what it is, whether it can go, what stops it."""
    look = "dropped" if not review.goes else "changed" if any(open_answers(review)) else "added"
    sign = {"dropped": "✗", "changed": "!", "added": "✓"}[look]
    yield f'<section id="verdict" class="verdict {look}" aria-labelledby="verdict-title">'
    yield f'<h2 id="verdict-title"><span aria-hidden="true">{sign}</span> {escape(outcome(review))}</h2>'
    yield f"<p>It {escape(gist(review))}.</p>"
    stop = review.measured.stop
    lines = []
    if stop is not None:
        link = _links([(stop.path, stop.line)], review)
        never = "".join(f", and {escape(each)}" for each in stopped(review)[1:])
        lines.append(f"<li>the rehearsal stopped at {link}: <b>{escape(stop.why)}</b>{never}</li>")
    by_rule: dict[str, list[Finding]] = {}
    for each in review.migrations:
        for finding in each.findings:
            if finding.refuses:
                by_rule.setdefault(finding.rule, []).append(finding)
    for rule, found in by_rule.items():
        links = _links([(each.path, each.line) for each in found], review)
        said = escape(found[0].message) if len(found) == 1 else f"{len(found)} times"
        lines.append(f"<li>{rule_link(rule)}: {said} ({links})</li>")
    yield f"<ul>{''.join(lines)}</ul>" if lines else ""
    yield "</section>"


def answers(review: Review) -> Iterator[str]:
    """The checklist; empty where nothing was asked."""
    if not review.answers:
        return
    yield '<section id="checklist" aria-labelledby="checklist-title">'
    yield '<h2 id="checklist-title">Checklist</h2><ul class="answers">'
    whole = {each.claim: each for each in review.answers}
    for answer in open_answers(review):
        badge = f'<span class="badge {COLOURS[answer.verdict]}">{WORDS[answer.verdict]}</span>'
        lines = findings_of(whole[answer.claim], review)
        places = f' <span class="soft">({_links(lines, review)})</span>' if lines else ""
        yield f"<li>{badge}<div>{escape(answer.claim)}{places}{_against(answer, review)}</div></li>"
    yield "</ul>"
    holding = [each.claim for each in review.answers if each.verdict == "yes"]
    if holding:
        opened = " open" if len(holding) == len(review.answers) else ""
        items = "".join(
            f'<li><span class="badge added">yes</span><div>{escape(each)}</div></li>'
            for each in holding
        )
        yield f"<details{opened}><summary>{len(holding)} hold</summary>"
        yield f'<ul class="answers">{items}</ul></details>'
    yield "</section>"


def _against(answer: Answer, review: Review) -> str:
    lines = [f"<li>{place_linked(line, review)}</li>" for line in answer.said]
    shown = f"<ul>{''.join(lines[:SHOWN])}</ul>" if lines else ""
    left = lines[SHOWN:]
    if left:
        shown += f"<details><summary>{len(left)} more</summary><ul>{''.join(left)}</ul></details>"
    return shown


def _links(places: Iterable[tuple[str, int]], review: Review) -> str:
    """Links to lines; of many the first, and how many more."""
    every = list(dict.fromkeys(places))
    links = [place_linked(f"{path}:{line}", review) for path, line in every[:LINKS]]
    more = f" and {len(every) - LINKS} more" if len(every) > LINKS else ""
    return ", ".join(links) + more


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
