"""Statements of a segment, for the drivers that take one at a time."""

from __future__ import annotations

import re

from forge_migrations.database.steps import LEAD
from forge_migrations.database.steps import Segment

_TOKEN = re.compile(
    r"'(?:[^']|'')*'"
    r'|"(?:[^"]|"")*"'
    r"|`(?:[^`]|``)*`"
    r"|--[^\n]*"
    r"|/\*.*?(?:\*/|\Z)"
    r"|;",
    re.DOTALL,
)
_MYSQL_TOKEN = re.compile(
    r"'(?:\\.|[^'\\]|'')*'"
    r'|"(?:\\.|[^"\\]|"")*"'
    r"|`(?:[^`]|``)*`"
    r"|--(?=\s|\Z)[^\n]*"
    r"|\#[^\n]*"
    r"|/\*.*?(?:\*/|\Z)"
    r"|;",
    re.DOTALL,
)
_ROUTINE = re.compile(
    r"CREATE\b.*?\b(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)\b.*\bBEGIN\b",
    re.DOTALL | re.IGNORECASE,
)


def statements_in(engine: str, segment: Segment) -> list[Segment]:
    """The statements of a segment of SQLite's or MySQL's SQL; comments alone are none."""
    text = segment.sql
    token = _MYSQL_TOKEN if engine == "mysql" else _TOKEN
    found: list[Segment] = []
    start = 0
    for match in token.finditer(text):
        if match.group() != ";" or not _ends(engine, text[start : match.end()]):
            continue
        _add(found, token, text, start, match.end(), segment.start)
        start = match.end()
    _add(found, token, text, start, len(text), segment.start)
    return found


_CONTROL = frozenset(
    {"BEGIN", "COMMIT", "END", "ROLLBACK", "START", "ABORT", "SAVEPOINT", "RELEASE"}
)


def postgres_statements(segment: Segment) -> list[Segment]:
    """The statements of a segment of PostgreSQL's SQL, to be measured one by one.

    The segment as it stands where that could matter: with transaction control in it (PostgreSQL
    runs a string of several statements in a transaction of its own), or when it can't be split.
    """
    from forge_migrations.sql.statements import split

    statements = split(segment.sql, "postgres").statements
    words = {each.text.split(None, 1)[0].upper().rstrip(";") for each in statements if each.text}
    if len(statements) < 2 or words & _CONTROL or any(each.broken for each in statements):
        return [segment]
    first = segment.start - 1
    return [Segment(each.text, first + each.line, first + each.line) for each in statements]


def _ends(engine: str, text: str) -> bool:
    if engine == "sqlite":
        import sqlite3

        # Knows that the semicolons in a trigger's body end nothing.
        return sqlite3.complete_statement(text)
    lead = LEAD.match(text)
    if _ROUTINE.match(text, lead.end() if lead else 0) is None:
        return True
    from forge_migrations.sql.statements import split

    # What follows is a statement of its own as soon as every BEGIN, CASE and IF has its END.
    return len(split(text + " SELECT 1", "mysql").statements) > 1


def _add(
    found: list[Segment], token: re.Pattern[str], text: str, start: int, end: int, first: int
) -> None:
    piece = text[start:end]
    if not _bare(token, piece):
        return
    lead = LEAD.match(piece)
    assert lead is not None
    begins = first + text[:start].count("\n")
    found.append(Segment(piece, begins + piece[: lead.end()].count("\n"), begins))


def _bare(token: re.Pattern[str], text: str) -> str:
    def keep(match: re.Match[str]) -> str:
        piece = match.group()
        # MySQL runs what stands in /*! … */.
        gone = piece == ";" or piece.startswith(("--", "#")) or re.match(r"/\*(?!!)", piece)
        return " " if gone else piece

    return token.sub(keep, text).strip()
