"""Migration text -> statements with line and column, split the way Drizzle and the engine do."""

from __future__ import annotations

from bisect import bisect_right

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.ends import groups
from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.pieces import pieces
from forge_migrations.sql.tokens import BROKEN
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Comment
    from forge_migrations.sql.tokens import Token

    Known = Callable[[int, int, int], tuple[int, int, int] | None]
    """Asked for each piece: how many statements stand before it, where it begins and ends. It answers where the one
    statement of the piece begins, ends and where its semicolon does (-1 for none), when nobody needs its tokens."""


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
    begin: int = 0
    """Where the text begins that a driver gets when it takes one statement at a time: behind the
    semicolon before it, with the comments above it (MySQL runs some of those)."""
    stop: int = 0
    """Where that text ends: behind its semicolon, or with its piece."""

    @property
    def end(self) -> int:
        """The offset behind its last token."""
        return self.start + len(self.text)


class Blank(NamedTuple):
    """A piece between breakpoints without a statement, which the driver sends all the same."""

    line: int
    """1-based: of the breakpoint before it, or of the file's beginning."""
    comment: bool
    """It holds a comment, and not blanks alone."""


class Script(NamedTuple):
    """A migration's text, split."""

    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    lines: tuple[int, ...]
    """The offset at which each line starts."""
    blanks: tuple[Blank, ...] = ()

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both 1-based, of an offset."""
        line = bisect_right(self.lines, offset)
        return line, offset - self.lines[line - 1] + 1


def split(text: str, dialect: Dialect, known: Known | None = None) -> Script:
    """The statements of a migration; those that are `known` without their tokens. Linear; never raises."""
    if text.startswith("\ufeff"):
        text = " " + text[1:]
    lines = [0]
    at = text.find("\n")
    while at >= 0:
        lines.append(at + 1)
        at = text.find("\n", at + 1)
    statements: list[Statement] = []
    comments: list[Comment] = []
    nuls = "\0" in text
    add = statements.append
    new = tuple.__new__  # a third of the time of calling Statement
    blanks: list[Blank] = []
    for number, (start, end) in enumerate(pieces(text)):
        place = known(len(statements), start, end) if known and not nuls else None
        if place is not None:
            first, stop, behind = place
            line = bisect_right(lines, first)
            column = first - lines[line - 1] + 1
            shown = (text[first:stop], first, line, column, (), number, "", start)
            add(new(Statement, (*shown, behind if behind >= 0 else end)))
            continue
        tokens, remarks = tokenize(text, dialect, start, end)
        comments += remarks
        # UTF-16 is full of NULs, which no engine takes: all of the piece is one thing unread.
        nul = nuls and text.find("\0", start, end) >= 0
        found = groups(tokens, dialect) if not nul else [(tokens, -1, -1)] if tokens else []
        if not found:
            blanks.append(Blank(bisect_right(lines, max(0, start - 1)), bool(remarks)))
        for group, before, behind in found:
            first, last = group[0].start, group[-1]
            line = bisect_right(lines, first)
            add(
                new(
                    Statement,
                    (
                        text[first : last.start + len(last.text)],
                        first,
                        line,
                        first - lines[line - 1] + 1,
                        tuple(group),
                        number,
                        _NO_UTF_8 if nul else _broken(group, dialect),
                        before if before >= 0 else start,
                        behind if behind >= 0 else end,
                    ),
                )
            )
    return Script(tuple(statements), tuple(comments), tuple(lines), tuple(blanks))


_NO_UTF_8 = "text in another encoding than UTF-8"


def _broken(tokens: list[Token], dialect: Dialect) -> str:
    if tokens[-1].kind == BROKEN:
        return "a quote, dollar quote or comment that never ends"
    first = tokens[0].key
    command, what = GRAMMARS[dialect].shell
    return what if first == command else ""
