"""SQL text -> tokens, as each engine reads its own text: quotes, comments, dollar quotes, `/*!…*/`.

A part without block comments and dollars is cut by one call of an expression; the others token by
token.
"""

from __future__ import annotations

import re
from functools import lru_cache

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.token_forms import BODY as BODY
from forge_migrations.sql.token_forms import BROKEN as BROKEN
from forge_migrations.sql.token_forms import MARK as MARK
from forge_migrations.sql.token_forms import NUMBER as NUMBER
from forge_migrations.sql.token_forms import QUOTED as QUOTED
from forge_migrations.sql.token_forms import REMARK
from forge_migrations.sql.token_forms import SPACE
from forge_migrations.sql.token_forms import STRING as STRING
from forge_migrations.sql.token_forms import WORD as WORD
from forge_migrations.sql.token_forms import cutting
from forge_migrations.sql.token_forms import matching

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect


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


_UPPER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
"""PostgreSQL folds the ASCII letters of a name and no others."""
_NESTED = re.compile(r"/\*|\*/")
_EXECUTABLE = re.compile(r"/\*M?![0-9]*")


def opening(text: str, dialect: Dialect, most: int = 1) -> tuple[Token, ...]:
    """The first tokens of a text, without reading the rest of it."""
    return tuple(_one_by_one(text, dialect, 0, len(text), most)[0])


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
    pattern, pieces = cutting(dialect)
    tokens: list[Token] = []
    comments: list[Comment] = []
    add = tokens.append
    new = tuple.__new__  # a third of the time of calling Token
    for piece in pattern.findall(text, at, end):
        kind, key = pieces[piece]
        if kind == REMARK:
            comments.append(Comment(piece.lstrip("-#").strip(), at, at + len(piece)))
        elif kind == BROKEN:
            return None
        elif kind != SPACE:
            add(new(Token, (kind, piece, at, key)))
        at += len(piece)
    return tokens, comments


def _one_by_one(
    text: str, dialect: Dialect, at: int, end: int, most: int = -1
) -> tuple[list[Token], list[Comment]]:
    """Token by token, `most` of them: block comments nest, and a dollar quote ends where its tag
    says."""
    tokens: list[Token] = []
    comments: list[Comment] = []
    add = tokens.append
    new = tuple.__new__  # a third of the time of calling Token
    match = matching(dialect).match
    executable, executables = 0, GRAMMARS[dialect].executable_comments
    while at < end and len(tokens) != most:
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
            opening = _EXECUTABLE.match(text, at, end) if executables else None
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
        name = lower(text) if dialect == "postgres" else text
    else:
        if text[:1] in "uU" and text[1:2] == "&":
            text = text[2:]
        quote = {"[": "]"}.get(text[:1], text[:1])
        name = text[1:-1].replace(quote * 2, quote) if quote != "]" else text[1:-1]
    if dialect == "postgres" and len(name) > 15 and len(name.encode("utf-8", "replace")) > 63:
        name = name.encode("utf-8", "replace")[:63].decode("utf-8", "ignore")
    return name


def lower(text: str) -> str:
    """The text with its ASCII letters in lower case."""
    return text.lower() if text.isascii() else text.translate(_UPPER)


_TIGHT_BEFORE = frozenset("),.;]:")
_TIGHT_AFTER = frozenset("(.[")


def render(tokens: Sequence[Token]) -> str:
    """The tokens as one comparable line: words in lower case, one space, none inside brackets."""
    return spaced([token.text.lower() if token.kind == WORD else token.text for token in tokens])


_SPACE_BEFORE_BRACKET = ("", "as", "check", "in", "and")


def spaced(words: Iterable[str]) -> str:
    """Tokens' texts as one line."""
    parts: list[str] = []
    last = ""
    for text in words:
        tight = (
            not parts
            or text[0] in _TIGHT_BEFORE
            or last in _TIGHT_AFTER
            or text == "::"
            or last == "::"
            or (text == "(" and last not in _SPACE_BEFORE_BRACKET)
        )
        parts.append(text if tight else " " + text)
        last = text
    return "".join(parts)
