"""The value that a string or a dollar-quoted body stands for, as each engine reads it."""

from __future__ import annotations

import re

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.tokens import BODY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

_ESCAPE = re.compile(
    r"''|\\(?:u(?P<u>[0-9A-Fa-f]{4})|U(?P<U>[0-9A-Fa-f]{8})|x(?P<x>[0-9A-Fa-f]{1,2})"
    r"|(?P<o>[0-7]{1,3})|(?P<c>.))",
    re.DOTALL,
)
"""https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS-ESCAPE"""
_CHARACTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_MYSQL_ESCAPE = re.compile(r"""''|""|\\(.)""", re.DOTALL)
_MYSQL_CHARACTERS: Final = {
    **{"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"},
    # These two keep their backslash, for LIKE.
    **{"%": "\\%", "_": "\\_"},
}
"""https://dev.mysql.com/doc/refman/8.4/en/string-literals.html"""
_UNICODE = re.compile(r"''|\\\\|\\\+([0-9A-Fa-f]{6})|\\([0-9A-Fa-f]{4})")


def literal(token: Token, dialect: Dialect) -> str:
    """The value of a string, of a dollar-quoted body, or of text in double quotes."""
    text = token.text
    if token.kind == BODY:
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)]
    prefix = prefix_of(token)
    quote = text[len(prefix) : len(prefix) + 1]
    inside = text[len(prefix) + 1 : -1]
    if GRAMMARS[dialect].backslashes:
        return _mysql(inside, quote) if "\\" in inside or quote in inside else inside
    if prefix in ("e", "E") and "\\" in inside:
        return _escaped(inside)
    if prefix in ("u&", "U&") and "\\" in inside:
        return _UNICODE.sub(_character, inside)
    return inside.replace(quote * 2, quote)


def string_literal(text: str, dialect: Dialect = "postgres") -> str:
    """Text as a string of SQL, whatever it holds. On MySQL a backslash is doubled, as its strings are read
    unless NO_BACKSLASH_ESCAPES is set."""
    if GRAMMARS[dialect].backslashes:
        text = text.replace("\\", "\\\\")
    return "'" + text.replace("'", "''") + "'"


def prefix_of(token: Token) -> str:
    """What stands before the quote: `E`, `U&`, `_utf8mb4 `, `x`; empty for most."""
    text = token.text
    at = min((i for i in (text.find("'"), text.find('"')) if i >= 0), default=0)
    return text[:at]


def _mysql(inside: str, quote: str) -> str:
    def value(found: re.Match[str]) -> str:
        mark = found[1]
        if mark is None:
            return quote if found[0][0] == quote else found[0]
        return _MYSQL_CHARACTERS.get(mark, mark)

    return _MYSQL_ESCAPE.sub(value, inside)


def _escaped(inside: str) -> str:
    """PostgreSQL's E'…': bytes may be written one by one, so the value is put together of bytes."""
    parts: list[bytes] = []
    at = 0
    for found in _ESCAPE.finditer(inside):
        parts.append(inside[at : found.start()].encode("utf-8", "surrogatepass"))
        at = found.end()
        code = found["u"] or found["U"]
        if code:
            number = int(code, 16)
            parts.append(
                (chr(number) if number <= 0x10FFFF else "\ufffd").encode("utf-8", "replace")
            )
        elif found["x"] or found["o"]:
            parts.append(bytes([int(found["x"] or found["o"], 16 if found["x"] else 8) & 255]))
        else:
            mark = found["c"] or "'"
            parts.append(_CHARACTERS.get(mark, mark).encode("utf-8", "surrogatepass"))
    parts.append(inside[at:].encode("utf-8", "surrogatepass"))
    return b"".join(parts).decode("utf-8", "replace")


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if not code:
        return found[0][0]
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"
