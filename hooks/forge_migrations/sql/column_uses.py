"""The columns that an expression uses, each with its table, as PostgreSQL looks names up."""

from __future__ import annotations

from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.tokens import Token

    _Scope = dict[str, Table | None]
    """Alias -> table; `None` for one that the history doesn't know."""

_ENDS = frozenset(
    ["WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", ")"]
)
_NO_ALIAS = frozenset(
    [*_ENDS, "ON", "USING", "JOIN", "LEFT", "RIGHT", "INNER", "FULL", "CROSS", "NATURAL", ",", "("]
)


def column_uses(catalog: Catalog, home: Table, expression: str) -> set[tuple[str, str]]:
    """(table, column), of an expression on `home`. What can't be told for certain isn't there."""
    tokens, _ = tokenize(expression, catalog.dialect)
    own: _Scope = {home.name.rpartition(".")[2]: home}
    return set(_uses(catalog, tokens, (own,)))


def _uses(
    catalog: Catalog, tokens: Sequence[Token], scopes: tuple[_Scope, ...]
) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.key == "(":
            end = _close(tokens, at)
            inside = tokens[at + 1 : end]
            inner = (_tables(catalog, inside), *scopes) if _is_query(inside) else scopes
            yield from _uses(catalog, inside, inner)
            at = end + 1
            continue
        called = at + 1 < len(tokens) and tokens[at + 1].key in ("(", ".")
        if token.kind in (WORD, QUOTED) and not called:
            before = tokens[at - 2] if at > 1 and tokens[at - 1].key == "." else None
            yield from _look_up(catalog, token, before, scopes)
        at += 1


def _look_up(
    catalog: Catalog, token: Token, before: Token | None, scopes: tuple[_Scope, ...]
) -> Iterator[tuple[str, str]]:
    """Inner tables come first; one whose columns aren't known ends the search."""
    name = identifier(token, catalog.dialect)
    alias = identifier(before, catalog.dialect) if before else ""
    for scope in scopes:
        if before and alias not in scope:
            continue
        for table in [scope[alias]] if before else scope.values():
            if table is None or (name not in table.columns and not table.complete):
                return
            if name in table.columns:
                yield table.name, name
                return


def _is_query(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and tokens[0].key in ("SELECT", "WITH")


def _tables(catalog: Catalog, tokens: Sequence[Token]) -> _Scope:
    """The tables of a SELECT's FROM, by alias."""
    found: _Scope = {}
    depth, reading = 0, False
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth or token.key == ")":
            if reading and token.key == "(":
                found["("] = None  # a query of its own
            continue
        if token.key in _ENDS:
            reading = False
        elif token.key == "FROM" or (
            token.key in ("JOIN", ",") and (reading or token.key == "JOIN")
        ):
            reading = True
            alias, table = _named(catalog, tokens, at + 1)
            found[alias] = table
    return found


def _named(catalog: Catalog, tokens: Sequence[Token], at: int) -> tuple[str, Table | None]:
    parts: list[str] = []
    while at < len(tokens) and tokens[at].kind in (WORD, QUOTED):
        parts.append(identifier(tokens[at], catalog.dialect))
        if at + 1 < len(tokens) and tokens[at + 1].key == ".":
            at += 2
            continue
        at += 1
        break
    if at < len(tokens) and tokens[at].key == "AS":
        at += 1
    name = ".".join(parts).removeprefix("public.")
    alias = parts[-1] if parts else "("
    if at < len(tokens) and tokens[at].kind in (WORD, QUOTED) and tokens[at].key not in _NO_ALIAS:
        alias = identifier(tokens[at], catalog.dialect)
    return alias, catalog.table(name) if name else None


def _close(tokens: Sequence[Token], opened: int) -> int:
    depth = 0
    for at in range(opened, len(tokens)):
        depth += (tokens[at].key == "(") - (tokens[at].key == ")")
        if depth == 0:
            return at
    return len(tokens)
