"""What statements do to the session that runs them."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.layout import first_words
from forge_migrations.sql.statements import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

_OFF = frozenset({"OFF", "0", "FALSE", "NO"})


def own_end(text: str, dialect: Dialect) -> int:
    """The line of the first statement that ends the migrator's transaction; 0 when none does."""
    for statement in split(text, dialect).statements:
        words = [token.key for token in statement.tokens[:3]]
        if words[0] in ("COMMIT", "END", "ABORT") or (words[0] == "ROLLBACK" and "TO" not in words):
            return statement.line
    return 0


def switches_foreign_keys_off(text: str) -> bool:
    """True when SQLite is told to enforce no foreign keys: `PRAGMA foreign_keys=OFF`."""
    if "FOREIGN_KEYS" not in text.upper():
        return False
    for statement in split(text, "sqlite").statements:
        keys = [token.key or token.text.strip("\"'`[]").upper() for token in statement.tokens]
        if keys[:1] == ["PRAGMA"] and keys[-1:] == [")"]:
            keys = [*keys[:-3], "=", keys[-2]] if keys[-3:-2] == ["("] else keys
        if keys[:1] == ["PRAGMA"] and keys[-3:-1] == ["FOREIGN_KEYS", "="] and keys[-1] in _OFF:
            return True
    return False


def moves_rows(statement: str, dialect: Dialect) -> bool:
    """True for a statement that ends no transaction on MySQL, where every other kind does."""
    word = next((word for word in first_words(statement, dialect, 3) if word != "("), "")
    return word in _ROWS


_ROWS = frozenset(
    ["INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "SET", "DO", "LOAD", "VALUES"]
)
"""https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html"""


class PathChange(NamedTuple):
    """A statement of PostgreSQL's that changes search_path."""

    line: int
    text: str
    back: bool
    """It takes it back to what it was: RESET, DISCARD ALL."""


def search_path_changes(text: str) -> list[PathChange]:
    """What the statements of a text do to search_path, in their order."""
    found = []
    for statement in split(text, "postgres").statements:
        keys = [token.key or token.text.lower() for token in statement.tokens[:8]]
        plain = [key for key in keys if key not in ("SESSION", "LOCAL", "PG_CATALOG", ".")]
        back = plain[:2] in (["RESET", "SEARCH_PATH"], ["RESET", "ALL"], ["DISCARD", "ALL"])
        sets = plain[:2] == ["SET", "SEARCH_PATH"]
        sets = sets or plain[:4] == ["SELECT", "SET_CONFIG", "(", "'search_path'"]
        if back or sets:
            found.append(PathChange(statement.line, statement.text, back))
    return found
