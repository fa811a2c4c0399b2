"""Findings that say one thing of many: a rule's in one file, or one sentence of many files."""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding

NOUNS = [
    "table",
    "column",
    "index",
    "constraint",
    "key",
    "view",
    "type",
    "enum",
    "value",
    "schema",
    "sequence",
    "role",
    "policy",
    "trigger",
    "function",
    "extension",
    "check",
    "migration",
    "snapshot",
]
NAMED = (
    r"(?:\b(?P<noun>(?:(?:foreign|primary|unique|materialized) )?"
    rf"""(?:{"|".join(NOUNS)})) )?"(?P<name>[^"]*)\""""
)
"""A quoted name, with the noun before it."""
TAIL = r'(?: (?:of|from|in|on) [a-z ]+"[^"]*")*(?: with its rows)?'
"""What may stand behind the names that are counted."""
VERB = r"[a-z]+s \d"
"""What may stand before them."""
SQL = "destructive-sql"
"""The check whose findings belong to a migration each; others say one thing of many files."""
OWNERS = 4
"""Owners that are named with what they lose, at most."""
FIRST = 4
"""Names of one owner, or messages of one rule, at most."""


class Group(NamedTuple):
    """One or more findings of one rule, told as one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]

    @property
    def refuses(self) -> bool:
        return any(each.refuses for each in self.findings)

    @property
    def paths(self) -> list[str]:
        return list(dict.fromkeys(each.path for each in self.findings))

    @property
    def lines(self) -> str:
        """`3`, or `lines 3–81` of the one file."""
        numbers = sorted(each.line for each in self.findings)
        if numbers[0] == numbers[-1]:
            return ""
        return f"lines {numbers[0]}–{numbers[-1]}"


def grouped(findings: Iterable[Finding], across: bool = False) -> list[Group]:
    """The findings of one project as groups, what refuses first, then by migration and rule.

    `across`: what a rule says of many files is one group too.
    """
    made: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        weight = (each.refuses, each.severity, each.released)
        place = "" if across or each.check != SQL else each.path
        made.setdefault((weight, place, each.rule, _way(each)), []).append(each)
    groups = [Group(tuple(each)) for each in made.values()]
    groups.sort(key=lambda one: (not one.refuses, one.first.path, one.first.line))
    ways: dict[tuple[bool, str], int] = {}
    for at, group in enumerate(groups):
        ways.setdefault((group.refuses, str(group.first.remedy)), at)
    # What one command mends stands together.
    return sorted(groups, key=lambda one: ways[one.refuses, str(one.first.remedy)])


def alike(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as a group shows them, each message once."""
    return list({each.message: each for each in findings}.values())


def summed(group: Group) -> str:
    """What the group's messages say together, `drops 81 columns of 9 tables`; empty where they don't
    differ in their names alone."""
    messages = [each.message for each in group.findings]
    if len({re.sub(NAMED, r'\g<noun>""', message) for message in messages}) > 1:
        return ""
    found = [list(re.finditer(NAMED, message)) for message in messages]
    parts, at = [], 0
    for number, slot in enumerate(found[0]):
        # A column of one name in two tables is two columns.
        values = {tuple(each["name"] for each in row[number:]) for row in found}
        if len(values) == 1:
            break
        if not slot["noun"]:
            return ""
        parts.append(f"{messages[0][at : slot.start()]}{len(values)} {_plural(slot['noun'])}")
        at = slot.end()
    tail = messages[0][at:]
    if not parts or not re.match(VERB, parts[0]) or not re.fullmatch(TAIL, tail):
        return ""
    return "".join(parts) + tail.replace(" its rows", " their rows")


def names(group: Group) -> Iterator[str]:
    """The first names of what the group is about, by what they belong to, and how many more."""
    owned: dict[str, list[str]] = {}
    for each in group.findings:
        said = [slot["name"] for slot in re.finditer(NAMED, each.message)]
        owner = said[1] if len(said) > 1 else ""
        owned.setdefault(owner, []).append(said[0] if said else each.message)
    if list(owned) == [""]:
        yield _some(owned[""], FIRST * OWNERS)
        return
    for owner, mine in list(owned.items())[:OWNERS]:
        yield f"{owner}: {_some(list(dict.fromkeys(mine)), FIRST)}"
    left = list(owned)[OWNERS:]
    if left:
        yield f"and of {_some(left, FIRST)}"


def _some(said: list[str], many: int) -> str:
    left = len(said) - many
    return ", ".join(said[:many]) + (f" and {left} more" if left > 0 else "")


def _way(finding: Finding) -> str:
    """What to do about it, less what accepts it."""
    remedy = Remedy.of(finding.remedy)
    return f"{remedy.words}{[*map(str, remedy.commands)]}"


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("x", "s", "ch", "sh")) else "s")
