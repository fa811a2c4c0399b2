"""The constants that stand in an expression."""

from __future__ import annotations

import re

from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?")


def numbers_in(expression: str, dialect: Dialect) -> list[int | float]:
    """Its decimal numbers, with the sign that stands before them."""
    found: list[int | float] = []
    tokens, _ = tokenize(expression, dialect)
    for at, token in enumerate(tokens):
        if token.kind != NUMBER or _DECIMAL.fullmatch(token.text) is None:
            continue
        value = float(token.text) if "." in token.text else int(token.text)
        before = tokens[at - 2] if at > 1 else None
        signed = at > 0 and tokens[at - 1].key == "-"
        # `a - 1` takes one away: only what follows no value is negative.
        alone = before is None or before.key in ("(", ",", "=", "<", ">", "<=", ">=", "<>", "AND")
        found.append(-value if signed and alone else value)
    return found


def is_constant(expression: str, dialect: Dialect) -> bool:
    """True for one string, number, NULL, TRUE or FALSE, with a sign or brackets around it."""
    tokens = [token for token in tokenize(expression, dialect)[0] if token.key not in ("(", ")")]
    if len(tokens) > 1 and tokens[0].key in ("-", "+"):
        tokens = tokens[1:]
    return len(tokens) == 1 and (tokens[0].kind in (STRING, NUMBER) or tokens[0].key in _WORDS)


_WORDS = frozenset({"NULL", "TRUE", "FALSE"})


def strings_in(expression: str, dialect: Dialect) -> list[str]:
    """The values of its strings."""
    tokens, _ = tokenize(expression, dialect)
    return [literal(token, dialect) for token in tokens if token.kind == STRING]
