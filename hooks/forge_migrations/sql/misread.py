"""Where in a migration's SQL the bytes stand that are no UTF-8, and what comes of them."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


class Lost(NamedTuple):
    """Bytes that become U+FFFD."""

    line: int
    bytes: str
    """`E9`, in hexadecimal."""
    place: str
    """`comment`, `string`, `body` (code or text in dollar quotes) or `name`."""


def lost_in(data: bytes, dialect: Dialect) -> list[Lost]:
    """The first such bytes of each comment, string and name, in order."""
    text = data.decode("utf-8", "surrogateescape")
    script = split(text, dialect)
    found = [
        (comment.start, text[comment.start : comment.end], "comment") for comment in script.comments
    ]
    for statement in script.statements:
        for token in statement.tokens:
            place = {STRING: "string", BODY: "body"}.get(token.kind, "name")
            found.append((token.start, token.text, place))
    lost = []
    for start, part, place in sorted(found):
        at = next((i for i, char in enumerate(part) if _is_byte(char)), None)
        if at is not None:
            run = part[at : at + _length(part, at)].encode("utf-8", "surrogateescape")
            line = text.count("\n", 0, start + at) + 1
            lost.append(Lost(line, run.hex(" ").upper(), place))
    return lost


def _length(part: str, at: int) -> int:
    return next((i for i, char in enumerate(part[at:]) if not _is_byte(char)), len(part) - at)


def _is_byte(char: str) -> bool:
    return "\udc80" <= char <= "\udcff"
