"""What one migration's SQL has other than its snapshot, as data that is kept by blob."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Told(NamedTuple):
    """A disagreement with what its weight follows from."""

    part: Part
    """As the migration or the snapshot spells it."""
    aspect: str
    have: str
    want: str
    key: Part
    """The same, folded."""
    known: bool
    """The parent's snapshot has the object: too much, it was to be dropped."""
    shown: str
    """What the object is: a column's type, a key's columns."""
    line: int
    lenient: bool = False
    """drizzle-kit itself leaves it so, or it changes next to nothing."""
    undeclared: bool = False
    """No Drizzle schema has a word for it."""
    added: bool = False
    """Of an enum: the SQL itself adds the value that is too much."""


class Compared(NamedTuple):
    """What one migration's SQL has other than its snapshot."""

    found: tuple[Told, ...]
    unread: tuple[str, ...] = ()
    """Tables that weren't compared, as statements about them couldn't be read; `*` for everything."""


def to_kept(found: Compared | None) -> list[Any]:
    """As JSON can hold it."""
    if found is None:
        return []
    return [list(found.unread), [[*each[:4], list(each.key), *each[5:]] for each in found.found]]


def from_kept(kept: list[Any]) -> Compared | None:
    """What `to_kept` wrote."""
    if not kept:
        return None
    unread, found = kept
    return Compared(
        tuple(
            Told(Part(*part), aspect, have, want, Part(*key), *rest)
            for part, aspect, have, want, key, *rest in found
        ),
        tuple(unread),
    )
