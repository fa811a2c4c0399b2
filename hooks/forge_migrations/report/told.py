"""One group of findings, one note or one remedy as lines of a terminal."""

from __future__ import annotations

import os
import re

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import links
from forge_migrations.report.excerpt import excerpt
from forge_migrations.report.groups import FIRST
from forge_migrations.report.groups import alike
from forge_migrations.report.groups import names
from forge_migrations.report.groups import summed
from forge_migrations.report.legible import legible
from forge_migrations.report.program import as_typed
from forge_migrations.report.program import program_here
from forge_migrations.report.wrapping import columns
from forge_migrations.report.wrapping import pasteable
from forge_migrations.report.wrapping import wide
from forge_migrations.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note
    from forge_migrations.report.groups import Group

RED, GREEN, YELLOW, BLUE, BOLD, DIM, PLAIN = (
    "\033[31m", "\033[32m", "\033[33m", "\033[34m", "\033[1m", "\033[2m", "\033[0m",
)  # fmt: skip
IN_WORDS = (
    r"(?<=: )(?:git|forge-migrations|npx|npm|pnpm|yarn|bunx?|deno|uvx?|pipx?|pre-commit|docker|psql"
    r"|mysql|cd|export|sudo|apt|brew|mv|rm) [^;]*$"
)
"""A command that ends a remedy that is words only: it stays in one line."""
ACCEPTS = "-- forge-migrations: allow "


class Detail(NamedTuple):
    """How much is told of each thing."""

    source: bool = True
    """The line of the file, with the spot underlined."""
    lines: int = 12
    """Of what is to be written, at most."""
    reported: bool = True
    """What to do about findings that only report."""
    members: bool = True
    """The first names of a group."""


EVERYTHING = Detail(lines=10_000)


