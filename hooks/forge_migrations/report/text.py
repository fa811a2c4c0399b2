"""Findings for a person: short, sorted, grouped by project, each ending in what to type."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping

from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Remedy
from forge_migrations.report.legible import legible

RED, YELLOW, BOLD, DIM, PLAIN = "\033[31m", "\033[33m", "\033[1m", "\033[2m", "\033[0m"


COMMAND = re.compile(r"\bforge-migrations (?:--|[a-z])")


def render(
    findings: Iterable[Finding],
    notes: Iterable[Note],
    colour: bool = False,
    program: str = "",
    root: str = "",
) -> str:
    """The whole report; empty when there is nothing to say.

    `program` is where the command is that remedies name, if a shell doesn't find it; `root` leads
    from where the person stands to the repository's root, if that is elsewhere.
    """
    paint, notes = _painter(colour), list(notes)
    found = sorted(
        set(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule, f.message)
    )
    shown = [f for f in found if not f.inherited and not f.acknowledged and f.severity != "off"]
    lines: list[str] = []
    for project in sorted({f.project for f in shown} | {n.project for n in notes}):
        if lines:
            lines.append("")
        if project:
            lines.append(paint(BOLD, legible(project)))
        lines += _project([f for f in shown if f.project == project], paint)
        lines += [_note(note) for note in _once(n for n in notes if n.project == project)]
    lines += _counted(found, lines)
    if program and any(COMMAND.search(line) for line in lines):
        lines.append(f"(forge-migrations is not on your PATH; type {program})")
    remedies = [*(f.remedy for f in shown), *(note.remedy for note in notes)]
    if root and any(Remedy.of(each).commands for each in remedies):
        import shlex

        lines.append(f"(these are typed in the repository's root: cd {shlex.quote(root)})")
    return "\n".join(lines) + "\n" if lines else ""


def root_above(folder: str) -> str:
    """The way up from a folder to the root of its work tree, `../..`; empty at the root and outside."""
    here = folder
    while not os.path.exists(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return ""
        here = above
    way = os.path.relpath(here, folder)
    return "" if way == "." else way


def _project(findings: list[Finding], paint: _Paint) -> Iterator[str]:
    """Findings with the same remedy stand together and say it once, after the last of them."""
    for at, finding in enumerate(findings):
        word = "" if finding.severity == "refuse" else "(reported, does not refuse) "
        word = "(released, does not refuse) " if finding.released else word
        place = f"{legible(finding.path)}:{finding.line}" if finding.path else finding.check
        rule = paint(YELLOW if word else RED, finding.rule)
        yield f"{place}: {rule}: {word}{finding.message}"
        yield from (f"    {paint(DIM, line)}" for line in finding.details.splitlines())
        later = findings[at + 1] if at + 1 < len(findings) else None
        if finding.remedy and not (later and later.remedy == finding.remedy):
            yield f"  fix: {finding.remedy}"


def _note(note: Note) -> str:
    said = f"not checked: {note.message}" if note.undecided else note.message
    lines = [f"{note.check}: {said}", *([f"  fix: {note.remedy}"] if note.remedy else [])]
    return "\n".join([*lines, *(f"    {line}" for line in note.details.splitlines())])


def _counted(found: list[Finding], lines: list[str]) -> Iterator[str]:
    """One line for what was there before and one for what somebody acknowledged."""
    older = [f for f in found if f.inherited and not f.acknowledged and not f.released]
    inherited = sorted({f.rule for f in older})
    acknowledged = [f for f in found if f.acknowledged]
    history = [f for f in found if f.released and f.inherited and not f.acknowledged]
    if (inherited or acknowledged or history) and lines:
        yield ""
    yield from _history(history)
    if inherited:
        count = len(older)
        checks = {f.check for f in older}
        # The umbrella compares no structure: what a rehearsal found only a rehearsal shows again.
        alone = "rehearsal " if checks == {"rehearsal"} else ""
        yield (
            f"{count} older finding{'s' * (count != 1)} not from this change "
            f"({', '.join(inherited)}): "
            f"forge-migrations {alone}--all-files shows them, forge-migrations baseline accepts them"
        )
    if acknowledged:
        rules = ", ".join(sorted({f.rule for f in acknowledged}))
        yield f"{len(acknowledged)} acknowledged ({rules})"


def _history(findings: list[Finding]) -> Iterator[str]:
    """A line for each class of what released SQL did: nobody can mend it."""
    for kind in sorted({f.kind for f in findings}):
        rules = [f.rule for f in findings if f.kind == kind]
        named = ", ".join(f"{rule} {rules.count(rule)}" for rule in sorted(set(rules)))
        yield f"released already, {kind}: {len(rules)} finding{'s' * (len(rules) != 1)} ({named})"
    if findings:
        yield "  released SQL is history and refuses nothing: forge-migrations --released lists it"


def program_elsewhere(environ: Mapping[str, str]) -> str:
    """Where this program is, if only the environment that pre-commit made for it has it on its
    PATH; empty when a shell finds it.

    The hook runs with that environment first on its PATH, the person's shell doesn't:
    https://pre-commit.com/#python
    """
    if "PRE_COMMIT" not in environ:
        return ""
    import shlex
    import shutil

    own = os.path.join(sys.prefix, "bin")
    places = environ.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(each for each in places if each != own)
    here = os.path.join(own, "forge-migrations")
    if shutil.which("forge-migrations", path=path):
        return ""
    return shlex.quote(here) if os.path.exists(here) else ""


def _once(notes: Iterable[Note]) -> list[Note]:
    return list(dict.fromkeys(notes))


class _Paint:
    def __init__(self, colour: bool) -> None:
        self._colour = colour

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if self._colour else text


def _painter(colour: bool) -> _Paint:
    return _Paint(colour)
