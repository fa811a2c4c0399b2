"""The forms that SQL text is cut into, for each engine, and which kind of token each of them is.

Possessive quantifiers keep the expressions linear on hostile input.
"""

from __future__ import annotations

import re
from functools import cache

from forge_migrations.sql.grammar import GRAMMARS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

WORD, QUOTED, STRING, BODY, NUMBER, MARK, BROKEN = "wqsdnpb"
"""The kinds: a bare word, a quoted identifier, a string, a dollar-quoted body, a number,
punctuation, and a quote that never ends."""
SPACE, REMARK = " c"
"""Kinds of what is no token: a gap, and a comment up to the end of the line."""

_GAP = r"[ \t-\r]"
"""The engines know no other blanks: U+00A0 is a letter to them, where Python calls it a space."""
_SQLITE_GAP = r"[ \t-\r\ufeff]"
"""SQLite passes over U+FEFF (`CC_BOM` in tokenize.c); the others take it for a letter."""
# Letters of a word: written as what they are not, for the expression of a range up to the last letter of
# Unicode takes seven milliseconds to compile, and these a twentieth of one.
_FIRST = r"[^\x00-@\[-^`{-\x7f]"
"""A letter, `_`, or anything beyond ASCII."""
_LATER = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
"""These, a digit or `$`."""
_FIRST_OF_MYSQL = r"[^\x00-#%-@\[-^`{-\x7f]"
_LATER_OF_TAG = r"[^\x00-/:-@\[-^`{-\x7f]"
_WORD = rf"(?P<w>{_FIRST}{_LATER}*+)"
_DIGITS_FIRST = (
    r"(?!0[xX][0-9A-Fa-f]++(?![\w$])|0b[01]++(?![\w$])|[0-9]++[eE][+-]?[0-9])"
    rf"[0-9]++{_FIRST_OF_MYSQL}"
)
_MYSQL_WORD = rf"(?P<w>(?:{_FIRST_OF_MYSQL}|{_DIGITS_FIRST}){_LATER}*+)"
"""https://dev.mysql.com/doc/refman/8.4/en/identifiers.html: a bare name may begin with a digit."""
_NUMBER = r"(?P<n>(?:0[xXoObB][0-9A-Fa-f_]++|[0-9][0-9_]*+(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?))"
_SPECIAL, _COMMON = r"~!@#%^&|`?", r"+\-*/<>="
_LONGEST = 62
"""Characters of an operator before its last one; PostgreSQL takes none of more than 63 bytes."""


def _operators() -> str:
    """PostgreSQL's own rule (`operator` in scan.l): as many of these characters as there are, up to
    a comment, without `+` and `-` at the end unless one of the special ones is among them."""
    any_one = rf"(?:(?!--|/\*)[{_COMMON}{_SPECIAL}])"
    common = rf"(?:(?!--|/\*)[{_COMMON}])"
    special = rf"{common}{{0,{_LONGEST}}}(?!--|/\*)[{_SPECIAL}]{any_one}{{0,{_LONGEST}}}"
    alone = rf"[+-](?![{_COMMON}{_SPECIAL}])"
    return rf"{alone}|{special}|{common}{{0,{_LONGEST}}}(?!--|/\*)[*/<>=]"


_MARKS = {
    "postgres": "::|:=|" + _operators(),
    "mysql": r"<=>|->>|->|<<|>>|<=|>=|<>|!=|\|\||&&|:=",
    "sqlite": r"->>|->|<<|>>|<=|>=|<>|!=|==|\|\|",
}
_PLAIN = r"'(?:[^']++|'')*+'"
_SLASHED = r"'(?:[^'\\]++|\\.|'')*+'"


def _mark(engine: str) -> str:
    return rf"(?P<p>{_MARKS[engine]}|[^ \t-\r])"


