"""A table's rebuild: create the new form, copy, drop, rename, as drizzle-kit writes it for SQLite.

Seen from the DROP TABLE: where the rows went, column by column.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.table_keys import Constraints
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.places import Places
    from forge_migrations.sql.tokens import Token

_NARROWING = ("WHERE", "LIMIT", "DISTINCT", "GROUP", "HAVING", "JOIN", "EXCEPT", "INTERSECT")


class Copy(NamedTuple):
    """INSERT INTO new (…) SELECT … FROM old."""

    pairs: tuple[tuple[str, tuple[Token, ...]], ...]
    """A target column and the expression that fills it."""
    whole: bool
    """True for SELECT *."""
    narrowed: str
    """`WHERE`, `LIMIT`, … : why not every row is copied."""
    flags: frozenset[str]
    joined: bool = False
    """The query reads other tables too, so a source column can be theirs."""


class Rebuild(NamedTuple):
    """What replaces the dropped table, and how it was filled."""

    name: str
    """The table's name before and after."""
    old: Table
    new: Table
    copy: Copy | None


def rebuild_of(catalog: Catalog, places: Places, at: int) -> Rebuild | None:
    """The rebuild that the DROP TABLE at `at` belongs to, or `None`."""
    dropped = places.acts[at]
    old = catalog.table(dropped.table)
    if old is None or dropped.verb != "drop-table":
        return None
    # first the renames below, in their order; then, for the other order (rename the old one away,
    # create the new one, copy, drop), those above, the nearest first
    renames = places.naming(dropped.table)
    for number in (*(n for n in renames if n > at), *(n for n in reversed(renames) if n < at)):
        table = places.acts[number].table
        new = catalog.table(table)
        if new is not None and new.born == FILE:
            name = dropped.table if number > at else table
            return Rebuild(name, old, new, _copy(catalog, places, at, new, old))
    return _through_backup(catalog, places, at, old)


def renamed_by(act: Act, dialect: Dialect) -> dict[str, str]:
    """The columns that an INSERT … SELECT fills from one column of another name: target -> source."""
    catalog = Catalog(dialect)
    copied = _pairs(act, Table(act.table, FILE), Table("", FILE), catalog)
    sources = {target: source_column(expression, catalog) for target, expression in copied.pairs}
    return {
        target: source
        for target, source in sources.items()
        if source and catalog.fold(source) != catalog.fold(target)
    }


def _through_backup(catalog: Catalog, places: Places, at: int, old: Table) -> Rebuild | None:
    """Copied aside, dropped, created again, copied back."""
    name, end = places.acts[at].table, len(places.acts)
    created = next(places.between(("create-table",), at + 1, end, name), None)
    if created is None:
        return None
    for act in places.between(("insert",), at + 1, end, name):
        for aside in places.between(("create-table",), 0, at):
            if (
                aside.has("as-select")
                and _reads(aside.tokens, old.name, catalog)
                and _reads(act.tokens, aside.table, catalog)
                and not _narrowed(aside.tokens)
            ):
                new = Table(name, FILE)
                new.columns = {catalog.fold(c.name): c for c in created.columns}
                new.constraints = Constraints(created.constraints)
                return Rebuild(name, old, new, _pairs(act, new, old, catalog))
    return None


def _copy(catalog: Catalog, places: Places, stop: int, new: Table, old: Table) -> Copy | None:
    for name in _called(new.name, places, stop):
        for act in places.between(("insert", "create-table"), 0, stop, name):
            if act.verb != "insert" and not act.has("as-select"):
                continue
            if any(_reads(act.tokens, one, catalog) for one in _called(old.name, places, stop)):
                return _pairs(act, new, old, catalog)
    return None


def _called(name: str, places: Places, stop: int) -> list[str]:
    """The table's names in the file so far: the one it has, and those that it was renamed from."""
    return [name, *(places.acts[at].table for at in places.naming(name) if at < stop)]


