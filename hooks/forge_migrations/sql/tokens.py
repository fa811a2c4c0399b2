"""SQL text -> tokens, as each engine reads its own text: quotes, comments, dollar quotes, `/*!…*/`.

One compiled expression per dialect; possessive quantifiers keep it linear on hostile input. A part
without block comments and dollars is cut by one call of the expression; the others token by token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal
from typing import NamedTuple

Dialect = Literal["postgres", "mysql", "sqlite", "libsql"]

WORD, QUOTED, STRING, BODY, NUMBER, MARK, BROKEN = "wqsdnpb"
"""The kinds: a bare word, a quoted identifier, a string, a dollar-quoted body, a number,
punctuation, and a quote that never ends."""


class Token(NamedTuple):
    """One token; `key` is what is compared: a word in capitals, a mark as it is, else empty."""

    kind: str
    text: str
    start: int
    key: str


class Comment(NamedTuple):
    """A comment with its position; `text` without the comment marks."""

    text: str
    start: int
    end: int


_WORD = r"(?P<w>[A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]*+)"
_NUMBER = r"(?P<n>(?:0[xXoObB][0-9A-Fa-f_]++|[0-9][0-9_]*+(?:\.[0-9]*+)?(?:[eE][+-]?[0-9]++)?))"
_MARK = r"(?P<p>::|:=|<=|>=|<>|!=|\|\||->>|->|[^\s])"
_LONG_MARKS = frozenset(("::", ":=", "<=", ">=", "<>", "!=", "||", "->>", "->"))
_PLAIN = r"'(?:[^']++|'')*+'"
_SLASHED = r"'(?:[^'\\]++|\\.|'')*+'"

_EXPRESSIONS = {
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
_EXPRESSIONS["libsql"] = _EXPRESSIONS["sqlite"]
_compiled: dict[str, re.Pattern[str]] = {}
_cutting: dict[str, tuple[re.Pattern[str], _Pieces]] = {}
_GROUP = re.compile(r"\(\?P<\w>")
_SPACE, _REMARK = " c"
_SHORT, _MANY = 40, 20_000
"""Which pieces are remembered: up to so many characters, and up to so many of them."""


class _Pieces(dict[str, tuple[str, str]]):
    """A piece of text -> its kind and key. Most of a history are the same few words and marks."""

    def __init__(self, dialect: Dialect) -> None:
        self._first = dict.fromkeys("0123456789", NUMBER)
        self._first |= {"'": STRING, '"': STRING if dialect == "mysql" else QUOTED}
        if dialect != "postgres":
            self._first["`"] = QUOTED
        if dialect == "mysql":
            self._first["#"] = _REMARK

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
            return _SPACE, ""
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
        return (QUOTED if first == "[" else _REMARK), ""


_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UPPER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
"""PostgreSQL folds the ASCII letters of a name and no others."""
_NESTED = re.compile(r"/\*|\*/")
_EXECUTABLE = re.compile(r"/\*M?![0-9]*")


def tokenize(
    text: str, dialect: Dialect, at: int = 0, end: int = -1
) -> tuple[list[Token], list[Comment]]:
    """The tokens and comments of `text[at:end]`; their positions are those in `text`.

    Never raises: what can't end is one `BROKEN` token.
    """
    end = len(text) if end < 0 else end
    if text.find("/*", at, end) < 0 and (dialect != "postgres" or text.find("$", at, end) < 0):
        found = _at_once(text, dialect, at, end)
        if found is not None:
            return found
    return _one_by_one(text, dialect, at, end)


def _at_once(
    text: str, dialect: Dialect, at: int, end: int
) -> tuple[list[Token], list[Comment]] | None:
    """Cut by one call, five times as fast; `None` when a quote never ends."""
    cutting = _cutting.get(dialect)
    if cutting is None:
        forms = _GROUP.sub("(?:", _EXPRESSIONS[dialect])
        cutting = _cutting[dialect] = re.compile(rf"\s++|{forms}", re.DOTALL), _Pieces(dialect)
    pattern, pieces = cutting
    tokens: list[Token] = []
    comments: list[Comment] = []
    add = tokens.append
    new = tuple.__new__  # a third of the time of calling Token
    for piece in pattern.findall(text, at, end):
        kind, key = pieces[piece]
        if kind == _REMARK:
            comments.append(Comment(piece.lstrip("-#").strip(), at, at + len(piece)))
        elif kind == BROKEN:
            return None
        elif kind != _SPACE:
            add(new(Token, (kind, piece, at, key)))
        at += len(piece)
    return tokens, comments


def _one_by_one(
    text: str, dialect: Dialect, at: int, end: int
) -> tuple[list[Token], list[Comment]]:
    """Token by token: block comments nest, and a dollar quote ends where its tag says."""
    pattern = _compiled.get(dialect)
    if pattern is None:
        pattern = _compiled[dialect] = re.compile(
            rf"\s*+(?:{_EXPRESSIONS[dialect]}|(?P<x>\Z))", re.DOTALL
        )
    tokens: list[Token] = []
    comments: list[Comment] = []
    add = tokens.append
    new = tuple.__new__  # a third of the time of calling Token
    match = pattern.match
    executable = 0
    while at < end:
        found = match(text, at, end)
        if found is None:  # a lone surrogate or the like
            add(Token(MARK, text[at], at, text[at]))
            at += 1
            continue
        kind, stop = found.lastgroup or "x", found.end()
        at = found.start(kind)
        if kind == "w":
            word = found[kind]
            add(new(Token, (WORD, word, at, word.upper())))
        elif kind == "p":
            mark = found[kind]
            if executable and mark == "*" and text.startswith("/", stop, end):
                executable -= 1
                stop += 1
            else:
                add(new(Token, (MARK, mark, at, mark)))
        elif kind == "c":
            comments.append(Comment(found[kind].lstrip("-#").strip(), at, stop))
        elif kind == "o":
            opening = _EXECUTABLE.match(text, at, end) if dialect == "mysql" else None
            if opening:
                executable += 1
                stop = opening.end()
            else:
                stop = _comment_end(text, at, end, dialect == "postgres")
                if stop < 0:
                    add(Token(BROKEN, text[at:end], at, ""))
                    break
                comments.append(Comment(text[at + 2 : stop - 2].strip(), at, stop))
        elif kind == "d":
            tag = found[kind]
            close = text.find(tag, stop, end)
            if close < 0:
                add(Token(BROKEN, text[at:end], at, ""))
                break
            stop = close + len(tag)
            add(Token(BODY, text[at:stop], at, ""))
        elif kind == "x":
            break
        elif kind == "b":
            add(Token(BROKEN, text[at:end], at, ""))
            break
        else:
            add(new(Token, (kind, found[kind], at, "")))
        at = stop
    return tokens, comments


def _comment_end(text: str, start: int, end: int, nested: bool) -> int:
    """Where the block comment that starts here ends; -1 when it doesn't. PostgreSQL nests them."""
    if not nested:
        close = text.find("*/", start + 2, end)
        # SQLite takes an unclosed comment for a closed one; MySQL refuses it.
        return close + 2 if close >= 0 else -1
    depth = 0
    for found in _NESTED.finditer(text, start, end):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    return -1