_FORMS: dict[str, str] = {
    "postgres": "|".join(
        (
            r"(?P<c>--[^\r\n]*+)",
            r"(?P<o>/\*)",
            rf"(?P<s>[eE]{_SLASHED}|(?:[bBxXnN]|[uU]&)?{_PLAIN})",
            rf"(?P<d>\$(?:{_FIRST}{_LATER_OF_TAG}*+)?\$)",
            r'(?P<q>(?:[uU]&)?"(?:[^"]++|"")*+")',
            r"(?P<b>[eE]'|['\"])",
            _WORD,
            _NUMBER,
            _mark("postgres"),
        )
    ),
    "mysql": "|".join(
        (
            r"(?P<c>#[^\n]*+|--(?=[\x00-\x20\x7f]|\Z)[^\n]*+)",
            r"(?P<o>/\*)",
            rf'(?P<s>(?:[bBxXnN]|_[a-z0-9]+{_GAP}*)?{_SLASHED}|"(?:[^"\\]++|\\.|"")*+")',
            r"(?P<q>`(?:[^`]++|``)*+`)",
            r"(?P<b>['\"`])",
            _MYSQL_WORD,
            _NUMBER,
            _mark("mysql"),
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
            _mark("sqlite"),
        )
    ),
}
_FORMS["libsql"] = _FORMS["sqlite"]
_GAPS = {"postgres": _GAP, "mysql": _GAP, "sqlite": _SQLITE_GAP, "libsql": _SQLITE_GAP}
_GROUP = re.compile(r"\(\?P<\w>")
_SHORT, _MANY = 40, 20_000
"""Which pieces are remembered: up to so many characters, and up to so many of them."""


class Pieces(dict[str, tuple[str, str]]):
    """A piece of text -> its kind and key. Most of a history are the same few words and marks."""

    def __init__(self, dialect: Dialect) -> None:
        grammar = GRAMMARS[dialect]
        self._first = dict.fromkeys("0123456789", NUMBER) | dict.fromkeys(" \t\n\v\f\r", SPACE)
        self._first |= {"'": STRING, '"': STRING if grammar.strings_in_double_quotes else QUOTED}
        if dialect != "postgres":
            self._first["`"] = QUOTED
        self._names_by_digit = grammar.names_by_digit
        if self._names_by_digit:
            self._first["#"] = REMARK
            self._first["$"] = WORD
        if dialect in ("sqlite", "libsql"):
            self._first["\ufeff"] = SPACE

    def __missing__(self, piece: str) -> tuple[str, str]:
        known = self._look_at(piece)
        if len(piece) <= _SHORT:
            if len(self) >= _MANY:
                self.clear()
            self[piece] = known
        return known

    def _look_at(self, piece: str) -> tuple[str, str]:
        first, last = piece[0], piece[-1]
        kind = self._first.get(first)
        if kind == NUMBER and not self._is_number(piece):
            return WORD, piece.upper()
        if kind == WORD:
            return WORD, piece.upper()
        if kind is not None:
            endless = len(piece) == 1 and kind in (STRING, QUOTED)
            return (BROKEN if endless else kind), ""
        if first.isalpha() or first == "_" or first >= "\x80":
            if last != "'" and last != '"':
                return WORD, piece.upper()
            if len(piece) == 2:  # E' without an end
                return BROKEN, ""
            return (STRING if last == "'" else QUOTED), ""
        if piece.startswith("--"):
            return REMARK, ""
        if first == "[" and len(piece) > 1:
            return QUOTED, ""
        return MARK, piece

    def _is_number(self, piece: str) -> bool:
        """A bare name that begins with a digit isn't one, in the order in which the forms are tried."""
        if self._names_by_digit and _whole(_MYSQL_WORD).fullmatch(piece):
            return False
        return _whole(_NUMBER).fullmatch(piece) is not None


@cache
def _whole(form: str) -> re.Pattern[str]:
    """Compiled when the first piece asks: a commit whose SQL is known cuts none."""
    return re.compile(form)


@cache
def matching(dialect: Dialect) -> re.Pattern[str]:
    """Matches one token behind a gap; the group's name is its kind, `c`, `o` (a block comment opens)
    or `x` (the end)."""
    return re.compile(rf"{_GAPS[dialect]}*+(?:{_FORMS[dialect]}|(?P<x>\Z))", re.DOTALL)


@cache
def cutting(dialect: Dialect) -> tuple[re.Pattern[str], Pieces]:
    """Cuts text into pieces, gaps among them, and the kinds of those."""
    forms = _GROUP.sub("(?:", _FORMS[dialect])
    return re.compile(rf"{_GAPS[dialect]}++|{forms}", re.DOTALL), Pieces(dialect)
