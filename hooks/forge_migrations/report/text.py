"""Findings for a person: what fails first, each fact once, no longer than a screen unless asked."""

from __future__ import annotations

import os
import re

from forge_migrations.remedy import Remedy
from forge_migrations.report import told
from forge_migrations.report.groups import Group
from forge_migrations.report.groups import grouped
from forge_migrations.report.legible import legible
from forge_migrations.report.program import as_typed
from forge_migrations.report.told import Detail
from forge_migrations.report.told import Page
from forge_migrations.report.wrapping import columns
from forge_migrations.report.wrapping import wrapped
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

SCREEN = 36
"""Lines of a report of a commit, at most; a hook manager adds three or four."""
WHOLE = 56
"""Lines of a report of everything."""
DETAILS = (
    Detail(),
    Detail(source=False),
    Detail(source=False, lines=4),
    Detail(source=False, lines=2, reported=False),
    Detail(source=False, lines=0, reported=False),
)
"""From all to the least that is told of each thing: the first that fits is taken."""
NOTES = 5
"""Lines on what was seen, at most."""
COMMAND = r"\bforge-migrations (?:--|[a-z])"


def render(
    findings: Iterable[Finding],
    notes: Iterable[Note] = (),
    colour: bool = False,
    program: str = "",
    root: str = "",
    *,
    typed: str = "",
    width: int = 0,
    lines: int = SCREEN,
    verbose: bool = False,
    sources: Mapping[tuple[str, int], str] | None = None,
) -> str:
    """The whole report; empty when there is nothing to say.

    `program` is where the command is that remedies name, if a shell doesn't find it, and `typed` what
    runs it then, if something does; `root` leads from where the person stands to the repository's root,
    if that is elsewhere. `sources` has the lines of files to show, `lines` how long the report may be.
    """
    page = Page(width or columns(os.environ), colour, typed, sources or {})
    found = sorted(
        set(findings), key=lambda f: (f.project, f.path, f.line, f.column, f.rule, f.message)
    )
    said = list(dict.fromkeys(notes))
    least = _Report(found, said, page)
    everything = verbose and least.whole(told.EVERYTHING, one_by_one=True)
    text = everything or least.fitting(lines)
    return "\n".join([*text, *_where(text, found, said, program, root)]) + "\n" if text else ""