class Page(NamedTuple):
    """How everything on one report is written."""

    width: int
    colour: bool = False
    program: str = ""
    """What is typed for `forge-migrations`; empty where that is found by its name."""
    sources: Mapping[tuple[str, int], str] = {}
    """(path, line) -> the line."""

    @classmethod
    def here(cls, environ: Mapping[str, str]) -> Page:
        """A page without colours, as wide as the terminal."""
        return cls(columns(environ), False, program_here(environ, os.getcwd()))

    def paint(self, code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if self.colour and text else text


def told(group: Group, page: Page, detail: Detail) -> Iterator[str]:
    """Where, which rule, what; the spot; what is missing."""
    finding = group.first
    many = len(group.findings) > 1
    said = summed(group) if many else finding.message
    word = "(released) " if finding.released else "(reported) "
    word = "" if finding.severity == "refuse" and not finding.released else word
    colour = YELLOW if word else RED
    place = f"{legible(finding.path)}:{finding.line}" if finding.path else finding.check
    start = f"{place}: {finding.rule}: "
    more = _more(group, said)
    lines = wrapped(f"{start}{word}{said or finding.message}{more}", page.width)
    # Colours come after the break: they take no room.
    yield lines[0].replace(f" {finding.rule}:", f" {page.paint(colour, finding.rule)}:", 1)
    yield from lines[1:]
    if many and detail.members:
        yield from _members(group, said, page)
        return
    source = page.sources.get((finding.path, finding.line))
    if source is not None and detail.source and not many:
        number, marks = [*excerpt(finding, source, page.width)] or ("", "")
        if number:
            yield page.paint(DIM, number)
            yield page.paint(colour, marks)
    yield from _details(finding.details, page, detail)


def _more(group: Group, said: str) -> str:
    count = len(group.findings)
    if count == 1:
        return ""
    if len(group.paths) > 1:
        return "" if said else f" (and {count - 1} more like it)"
    where = f" ({group.lines})" if group.lines else ""
    return where if said else f" (and {count - 1} more{', ' + group.lines if group.lines else ''})"


def _members(group: Group, said: str, page: Page) -> Iterator[str]:
    if len(group.paths) > 1:
        places = _beside(group.first.path, group.findings[1:])
        left = len(places) - FIRST
        more = f" and {left} more" if left > 0 else ""
        yield from _indented(f"also {', '.join(places[:FIRST])}{more}", page)
        return
    if said:
        for line in names(group):
            yield from _indented(line, page)
        return
    others = alike(group.findings)[1:]
    for each in others[:FIRST]:
        yield from _indented(f"{each.line}: {each.message}", page)
    if len(others) > FIRST:
        yield f"    and {len(others) - FIRST} more"


def _beside(path: str, findings: Iterable[Finding]) -> list[str]:
    """The places of findings, those in the folder of `path` by the file's name alone."""
    folder = path.rpartition("/")[0] + "/"
    return [f"{legible(each.path.removeprefix(folder))}:{each.line}" for each in findings]


def _indented(text: str, page: Page) -> list[str]:
    return wrapped(f"    {text}", page.width, "      ")


def _details(text: str, page: Page, detail: Detail) -> Iterator[str]:
    """SQL and configuration as they are to be pasted: never broken."""
    lines = text.splitlines()
    for line in lines[: detail.lines]:
        yield f"    {page.paint(DIM, line)}"
    left = len(lines) - detail.lines
    if left > 0:
        yield f"    … {left} more line{'s' * (left > 1)}: --verbose shows them"


def note_told(note: Note, checks: Iterable[str], page: Page, detail: Detail) -> Iterator[str]:
    """What was not checked, or seen; `checks` are those that say the same."""
    named = ", ".join("note" if each == "projects" else each for each in dict.fromkeys(checks))
    if note.undecided:
        named = named.replace("note", "projects")
    said = f"not checked: {note.message}" if note.undecided else note.message
    lines = wrapped(f"{named}: {said}", page.width)
    if note.undecided:
        lines[0] = lines[0].replace("not checked", page.paint(YELLOW, "not checked"), 1)
    yield from lines
    yield from fix(note.remedy, page)
    yield from _details(note.details, page, detail)


def complaint(said: str, remedy: str, page: Page) -> Iterator[str]:
    """What ends a run: the error, and what to do about it."""
    for line in f"forge-migrations: {said}".split("\n"):
        yield from wrapped(line, page.width)
    if "\n" in remedy:
        yield f"  fix: {remedy}"
    elif remedy:
        yield from fix(remedy, page)


def fix(remedy: str, page: Page) -> Iterator[str]:
    """`fix: …` and each other way under it, commands so that they can be pasted."""
    said = Remedy.of(remedy)
    ways = [said, *(each for each in said.alternatives if not accepts(each))]
    for number, way in enumerate(ways):
        if way:
            yield from _way(way, "  fix: " if not number else "   or: ", page)


def without_acceptance(remedy: Remedy) -> list[str]:
    """What `fix` tells of a remedy."""
    ways = [remedy, *(each for each in remedy.alternatives if not accepts(each))]
    return [f"{each.without_commands} {[*map(str, each.commands)]}" for each in ways]


def accepts(remedy: Remedy) -> bool:
    """True for the way that only writes down why it is meant."""
    return any(each.new.startswith(ACCEPTS) for each in remedy.edits) and not remedy.commands


def _way(way: Remedy, label: str, page: Page) -> Iterator[str]:
    indent = " " * len(label)
    words = as_typed(legible(way.without_commands), page.program)
    commands = [
        [
            legible(as_typed(word, page.program, alone=True) if at == 0 else word)
            for at, word in enumerate(words)
        ]
        for words in links(way.commands)
    ]
    line = " && ".join(" ".join(each) for each in commands)
    said = None if commands or wide(label + words) <= page.width else re.search(IN_WORDS, words)
    if said:
        yield from wrapped(f"{label}{words[: said.start()].rstrip()}", page.width, indent)
        yield f"{indent}{page.paint(BOLD, said[0])}"
        return
    if not commands:
        yield from wrapped(f"{label}{words}", page.width, indent)
        return
    if not words or wide(f"{label}{words} {line}") <= page.width:
        start = f"{label}{words} " if words else label
        if wide(start + line) <= page.width:
            yield f"{start}{page.paint(BOLD, line)}"
            return
    if words:
        yield from wrapped(f"{label}{words}", page.width, indent)
    for number, each in enumerate(pasteable(commands, page.width - len(indent))):
        yield f"{label if not number and not words else indent}{page.paint(BOLD, each)}"


def allowing(findings: Iterable[Finding], page: Page) -> Iterator[str]:
    """What to write where something is meant, once for all of them."""
    rules = [
        each.rule
        for each in findings
        if any(accepts(way) for way in Remedy.of(each.remedy).alternatives)
    ]
    rules = list(dict.fromkeys(rules))
    if not rules:
        return
    text = "if it is meant, write above the statement:"
    if len(rules) == 1:
        line = f"{ACCEPTS}{rules[0]}: WHY"
        yield from [f"{text} {line}"] if wide(text + line) < page.width else [text, f"    {line}"]
        return
    yield f"{text.removesuffix(':')}, with your reason:"
    yield from (f"    {ACCEPTS}{rule}: WHY" for rule in rules[:3])
    if len(rules) > 3:
        yield from wrapped(f"    and so for {', '.join(rules[3:])}", page.width, "      ")
