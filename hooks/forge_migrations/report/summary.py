"""Findings as Markdown: for the summary of a CI job.

GitHub takes a megabyte for a step's summary, GitLab a million characters for a comment; what has no
room is counted.
"""

from __future__ import annotations

import os

from forge_migrations.report.markdown_findings import accepting
from forge_migrations.report.markdown_findings import blocks
from forge_migrations.report.markdown_findings import shown_within
from forge_migrations.report.markup import code
from forge_migrations.report.markup import folded
from forge_migrations.report.markup import remedy
from forge_migrations.report.markup import said
from forge_migrations.report.places import Places
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

LIMIT = 900_000
"""Bytes. https://docs.github.com/actions/reference/workflow-commands-for-github-actions#job-summaries"""
FOLDED = 60_000
"""Bytes of each folded part, at most."""


def render(
    findings: Iterable[Finding], notes: Iterable[Note] = (), places: Places | None = None
) -> str:
    """The outcome, what refuses open, all else folded."""
    where = Places.of(os.environ) if places is None else places
    found = sorted(
        dict.fromkeys(each for each in findings if each.severity != "off"),
        key=lambda f: (f.project, f.path, f.rule, f.line, f.column),
    )
    refusing = [each for each in found if each.refuses]
    said_notes = list(dict.fromkeys(notes))
    unsure = [note for note in said_notes if note.undecided]
    quiet = [*_quiet(found)]
    calm = "nothing refuses this change" if quiet[0][1] else "clean"
    parts = [f"### forge-migrations: {_outcome(refusing, unsure) or calm}"]
    shown, left = shown_within(blocks(refusing, where), LIMIT - 4 * FOLDED, _size)
    parts.append(shown)
    if left:
        parts.append(f"… and {left} more: {code('forge-migrations')} on your machine shows all")
    parts.append(accepting(refusing))
    parts.append("\n".join(line for same in _alike(unsure) for line in _note(*same)))
    parts += [_folded(summary, some, where) for summary, some in quiet]
    others = [note for note in said_notes if not note.undecided]
    lines = [line for note in others for line in _note(note)]
    parts.append(folded(counted(len(others), "note"), lines))
    return "\n\n".join(part for part in parts if part) + "\n"


def _outcome(refusing: list[Finding], unsure: list[Note]) -> str:
    """Both, where both are: a run that refuses may still not have looked at everything."""
    said = []
    if refusing:
        word = "refuses" if len(refusing) == 1 else "refuse"
        said.append(f"{counted(len(refusing), 'finding')} {word} this change")
    if unsure:
        said.append(f"{counted(len(unsure), 'check')} could not decide")
    return ", ".join(said)


def _quiet(found: list[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """What refuses nothing, each kind once."""
    calm = [each for each in found if not each.refuses]
    accepted = [each for each in calm if each.acknowledged]
    rest = [each for each in calm if not each.acknowledged]
    history = [each for each in rest if each.released]
    older = [each for each in rest if each.inherited and not each.released]
    reported = [each for each in rest if not each.inherited and not each.released]
    yield "reported only", reported
    yield "acknowledged", accepted
    yield "older, not from this change", older
    yield "in released SQL, which is history", history


def _folded(summary: str, findings: list[Finding], places: Places) -> str:
    shown, left = shown_within(blocks(findings, places), FOLDED, _size)
    lines = [shown] if shown else []
    if left:
        lines.append(f"\n… and {left} more" if shown else f"{left} in all")
    return folded(f"{len(findings)} {summary}", lines)


def _alike(notes: list[Note]) -> Iterator[tuple[Note, str]]:
    """Each thing that kept checks from deciding once, with the checks that it kept."""
    alike: dict[tuple[str, str], list[Note]] = {}
    for note in notes:
        alike.setdefault((note.message, str(note.remedy)), []).append(note)
    for same in alike.values():
        names = ", ".join(dict.fromkeys(each.check for each in same))
        yield same[0], f"not checked ({names}): "


def _note(note: Note, lead: str = "") -> list[str]:
    ways = list(remedy(note.remedy))
    return [f"- {lead}{said(note.message)}", *(f"  - fix: {way}" for way in ways)]


def _size(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))
