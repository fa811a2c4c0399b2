"""What a reviewer can accept by a click: a suggestion at the line of each finding that one line mends.

Sources: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/reviewing-changes-in-pull-requests/commenting-on-a-pull-request,
https://docs.gitlab.com/user/project/merge_requests/reviews/suggestions/
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.report.fingerprint import fingerprinted
from forge_migrations.report.markdown_findings import ALLOW
from forge_migrations.report.markdown_findings import rule_link
from forge_migrations.report.markup import fenced
from forge_migrations.report.markup import said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.remedy import Edit
    from forge_migrations.report.reviewed import Review

MOST = 10
"""Lines with a comment of their own; a storm of drops is one comment, and no storm of comments."""


class Suggestion(NamedTuple):
    """A comment at one line."""

    mark: str
    """The body's first line, by which the next run knows it."""
    path: str
    line: int
    body: str


def suggestions(review: Review, number: str, form: str = "suggestion") -> list[Suggestion]:
    """One for each line with a finding that refuses and that a line mends; none where they are too
    many. `number` is the request's, `form` the word that the platform knows the block by."""
    found = []
    for each in review.migrations:
        lines = each.sql.split("\n")
        by_line: dict[int, list[tuple[Finding, str]]] = {}
        for finding, mark in fingerprinted(each.findings):
            if finding.refuses and 0 < finding.line <= len(lines):
                by_line.setdefault(finding.line, []).append((finding, mark))
        for line, here in by_line.items():
            blocks = [*_blocks([one for one, _mark in here], lines[line - 1], number)]
            if blocks:
                mark = (
                    f"<!-- forge-migrations line: {'-'.join(mark[:12] for _one, mark in here)} -->"
                )
                words = [f"{rule_link(one.rule)}: {said(one.message)}" for one, _mark in here]
                texts = [f"{lead}\n\n{fenced(text, form)}" for lead, text in blocks]
                body = "\n\n".join([mark, *words, *texts])
                found.append(Suggestion(mark, each.path, line, body))
    return found if len(found) <= MOST else []


def _blocks(findings: list[Finding], line: str, number: str) -> Iterator[tuple[str, str]]:
    """(what it does, the line as it is then)."""
    line = line.removesuffix("\r")
    accepted = []
    for finding in findings:
        whole = Remedy.of(finding.remedy)
        for way in (whole, *whole.alternatives):
            for edit in way.edits:
                if edit.new.startswith(ALLOW):
                    accepted.append(finding.rule)
                elif _fits(edit, finding, line):
                    at = edit.column - 1
                    yield (
                        f"To mend it ({said(way.words)}):",
                        (line[:at] + edit.new + line[at + len(edit.old) :]),
                    )
    if accepted:
        rules = ", ".join(dict.fromkeys(accepted))
        reason = f"accepted in the review of request {number}"
        indent = line[: len(line) - len(line.lstrip())]
        yield "If it is meant, this accepts it:", f"{indent}{ALLOW}{rules}: {reason}\n{line}"


def _fits(edit: Edit, finding: Finding, line: str) -> bool:
    """True where the edit is of this line, and the line still has what gives way."""
    if (edit.path, edit.line) != (finding.path, finding.line) or not (edit.old and edit.new):
        return False
    return bool(edit.column) and line.startswith(edit.old, edit.column - 1)
