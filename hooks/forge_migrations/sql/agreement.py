"""Two structures compared: what one of them lacks, has differently, or has beside the other."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.parts import NAME
from forge_migrations.sql.parts import WHOLE
from forge_migrations.sql.structure import CHARSET
from forge_migrations.sql.structure import COLLATION
from forge_migrations.sql.structure import KEY_ORDER
from forge_migrations.sql.structure import OWN_SEQUENCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.parts import Part
    from forge_migrations.sql.structure import Aspects
    from forge_migrations.sql.structure import Said
    from forge_migrations.sql.structure import Structure


class Disagreement(NamedTuple):
    """One aspect in which the structures differ."""

    part: Part
    """The object, as the wanted structure calls it where it has it."""
    aspect: str
    have: str
    """What the first one has; empty when it lacks the object."""
    want: str

    @property
    def lacking(self) -> bool:
        return self.aspect == WHOLE and not self.have

    @property
    def extra(self) -> bool:
        return self.aspect == WHOLE and not self.want


def disagreements(have: Structure, want: Structure) -> list[Disagreement]:
    """What the first structure must change to be the second, tables first, in a stable order.

    What belongs to a table that is missing or extra isn't listed beside it.
    """
    found: list[Disagreement] = []
    whole = {part.table for part in have.keys() ^ want.keys() if part.kind == "table"}
    for part in sorted(have.keys() | want.keys(), key=_order):
        if part.kind != "table" and part.table in whole:
            continue
        ours, theirs = have.get(part), want.get(part)
        if ours is None or theirs is None:
            found.append(
                Disagreement(
                    part,
                    WHOLE,
                    "" if ours is None else "there",
                    "there" if theirs is not None else "",
                )
            )
        else:
            found.extend(_aspects(part, ours, theirs))
    return list(_paired(found, have, want))


def _order(part: Part) -> tuple[bool, str, bool, str, str]:
    return part.kind != "table", part.table, part.kind != "column", part.kind, part.name


def _aspects(part: Part, ours: Aspects, theirs: Aspects) -> Iterator[Disagreement]:
    for aspect in sorted(ours.keys() & theirs.keys()):
        one, other = ours[aspect], theirs[aspect]
        if not _same(part, aspect, one, other):
            yield Disagreement(part, aspect, one.text or "none", other.text or "none")


def _same(part: Part, aspect: str, one: Said, other: Said) -> bool:
    if one.form == other.form:
        return True
    if aspect == "default" and one.form == OWN_SEQUENCE and not other.form:
        return True  # a serial column that became an integer keeps its sequence
    if aspect == KEY_ORDER:
        return sorted(one.form.split(", ")) != sorted(other.form.split(", "))  # told by "columns"
    if aspect == "its columns":
        return not one.form or not other.form  # left out, they are the primary key's
    return aspect in (CHARSET, COLLATION) and not other.form  # most snapshots say none


_NAMED = frozenset(
    {"foreign key", "unique constraint", "unique index", "check", "index", "sequence"}
)


def _paired(found: list[Disagreement], have: Structure, want: Structure) -> Iterator[Disagreement]:
    """A missing and an extra object that are otherwise one are told as another name."""
    extra = [each for each in found if each.extra and each.part.kind in _NAMED]
    gone: set[Part] = set()
    renamed: dict[Part, Part] = {}
    for each in found:
        if not each.lacking or each.part.kind not in _NAMED:
            continue
        for other in extra:
            alike = (other.part.kind, other.part.table) == (each.part.kind, each.part.table)
            if (
                alike
                and other.part not in gone
                and not list(_aspects(each.part, have[other.part], want[each.part]))
            ):
                gone.add(other.part)
                renamed[each.part] = other.part
                break
    for each in found:
        if each.aspect == WHOLE and each.part in gone and each.extra:
            continue
        other_name = renamed.get(each.part)
        if each.lacking and other_name is not None:
            if other_name.name.startswith("("):
                continue  # it was given none
            yield Disagreement(each.part, NAME, other_name.name, each.part.name)
        else:
            yield each
