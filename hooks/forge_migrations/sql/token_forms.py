"""The forms that SQL text is cut into, for each engine, and which kind of token each of them is.

Possessive quantifiers keep the expressions linear on hostile input.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

Dialect = Literal["postgres", "mysql", "sqlite", "libsql"]

WORD, QUOTED, STRING, BODY, NUMBER, MARK, BROKEN = "wqsdnpb"
"""The kinds: a bare word, a quoted identifier, a string, a dollar-quoted body, a number,
punctuation, and a quote that never ends."""
SPACE, REMARK = " c"
"""Kinds of what is no token: a gap, and a comment up to the end of the line."""

_WORD = r"(?P<w>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*+)"
_NUMBER = r"(?P<n>(?:0[xXoObB][0-9A-Fa-f_]++|[0-9][0-9_]*+(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?))"
_LONG_MARKS = ("::", ":=", "<=", ">=", "<>", "!=", "||", "->>", "->")
_MARK = rf"(?P<p>{'|'.join(map(re.escape, _LONG_MARKS))}|[^\s])"
_PLAIN = r"'(?:[^']++|'')*+'"
_SLASHED = r"'(?:[^'\\]++|\\.|'')*+'"

_FORMS: dict[str, str] = {
    "postgres": "|".join(
        (
            r"(?P<c>--[^\n]*+)",
            r"(?P<o>/\*)",
            rf"(?P<s>[eE]{_SLASHED}|(?:[bBxXnN]|[uU]&)?{_PLAIN})",
            r"(?P<d>\$(?:[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*+)?\$)",
            r'(?P<q>(?:[uU]&)?"(?:[^"]++|"")*+")',
            r"(?P<b>[eE]'|['\"])",
            _WORD,
            _NUMBER,
            _MARK,
        )
    ),
    "mysql": "|".join(
        (
            r"(?P<c>#[^\n]*+|--(?=\s|\Z)[^\n]*+)",
            r"(?P<o>/\*)",
            rf'(?P<s>(?:[bBxXnN]|_[a-z0-9]+\s*)?{_SLASHED}|"(?:[^"\\]++|\\.|"")*+")',
            r"(?P<q>`(?:[^`]++|``)*+`)",
            r"(?P<b>['\"`])",
            _WORD,
            _NUMBER,
            _MARK,
        )
    ),
    "sqlite": "|".join(
        (
            r"(?P<c>--[^\n]*+)",
            r"(?P<o>/\*)",
            rf"(?P<s>[xX]?{_PLAIN})",
            r'(?P<q>"(?:[^"]++|"")*+"|`(?:[^`]++|``)*+`|\[[^\]]*+\])',
            r"(?P<b>['\"`])",
            _WORD,
            _NUMBER,
            _MARK,
        )
    ),
}
_FORMS["libsql"] = _FORMS["sqlite"]
_GROUP = re.compile(r"\(\?P<\w>")
_SHORT, _MANY = 40, 20_000
"""Which pieces are remembered: up to so many characters, and up to so many of them."""


class Pieces(dict[str, tuple[str, str]]):
    """A piece of text -> its kind and key. Most of a history are the same few words and marks."""

    def __init__(self, dialect: Dialect) -> None:
        self._first = dict.fromkeys("0123456789", NUMBER)
        self._first |= {"'": STRING, '"': STRING if dialect == "mysql" else QUOTED}
        if dialect != "postgres":
            self._first["`"] = QUOTED
        if dialect == "mysql":
            self._first["#"] = REMARK

    def __missing__(self, piece: str) -> tuple[str, str]:
        known = self._look_at(piece)
        if len(piece) <= _SHORT:
            if len(self) >= _MANY:
                self.clear()
            self[piece] = known
        return known

    def _look_at(self, piece: str) -> tuple[str, str]:
        first, last = piece[0], piece[-1]
        if first.isspace():
            return SPACE, ""
        kind = self._first.get(first)
        if kind is not None:
            endless = len(piece) == 1 and kind in (STRING, QUOTED)
            return (BROKEN if endless else kind), ""
        if first.isalpha() or first == "_" or first >= "\x80":
            if last != "'" and last != '"':
                return WORD, piece.upper()
            if len(piece) == 2:  # E' without an end
                return BROKEN, ""
            return (STRING if last == "'" else QUOTED), ""
        if len(piece) == 1 or piece in _LONG_MARKS:
            return MARK, piece
        return (QUOTED if first == "[" else REMARK), ""


@cache
def matching(dialect: Dialect) -> re.Pattern[str]:
    """Matches one token behind a gap; the group's name is its kind, `c`, `o` (a block comment opens)
    or `x` (the end)."""
    return re.compile(rf"\s*+(?:{_FORMS[dialect]}|(?P<x>\Z))", re.DOTALL)


@cache
def cutting(dialect: Dialect) -> tuple[re.Pattern[str], Pieces]:
    """Cuts text into pieces, gaps among them, and the kinds of those."""
    forms = _GROUP.sub("(?:", _FORMS[dialect])
    return re.compile(rf"\s++|{forms}", re.DOTALL), Pieces(dialect)
