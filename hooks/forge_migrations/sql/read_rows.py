"""INSERT, REPLACE, MERGE, SELECT, and WITH before any verb: what happens to rows."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_writes import columns as columns_in
from forge_migrations.sql.read_writes import delete
from forge_migrations.sql.read_writes import update
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token


def rows(cursor: Cursor) -> Iterator[Act]:
    """The acts of a statement that begins with WITH or with a verb on rows."""
    named: dict[str, tuple[Token, ...]] = {}
    if cursor.take("WITH"):
        plain = not cursor.take("RECURSIVE")
        while True:
            name = cursor.word()
            if cursor.key() == "(":
                cursor.brackets()
                plain = False
            cursor.expect("AS")
            cursor.take("NOT")
            cursor.take("MATERIALIZED")
            start = cursor.at
            inner = cursor.cursor(cursor.brackets())
            if name not in named:
                query = cursor.tokens[start : cursor.at]
                named[name] = _written_out(query, named, cursor.dialect) if plain else ()
            yield from (act._replace(inside="CTE") for act in rows(inner))
            if cursor.take("SEARCH") or cursor.take("CYCLE"):
                cursor.until(",", "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES")
            if not cursor.take(","):
                break
    word = cursor.key()
    if word == "DELETE":
        yield from _beside(delete(cursor), named, cursor.dialect)
    elif word == "UPDATE":
        yield from _beside(update(cursor), named, cursor.dialect)
    elif word in ("INSERT", "REPLACE"):
        yield from _insert(cursor)
    elif word == "MERGE":
        yield from _merge(cursor)
    elif word in ("SELECT", "VALUES", "TABLE", "("):
        yield from _select(cursor)
    else:
        raise Unreadable(f"unknown: {cursor.token().text}")


def _beside(
    acts: Iterator[Act], named: dict[str, tuple[Token, ...]], dialect: Dialect
) -> Iterator[Act]:
    """The acts below WITH, its queries written out in their conditions; `shadowed` when one that can't
    be has the name of their table."""
    for act in acts:
        if named:
            act = act._replace(tokens=_written_out(act.tokens, named, dialect))
            if not named.get(act.table, act.tokens):
                act = act._replace(flags=act.flags | {"shadowed"})
        yield act


_BEHIND_NAME = frozenset(
    [
        ")",
        ",",
        "WHERE",
        "JOIN",
        "LEFT",
        "RIGHT",
        "INNER",
        "CROSS",
        "FULL",
        "NATURAL",
        "ON",
        "USING",
        "ORDER",
        "GROUP",
        "HAVING",
        "LIMIT",
        "OFFSET",
        "FETCH",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "FOR",
    ]
)
"""What stands behind a query that is named without an alias."""
_LONGEST = 2000
"""Tokens up to which queries of WITH are written out: each may stand several times in the next one."""


def _written_out(
    tokens: Sequence[Token], named: dict[str, tuple[Token, ...]], dialect: Dialect
) -> tuple[Token, ...]:
    """`FROM old` as `FROM (SELECT …) old`, for the queries that have no columns of their own."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        behind = tokens[at + 1].key if at + 1 < len(tokens) else ""
        if at and tokens[at - 1].key in ("FROM", "JOIN") and behind not in (".", "("):
            query = named.get(identifier(token, dialect), ())
            found += query
            if query and behind and behind not in _BEHIND_NAME:
                continue
        found.append(token)
    return tuple(found) if len(found) <= _LONGEST else tuple(tokens)


def _insert(cursor: Cursor) -> Iterator[Act]:
    word = cursor.step().key
    flags: set[str] = set()
    if word == "REPLACE":
        flags.add("or-replace")
    if cursor.take("OR"):
        flags.add("or-" + cursor.step().key.lower())
    while True:
        modifier = cursor.take_any("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE")
        if not modifier:
            break
        if modifier == "IGNORE":
            flags.add("or-ignore")
    cursor.take("INTO")
    table = cursor.name()
    if cursor.take("AS"):
        cursor.word()
    columns: tuple[str, ...] = ()
    if cursor.key() == "(" and cursor.key(1) not in ("SELECT", "WITH", "VALUES"):
        columns = (
            tuple(columns_in(cursor.cursor(cursor.brackets()), set()))
            if cursor.key(1) != ")"
            else ()
        )
        if not columns:
            cursor.brackets()
    if cursor.take("OVERRIDING"):
        cursor.until("VALUES", "SELECT", "WITH", "(")
    source = cursor.rest()
    keys = [token.key for token in source]
    if "CONFLICT" in keys:
        flags.add("on-conflict")
    if "DUPLICATE" in keys:
        flags.add("on-conflict")
    yield Act("insert", table, flags=frozenset(flags), values=columns, tokens=source)
    if source and source[0].key == "WITH":
        inner = cursor.cursor(source)
        try:
            yield from rows(inner)
        except Unreadable:
            return


def _merge(cursor: Cursor) -> Iterator[Act]:
    cursor.expect("MERGE", "INTO")
    cursor.take("ONLY")
    table = cursor.name()
    left = cursor.rest()
    flags: set[str] = set()
    source = cursor.cursor(left)
    source.until("ON")
    source.take("ON")
    condition = source.until("WHEN")
    for at, token in enumerate(left):
        if token.key == "THEN" and at + 1 < len(left):
            flags.add(left[at + 1].key.lower())
        if token.key == "WHEN":
            clause = []
            for later in left[at + 1 :]:
                if later.key == "THEN":
                    break
                clause.append(later)
            words = [t.key for t in clause]
            if "AND" in words:
                flags.add("conditional")
            if words[:5] == ["NOT", "MATCHED", "BY", "SOURCE"]:
                flags.add("by-source")
    yield Act("merge", table, flags=frozenset(flags), tokens=condition, text=render(left))


_CALLS = frozenset(
    [
        "SETVAL",
        "PG_TERMINATE_BACKEND",
        "PG_CANCEL_BACKEND",
        "PG_DROP_REPLICATION_SLOT",
        "LO_UNLINK",
        "SET_CONFIG",
        "DBLINK_EXEC",
        "QUERY_TO_XML",
    ]
)


def _select(cursor: Cursor) -> Iterator[Act]:
    tokens = cursor.rest()
    yield Act("select", tokens=tokens)
    depth_into = 0
    for at, token in enumerate(tokens):
        key = token.key
        if key in _CALLS and at + 1 < len(tokens) and tokens[at + 1].key == "(":
            inner = cursor.cursor(tokens[at + 1 :])
            try:
                arguments = inner.brackets()
            except Unreadable:
                continue
            yield Act("call", name=key.lower(), tokens=arguments, text=render(arguments))
        elif key == "INTO" and depth_into == 0 and cursor.dialect == "postgres":
            depth_into = 1
            yield Act("select-into")
        elif key == "FOR" and at + 1 < len(tokens) and tokens[at + 1].key in ("UPDATE", "SHARE"):
            yield Act("select-for-update")
