"""Which names a text speaks of."""

from __future__ import annotations

from forge_migrations.sql.literals import literal
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

_MANY = 3
"""How deep code inside code is read."""


def mentions(text: str, dialect: Dialect, *names: str) -> bool:
    """True when the text speaks of all of them: as names, as strings or in code in dollar quotes, and
    not in comments. PostgreSQL's names have a case, the others' have none."""
    folded = text.casefold()
    if not all(name.casefold() in folded for name in names):
        return False
    found = _spoken_of(text, dialect)
    return all(_folded(name, dialect) in found for name in names)


def names_in(expression: str, dialect: Dialect) -> frozenset[str]:
    """The names and words of an expression; without case, but on PostgreSQL."""
    return frozenset(
        _folded(identifier(token, dialect), dialect)
        for token in tokenize(expression, dialect)[0]
        if token.kind in (WORD, QUOTED)
    )


def statement_mentions(text: str, dialect: Dialect, *names: str) -> bool:
    """True when one of the text's statements speaks of all of them."""
    return any(mentions(each.text, dialect, *names) for each in split(text, dialect).statements)


def _spoken_of(text: str, dialect: Dialect, depth: int = 0) -> set[str]:
    found: set[str] = set()
    for token in tokenize(text, dialect)[0]:
        if token.kind in (WORD, QUOTED):
            found.add(_folded(identifier(token, dialect), dialect))
        elif token.kind == STRING:
            found.add(_folded(literal(token, dialect), dialect))
        elif token.kind == BODY and depth < _MANY:
            found |= _spoken_of(literal(token, dialect), dialect, depth + 1)
    return found


def _folded(name: str, dialect: Dialect) -> str:
    return name if dialect == "postgres" else name.casefold()
