"""CREATE: tables, indexes, views, types, and whatever else brings an object into being."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Index
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.literals import literal
from forge_migrations.sql.options import definer
from forge_migrations.sql.options import storage
from forge_migrations.sql.options import written
from forge_migrations.sql.read_columns import column
from forge_migrations.sql.read_constraints import body
from forge_migrations.sql.read_constraints import index_columns
from forge_migrations.sql.read_constraints import index_forms
from forge_migrations.sql.read_rows import rows
from forge_migrations.sql.sequences import identity
from forge_migrations.sql.sequences import options
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render
from forge_migrations.sql.verbs import verb_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token


def create(cursor: Cursor) -> Iterator[Act]:
    """Everything after CREATE."""
    cursor.expect("CREATE")
    flags: set[str] = set()
    if cursor.take("OR", "REPLACE"):
        flags.add("or-replace")
    while True:
        word = cursor.take_any(
            "TEMP",
            "TEMPORARY",
            "GLOBAL",
            "LOCAL",
            "UNLOGGED",
            "UNIQUE",
            "RECURSIVE",
            "FULLTEXT",
            "SPATIAL",
            "CONSTRAINT",
            "FOREIGN",
            "MATERIALIZED",
            "VIRTUAL",
            "TRUSTED",
            "PROCEDURAL",
            "DEFAULT",
            "AGGREGATE",
        )
        if not word:
            break
        flags.add({"TEMP": "temporary"}.get(word, word.lower()))
        if word == "AGGREGATE" and cursor.key() != "FUNCTION":
            cursor.at -= 1
            break
    if cursor.grammar.definers:
        flags |= definer(cursor)
    word = cursor.step().key
    if word == "TABLE":
        yield from _table(cursor, flags)
    elif word == "INDEX":
        yield from _index(cursor, flags)
    elif word == "VIEW":
        _if_not_exists(cursor, flags)
        name = cursor.name()
        yield Act("create-view", name, name, flags=frozenset(flags), tokens=cursor.rest())
    elif word == "TYPE" or word == "DOMAIN":
        yield _type(cursor, flags, word)
    elif word == "TRIGGER":
        yield _trigger(cursor, flags)
    elif word == "POLICY":
        name = cursor.word()
        cursor.expect("ON")
        table = cursor.name()
        left = cursor.rest()
        yield Act(
            "create-policy", table, name, flags=frozenset(flags), tokens=left, text=render(left)
        )
    elif word == "SEQUENCE":
        _if_not_exists(cursor, flags)
        name = cursor.name()
        left = cursor.rest()
        given = identity("sequence", options(left))
        yield Act("create-sequence", name=name, flags=frozenset(flags), values=(given,))
    elif word in ("SCHEMA", "DATABASE"):
        yield _schema(cursor, flags, word)
    elif word == "USER" and cursor.sees("MAPPING") and cursor.key(1) in ("FOR", "IF"):
        yield Act("create-user-mapping", tokens=cursor.rest())
    elif word in ("ROLE", "USER", "GROUP"):
        _if_not_exists(cursor, flags)
        name = cursor.name()
        left = cursor.rest()
        yield Act("create-role", name=name, values=tuple(t.key for t in left if t.key), tokens=left)
    elif word == "RULE" and cursor.dialect == "postgres":
        yield _rule(cursor, flags)
    elif word:
        yield _other(cursor, flags, word)
    else:
        raise Unreadable("CREATE of something unknown")


def _if_not_exists(cursor: Cursor, flags: set[str]) -> None:
    if cursor.take("IF", "NOT", "EXISTS"):
        flags.add("if-not-exists")


def _table(cursor: Cursor, flags: set[str]) -> Iterator[Act]:
    _if_not_exists(cursor, flags)
    table = cursor.name()
    if table.startswith(("temp.", "pg_temp.")):
        flags.add("temporary")
    if "virtual" in flags:
        yield Act("create-table", table, flags=frozenset(flags), tokens=cursor.rest())
        return
    if cursor.take("PARTITION", "OF") or cursor.take("OF"):
        flags.add("partition-of")
        parent = cursor.name()
        yield Act("create-table", table, new=parent, flags=frozenset(flags), tokens=cursor.rest())
        return
    columns: tuple[Column, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    like = ""
    if cursor.take("LIKE"):
        like = cursor.name()
        flags |= LIKE_PARTS
    elif cursor.key() == "(" and cursor.key(1) not in ("SELECT", "WITH"):
        inside = cursor.brackets()
        columns, constraints, indexes = body(inside, cursor, table)
        for at, token in enumerate(inside):
            if token.key == "LIKE" and (at == 0 or inside[at - 1].key == ","):
                model = cursor.cursor(inside[at + 1 :])
                like = model.name()
                flags |= _like_parts(model)
    left = cursor.rest()
    keys = [token.key for token in left]
    select = next((at for at, key in enumerate(keys) if key in ("SELECT", "WITH", "VALUES")), -1)
    if select >= 0 and "AS" in keys[: select + 1]:
        flags.add("as-select")
    if like:
        flags.add("like")
    yield Act(
        "create-table",
        table,
        new=like,
        flags=frozenset(flags),
        columns=columns,
        constraints=constraints,
        tokens=left,
        text=render(left),
    )
    for index in indexes:
        yield Act("create-index", table, index.name, indexed=index, inside="CREATE TABLE")
    if select >= 0 and keys[select] == "WITH" and "as-select" in flags:
        for act in rows(cursor.cursor(left[select:])):
            if act.inside:  # a query of WITH that deletes or updates
                yield act


LIKE_PARTS = frozenset(["like-defaults", "like-constraints", "like-indexes", "like-identity",
                        "like-generated"])  # fmt: skip
"""What CREATE TABLE … (LIKE …) takes over beside names, types and NOT NULL; MySQL's takes all."""


