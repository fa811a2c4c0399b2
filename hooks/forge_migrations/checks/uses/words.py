"""How it is said who still uses what a migration takes away."""

from __future__ import annotations

from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.checks.uses.acts import Contract
    from forge_migrations.findings import Use
    from forge_migrations.findings import Uses

SHOWN = 3
"""Places that a sentence names."""
HOW = {"rows": "  whole rows", "sql": "  in SQL", "named": "  by its name"}


def words_of(contract: Contract, uses: Uses) -> Uses:
    """The same with its sentence, which stands behind the finding's message."""
    return uses._replace(words=": " + sentence(contract, uses))


def sentence(contract: Contract, uses: Uses) -> str:
    """`3 places of the released code still use it: src/api/user.ts:41, …; none in the new code`."""
    one, many = _verbs(contract)
    lines = [each for each in uses.released if each.how in ("typed", "named")]
    texts = [each for each in uses.released if each.how == "sql"]
    rows = [each for each in uses.released if each.how == "rows"]
    parts = []
    if lines:
        verb = one if len(lines) == 1 else many
        parts.append(f"{_count(lines)} of the released code {verb}: {_named(lines)}")
    elif not rows and not texts:
        parts.append(_nobody(one.removeprefix("still "), uses))
    if rows:
        verb = "names" if len(rows) == 1 else "name"
        count = _count(rows, "more " if lines else "")
        parts.append(f"{count} of the released code {verb} it with whole rows: {_named(rows)}")
    if texts:
        verb = "mentions" if len(texts) == 1 else "mention"
        parts.append(f"{_count(texts)} of the released code {verb} it in SQL: {_named(texts)}")
    if uses.new:
        parts.append(f"{len(uses.new)} in the new code: {_named(uses.new)}")
    elif uses.new is not None and uses.released:
        parts.append("none in the new code")
    if not uses.by:
        parts.append("told by names alone, as no TypeScript is installed here")
    return "; ".join(parts)


def _verbs(contract: Contract) -> tuple[str, str]:
    if contract.verb in ("requires", "takes the default of"):
        return "leaves it out", "leave it out"
    return "still uses it", "still use it"


def _nobody(verb: str, uses: Uses) -> str:
    if not uses.proven:
        return f"no place of the released code was found that {verb}"
    if not uses.since:
        return f"no place of the released code {verb}"
    ago = f"{counted(uses.days, 'day')} ago" if uses.days else "today"
    return f"no place of the released code {verb} since {uses.since[:7]} (released {ago})"


def _count(places: Sequence[Use], more: str = "") -> str:
    return counted(len(places), f"{more}place")


def _named(places: Sequence[Use]) -> str:
    shown = ", ".join(f"{each.path}:{each.line}" for each in places[:SHOWN])
    left = len(places) - SHOWN
    return f"{shown} and {left} more" if left > 0 else shown


def lines(uses: Uses) -> list[str]:
    """Every place on a line of its own, where the sentence doesn't name them all."""
    groups = [("released", uses.released), ("new", uses.new or ())]
    if all(len(places) <= SHOWN for _, places in groups):
        return []
    return [
        f"{whose:<8}  {each.path}:{each.line}{HOW.get(each.how, '')}"
        for whose, places in groups
        for each in places
    ]
