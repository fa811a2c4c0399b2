"""SQL text -> tokens, as each engine reads its own text: quotes, comments, dollar quotes, `/*!…*/`.

One compiled expression per dialect; possessive quantifiers keep it linear on hostile input.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
    end = len(text) if end < 0 else end
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
    if token.kind == WORD:
        name = _lower(token.text) if dialect == "postgres" else token.text
    else:
        text = token.text
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
