"""DELETE, UPDATE, INSERT, REPLACE, MERGE, TRUNCATE and WITH: what happens to rows."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.tokens import Token
from forge_migrations.sql.tokens import render

_JOINS = frozenset(["FROM", "USING", "JOIN"])


def rows(cursor: Cursor) -> Iterator[Act]:
    """The acts of a statement that begins with WITH or with a verb on rows."""
    named: set[str] = set()
    if cursor.take("WITH"):
        cursor.take("RECURSIVE")
        while True:
            named.add(cursor.word())
            if cursor.key() == "(":
                cursor.brackets()
            cursor.expect("AS")
            cursor.take("NOT")
            cursor.take("MATERIALIZED")
            inner = cursor.cursor(cursor.brackets())
            yield from (act._replace(inside="CTE") for act in rows(inner))
            if cursor.take("SEARCH") or cursor.take("CYCLE"):
                cursor.until(",", "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES")
            if not cursor.take(","):
                break
    word = cursor.key()
    if word == "DELETE":
        yield from _beside(_delete(cursor), named)
    elif word == "UPDATE":
        yield from _beside(_update(cursor), named)
    elif word in ("INSERT", "REPLACE"):
        yield from _insert(cursor)
    elif word == "MERGE":
        yield from _merge(cursor)
    elif word in ("SELECT", "VALUES", "TABLE", "("):
        yield from _select(cursor)
    else:
        raise Unreadable(f"unknown: {cursor.token().text}")


def _beside(acts: Iterator[Act], named: set[str]) -> Iterator[Act]:
    """The acts below WITH: `shadowed` when a query there has the name of their table."""
    for act in acts:
        yield act._replace(flags=act.flags | {"shadowed"}) if act.table in named else act


def _condition(cursor: Cursor) -> tuple[Token, ...]:
    if not cursor.take("WHERE"):
        return ()
    return cursor.until("RETURNING", "ORDER", "LIMIT", "ON")


def _delete(cursor: Cursor) -> Iterator[Act]:
    cursor.expect("DELETE")
    flags: set[str] = set()
    while cursor.take_any("LOW_PRIORITY", "QUICK", "IGNORE"):
        pass
    tables: list[str] = []
    if cursor.take("FROM"):
        cursor.take("ONLY")
        tables.append(cursor.name())
        if cursor.take("."):
            cursor.take("*")
        cursor.take("*")
        while cursor.dialect == "mysql" and cursor.take(","):
            tables.append(cursor.name())
    else:  # MySQL: DELETE t1, t2 FROM …
        tables += cursor.names()
        cursor.expect("FROM")
        flags.add("join")
    extra = cursor.until("WHERE", "RETURNING", "ORDER", "LIMIT")
    if any(token.key in _JOINS for token in extra):
        flags.add("join")
    where = _condition(cursor)
    if where:
        flags.add("where")
    if cursor.sees("WHERE", "CURRENT"):
        flags.add("where")
    if any(token.key == "LIMIT" for token in cursor.tokens[cursor.at :]):
        flags.add("limit")
    joined = render(extra)
    if " on " in f" {joined} ":
        flags.add("on")
    for table in tables:
        yield Act("delete", table, flags=frozenset(flags), tokens=where, text=joined)


def _update(cursor: Cursor) -> Iterator[Act]:
    cursor.expect("UPDATE")
    flags: set[str] = set()
    if cursor.take("OR"):
        flags.add("or-" + cursor.step().key.lower())
    while cursor.take_any("LOW_PRIORITY", "IGNORE", "ONLY"):
        pass
    table = cursor.name()
    joined = cursor.until("SET")
    if any(token.key in ("JOIN", ",") for token in joined):
        flags.add("join")
    cursor.expect("SET")
    assignments = cursor.until("WHERE", "FROM", "RETURNING", "ORDER", "LIMIT")
    if cursor.take("FROM"):
        flags.add("join")
        joined += cursor.until("WHERE", "RETURNING", "ORDER", "LIMIT")
    where = _condition(cursor)
    if where:
        flags.add("where")
    if any(token.key == "LIMIT" for token in cursor.tokens[cursor.at :]):
        flags.add("limit")
    text = render(joined)
    if " on " in f" {text} ":
        flags.add("on")
    yield Act(
        "update",
        table,
        flags=frozenset(flags),
        tokens=where,
        text=render(assignments),
        values=_assigned(cursor.cursor(assignments)),
    )


def _assigned(cursor: Cursor) -> tuple[str, ...]:
    """The columns on the left of each `=`."""
    found: list[str] = []
    parts: set[str] = set()
    while not cursor.done:
        try:
            if cursor.key() == "(":
                found += _columns(cursor.cursor(cursor.brackets()), parts)
            else:
                found += _column(cursor, parts)
        except Unreadable:
            break
        cursor.until(",")
        if not cursor.take(","):
            break
    return tuple(found)


def _columns(cursor: Cursor, parts: set[str]) -> list[str]:
    """A list of columns in brackets; of one that is named by its parts once."""
    found = _column(cursor, parts)
    while cursor.take(","):
        found += _column(cursor, parts)
    return found


def _column(cursor: Cursor, parts: set[str]) -> list[str]:
    """The column that is assigned next. PostgreSQL takes `c.d` for a field of the column c, and `c[1]`
    for an element, of which it lets several stand side by side; the others take `t.c` for t's column."""
    head, _, tail = cursor.name().rpartition(".")
    if cursor.dialect != "postgres":
        return [tail]
    name = head.partition(".")[0] or tail
    if not head and cursor.key() != "[":
        return [name]
    while cursor.key() in ("[", "."):
        cursor.step()
        cursor.until("]", ".", ",", "=")
        cursor.take("]")
    seen = name in parts
    parts.add(name)
    return [] if seen else [name]


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
            tuple(_columns(cursor.cursor(cursor.brackets()), set())) if cursor.key(1) != ")" else ()
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
