"""What a WHERE clause, a CHECK or a default says: always true, joined, not null, volatile.

The plain forms are told from their tokens; sqlglot reads the others (`expressions`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

_CONSTANTS = frozenset(["TRUE", "FALSE", "NULL", "UNKNOWN"])
_COMPARING = frozenset(["=", "<", ">", "<=", ">=", "<>", "!=", "LIKE", "ILIKE"])


def is_always_true(
    tokens: Sequence[Token], dialect: Dialect, table: str = "", own: Sequence[str] = ()
) -> bool:
    """True for a condition that holds for every row: none, `true`, `1=1`, `id = id`; of a table that
    is named also `id IN (SELECT id FROM table)`. `own`: the names that the statement has for it."""
    if not tokens:
        return True
    if _is_selective(tokens):
        return False
    from forge_migrations.sql.expressions import always_true

    return always_true(render(tokens), dialect, table, own)


def _is_selective(tokens: Sequence[Token]) -> bool:
    """The first look: a part beside AND that compares a column with a constant lets some rows out."""
    if any(token.key in ("OR", "XOR", "||", "&&") for token in tokens):
        return False
    return any(_compares_a_column(part) for part in _parts(tokens))


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands between the ANDs outside brackets."""
    depth = start = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == "AND":
            yield tokens[start:at]
            start = at + 1
    yield tokens[start:]


def _compares_a_column(tokens: Sequence[Token]) -> bool:
    """`a.b = 1`, `"b" LIKE 'x%'`, `b IS NULL`."""
    at = 1
    while at + 1 < len(tokens) and tokens[at].key == ".":
        at += 2
    if not tokens or not all(_is_name(each) for each in tokens[:at:2]):
        return False
    left = tokens[at:]
    if [token.key for token in left] == ["IS", "NULL"]:
        return True
    return len(left) == 2 and left[0].key in _COMPARING and left[1].kind in (NUMBER, STRING)


def _is_name(token: Token) -> bool:
    return token.kind == QUOTED or (token.kind == WORD and token.key not in _CONSTANTS)


def proves_not_null(check: str, column: str, dialect: Dialect) -> bool:
    """True when a CHECK's expression can't hold for a NULL: `c IS NOT NULL`, also beside AND."""
    lower, name = _with_not(check), column.lower()
    if not lower or (name not in lower and '"' not in name and "u&" not in lower):
        return False
    from forge_migrations.sql.expressions import excludes_null

    return excludes_null(check, column, dialect)


@lru_cache(4096)
def _with_not(check: str) -> str:
    """The expression in lower case, if it says NOT somewhere: a table may have a thousand."""
    lower = check.lower()
    return lower if re.search(r"\bnot\b", lower) else ""


_CALL = re.compile(r"(\w+)\"?\s*\(")
_TEXT = re.compile(r"'(?:[^']|'')*'")


def volatile(default: str) -> str:
    """The function that makes a default volatile on PostgreSQL; empty when there is none.

    A function that isn't known is taken for a volatile one: that is what CREATE FUNCTION makes.
    """
    first = _CALL.search(_TEXT.sub("", default))
    if default == "now()" or first is None:
        return ""
    from forge_migrations.sql.expressions import calls
    from forge_migrations.sql.functions_postgres import STABLE

    called = calls(default)
    if called is None:
        return first[1].lower()
    return next((name for name in called if name not in STABLE), "")