def identifier(token: Token, dialect: Dialect) -> str:
    """The name that a word or a quoted identifier stands for, cut to 63 bytes on PostgreSQL."""
    return _identifier(token.kind, token.text, dialect)


@lru_cache(8192)
def _identifier(kind: str, text: str, dialect: Dialect) -> str:
    if kind == WORD:
        name = _lower(text) if dialect == "postgres" else text
    else:
        if text[:1] in "uU" and text[1:2] == "&":
            text = text[2:]
        quote = {"[": "]"}.get(text[:1], text[:1])
        name = text[1:-1].replace(quote * 2, quote) if quote != "]" else text[1:-1]
    if dialect == "postgres" and len(name) > 15 and len(name.encode("utf-8", "replace")) > 63:
        name = name.encode("utf-8", "replace")[:63].decode("utf-8", "ignore")
    return name


def _lower(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_UPPER)


def literal(token: Token) -> str:
    """The value of a string or of a dollar-quoted body; MySQL's backslashes are left in."""
    text = token.text
    if text[:1] in "eE" and text[1:2] == "'":
        return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1] or "'"), text[2:-1])
    if token.kind == BODY:
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)]
    at = min((i for i in (text.find("'"), text.find('"')) if i >= 0), default=0)
    quote = text[at : at + 1]
    return text[at + 1 : -1].replace(quote * 2, quote)


_TIGHT_BEFORE = frozenset("),.;]:")
_TIGHT_AFTER = frozenset("(.[")


def render(tokens: Sequence[Token]) -> str:
    """The tokens as one comparable line: words in lower case, one space, none inside brackets."""
    parts: list[str] = []
    last = ""
    for token in tokens:
        text = token.text.lower() if token.kind == WORD else token.text
        tight = (
            not parts
            or text[0] in _TIGHT_BEFORE
            or last in _TIGHT_AFTER
            or text == "::"
            or last == "::"
            or (text == "(" and token.kind == MARK and last not in ("", "as", "check", "in", "and"))
        )
        parts.append(text if tight else " " + text)
        last = text
    return "".join(parts)
