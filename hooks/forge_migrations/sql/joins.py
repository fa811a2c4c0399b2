"""The joins of a DELETE or UPDATE: whose rows decide about the rows of the table that is written."""

from __future__ import annotations

from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.conditions import is_always_true
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect

_JOINING = frozenset(
    {"JOIN", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "STRAIGHT_JOIN"}
)
_ENDS_NAME = _JOINING | {"ON", "USING", "USE", "FORCE", "IGNORE", "PARTITION", "SET", "WHERE", ","}


class Source(NamedTuple):
    """One table of a join, or several in brackets."""

    how: str
    """`left`, `right`, `full`, `inner`; empty for the first one and behind a comma."""
    names: tuple[tuple[str, str], ...]
    """(alias, table); a table without alias is its own."""
    condition: tuple[Token, ...] = ()
    shares: bool = False
    """Joined by USING or NATURAL, on columns of both sides."""


class Joined(NamedTuple):
    """What the joins say of one of their tables."""

    table: str
    """Its name, where the statement gives its alias."""
    bound: tuple[str, ...]
    """Aliases and names of the tables whose rows decide about its rows, itself among them."""
    spared: bool
    """The joins alone let some of its rows out."""


def sources(tokens: Sequence[Token], dialect: Dialect) -> list[list[Source]]:
    """The tables between FROM and WHERE, by the commas between them. Raises `Unreadable`."""
    cursor = Cursor(tokens, dialect)
    found: list[list[Source]] = [[]]
    while not cursor.done:
        if cursor.take(","):
            found.append([])
            continue
        natural, how = _how(cursor)
        names = tuple(_named(cursor))
        _skip_hints(cursor)
        condition: tuple[Token, ...] = ()
        shares = natural
        if cursor.take("ON"):
            condition = _condition(cursor)
        elif cursor.take("USING"):
            cursor.brackets()
            shares = True
        found[-1].append(Source(how if found[-1] else "", names, condition, shares))
    return found


def joined(name: str, refs: list[list[Source]], dialect: Dialect) -> Joined:
    """What the joins say of the table that goes by this alias or name in them."""
    for group in refs:
        for at, source in enumerate(group):
            own = [pair for pair in source.names if _same(pair[0], name, dialect)]
            own += [pair for pair in source.names if _same(pair[1], name, dialect)]
            if own:
                bound, spared = _walk(group, at, set(own[0]), dialect)
                return Joined(own[0][1], tuple(sorted(bound)), spared)
    return Joined(name, (name, name.rpartition(".")[2]), False)


def as_itself(
    name: str,
    groups: list[list[Source]],
    others: list[list[Source]],
    where: tuple[Token, ...],
    dialect: Dialect,
) -> tuple[list[list[Source]], tuple[Token, ...]]:
    """The joins and the condition with each second name of the written table put for the one that it is
    written by: each row is joined to itself, so what holds for `x.id = x.id` spares none."""
    pairs = [pair for group in groups for source in group for pair in source.names]
    own = next((p for p in pairs if _same(p[0], name, dialect)), None)
    own = own or next((p for p in pairs if _same(p[1], name, dialect)), (name, name))
    pairs += [pair for group in others for source in group for pair in source.names]
    twins = {p[0] for p in pairs if p[1] == own[1] and p[0] != own[0]}
    if not twins:
        return groups, where
    twins |= {own[0], own[0].rpartition(".")[2]}  # told apart by nothing afterwards, quotes neither
    inner = [
        [s._replace(condition=_renamed(s.condition, twins, own[0], dialect)) for s in group]
        for group in groups
    ]
    return inner, _renamed(where, twins, own[0], dialect)


def _renamed(
    tokens: Sequence[Token], twins: set[str], name: str, dialect: Dialect
) -> tuple[Token, ...]:
    """`y.id` as `x.id`."""
    found = list(tokens)
    put = row_of(dialect).quoted(name.rpartition(".")[2])
    for at, token in enumerate(tokens[:-1]):
        begins = tokens[at + 1].key == "." and (at == 0 or tokens[at - 1].key != ".")
        if begins and token.kind in (WORD, QUOTED) and identifier(token, dialect) in twins:
            found[at] = Token(QUOTED, put, token.start, "")
    return tuple(found)


