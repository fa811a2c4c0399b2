"""Which table or column is meant at a place: in a schema file by its declaration, in SQL by its words."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from forge_migrations.drizzle.declared import Column
    from forge_migrations.drizzle.declared import Table
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

    Known = Callable[[str, str], bool]
    """(table, column) -> True where migrations speak of it; an empty column asks for the table."""

OF_TABLES = frozenset(
    {"TABLE", "EXISTS", "ONLY", "INTO", "UPDATE", "FROM", "JOIN", "REFERENCES", "ON", "TO"}
)
"""Words that a table's name stands behind."""


class Name(NamedTuple):
    """What is meant, by its name in the database, and the letters that say so."""

    table: str
    column: str
    """Empty for the table itself."""
    start: int
    end: int


def in_schema(tables: Sequence[Table], offset: int, casing: str = "") -> Name | None:
    """The table whose name, or the column whose declaration is at a place."""
    for table in tables:
        if table.start <= offset <= table.end:
            return Name(table.whole, "", table.start, table.end)
        for column in table.columns:
            if column.start <= offset <= column.last:
                return Name(table.whole, column_name(column, casing), column.start, column.end)
    return None


def column_name(column: Column, casing: str) -> str:
    """What the database calls it: https://orm.drizzle.team/docs/sql-schema-declaration (`casing`)."""
    if column.name or casing not in ("snake_case", "camelCase"):
        return column.name or column.key
    words = _words(column.key)
    if casing == "snake_case":
        return "_".join(words)
    return "".join(word if not at else word[:1].upper() + word[1:] for at, word in enumerate(words))


def in_sql(text: str, offset: int, dialect: Dialect, known: Known) -> Name | None:
    """The table or column that a word of SQL names, as far as migrations speak of it."""
    tokens, _comments = tokenize(text, dialect)
    at = next((n for n, each in enumerate(tokens) if _holds(each, offset)), None)
    if at is None or tokens[at].kind not in (WORD, QUOTED):
        return None
    word = tokens[at]
    name = identifier(word, dialect)
    place = word.start, word.start + len(word.text)
    before = _qualifier(tokens, at, dialect)
    if before:
        if known(f"{before}.{name}", ""):
            return Name(f"{before}.{name}", "", *place)
        if known(before, name):
            return Name(before, name, *place)
    follows = _qualified_by(tokens, at)
    if follows and known(f"{name}.{identifier(tokens[at + 2], dialect)}", ""):
        return Name(f"{name}.{identifier(tokens[at + 2], dialect)}", "", *place)
    is_table = known(name, "")
    if is_table and at and tokens[at - 1].key in OF_TABLES:
        return Name(name, "", *place)
    for table in _tables_around(tokens, at, dialect, known):
        if known(table, name):
            return Name(table, name, *place)
    return Name(name, "", *place) if is_table else None


def _holds(token: Token, offset: int) -> bool:
    return token.start <= offset <= token.start + len(token.text) and token.kind in (WORD, QUOTED)


def _qualifier(tokens: Sequence[Token], at: int, dialect: Dialect) -> str:
    if at < 2 or tokens[at - 1].text != "." or tokens[at - 2].kind not in (WORD, QUOTED):
        return ""
    return identifier(tokens[at - 2], dialect)


def _qualified_by(tokens: Sequence[Token], at: int) -> bool:
    named = at + 2 < len(tokens) and tokens[at + 2].kind in (WORD, QUOTED)
    return named and tokens[at + 1].text == "."


def _tables_around(tokens: Sequence[Token], at: int, dialect: Dialect, known: Known) -> list[str]:
    """The tables that the statement names, those before the word first and the nearest first."""
    first = next((n + 1 for n in range(at, -1, -1) if tokens[n].text == ";"), 0)
    last = next((n for n in range(at, len(tokens)) if tokens[n].text == ";"), len(tokens))
    found: dict[str, None] = {}
    for number in [*range(at, first - 1, -1), *range(at + 1, last)]:
        if tokens[number].kind not in (WORD, QUOTED):
            continue
        name, before = identifier(tokens[number], dialect), _qualifier(tokens, number, dialect)
        for each in (f"{before}.{name}" if before else "", name):
            if each and known(each, ""):
                found[each] = None
    return list(found)


def _words(key: str) -> list[str]:
    """`createdAt2x` as Drizzle takes it apart: drizzle-orm `src/casing.ts`."""
    import re

    plain = re.sub(r"['\u2019]", "", key)
    return [word.lower() for word in re.findall(r"[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+", plain)]
