"""As much of SQL's lexis as telling comments, layout and the ends of statements takes."""

from __future__ import annotations

import re
from collections.abc import Iterator

BREAKPOINT = "--> statement-breakpoint"
"""What drizzle-kit writes between statements and the migrator splits on, wherever it stands."""

_TOKEN = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<text>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`"
    r"|\$(?P<tag>[A-Za-z_]\w*|)\$.*?\$(?P=tag)\$)"
    r"|(?P<space>\s+)"
    r"|(?P<word>[\w$.@]+)"
    r"|(?P<sign>.)",
    re.DOTALL,
)


def tokens(sql: str) -> Iterator[tuple[str, str, int]]:
    """(kind, text, offset) of words, quoted texts and signs; comments and space left out."""
    for match in _TOKEN.finditer(sql):
        kind = match.lastgroup or ""
        kind = "text" if kind == "tag" else kind
        if kind not in ("comment", "space"):
            yield kind, match[0], match.start()


def same_statements(one: bytes, other: bytes) -> bool:
    """True when two migrations differ in comments and layout alone."""
    return _meaning(one) == _meaning(other)


def _meaning(data: bytes) -> list[list[str]]:
    chunks = data.decode("utf-8", "replace").split(BREAKPOINT)
    meant = [[text for _kind, text, _at in tokens(chunk)] for chunk in chunks]
    return [chunk for chunk in meant if chunk]


def second_statement(data: bytes) -> int:
    """The line of the first statement that follows another one without a breakpoint; 0 for none.

    The body of a trigger or a procedure (`BEGIN … END`) is part of its statement.
    """
    sql = data.decode("utf-8", "replace")
    offset = 0
    for chunk in sql.split(BREAKPOINT):
        at = _second(chunk)
        if at is not None:
            return sql.count("\n", 0, offset + at) + 1
        offset += len(chunk) + len(BREAKPOINT)
    return 0


def _second(chunk: str) -> int | None:
    ended = False
    depth = 0
    first: list[str] = []
    for kind, text, at in tokens(chunk):
        if ended and text != ";":
            return at
        word = text.upper() if kind == "word" else ""
        if len(first) < 6:
            first.append(word)
        body = {"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"} & set(first) and first[0] == "CREATE"
        if word == "CASE" or (word == "BEGIN" and body):
            depth += 1
        elif word == "END" and depth:
            depth -= 1
        elif text == ";" and depth == 0:
            ended = True
    return None
