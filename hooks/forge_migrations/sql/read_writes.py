"""DELETE and UPDATE: which table, whose rows, which columns."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.joins import Joined
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token
    from forge_migrations.sql.verbs import Verb

_BEHIND_TABLES = ("WHERE", "RETURNING", "ORDER", "LIMIT")


def _condition(cursor: Cursor) -> tuple[Token, ...]:
    if not cursor.take("WHERE"):
        return ()
    return cursor.until("RETURNING", "ORDER", "LIMIT", "ON")


def _chosen(cursor: Cursor, flags: set[str]) -> tuple[Token, ...]:
    """The condition by which rows are chosen; the flags say that there is one, and what else bounds them."""
    where = _condition(cursor)
    if where:
        flags.add("where")
    flags |= _bounds(cursor)
    return where


def delete(cursor: Cursor) -> Iterator[Act]:
    """`DELETE …`: one act for each table that rows are deleted from."""
    cursor.expect("DELETE")
    flags: set[str] = set()
    while cursor.take_any("LOW_PRIORITY", "QUICK", "IGNORE"):
        pass
    if cursor.grammar.deletes_history and _is_history(cursor):
        cursor.at += 2
        yield Act("delete-history", cursor.name(), text=render(cursor.rest()))
        return
    listed = not cursor.take("FROM")  # MySQL: DELETE t1, t2 FROM …
    cursor.take("ONLY")
    start = cursor.at
    tables = [_whole(cursor)]
    while cursor.grammar.writes_several_tables and cursor.take(","):
        tables.append(_whole(cursor))
    if listed:
        cursor.expect("FROM")
    elif cursor.grammar.writes_several_tables and cursor.take("USING"):
        listed = True
    start = cursor.at if listed else start
    extra = cursor.until(*(() if listed else ("USING",)), *_BEHIND_TABLES)
    refs = cursor.tokens[start : cursor.at]
    if listed:
        flags.add("join")
    beside: Sequence[Token] = ()
    if not listed and cursor.take("USING"):
        flags.add("join")
        beside = cursor.until(*_BEHIND_TABLES)
    where = _chosen(cursor, flags)
    refs = refs if listed or extra else ()
    for table in tables:
        yield _written("delete", table, refs, flags, where, cursor, beside)


def _is_history(cursor: Cursor) -> bool:
    """MariaDB's DELETE HISTORY FROM t; a table that is called so is named again behind FROM."""
    return cursor.sees("HISTORY", "FROM") and cursor.key(2) != "HISTORY"


def _whole(cursor: Cursor) -> str:
    """A table of DELETE; MySQL takes `t.*` for it, PostgreSQL `t *`."""
    name = cursor.name()
    cursor.take(".", "*")
    cursor.take("*")
    return name


def _bounds(cursor: Cursor) -> set[str]:
    """`limit` and `ordered`, behind the condition."""
    keys = {token.key for token in cursor.tokens[cursor.at :]}
    return ({"limit"} if "LIMIT" in keys else set()) | ({"ordered"} if "ORDER" in keys else set())


def _written(
    verb: Verb,
    name: str,
    refs: Sequence[Token],
    flags: set[str],
    where: tuple[Token, ...],
    cursor: Cursor,
    beside: Sequence[Token] = (),
) -> Act:
    """The act on one table of a join: `spared` when the joins alone let some of its rows out. `beside`:
    the tables of PostgreSQL's USING and FROM."""
    found = Joined(name, (name, name.rpartition(".")[2]), False)
    if refs or beside:
        from forge_migrations.sql.joins import as_itself
        from forge_migrations.sql.joins import joined
        from forge_migrations.sql.joins import sources

        try:
            groups = sources(refs, cursor.dialect) if refs else []
            others = sources(beside, cursor.dialect) if beside else []
            groups, where = as_itself(name, groups, others, where, cursor.dialect)
            found = joined(name, groups, cursor.dialect) if refs else found
        except Unreadable:
            found = found._replace(spared="join" in flags and bool(refs))
    more = {"spared"} if found.spared else set()
    return Act(verb, found.table, flags=frozenset(flags | more), tokens=where, bound=found.bound)


def update(cursor: Cursor) -> Iterator[Act]:
    """`UPDATE …`: one act for each table that is assigned to."""
    cursor.expect("UPDATE")
    flags: set[str] = set()
    if cursor.take("OR"):
        flags.add("or-" + cursor.step().key.lower())
    while cursor.take_any("LOW_PRIORITY", "IGNORE", "ONLY"):
        pass
    start = cursor.at
    table = cursor.name()
    extra = cursor.until("SET")
    refs = cursor.tokens[start : cursor.at]
    if any(token.key in ("JOIN", "STRAIGHT_JOIN", ",") for token in extra):
        flags.add("join")
    cursor.expect("SET")
    assignments = cursor.until("WHERE", "FROM", "RETURNING", "ORDER", "LIMIT")
    beside: Sequence[Token] = ()
    if cursor.take("FROM"):
        flags.add("join")
        beside = cursor.until(*_BEHIND_TABLES)
    where = _chosen(cursor, flags)
    text = render(assignments)
    for name, written in _by_table(cursor.cursor(assignments), table, "join" in flags):
        act = _written("update", name, refs if extra else (), flags, where, cursor, beside)
        yield act._replace(text=text, values=written)


def _by_table(cursor: Cursor, table: str, joined: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns that are assigned; MySQL's of `UPDATE a JOIN b SET b.x = 1` by their table."""
    if not cursor.grammar.writes_several_tables or not joined:
        yield table, _assigned(cursor)
        return
    found: dict[str, list[str]] = {}
    for part in commas(cursor.tokens):
        inner = cursor.cursor(part)
        try:
            head, _, tail = inner.name().rpartition(".")
        except Unreadable:
            break
        found.setdefault(head.rpartition(".")[2] or table, []).append(tail)
    yield from ((name, tuple(written)) for name, written in found.items())


def _assigned(cursor: Cursor) -> tuple[str, ...]:
    """The columns on the left of each `=`."""
    found: list[str] = []
    parts: set[str] = set()
    while not cursor.done:
        try:
            if cursor.key() == "(":
                found += columns(cursor.cursor(cursor.brackets()), parts)
            else:
                found += _column(cursor, parts)
        except Unreadable:
            break
        cursor.until(",")
        if not cursor.take(","):
            break
    return tuple(found)


def columns(cursor: Cursor, parts: set[str]) -> list[str]:
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
