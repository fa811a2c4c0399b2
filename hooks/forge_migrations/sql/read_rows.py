"""INSERT, REPLACE, MERGE, SELECT, and WITH before any verb: what happens to rows."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_writes import columns as columns_in
from forge_migrations.sql.read_writes import delete
from forge_migrations.sql.read_writes import update
from forge_migrations.sql.tokens import render


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
        yield from _beside(delete(cursor), named)
    elif word == "UPDATE":
        yield from _beside(update(cursor), named)
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
