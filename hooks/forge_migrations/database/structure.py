"""Structure: everything a database is made of but its rows, as data that two databases compare by.

Each engine's reader (`structure_sqlite`, `structure_postgres`, `structure_mysql`) writes the same
thing the same way whichever DDL made it, so that a difference is a difference of the database.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.sql.parts import Part

    Structure = Mapping[Part, Mapping[str, str]]
    """Each object with its aspects as text: `{"type": "text", "nullable": "no"}`."""


class Difference(NamedTuple):
    """One aspect in which two databases differ."""

    thing: Part
    aspect: str
    """Empty when one side lacks the object altogether."""
    have: str
    """What the first database has; empty with an empty aspect when it lacks the object."""
    want: str
    """What the second one has."""

    @property
    def missing(self) -> bool:
        return not self.aspect and not self.have

    @property
    def extra(self) -> bool:
        return not self.aspect and not self.want

    def __str__(self) -> str:
        if self.missing:
            what = "" if self.want == "there" else f": {self.want}"
            return f"{self.thing} is missing{what}"
        if self.extra:
            return f"{self.thing} is not in the schema"
        return f"{self.thing} has {self.aspect} {self.have or 'none'}, not {self.want or 'none'}"


CUSTOM = frozenset({"trigger", "function", "extension", "view", "sequence", "domain"})
"""Kinds that custom migrations make and Drizzle's schemas may not mention."""


def differences(have: Structure, want: Structure) -> list[Difference]:
    """What the first structure must change to be the second, tables first, in a stable order.

    What belongs to a table that is missing or extra isn't listed beside it.
    """
    found: list[Difference] = []
    whole = {thing.table for thing in set(have) ^ set(want) if thing.kind == "table"}
    for thing in sorted(set(have) | set(want), key=_order):
        if thing.kind != "table" and thing.table in whole:
            continue
        ours, theirs = have.get(thing), want.get(thing)
        if ours is None or theirs is None:
            wanted = "" if theirs is None else theirs.get("definition") or "there"
            found.append(Difference(thing, "", "" if ours is None else "there", wanted))
            continue
        for aspect in sorted(set(ours) | set(theirs)):
            if ours.get(aspect, "") != theirs.get(aspect, ""):
                found.append(
                    Difference(thing, aspect, ours.get(aspect, ""), theirs.get(aspect, ""))
                )
    return found


def _order(thing: Part) -> tuple[bool, str, bool, str, str]:
    return thing.kind != "table", thing.table, thing.kind != "column", thing.kind, thing.name
