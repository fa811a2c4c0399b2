"""The form by which two wordings of one expression, default or type are compared.

It leaves out what engines and people add without changing the meaning: idle brackets, casts,
qualifiers, quotes around names, the case of words. What it can't tell apart is not told apart; another
name, another literal, another operator and brackets that take others together are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from forge_migrations.sql.brackets import Item
from forge_migrations.sql.brackets import without_idle
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.brackets import Role
    from forge_migrations.sql.tokens import Token

_NAME = (WORD, QUOTED)
_BRACKETS: dict[str, Role] = {"(": "open", ")": "close"}
_NOW = {"current_timestamp": "now", "localtimestamp": "now", "transaction_timestamp": "now"}
_SAME = {"<>": "!=", "some": "any"}
_TYPE_WORDS = frozenset(
    ["with", "without", "time", "zone", "varying", "precision", "character", "double"]
)


@lru_cache(4096)
def expression_form(text: str, dialect: Dialect) -> str:
    """Of a condition, an index's expression, a view's query."""
    tokens, _ = tokenize(text, dialect)
    return " ".join(_pieces(tokens, dialect))


@lru_cache(4096)
def default_form(text: str, dialect: Dialect) -> str:
    """Of a DEFAULT: `'0'` is 0, `now()` is CURRENT_TIMESTAMP, and NULL is none."""
    tokens, _ = tokenize(text, dialect)
    pieces = _pieces(tokens, dialect)
    if len(pieces) == 1:
        only = pieces[0]
        if only == "null":
            return ""
        inner = only[1:-1] if only[:1] == "'" else only
        if re.fullmatch(r"-?\d+(?:\.\d+)?", inner):
            return inner
        if inner in ("true", "false", "t", "f") and (dialect != "postgres" or only != inner):
            inner = inner[0]
            return inner if dialect == "postgres" and only[:1] != "'" else _truth(inner, dialect)
        if only in ("true", "false"):
            return _truth(only[0], dialect)
    return " ".join(pieces)


def _truth(letter: str, dialect: Dialect) -> str:
    if dialect == "postgres":
        return {"t": "true", "f": "false"}[letter]
    return {"t": "1", "f": "0"}[letter]


def _pieces(tokens: Sequence[Token], dialect: Dialect) -> list[str]:
    found = without_idle(_items(tokens, dialect), dialect)
    if len(found) > 1 and found[0] == "-" and found[1][:1].isdigit():
        found[:2] = [f"-{found[1]}"]
    return found


def _items(tokens: Sequence[Token], dialect: Dialect) -> Iterator[Item]:
    at, end = 0, len(tokens)
    while at < end:
        token = tokens[at]
        if token.key == "::":
            at = _behind_type(tokens, at + 1)
            continue
        if token.kind in _NAME:
            if at + 1 < end and tokens[at + 1].key == ".":
                at += 2  # a qualifier
                continue
            name = identifier(token, dialect).lower()
            word = token.kind == WORD and not (at and tokens[at - 1].key == ".")
            yield Item(_NOW.get(name, _SAME.get(name, name)), "word" if word else "name")
        elif token.kind == STRING:
            yield Item(f"'{literal(token, dialect)}'", "value")
        elif token.kind == NUMBER:
            yield Item(token.text, "value")
        elif token.key in _BRACKETS:
            yield Item(token.key, _BRACKETS[token.key])
        elif token.key != "." and token.text.rstrip(";"):
            yield Item(_SAME.get(token.text, token.text.rstrip(";")), "symbol")
        at += 1


def _behind_type(tokens: Sequence[Token], at: int) -> int:
    """The place behind the type of a cast: `varchar(3)[]`, `timestamp with time zone`."""
    end = len(tokens)
    at += 1
    while at + 1 < end and tokens[at].key == ".":
        at += 2
    while at < end and tokens[at].text.lower() in _TYPE_WORDS:
        at += 1
    if at < end and tokens[at].key == "(":
        depth = 0
        while at < end:
            depth += (tokens[at].key == "(") - (tokens[at].key == ")")
            at += 1
            if depth == 0:
                break
    while at < end and tokens[at].text.lower() in _TYPE_WORDS:
        at += 1
    while at + 1 < end and tokens[at].key == "[":
        while at < end and tokens[at].key != "]":
            at += 1
        at += 1
    return at


_PIECE = re.compile(r"'(?:[^']|'')*'|[^']+")


@lru_cache(4096)
def type_form(name: str) -> str:
    """Of a canonical type: without case, blanks and schema outside of quotes."""
    parts = (
        piece if piece.startswith("'") else re.sub(r"\s+", "", piece.lower())
        for piece in _PIECE.findall(name)
    )
    found = "".join(parts)
    base, bracket, rest = found.partition("(")
    return base.rpartition(".")[2].replace('"', "") + bracket + rest
