"""Do two texts of a migration mean the same to the databases that run them?"""

from __future__ import annotations

from forge_migrations.sql.grammar import GRAMMARS
from forge_migrations.sql.migrator import migrator_of
from forge_migrations.sql.pieces import pieces
from forge_migrations.sql.spelling import seams
from forge_migrations.sql.spelling import spelled
from forge_migrations.sql.statements import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.statements import Statement

_MARK = "\ufeff"
_NEXT = ";"
_PIECE = "-->"
_CODE = frozenset({"FUNCTION", "PROCEDURE"})
_CONTROL = frozenset(
    ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "VACUUM"]
)
_ALONE = frozenset(["SYSTEM", "DATABASE", "TABLESPACE", "SUBSCRIPTION"])
"""First words, and second ones, of what PostgreSQL runs otherwise when other statements are sent with it: it makes one
transaction of a string of several (https://www.postgresql.org/docs/current/protocol-flow.html)."""


def same(one: str, other: str, dialect: Dialect, migrator: Migrator | None = None) -> bool:
    """True when the two texts differ in nothing that a database sees."""
    return first_edit(one, other, dialect, migrator) == 0


def first_edit(one: str, other: str, dialect: Dialect, migrator: Migrator | None = None) -> int:
    """The line of `other` in which its meaning first differs from that of `one`; 0 for nowhere.

    `migrator` tells whether it matters which statements are sent together; the worst of the engine
    when it is left out.
    """
    if one == other:
        return 0
    runs = migrator or migrator_of(dialect)
    before, after = _meaning(one, dialect, runs), _meaning(other, dialect, runs)
    end = len(other.rstrip())
    for (was, _), (now, at) in zip(before, after, strict=False):
        if was != now:
            return other.count("\n", 0, min(at, end)) + 1
    if len(before) == len(after):
        return 0
    at = after[len(before)][1] if len(after) > len(before) else end
    return other.count("\n", 0, min(at, end)) + 1


def _meaning(text: str, dialect: Dialect, migrator: Migrator) -> list[tuple[str, int]]:
    """(word, offset) of all that a database sees, and where a statement and a piece ends."""
    script = split(text, dialect)
    found: list[tuple[str, int]] = []
    if text.startswith(_MARK) and dialect not in ("sqlite", "libsql"):
        found.append((_MARK, 0))  # a letter to the others, so a syntax error
    apart = _apart(script.statements, dialect, migrator)
    by_piece: dict[int, list[Statement]] = {}
    for statement in script.statements:
        by_piece.setdefault(statement.chunk, []).append(statement)
    for number, (start, end) in enumerate(pieces(text)):
        for statement in by_piece.get(number, ()):
            found += _words(statement, text, dialect)
            found.append((_NEXT, statement.stop))
        if apart and (number in by_piece or not _passes(text[start:end], migrator)):
            found.append((_PIECE, end))
    return found


def _words(statement: Statement, text: str, dialect: Dialect) -> Iterator[tuple[str, int]]:
    keys = {token.key for token in statement.tokens}
    first = statement.tokens[0].key
    lite = dialect in ("sqlite", "libsql")
    code = dialect == "postgres" and (first == "DO" or (first == "CREATE" and keys & _CODE))
    if GRAMMARS[dialect].executable_comments:
        for seam in seams(text[statement.begin : statement.start]):
            yield seam, statement.start
    for word, at in spelled(statement.tokens, text, dialect, strings_in_double_quotes=lite):
        # The end of a line is white space to PL/pgSQL and SQL, and part of any other string.
        yield (word.replace("\r\n", "\n") if code and word[0] == "'" else word), at
    if GRAMMARS[dialect].executable_comments:
        for seam in seams(text[statement.end : statement.stop]):
            yield seam, statement.end


def _apart(statements: tuple[Statement, ...], dialect: Dialect, migrator: Migrator) -> bool:
    """Does it matter which statements come in one piece?"""
    if migrator.one_statement:
        return True
    if dialect != "postgres":
        return False
    return any(_by_itself([token.key for token in each.tokens]) for each in statements)


def _by_itself(keys: list[str]) -> bool:
    return keys[0] in _CONTROL or not _ALONE.isdisjoint(keys[1:2]) or "CONCURRENTLY" in keys


def _passes(piece: str, migrator: Migrator) -> bool:
    """True for a piece without statements that the driver takes without a word."""
    if migrator.blank == "comment":
        return bool(piece.strip(" \t\n\v\f\r;"))
    return migrator.blank == "ok"
