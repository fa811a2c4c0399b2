"""Statements of a segment, for the drivers that take one at a time."""

from __future__ import annotations

from forge_migrations.database.steps import Segment
from forge_migrations.engines import DIALECTS
from forge_migrations.sql.statements import split

_CONTROL = frozenset(
    {"BEGIN", "COMMIT", "END", "ROLLBACK", "START", "ABORT", "SAVEPOINT", "RELEASE"}
)


def statements_in(engine: str, segment: Segment) -> list[Segment]:
    """The statements of a segment of SQLite's or MySQL's SQL; comments alone are none."""
    text, first = segment.sql, segment.start - 1
    return [
        Segment(
            text[each.begin : each.stop],
            first + each.line,
            segment.start + text.count("\n", 0, each.begin),
        )
        for each in split(text, DIALECTS[engine]).statements
    ]


def postgres_statements(segment: Segment) -> list[Segment]:
    """The statements of a segment of PostgreSQL's SQL, to be measured one by one.

    The segment as it stands where that could matter: with transaction control in it (PostgreSQL
    runs a string of several statements in a transaction of its own), or when it can't be split.
    """
    statements = split(segment.sql, "postgres").statements
    words = {each.tokens[0].key for each in statements}
    if len(statements) < 2 or words & _CONTROL or any(each.broken for each in statements):
        return [segment]
    first = segment.start - 1
    return [Segment(each.text, first + each.line, first + each.line) for each in statements]