def _walk(
    group: list[Source], own: int, bound: set[str], dialect: Dialect
) -> tuple[set[str], bool]:
    """Join by join: what is bound to the table, and whether a join drops rows of it."""
    spared = False
    for at, source in enumerate(group):
        if at == 0 or at < own:
            continue
        mentioned = {table for table, _name in columns_of(source.condition, dialect)}
        selects = source.shares or (
            bool(source.condition) and not is_always_true(source.condition, dialect)
        )
        touches = source.shares or "" in mentioned or bool(mentioned & bound)
        if not selects or not touches:
            continue
        kept = "right" if at == own else "left"
        spared = spared or source.how not in (kept, "full")
        beside = group[:at] if at == own else [source]
        bound |= mentioned - {""} | {n for each in beside for pair in each.names for n in pair}
    return bound, spared


def columns_of(tokens: Sequence[Token], dialect: Dialect) -> Iterator[tuple[str, str]]:
    """(table, column) of each column of a condition; the table's alias is empty when none is given."""
    for at, token in enumerate(tokens):
        if token.kind not in (WORD, QUOTED):
            continue
        behind = tokens[at + 1].key if at + 1 < len(tokens) else ""
        if at and tokens[at - 1].key == ".":
            if behind != ".":
                yield identifier(tokens[at - 2], dialect), identifier(token, dialect)
        elif behind not in (".", "(") and (token.kind == QUOTED or token.key not in _WORDS):
            yield "", identifier(token, dialect)


_WORDS = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "IS",
        "NULL",
        "TRUE",
        "FALSE",
        "UNKNOWN",
        "IN",
        "LIKE",
        "ILIKE",
        "BETWEEN",
        "EXISTS",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "ANY",
        "ALL",
        "SOME",
        "AS",
        "INTERVAL",
        "DAY",
        "HOUR",
        "MINUTE",
        "MONTH",
        "YEAR",
        "DISTINCT",
        "FROM",
        "XOR",
        "DIV",
        "MOD",
        "COLLATE",
        "BINARY",
        "ESCAPE",
        "REGEXP",
        "RLIKE",
        "GLOB",
        "CURRENT_DATE",
        "CURRENT_TIME",
        "CURRENT_TIMESTAMP",
        "CURRENT_USER",
        "SIMILAR",
        "TO",
    ]
)
"""Words of a condition that are no column."""


def _how(cursor: Cursor) -> tuple[bool, str]:
    natural, how = cursor.take("NATURAL"), "inner"
    while word := cursor.take_any(*_JOINING, "OUTER"):
        if word in ("LEFT", "RIGHT", "FULL"):
            how = word.lower()
    return natural, how


def _named(cursor: Cursor) -> Iterator[tuple[str, str]]:
    """The table that comes next with its alias, or those in brackets."""
    cursor.take("ONLY")
    cursor.take("LATERAL")
    name = ""
    if cursor.key() == "(":
        inside = cursor.brackets()
        if inside and inside[0].key not in ("SELECT", "WITH", "VALUES"):
            for group in sources(inside, cursor.dialect):
                for each in group:
                    yield from each.names
            return
    else:
        name = cursor.name()
        if cursor.key() == "(":
            cursor.brackets()  # a function
    cursor.take("*")
    alias = ""
    if cursor.take("AS") or (cursor.sees_name() and cursor.key() not in _ENDS_NAME):
        alias = cursor.word()
        if cursor.key() == "(":
            cursor.brackets()
    yield alias or name.rpartition(".")[2], name


def _skip_hints(cursor: Cursor) -> None:
    """MySQL's PARTITION (…) and USE INDEX (…)."""
    while cursor.key() in ("PARTITION", "USE", "FORCE", "IGNORE"):
        cursor.until("(")
        cursor.brackets()


def _condition(cursor: Cursor) -> tuple[Token, ...]:
    """Up to the next join; LEFT and RIGHT before a bracket are functions."""
    found = cursor.until(*_JOINING, ",")
    while cursor.key() in ("LEFT", "RIGHT") and cursor.key(1) == "(":
        found += (cursor.step(), *cursor.until(*_JOINING, ","))
    return found


def _same(left: str, right: str, dialect: Dialect) -> bool:
    right = right.rpartition(".")[2]
    return left == right or (dialect != "postgres" and left.lower() == right.lower())
