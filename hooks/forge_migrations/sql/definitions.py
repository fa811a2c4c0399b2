"""Parts of the texts that SQLite keeps of its tables and indexes, and libSQL's change of one."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.spelling import spelled
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import spaced
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token


class ColumnChange(NamedTuple):
    """libSQL's `ALTER TABLE … ALTER COLUMN … TO …`."""

    table: str
    column: str
    definition: str
    """As it was written."""


def column_change(sql: str) -> ColumnChange | None:
    """What such a statement says; `None` for any other."""
    tokens, _ = tokenize(sql, "libsql")
    while tokens and tokens[-1].key == ";":
        tokens.pop()
    cursor = Cursor(tokens, "libsql")
    try:
        cursor.expect("ALTER", "TABLE")
        table = cursor.name()
        cursor.expect("ALTER")
        cursor.take("COLUMN")
        column = cursor.word()
        cursor.expect("TO")
    except Unreadable:
        return None
    if cursor.done:
        return None
    end = tokens[-1].start + len(tokens[-1].text)
    return ColumnChange(table, column, sql[cursor.token().start : end])


def with_definition(create: str, column: str, definition: str) -> str:
    """The CREATE TABLE with another definition of one column. Raises `ValueError` without it."""
    for part in parts(create):
        first, last = part[0], part[-1]
        if first.kind not in (WORD, QUOTED, STRING):
            continue
        if Cursor(part, "sqlite").word().lower() == column.lower():
            end = last.start + len(last.text)
            return create[: first.start] + definition + create[end:]
    raise ValueError(f"no such column: {column}")


def checks_in(create: str) -> list[str]:
    """The texts of the check constraints in a CREATE TABLE, as they were written."""
    tokens, _ = tokenize(create, "sqlite")
    found: list[str] = []
    at = 0
    while at + 1 < len(tokens):
        if tokens[at].key == "CHECK" and tokens[at + 1].key == "(":
            close = _closing(tokens, at + 1)
            if close is None:
                break
            found.append(create[tokens[at + 1].start + 1 : tokens[close].start])
            at = close
        at += 1
    return found


def options_of(create: str) -> list[str]:
    """Which of `autoincrement`, `strict` and `without rowid` a CREATE TABLE says."""
    tokens, _ = tokenize(create, "sqlite")
    keys = [token.key for token in tokens]
    found = ["autoincrement"] if "AUTOINCREMENT" in keys else []
    opened = keys.index("(") if "(" in keys else len(keys)
    close = _closing(tokens, opened)
    behind = keys[close + 1 :] if close is not None else []
    found += ["strict"] if "STRICT" in behind else []
    return found + (["without rowid"] if "ROWID" in behind else [])


def index_definition(create: str) -> str:
    """What a CREATE INDEX says besides the index's name: `unique on t(a) where b > 0`."""
    tokens, _ = tokenize(create, "sqlite")
    keys = [token.key for token in tokens]
    at = keys.index("INDEX") + 1
    if keys[at : at + 3] == ["IF", "NOT", "EXISTS"]:
        at += 3
    at += 3 if keys[at + 1] == "." else 1
    words = [word for word, _ in spelled(tokens[at:], create, "sqlite", cased=False)]
    while words and words[-1] == ";":
        words.pop()
    return spaced([*(["unique"] if keys[1] == "UNIQUE" else []), *words])


def without_index_name(create: str, dialect: Dialect) -> str:
    """A CREATE INDEX without the index's name."""
    tokens, _ = tokenize(create, dialect)
    keys = [token.key for token in tokens]
    index = keys.index("INDEX")
    on = keys.index("ON", index)
    return f"{create[: tokens[index].start]}{tokens[index].text} {create[tokens[on].start :]}"


def is_null(default: str) -> bool:
    """True for PostgreSQL's `NULL::character varying(3)`, which is what no default is."""
    tokens, _ = tokenize(default, "postgres")
    if not tokens or tokens[0].key != "NULL":
        return False
    rest = tokens[1:]
    named = all(t.kind in (WORD, QUOTED, NUMBER) or t.key in (*"().[],", "::") for t in rest)
    return not rest or (rest[0].key == "::" and named)


def without_brackets(expression: str) -> str:
    """The expression without brackets around all of it."""
    tokens, _ = tokenize(expression, "sqlite")
    while tokens and tokens[0].key == "(" and _closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    if not tokens:
        return ""
    return expression[tokens[0].start : tokens[-1].start + len(tokens[-1].text)]


def names_in_backticks(sql: str) -> str:
    """The same SQL with each `"name"` in backticks: a name, whether a column has it or not."""
    parts = []
    at = 0
    for token in tokenize(sql, "sqlite")[0]:
        if token.kind == QUOTED and token.text[0] == '"':
            name = identifier(token, "sqlite").replace("`", "``")
            parts += [sql[at : token.start], f"`{name}`"]
            at = token.start + len(token.text)
    return "".join([*parts, sql[at:]])


def parts(create: str) -> Iterator[list[Token]]:
    """The tokens of each definition between the table's brackets."""
    tokens, _ = tokenize(create, "sqlite")
    depth = 0
    part: list[Token] = []
    for token in tokens:
        if token.key == ")":
            depth -= 1
        if depth > 0 and not (token.key == "," and depth == 1):
            part.append(token)
        elif part:
            yield part
            part = []
            if depth == 0:
                return
        depth += token.key == "("


def _closing(tokens: Sequence[Token], opened: int) -> int | None:
    """Where the bracket closes that opens here."""
    depth = 0
    for at in range(opened, len(tokens)):
        depth += (tokens[at].key == "(") - (tokens[at].key == ")")
        if depth == 0:
            return at
    return None
