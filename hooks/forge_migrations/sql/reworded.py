"""A statement said a little otherwise: its own words, but for those that make it hard on a database."""

from __future__ import annotations

from itertools import pairwise

from forge_migrations.sql.debts import quoted
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.engines import Dialect


def without_not_null(text: str, dialect: Dialect) -> str:
    """A column's definition without its NOT NULL; the text itself where it has none of its own.

    What stands in brackets (a CHECK) isn't the column's. MySQL gets NULL in its place: older servers take
    a `timestamp` that says nothing for one that is required.
    """
    tokens, _ = tokenize(text, dialect)
    depth = 0
    for before, token in pairwise(tokens):
        depth += (before.key == "(") - (before.key == ")")
        if depth == 0 and (before.key, token.key) == ("NOT", "NULL"):
            end = token.start + len(token.text)
            if dialect == "mysql":
                return text[: before.start] + text[token.start :]
            return text[: before.start].rstrip() + text[end:]
    return text


def not_valid(text: str, dialect: Dialect) -> str:
    """ADD CONSTRAINT … NOT VALID: it holds of what is written from then on."""
    return _behind_last(text, " NOT VALID", dialect)


def if_not_exists(text: str, dialect: Dialect) -> str:
    """CREATE INDEX IF NOT EXISTS, without CONCURRENTLY, which no transaction takes."""
    tokens, _ = tokenize(text, dialect)
    at = next((n for n, token in enumerate(tokens) if token.key == "INDEX"), -1)
    if at < 0:
        return text
    index = tokens[at]
    start, end = index.start, index.start + len(index.text)
    follows = tokens[at + 1 : at + 4]
    if follows and follows[0].key == "CONCURRENTLY":
        text = text[: follows[0].start] + text[follows[1].start :]
        follows = follows[1:]
        if follows and follows[0].key == "IF":
            return text
    if [token.key for token in follows[:2]] == ["IF", "NOT"]:
        return text
    return f"{text[:start]}{text[start:end]} IF NOT EXISTS{text[end:]}"


def concurrently(text: str, dialect: Dialect) -> str:
    """CREATE INDEX CONCURRENTLY IF NOT EXISTS, of a statement that says IF NOT EXISTS."""
    tokens, _ = tokenize(text, dialect)
    index = next((token for token in tokens if token.key == "INDEX"), None)
    if index is None or any(token.key == "CONCURRENTLY" for token in tokens[:4]):
        return text
    end = index.start + len(index.text)
    return f"{text[:end]} CONCURRENTLY{text[end:]}"


def _behind_last(text: str, words: str, dialect: Dialect) -> str:
    tokens, _ = tokenize(text, dialect)
    said = [token for token in tokens if token.key != ";"]
    if not said:
        return text
    end = said[-1].start + len(said[-1].text)
    return text[:end] + words + text[end:]


def with_names(text: str, names: Mapping[str, str], dialect: Dialect) -> str:
    """An expression on one table with other columns in it. What is called isn't a column, nor what
    stands before a dot; an expression that is rendered has its columns in either spelling."""
    tokens, _ = tokenize(text, dialect)
    made, end = "", 0
    for at, token in enumerate(tokens):
        called = at + 1 < len(tokens) and tokens[at + 1].key in ("(", ".")
        name = identifier(token, dialect) if token.kind in (WORD, QUOTED) and not called else ""
        typed = at > 0 and tokens[at - 1].key == "::"
        if name in names and not typed:
            made += text[end : token.start] + quoted(names[name], dialect)
            end = token.start + len(token.text)
    return made + text[end:]
