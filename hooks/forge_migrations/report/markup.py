"""Text as GitHub's and GitLab's Markdown shows it: nothing in it marks up, mentions or links.

Names stand in code spans, in which neither platform looks for `@team`, `#123` or `:emoji:`; in the
words between them an entity would not do, because both look for those in what was rendered.
Sources: https://github.github.com/gfm/, https://docs.gitlab.com/user/markdown/
"""

from __future__ import annotations

import re

from forge_migrations.remedy import Remedy
from forge_migrations.remedy import typed
from forge_migrations.report.legible import legible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.remedy import Edit

LENGTH = 400
"""Characters of one name or one piece of words, at most."""
NOTHING = "&#8203;"
"""A space of no width: behind it `@`, `#` and `:` begin nothing."""

_NAMES = re.compile(r'"[^"\n]+"(?:\."[^"\n]+")*|`[^`\n]+`')
_MARKS = re.compile(r"[\\`*_{}\[\]|~^$]")
_REFERENCES = re.compile(r"([@#!](?=\w)|(?<![A-Za-z0-9])GH-(?=\d)|:(?=[A-Za-z0-9_+-]+:))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TICKS = re.compile(r"`+")


def code(text: str) -> str:
    """A code span whatever stands in it: https://spec.commonmark.org/0.31.2/#code-spans"""
    text = clipped(" ".join(legible(text, "\n\r\t").split()))
    if not text:
        return ""
    fence = "`" * (max((len(run) for run in _TICKS.findall(text)), default=0) + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def cell(marked: str) -> str:
    """Markdown that stays in its cell of a table: there `\\|` is a bar, in a code span too."""
    return marked.replace("\\|", "|").replace("|", "\\|")


def words(text: str) -> str:
    """Words that are nothing else, on one line."""
    text = clipped(" ".join(legible(text, "\n\r\t").split()))
    return _MARKS.sub(lambda found: "\\" + found[0], html(text))


def html(text: str) -> str:
    """Words on a line of HTML, in which Markdown marks nothing up: a `<summary>`."""
    text = re.sub("[&<>]", lambda found: _ENTITIES[found[0]], text)
    return _REFERENCES.sub(rf"\1{NOTHING}", text)


def html_code(text: str) -> str:
    """A name on a line of HTML."""
    return (
        f"<code>{re.sub('[&<>]', lambda found: _ENTITIES[found[0]], clipped(legible(text)))}</code>"
    )


def said(text: str) -> str:
    """A sentence of ours: the names that it quotes are code, the rest is words."""
    text, parts, at = " ".join(text.split()), [], 0
    for found in _NAMES.finditer(text):
        name = found[0][1:-1].replace('"."', ".")
        parts += [_between(text[at : found.start()]), code(name)]
        at = found.end()
    return "".join([*parts, _between(text[at:])])


def _between(text: str) -> str:
    """Words with the blanks that part them from the names beside them."""
    lead = " " if text[:1] == " " else ""
    trail = " " if text[-1:] == " " and text.strip() else ""
    return f"{lead}{words(text)}{trail}"


def fenced(text: str, language: str = "") -> str:
    """A block of code, whatever stands in it."""
    text = legible(text, "\n\t").strip("\n")
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def folded(summary: str, lines: Iterable[str], opened: bool = False) -> str:
    """`<details>`; `summary` is HTML already, the lines are Markdown. Empty without lines."""
    inner = "\n".join(lines)
    return (
        f"<details{' open' * opened}><summary>{summary}</summary>\n\n{inner}\n\n</details>"
        if inner
        else ""
    )


def remedy(of: str) -> Iterator[str]:
    """Each way to mend it as one line of Markdown: what to type is code."""
    whole = Remedy.of(of)
    if not whole:
        return
    for way in (whole, *whole.alternatives):
        steps = [edit(each) for each in way.edits if each.told]
        if way.commands:
            steps.append(code(typed(way.commands)))
        spoken = said(way.words)
        if spoken and steps:
            spoken += " " if way.words.endswith(",") else ": "
        yield spoken + ", then ".join(steps)


def edit(one: Edit) -> str:
    """`write above the statement: …`."""
    place = words(one.place) if one.place else code(f"{one.path}:{one.line}")
    if one.old and one.new:
        return f"write {code(one.new)} at {place}"
    if one.new:
        return f"write above {place}: {code(one.new)}"
    return f"take line {one.line} out of {code(one.path)}"


def clipped(text: str) -> str:
    return text if len(text) <= LENGTH else text[: LENGTH - 1] + "…"
