"""Whether a CHECK is false or true for the one value that a new column has in every row.

SQLite works it out, for expressions that mean the same on every engine; anything else is no.
"""

from __future__ import annotations

from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

_SAME = frozenset([
    "AND", "OR", "NOT", "IS", "NULL", "IN", "BETWEEN", "COALESCE", "LENGTH", "TRUE", "FALSE",
    "(", ")", ",", "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*",
])  # fmt: skip
MOST = 400
"""Characters beyond which an expression is left alone."""


def breaks(check: str, column: str, value: str | None, dialect: Dialect) -> bool:
    """True when the CHECK is false for this constant, `None` standing for NULL."""
    return _answer(check, column, value, dialect) == 0


def keeps(check: str, column: str, value: str | None, dialect: Dialect) -> bool:
    """True when the CHECK lets this constant in."""
    return _answer(check, column, value, dialect) not in (0, "")


def _answer(check: str, column: str, value: str | None, dialect: Dialect) -> object:
    """What the CHECK is for the constant: 0, 1 or `None`; an empty text where nobody can tell."""
    if len(check) > MOST or not _constant(value, dialect):
        return ""
    words: list[str] = []
    for token in tokenize(check, dialect)[0]:
        if token.key in _SAME or token.kind in (NUMBER, STRING):
            words.append(token.text)
        elif token.kind == QUOTED or token.key:
            if identifier(token, dialect).lower() != column.lower():
                return ""
            words.append("c")
        else:
            return ""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        given = value or "NULL"
        found = connection.execute(
            f"SELECT ({' '.join(words)}) FROM (SELECT {given} AS c)"  # only what _SAME lets in
        ).fetchone()
    except sqlite3.Error:
        return ""
    finally:
        connection.close()
    return found[0] if found else ""


def _constant(value: str | None, dialect: Dialect) -> bool:
    """NULL, a number or a string alone."""
    if value is None:
        return True
    tokens, _ = tokenize(value, dialect)
    signed = tokens[1:] if tokens and tokens[0].key == "-" else tokens
    return len(signed) == 1 and (
        signed[0].kind in (NUMBER, STRING) or signed[0].key in ("NULL", "TRUE", "FALSE")
    )