class _Report:
    """The parts of one report, at any detail."""

    def __init__(self, found: list[Finding], notes: list[Note], page: Page) -> None:
        self.found, self.notes, self.page = found, notes, page
        self.shown = [
            f for f in found if not f.inherited and not f.acknowledged and f.severity != "off"
        ]
        loud = {f.project for f in self.shown}
        self.spoken = [
            n for n in notes if n.when == "always" or (n.when == "clean" and n.project not in loud)
        ]

    def fitting(self, most: int) -> list[str]:
        """The report at the first detail that fits; at the least of them, cut."""
        text: list[str] = []
        for across in (False, True):
            for detail in DETAILS:
                text = self.whole(detail, across=across, enough=most)
                if len(text) <= most:
                    return text
        return self.whole(DETAILS[-1], across=True, most=most)

    def whole(
        self,
        detail: Detail,
        across: bool = False,
        one_by_one: bool = False,
        most: int = 0,
        enough: int = 0,
    ) -> list[str]:
        """All lines. `most`: what is beyond is counted by its rules. `enough`: with more lines than
        these it doesn't go on."""
        notes = self.notes if one_by_one else self.spoken
        projects = sorted({f.project for f in self.shown} | {n.project for n in notes})
        end = list(self._end())
        room = most - len(end) - 3 * len(projects) if most else 0
        lines: list[str] = []
        for project in projects:
            if enough and len(lines) > enough:
                return lines
            if lines:
                lines.append("")
            if project:
                lines.append(self.page.paint(told.BOLD, legible(project)))
            mine = [f for f in self.shown if f.project == project]
            groups = [Group((f,)) for f in mine] if one_by_one else grouped(mine, across)
            lines += _groups(
                groups, self.page, detail, max(8, room // len(projects)) if most else 0
            )
            ours = [n for n in notes if n.project == project]
            lines += _notes(ours, self.page, detail, one_by_one)
        if end and lines:
            lines.append("")
        return lines + end

    def _end(self) -> Iterator[str]:
        """What accepts, what is older, what was acknowledged, and the count."""
        yield from told.allowing((f for f in self.shown if f.refuses), self.page)
        yield from _counted(self.found, self.page)
        yield from _outcome(self.shown, self.page)


def _groups(groups: list[Group], page: Page, detail: Detail, most: int) -> list[str]:
    """Groups with the same remedy stand together and say it once, after the last of them."""
    lines: list[str] = []
    for at, group in enumerate(groups):
        later = groups[at + 1] if at + 1 < len(groups) else None
        some = list(told.told(group, page, detail))
        remedy = group.first.remedy
        same = later is not None and _same(remedy, later.first.remedy)
        if remedy and not same and (group.refuses or detail.reported):
            some += told.fix(remedy, page)
        if most and len(lines) + len(some) > most and at:
            left = groups[at:]
            rules = dict.fromkeys(each.first.rule for each in left)
            count = sum(len(each.findings) for each in left)
            text = f"and {count} more findings ({', '.join(rules)}): --verbose shows them"
            return [*lines, *wrapped(text, page.width)]
        lines += some
    return lines


def _same(one: str, other: str) -> bool:
    """Whether two remedies are told with the same words."""
    first, second = Remedy.of(one), Remedy.of(other)
    return told.without_acceptance(first) == told.without_acceptance(second)


def _notes(notes: list[Note], page: Page, detail: Detail, everything: bool) -> Iterator[str]:
    """What several checks say is said once."""
    checks: dict[Note, list[str]] = {}
    for note in notes:
        checks.setdefault(note._replace(check="", when="always"), []).append(note.check)
    seen = 0
    kinds = {(n.message, n.remedy): n.when for n in notes}
    for note, by in checks.items():
        seen += kinds[note.message, note.remedy] == "clean"
        if seen > NOTES and not everything and kinds[note.message, note.remedy] == "clean":
            continue
        yield from told.note_told(note, by, page, detail)
    if seen > NOTES and not everything:
        yield f"and {seen - NOTES} more changes: --verbose shows them"


def _outcome(shown: list[Finding], page: Page) -> Iterator[str]:
    """The last line."""
    refusing = sum(f.refuses for f in shown)
    reported = len(shown) - refusing
    if refusing:
        also = f", {reported} {'is' if reported == 1 else 'are'} reported only" if reported else ""
        count = f"{counted(refusing, 'finding')} refuse{'s' * (refusing == 1)}"
        yield page.paint(told.RED, count) + also
    elif reported:
        yield f"{counted(reported, 'finding')} reported, none refuses"


def _counted(found: list[Finding], page: Page) -> Iterator[str]:
    """One line for what was there before and one for what somebody acknowledged."""
    older = [f for f in found if f.inherited and not f.acknowledged and not f.released]
    acknowledged = [f for f in found if f.acknowledged]
    yield from _history(
        [f for f in found if f.released and f.inherited and not f.acknowledged], page
    )
    if older:
        count, rules = len(older), sorted({f.rule for f in older})
        # The umbrella compares no structure: what a rehearsal found only a rehearsal shows again.
        alone = "rehearsal " if {f.check for f in older} == {"rehearsal"} else ""
        text = (
            f"{counted(count, 'older finding')} not from this change ({', '.join(rules)}): "
            f"forge-migrations {alone}--all-files shows them, forge-migrations baseline accepts them"
        )
        yield from wrapped(as_typed(text, page.program), page.width)
    if acknowledged:
        rules = sorted({f.rule for f in acknowledged})
        yield from wrapped(f"{len(acknowledged)} acknowledged ({', '.join(rules)})", page.width)


def _history(findings: list[Finding], page: Page) -> Iterator[str]:
    """A line for each class of what released SQL did: nobody can mend it."""
    for kind in sorted({f.kind for f in findings}):
        rules = [f.rule for f in findings if f.kind == kind]
        named = ", ".join(f"{rule} {rules.count(rule)}" for rule in sorted(set(rules)))
        text = f"released already, {kind}: {counted(len(rules), 'finding')} ({named})"
        yield from wrapped(text, page.width)
    if findings:
        text = "  released SQL refuses nothing: forge-migrations --released lists it"
        yield from wrapped(as_typed(text, page.program), page.width)


def _where(
    text: list[str], found: list[Finding], notes: list[Note], program: str, root: str
) -> Iterator[str]:
    """From where, and as what, the commands are typed."""
    if program and any(re.search(COMMAND, line) for line in text):
        yield "(forge-migrations is not on your PATH; this makes it known to the shell:"
        yield f" alias forge-migrations={program})"
    remedies = [*(f.remedy for f in found), *(note.remedy for note in notes)]
    if root and any(Remedy.of(each).commands for each in remedies):
        import shlex

        yield f"(these are typed in the repository's root: cd {shlex.quote(root)})"


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
