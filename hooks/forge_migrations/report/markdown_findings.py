"""Findings as Markdown: those of one rule in one file together, what to do about them once."""

from __future__ import annotations

from itertools import groupby

from forge_migrations.findings import page_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.report.markup import code
from forge_migrations.report.markup import fenced
from forge_migrations.report.markup import folded
from forge_migrations.report.markup import remedy
from forge_migrations.report.markup import said
from forge_migrations.report.markup import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.findings import Finding
    from forge_migrations.remedy import Edit
    from forge_migrations.report.places import Places

OPEN = 8
"""Findings of one rule in one file that stand open; the others are folded."""
TOGETHER = 300
"""Findings in one block, at most: a block is shown whole or not at all."""
DETAILS = 40
"""Lines of one finding's SQL, at most."""
ALLOW = "-- forge-migrations: allow "


class Block(NamedTuple):
    """A piece of Markdown that is left out whole where there is no room for it."""

    text: str
    told: int
    """How many findings it tells."""


def blocks(findings: Iterable[Finding], places: Places) -> Iterator[Block]:
    """In the given order of files and rules."""
    for _key, group in groupby(findings, key=lambda one: (one.project, one.path, one.rule)):
        found = list(group)
        for at in range(0, len(found), TOGETHER):
            some = found[at : at + TOGETHER]
            yield Block(_block(some, places), len(some))


def shown_within(
    blocks: Iterable[Block], room: int, measure: Callable[[str], int] = len
) -> tuple[str, int]:
    """The first blocks that fit into the room, and how many findings are left out."""
    kept: list[str] = []
    left = 0
    for block in blocks:
        size = measure(block.text) + 2
        if left or size > room:
            left += block.told
        else:
            room -= size
            kept.append(block.text)
    return "\n\n".join(kept), left


def accepting(findings: Iterable[Finding]) -> str:
    """The one line that accepts what is meant, for all of them; empty where none can be accepted."""
    rules = [one.rule for one in findings if any(map(_accepts, _every_edit(one)))]
    if not rules:
        return ""
    rule = rules[0] if len(set(rules)) == 1 else "RULE"
    which = "this" if len(rules) == 1 else "one of these"
    return f"If {which} is meant, write above its statement: {code(f'{ALLOW}{rule}: WHY')}"


def own_remedy(finding: Finding) -> Remedy:
    """The remedy without the line that accepts, which is said once for all."""
    whole = Remedy.of(finding.remedy)
    others = [each for each in whole.alternatives if not any(map(_accepts, each.edits))]
    if len(others) == len(whole.alternatives):
        return whole
    return Remedy(whole.words, *whole.edits, *whole.commands, instead=others, decide=whole.decide)


def rule_link(rule: str) -> str:
    """The rule's name, which leads to its page."""
    return f"[{words(rule)}]({page_of(rule)})"


def _every_edit(finding: Finding) -> Iterator[Edit]:
    whole = Remedy.of(finding.remedy)
    for way in (whole, *whole.alternatives):
        yield from way.edits


def _accepts(edit: Edit) -> bool:
    return edit.new.startswith(ALLOW)


def _block(findings: list[Finding], places: Places) -> str:
    mended = [one for one in findings if not one.acknowledged]
    ways = list(dict.fromkeys(line for one in mended for line in remedy(own_remedy(one))))
    fix = [f"{'or ' * (number > 0)}{way}" for number, way in enumerate(ways[:6])]
    first = findings[0]
    if len(findings) == 1:
        place = places.link(first.path, first.line) if first.path else words(first.check)
        lines = _item(f"{place} {rule_link(first.rule)}: ", first)
        return "\n".join([*lines, *(f"  - fix: {way}" for way in fix)])
    items = [[*_item(_line(one, places), one)] for one in findings]
    head = f"{code(first.path) if first.path else words(first.check)} {rule_link(first.rule)}"
    fixes = ["fix: " + ", ".join(fix)] if len(fix) == 1 else [f"- fix: {way}" for way in fix]
    parts = [
        f"{head}, {len(findings)} times",
        "\n".join(line for item in items[:OPEN] for line in item),
        folded(f"{len(items) - OPEN} more", (line for item in items[OPEN:] for line in item)),
        "\n".join(fixes),
    ]
    return "\n\n".join(part for part in parts if part)


def _line(finding: Finding, places: Places) -> str:
    if not finding.path:
        return ""
    return f"{places.link(finding.path, finding.line, f'line {finding.line}')} "


def _item(lead: str, finding: Finding) -> Iterator[str]:
    reason = f" (acknowledged: {words(finding.acknowledged)})" if finding.acknowledged else ""
    yield f"- {lead}{said(finding.message)}{reason}"
    if finding.details:
        text = finding.details.strip("\n").split("\n")
        more = [f"… {len(text) - DETAILS} more lines"] if len(text) > DETAILS else []
        block = fenced("\n".join([*text[:DETAILS], *more]), "sql")
        yield from (f"  {line}".rstrip() for line in block.split("\n"))
