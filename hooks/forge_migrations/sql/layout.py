"""What is SQL in a text and what only surrounds it: where it begins, its first words, its comments."""

from __future__ import annotations

from forge_migrations.sql.keywords import OTHERS
from forge_migrations.sql.keywords import RESERVED
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.pieces import pieces
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import opening
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def lead(text: str, dialect: Dialect) -> int:
    """The offset of the first token, behind blanks and comments; the text's length without one."""
    first = opening(text, dialect)
    return first[0].start if first else len(text)


def first_words(text: str, dialect: Dialect, most: int = 4) -> tuple[str, ...]:
    """The first words in capitals, and marks: `("CREATE", "EVENT", "TRIGGER", "")`. Names in quotes
    and strings are empty."""
    return tuple(token.key for token in opening(text, dialect, most))


def first_word(text: str, dialect: Dialect) -> str:
    """The word that a statement begins with, in capitals; empty when there is none."""
    return next(iter(first_words(text, dialect, 1)), "")


def without_comments(text: str, dialect: Dialect) -> str:
    """The text with a blank in the place of each comment; what MySQL runs of them stays."""
    parts = []
    at = 0
    for comment in tokenize(text, dialect)[1]:
        parts.append(text[at : comment.start])
        at = comment.end
    return " ".join([*parts, text[at:]])


def words_alone(text: str, dialect: Dialect) -> str:
    """The text with nothing but its words, numbers and marks: comments, strings and names in quotes are
    empty. Code in dollar quotes is read too."""
    parts = []
    at = 0
    for token in tokenize(text, dialect)[0]:
        parts.append(" " if token.start > at else "")
        at = token.start + len(token.text)
        if token.kind == BODY:
            tag = token.text[: token.text.index("$", 1) + 1]
            parts.append(f"{tag}{words_alone(token.text[len(tag) : -len(tag)], dialect)}{tag}")
        elif token.kind in (STRING, QUOTED):
            parts.append("''" if token.kind == STRING else '""')
        else:
            parts.append(token.text)
    return "".join(parts)


def remarks(text: str, dialect: Dialect) -> tuple[tuple[int, int], ...]:
    """(start, end) of what no database runs: comments and breakpoints, in order."""
    script = split(text, dialect)
    found = [(comment.start, comment.end) for comment in script.comments]
    ends = [end for _start, end in pieces(text)][:-1]
    return tuple(sorted([*found, *((end, end + len(BREAKPOINT)) for end in ends)]))


def marks(text: str, dialect: Dialect) -> tuple[tuple[int, int, str], ...]:
    """(start, end, kind) of what a reader tells apart by colour, in order: `comment` (breakpoints too),
    `keyword`, `name` in quotes, `string` (bodies too), `number`."""
    quiet = [(start, end, "comment") for start, end in remarks(text, dialect)]
    words = RESERVED[dialect] | OTHERS[dialect]
    found = []
    for token in tokenize(text, dialect)[0]:
        kind = _KINDS.get(token.kind, "")
        if token.kind == WORD and token.key in words:
            # Half of the unreserved words are names somewhere; drizzle-kit writes the others in capitals.
            kind = "keyword" if token.key in RESERVED[dialect] or token.text.isupper() else ""
        if kind:
            found.append((token.start, token.start + len(token.text), kind))
    return tuple(sorted([*quiet, *found]))


_KINDS = {QUOTED: "name", STRING: "string", BODY: "string", NUMBER: "number"}
