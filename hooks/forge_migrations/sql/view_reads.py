"""What a view's query reads: the names in it, with `*` written out, and which of them are a table's."""

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

_BEFORE_STAR = frozenset({"SELECT", "ALL", "DISTINCT", ",", ".", ")"})
_BEHIND_STAR = frozenset({"", ",", "FROM", ")", "UNION", "EXCEPT", "INTERSECT"})
_ENDS_FROM = frozenset({"SELECT", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "UNION",
                        "EXCEPT", "INTERSECT"})  # fmt: skip
_NO_ALIAS = frozenset({"ON", "USING", "JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL",
                       "TABLESAMPLE", "FETCH", "OFFSET", "FOR"}) | _ENDS_FROM  # fmt: skip


def words_of(query: Sequence[Token], catalog: Catalog) -> frozenset[str]:
    """The names in a query, in lower case. PostgreSQL keeps for `*` the columns that were there when
    the view was made; `*` itself stands for those that the catalog doesn't tell, and on the others."""
    found = {name.lower() for name in _names(query, catalog)}
    stars = dict.fromkeys(_stars(query, catalog))
    if stars and catalog.dialect != "postgres":
        found.add("*")
    elif stars:
        read = _tables(query, catalog)
        for star in stars:
            columns = _columns(read, star, catalog)
            found |= {"*"} if columns is None else columns
    return frozenset(found)


def reads(view: Table, table: str, column: str, catalog: Catalog) -> bool:
    """True unless each place of the name in the view's query belongs to another table, or is an
    output's name."""
    return query_reads(view.definition, table, column, catalog)


def query_reads(query: str, table: str, column: str, catalog: Catalog) -> bool:
    """The same of a query that stands in no view."""
    tokens, _ = tokenize(query, catalog.dialect)
    wanted = column.lower()
    places = [at for at, token in enumerate(tokens) if _name(token, catalog).lower() == wanted]
    if not places:
        return True
    own = catalog.table(table)
    homes = {alias: name for alias, name, _depth in _sources(tokens, catalog)}
    return any(_is_its(tokens, at, own, homes, catalog) for at in places)


def _is_its(
    tokens: Sequence[Token],
    at: int,
    own: Table | None,
    homes: dict[str, str],
    catalog: Catalog,
) -> bool:
    before = tokens[at - 1].key if at else ""
    if before == "AS":
        return False
    if before != "." or at < 2:
        return True
    home = catalog.table(homes.get(catalog.fold(_name(tokens[at - 2], catalog)), ""))
    return home is None or home is own


def _names(tokens: Sequence[Token], catalog: Catalog) -> Iterator[str]:
    return (name for token in tokens if (name := _name(token, catalog)))


def _name(token: Token, catalog: Catalog) -> str:
    return identifier(token, catalog.dialect) if token.kind in (WORD, QUOTED) else ""


def _stars(tokens: Sequence[Token], catalog: Catalog) -> Iterator[tuple[str, int]]:
    """What stands before each `*` that is a list of columns, folded: `t` of `t.*`, or nothing; and in
    how many brackets."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if token.key != "*" or not at or tokens[at - 1].key not in _BEFORE_STAR:
            continue
        behind = tokens[at + 1].key if at + 1 < len(tokens) else ""
        if tokens[at - 1].key == ".":
            yield catalog.fold(_name(tokens[at - 2], catalog)), depth
        elif behind in _BEHIND_STAR:
            yield "", depth


def _tables(query: Sequence[Token], catalog: Catalog) -> dict[int, list[tuple[str, str]]]:
    """By the brackets around it, (alias, table) of each source that isn't a query of WITH; all of them under -1."""
    named = {
        catalog.fold(_name(query[at - 1], catalog))
        for at, token in enumerate(query)
        if at and token.key == "AS" and at + 1 < len(query) and query[at + 1].key == "("
    }
    found: dict[int, list[tuple[str, str]]] = {}
    for alias, name, depth in dict.fromkeys(_sources(query, catalog)):
        for place in (depth, -1):
            sources = found.setdefault(place, [])
            if name not in named:
                sources.append((alias, name))
    return found


def _columns(
    read: dict[int, list[tuple[str, str]]], star: tuple[str, int], catalog: Catalog
) -> set[str] | None:
    """The columns that a `*` stands for, in lower case; `None` when a table isn't known."""
    found: set[str] = set()
    qualifier, depth = star
    for alias, name in read.get(depth, read.get(-1, ())):
        if qualifier and alias != qualifier:
            continue
        table = catalog.table(name)
        if table is None or not (table.complete or table.gives):
            return None
        found |= {column.name.lower() for column in table.columns.values()}
        found |= {column.lower() for column in table.gives}
    return found


def _sources(tokens: Sequence[Token], catalog: Catalog) -> Iterator[tuple[str, str, int]]:
    """(alias, table, brackets around it) of what each FROM and JOIN names, folded; a table without
    alias is its own."""
    inside = [False]
    at = 0
    while at < len(tokens):
        key = tokens[at].key
        at += 1
        if key == "(":
            inside.append(inside[-1] and tokens[at - 2].key in ("FROM", "JOIN", ","))
        elif key == ")" and len(inside) > 1:
            inside.pop()
        elif key in _ENDS_FROM:
            inside[-1] = False
        if key in ("FROM", "JOIN"):
            inside[-1] = True
        elif not (key in (",", "(") and inside[-1]):
            continue
        while at < len(tokens) and tokens[at].key in ("ONLY", "LATERAL"):
            at += 1
        parts, at = _dotted(tokens, at, catalog)
        if not parts or (at < len(tokens) and tokens[at].key == "("):
            continue
        at += at < len(tokens) and tokens[at].key == "AS"
        alias = parts[-1]
        if at < len(tokens) and tokens[at].key not in _NO_ALIAS and _name(tokens[at], catalog):
            alias = _name(tokens[at], catalog)
        if len(parts) > 1 and parts[0] == "public":
            parts = parts[1:]
        yield catalog.fold(alias), catalog.fold(".".join(parts)), len(inside) - 1


def _dotted(tokens: Sequence[Token], at: int, catalog: Catalog) -> tuple[list[str], int]:
    """A dotted name and where it ends; empty for a subquery."""
    parts: list[str] = []
    while at < len(tokens) and tokens[at].key not in _ENDS_FROM and _name(tokens[at], catalog):
        parts.append(_name(tokens[at], catalog))
        at += 1
        if at >= len(tokens) or tokens[at].key != ".":
            break
        at += 1
    return parts, at