def _like_parts(cursor: Cursor) -> frozenset[str]:
    """The flags of `INCLUDING ALL EXCLUDING INDEXES`, in their order; MySQL has none and takes all.
    https://www.postgresql.org/docs/current/sql-createtable.html"""
    if cursor.grammar.like_takes_all:
        return LIKE_PARTS
    found: frozenset[str] = frozenset()
    while word := cursor.take_any("INCLUDING", "EXCLUDING"):
        what = cursor.step().key.lower()
        parts = LIKE_PARTS if what == "all" else LIKE_PARTS & {f"like-{what}"}
        found = found | parts if word == "INCLUDING" else found - parts
    return found


def _index(cursor: Cursor, flags: set[str]) -> Iterator[Act]:
    if cursor.take("CONCURRENTLY"):
        flags.add("concurrently")
    _if_not_exists(cursor, flags)
    name = cursor.name() if cursor.key() != "ON" or cursor.key(1) == "ON" else ""
    method = ""
    if cursor.take("USING"):
        method = cursor.word().lower()
    cursor.expect("ON")
    if cursor.take("ONLY"):
        flags.add("only")
    table = cursor.name()
    if cursor.take("USING"):
        method = cursor.word().lower()
    inside = cursor.brackets()
    columns, forms = index_columns(inside, cursor), index_forms(inside, cursor)
    method = method or next((flag for flag in ("fulltext", "spatial") if flag in flags), "")
    left = cursor.until("WHERE")
    keys = [token.key for token in left]
    distinct = "not distinct" if keys[:3] == ["NULLS", "NOT", "DISTINCT"] else ""
    where = ""
    if cursor.take("WHERE"):
        where = render(cursor.rest())
    for at, token in enumerate(left):
        if token.key in ("LOCK", "ALGORITHM") and cursor.grammar.online_options:
            value = next((t.key for t in left[at + 1 :] if t.key not in ("=", "")), "")
            flags.add(f"{token.key.lower()}-{value.lower()}")
    yield Act(
        "create-index",
        table,
        name,
        flags=frozenset(flags),
        tokens=left,
        indexed=Index(
            name,
            table,
            columns,
            "unique" in flags,
            where,
            method,
            distinct,
            forms,
            _includes(left),
            written(storage(left)),
        ),
    )