def _reads(tokens: Sequence[Token], name: str, catalog: Catalog) -> bool:
    """True when the query reads FROM the table."""
    wanted = catalog.fold(name)
    for at, token in enumerate(tokens[:-1]):
        if token.key in ("FROM", "JOIN", ","):
            parts = []
            place = at + 1
            while place < len(tokens) and tokens[place].kind in (WORD, QUOTED):
                parts.append(identifier(tokens[place], catalog.dialect))
                if place + 1 < len(tokens) and tokens[place + 1].key == ".":
                    place += 2
                else:
                    break
            if parts and catalog.fold(".".join(parts)).removeprefix("main.") == wanted:
                return True
    return False


def _narrowed(tokens: Sequence[Token]) -> str:
    return next((token.key for token in tokens if token.key in _NARROWING), "")


def _pairs(act: Act, new: Table, old: Table, catalog: Catalog) -> Copy:
    tokens = act.tokens
    start = next((at for at, t in enumerate(tokens) if t.key == "SELECT"), -1)
    if start < 0:
        return Copy((), False, "", act.flags)
    begin = start + 1
    if begin < len(tokens) and tokens[begin].key in ("ALL", "DISTINCT"):
        begin += 1
    depth, stop = 0, begin
    while stop < len(tokens) and not (depth == 0 and tokens[stop].key == "FROM"):
        depth += (tokens[stop].key == "(") - (tokens[stop].key == ")")
        stop += 1
    expressions = commas(tokens[begin:stop])
    after = _outside(tokens[stop:])
    narrowed = _narrowed([*tokens[start:begin], *after])
    if narrowed == "JOIN" and _left_joins(after):
        narrowed = ""
    keys = [t.key for t in expressions[0]] if len(expressions) == 1 else []
    whole = keys == ["*"] or (len(keys) == 3 and keys[1:] == [".", "*"])
    if whole:
        return Copy((), True, narrowed, act.flags)
    targets = act.values or tuple(
        column.name for column in new.columns.values() if not column.computed
    )
    if act.verb == "create-table" and not targets:
        targets = tuple(_made(expression, catalog) for expression in expressions)
    joined = any(token.key in ("JOIN", ",") for token in after)
    pairs = tuple(zip(targets, expressions, strict=False))
    return Copy(pairs, False, narrowed, act.flags, joined)


def _left_joins(tokens: Sequence[Token]) -> bool:
    """Every JOIN is a LEFT one, which keeps each row."""
    keys = [token.key for token in tokens]
    return all(
        keys[at - 1] in ("LEFT", "OUTER") for at, key in enumerate(keys) if key == "JOIN" and at
    ) and not {"WHERE", "LIMIT", "GROUP", "HAVING"} & set(keys)


def _made(expression: Sequence[Token], catalog: Catalog) -> str:
    """The name that CREATE TABLE … AS SELECT gives a column."""
    last = expression[-1]
    return identifier(last, catalog.dialect) if last.kind in (WORD, QUOTED) else ""


def _outside(tokens: Sequence[Token]) -> list[Token]:
    """The tokens outside brackets, up to ON CONFLICT."""
    found, depth = [], 0
    for token in tokens:
        if token.key == "(":
            depth += 1
        elif token.key == ")":
            depth -= 1
        elif depth == 0:
            if token.key == "CONFLICT":
                break
            found.append(token)
    # `WHERE true` only tells SQLite's parser that ON CONFLICT is no join
    keys = [token.key or token.text for token in found]
    if "WHERE" in keys:
        at = keys.index("WHERE")
        rest = [key for key in keys[at + 1 :] if key not in ("ON",)]
        if rest in (["TRUE"], ["1"], ["1", "=", "1"]):
            return found[:at]
    return found


def source_column(expression: Sequence[Token], catalog: Catalog) -> str:
    """The column that an expression is, when it is nothing else: `"email"`, `users.email`."""
    if len(expression) not in (1, 3) or (len(expression) == 3 and expression[1].key != "."):
        return ""
    if any(token.kind not in (WORD, QUOTED) for token in expression[::2]):
        return ""
    last = expression[-1]
    if last.key in ("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP"):
        return ""
    return identifier(last, catalog.dialect)


def names_in(expression: Sequence[Token], catalog: Catalog) -> set[str]:
    """Every identifier in an expression, folded."""
    return {
        catalog.fold(identifier(token, catalog.dialect))
        for token in expression
        if token.kind in (WORD, QUOTED)
    }
