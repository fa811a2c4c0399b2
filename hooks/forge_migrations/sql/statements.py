"""Migration text -> statements with line and column, split the way Drizzle and the engine do.

Drizzle cuts the raw text at `--> statement-breakpoint` first, wherever it stands, even inside a
string (drizzle-orm `migrator.ts`: `query.split("--> statement-breakpoint")`); only then does the
engine look for semicolons.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from forge_migrations.sql.tokens import BROKEN
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import Comment
from forge_migrations.sql.tokens import Dialect
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import tokenize

BREAKPOINT = "--> statement-breakpoint"


class Statement(NamedTuple):
    """One statement as the engine gets it."""

    text: str
    """From the first token to the last, without the semicolon."""
    start: int
    """Its offset in the migration's text."""
    line: int
    """1-based, of the first token."""
    column: int
    tokens: tuple[Token, ...]
    """Their positions are offsets in the migration's text."""
    chunk: int
    """Which piece between breakpoints it came in; statements of one piece are sent together."""
    broken: str = ""
    """Why it can't be read: `a quote or comment that never ends`, `a psql command`."""

    @property
    def end(self) -> int:
        """The offset behind its last token."""
        return self.start + len(self.text)


class Script(NamedTuple):
    """A migration's text, split."""

    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    lines: tuple[int, ...]
    """The offset at which each line starts."""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both 1-based, of an offset."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


def split(text: str, dialect: Dialect) -> Script:
    """The statements of a migration. Linear; never raises."""
    if text.startswith("\ufeff"):
        text = " " + text[1:]
    lines = [0]
    at = text.find("\n")
    while at >= 0:
        lines.append(at + 1)
        at = text.find("\n", at + 1)
    statements: list[Statement] = []
    comments: list[Comment] = []
    start = 0
    for number in range(text.count(BREAKPOINT) + 1):
        end = text.find(BREAKPOINT, start)
        end = len(text) if end < 0 else end
        tokens, remarks = tokenize(text, dialect, start, end)
        comments += remarks
        for group in _groups(tokens, dialect):
            first, last = group[0].start, group[-1]
            line = bisect_right(lines, first)
            statements.append(
                Statement(
                    text[first : last.start + len(last.text)],
                    first,
                    line,
                    first - lines[line - 1] + 1,
                    tuple(group),
                    number,
                    _broken(group, dialect),
                )
            )
        start = end + len(BREAKPOINT)
    return Script(tuple(statements), tuple(comments), tuple(lines))


def _broken(tokens: list[Token], dialect: Dialect) -> str:
    if tokens[-1].kind == BROKEN:
        return "a quote, dollar quote or comment that never ends"
    first = tokens[0].key
    if first == "\\" and dialect == "postgres":
        return "a psql command, which only psql understands"
    if first == "DELIMITER" and dialect == "mysql":
        return "DELIMITER, which only the mysql client understands"
    if first == "." and dialect in ("sqlite", "libsql"):
        return "a dot command, which only the sqlite3 shell understands"
    return ""


def _groups(tokens: list[Token], dialect: Dialect) -> list[list[Token]]:
    """The tokens between semicolons; a routine's or trigger's BEGIN…END is one piece."""
    first = next((at for at, token in enumerate(tokens) if token.key == ";"), len(tokens))
    if first >= len(tokens) - 1:  # what Drizzle Kit writes between two breakpoints
        return [tokens[:first]] if first else []
    groups: list[list[Token]] = []
    group: list[Token] = []
    depth = 0
    routine = False
    previous = ""
    for token in tokens:
        key = token.key
        if key == ";" and token.kind == MARK and depth == 0:
            if group:
                groups.append(group)
            group, routine, previous = [], False, ""
            continue
        group.append(token)
        if len(group) <= 12 and not routine:
            routine = _is_routine(group, key, dialect)
        elif routine and key:
            if key == "BEGIN" or key == "CASE":
                if key == "CASE":
                    depth += previous != "END" and depth > 0
                elif dialect != "postgres" or depth:
                    depth += 1
            elif key == "ATOMIC" and previous == "BEGIN" and dialect == "postgres":
                depth += 1
            elif key == "END":
                depth -= depth > 0
            elif previous == "END" and key in ("IF", "LOOP", "WHILE", "REPEAT"):
                depth += 1  # `END IF` closes what was never counted
        previous = key
    if group:
        groups.append(group)
    return groups


_ROUTINES = {
    "postgres": ("FUNCTION", "PROCEDURE"),
    "mysql": ("TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"),
    "sqlite": ("TRIGGER",),
    "libsql": ("TRIGGER",),
}


def _is_routine(group: list[Token], key: str, dialect: Dialect) -> bool:
    return group[0].key == "CREATE" and key in _ROUTINES[dialect]
