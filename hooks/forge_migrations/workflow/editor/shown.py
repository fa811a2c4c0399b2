"""What stands at a line in an editor: a finding, or that something could not be decided."""

from __future__ import annotations

from forge_migrations import __version__
from forge_migrations.findings import HOME
from forge_migrations.findings import page_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Literal

    from forge_migrations.checks.judge import Verdict
    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

    Severity = Literal[1, 2, 3, 4]
    """https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
    (`DiagnosticSeverity`): error, warning, information, hint."""

SOURCE = "forge-migrations"
UNDECIDED = "undecided"
"""The code of what ends in exit 3."""


class Shown(NamedTuple):
    """One of an editor's diagnostics."""

    path: str
    """From the repository's root, with `/`."""
    line: int
    """From 1, as a finding has it."""
    column: int
    severity: Severity
    code: str
    href: str
    message: str
    """The fact, and in the next line what to type."""
    remedy: Remedy
    finding: Finding | None = None


def shown(
    verdict: Verdict, opened: Iterable[str], about: Callable[[str], Iterable[str]]
) -> list[Shown]:
    """What is to be shown of a verdict while these files are open; `about` are those of them that it
    is about as far as a project is concerned.

    What was there before and what refuses nothing is shown only in a file that is open: of a
    history of years nobody wants all of it.
    """
    known = frozenset(opened)
    found = [of_finding(each) for each in verdict.findings if each.refuses or each.path in known]
    for note in verdict.notes:
        if note.undecided:
            asked = {*about(note.project), *({note.project} & known)}
            found += _of_note(note, sorted(asked))
    return sorted(dict.fromkeys(found), key=lambda each: each[:3])


def of_finding(finding: Finding) -> Shown:
    """A finding as it is shown."""
    message = finding.message
    if finding.acknowledged:
        message += f" (accepted: {finding.acknowledged})"
    elif finding.released:
        message += " (it is released)"
    elif finding.inherited:
        message += " (it was there before)"
    remedy = Remedy.of(finding.remedy)
    if remedy and finding.refuses:
        message += f"\nfix: {remedy}"
    return Shown(
        finding.path,
        finding.line,
        finding.column,
        severity_of(finding),
        finding.rule,
        page_of(finding.rule),
        message,
        remedy,
        finding,
    )


def severity_of(finding: Finding) -> Severity:
    """An error refuses the commit, a warning reports, the others ask nothing of anybody."""
    if finding.acknowledged or finding.released:
        return 4
    if finding.inherited:
        return 3
    return 1 if finding.severity == "refuse" else 2


def undecided(path: str, message: str, remedy: str) -> Shown:
    """That something could not be decided, at the top of a file, with what makes it decide."""
    said = Remedy.of(remedy)
    text = f"could not decide: {message}" + (f"\nfix: {said}" if said else "")
    href = f"{HOME}/blob/v{__version__}/docs/troubleshooting.md"
    return Shown(path, 1, 1, 2, UNDECIDED, href, text, said)


def _of_note(note: Note, about: list[str]) -> Iterator[Shown]:
    """A note in each file that somebody looks at, else at its project's config."""
    text = note.message + (f"\n{note.details}" if note.details else "")
    for path in about or [note.project]:
        if path:
            yield undecided(path, text, note.remedy)