def _includes(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The columns behind INCLUDE."""
    keys = [token.key for token in tokens]
    if "INCLUDE" not in keys or ")" not in keys:
        return ()
    start = keys.index("INCLUDE") + 2
    return tuple(
        identifier(token, "postgres")
        for token in tokens[start : keys.index(")", start)]
        if token.kind in (WORD, QUOTED)
    )


def _type(cursor: Cursor, flags: set[str], word: str) -> Act:
    _if_not_exists(cursor, flags)
    name = cursor.name()
    if word == "DOMAIN":
        return Act(
            "create-type",
            name=name,
            flags=frozenset(flags | {"domain"}),
            column=_domain(cursor),
        )
    values: tuple[str, ...] = ()
    if cursor.take("AS", "ENUM"):
        flags.add("enum")
        values = tuple(literal(t, cursor.dialect) for t in cursor.brackets() if t.kind == STRING)
    return Act("create-type", name=name, flags=frozenset(flags), values=values)


def _domain(cursor: Cursor) -> Column | None:
    """What a domain is, as a column would be: its type, NOT NULL, DEFAULT and CHECKs."""
    name = cursor.tokens[cursor.at - 1]
    cursor.take("AS")
    try:
        found, constraints = column(cursor.cursor((name, *cursor.rest())))
    except Unreadable:
        return None
    checks = [one.expression for one in constraints if one.kind == "check"]
    return found._replace(check=" and ".join(f"({one})" for one in checks))


def _trigger(cursor: Cursor, flags: set[str]) -> Act:
    _if_not_exists(cursor, flags)
    name = cursor.name()
    before = cursor.until("ON")
    events = [token.key for token in before]
    of = before[events.index("OF") + 1 :] if "OF" in events else ()
    while cursor.key() == "ON" and cursor.token(1).kind not in ("w", "q"):
        cursor.step()
    cursor.expect("ON")
    table = cursor.name()
    return Act(
        "create-trigger",
        table,
        name,
        flags=frozenset(flags),
        values=tuple(events),
        columns=tuple(
            Column(identifier(t, cursor.dialect)) for t in of if t.kind in (WORD, QUOTED)
        ),
        tokens=cursor.rest(),
    )


def _schema(cursor: Cursor, flags: set[str], word: str) -> Act:
    _if_not_exists(cursor, flags)
    if word == "SCHEMA" and cursor.take("AUTHORIZATION"):
        pass
    name = cursor.word()
    return Act(verb_of("create", word.lower()), name=name, flags=frozenset(flags))


def _rule(cursor: Cursor, flags: set[str]) -> Act:
    """`name AS ON event TO table [WHERE …] DO [ALSO | INSTEAD] …`."""
    name = cursor.name()
    left = cursor.rest()
    inner = cursor.cursor(left)
    inner.expect("AS", "ON")
    event = inner.step().key.lower()
    inner.expect("TO")
    table = inner.name()
    if inner.take("WHERE"):
        flags.add("where")
        inner.until("DO")
    inner.expect("DO")
    flags.add(inner.take_any("ALSO", "INSTEAD").lower() or "also")
    if inner.key() == "NOTHING":
        flags.add("nothing")
    return Act("create-rule", table, name, flags=frozenset(flags), values=(event,), tokens=left)


def _other(cursor: Cursor, flags: set[str], word: str) -> Act:
    """Functions, extensions, rules, publications, casts …: a kind and a name are enough."""
    two = {"EVENT": "TRIGGER", "ACCESS": "METHOD", "TEXT": "SEARCH", "OPERATOR": "CLASS"}
    if word in two and cursor.key() == two[word]:
        cursor.step()
        word += " " + two[word]
    _if_not_exists(cursor, flags)
    try:
        name = cursor.name()
    except Unreadable:
        name = ""
    kind = word.lower().replace(" ", "-")
    left = cursor.rest()
    values = tuple(t.key for t in left if t.key in ("IMMUTABLE", "STABLE", "VOLATILE"))
    return Act(
        verb_of("create", kind), name=name, flags=frozenset(flags), values=values, tokens=left
    )
