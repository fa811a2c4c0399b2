"""A statement's tokens -> its acts. What isn't known is one `opaque` act, never nothing."""

from __future__ import annotations

from functools import lru_cache

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.literals import literal
from forge_migrations.sql.options import definer
from forge_migrations.sql.read_alter import alter_table
from forge_migrations.sql.read_bodies import bodies
from forge_migrations.sql.read_create import create
from forge_migrations.sql.read_forms import by_form
from forge_migrations.sql.read_objects import alter_object
from forge_migrations.sql.read_objects import drop
from forge_migrations.sql.read_other import grant
from forge_migrations.sql.read_other import other
from forge_migrations.sql.read_rows import rows
from forge_migrations.sql.statements import split
from forge_migrations.sql.tokens import BODY
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.statements import Script
    from forge_migrations.sql.statements import Statement

    Reader = Callable[[Statement, Dialect, int], list[Act]]


DEPTH = 4
"""How deep bodies inside bodies are read again."""


class Reading(NamedTuple):
    """A migration that was read."""

    script: Script
    """Its statements have no tokens left."""
    acts: tuple[tuple[Act, ...], ...]
    """What each statement does."""


@lru_cache(maxsize=64)
def read_script(text: str, dialect: Dialect) -> Reading:
    """A migration's statements, and the acts of each. Kept, as a review asks for them twice."""
    formed: dict[int, tuple[Act, ...]] = {}

    def known(number: int, start: int, end: int) -> tuple[int, int, int] | None:
        found = by_form(text, dialect, start, end)
        if found is None:
            return None
        formed[number] = found.acts
        return found[:3]

    script = split(text, dialect, known)
    acts: list[tuple[Act, ...]] = []
    statements: list[Statement] = []
    for number, statement in enumerate(script.statements):
        if number in formed:
            acts.append(formed[number])
        else:
            acts.append(tuple(read(statement, dialect)))
            statement = statement._replace(tokens=())
        statements.append(statement)
    return Reading(script._replace(statements=tuple(statements)), tuple(acts))


def acts_of(text: str, dialect: Dialect) -> list[Act]:
    """What all statements of a text do."""
    return [act for acts in read_script(text, dialect).acts for act in acts]


def read(statement: Statement, dialect: Dialect, depth: int = 0) -> list[Act]:
    """What the statement does. Never raises; a statement that can't be read is `opaque`."""
    if statement.broken:
        return [Act("broken", text=statement.broken, tokens=statement.tokens)]
    cursor = Cursor(statement.tokens, dialect)
    try:
        acts = list(_read(cursor, depth))
    except (Unreadable, RecursionError, IndexError) as why:
        return [Act("opaque", text=str(why), tokens=statement.tokens)]
    return acts or [Act("opaque", text="nothing read", tokens=statement.tokens)]


def _read(cursor: Cursor, depth: int) -> Iterator[Act]:
    word = cursor.key()
    if word in ("WITH", "DELETE", "UPDATE", "INSERT", "MERGE", "SELECT", "VALUES", "(") or (
        word == "REPLACE" and cursor.dialect != "postgres"
    ):
        yield from rows(cursor)
    elif word == "CREATE":
        yield from create(cursor)
    elif word == "DROP":
        yield from drop(cursor)
    elif word == "ALTER":
        yield from _alter(cursor)
    elif word == "TRUNCATE":
        yield from _truncate(cursor)
    elif word == "RENAME":
        yield from _rename(cursor)
    elif word in ("GRANT", "REVOKE"):
        yield from grant(cursor)
    elif word == "DO" and cursor.dialect == "postgres":
        yield from _do(cursor, depth)
    elif word == "EXPLAIN":
        yield from _explain(cursor)
    elif cursor.grammar.sets_for_one_statement and cursor.sees("SET", "STATEMENT"):
        cursor.at += 2  # MariaDB: SET STATEMENT … FOR, and the statement
        said = cursor.until("FOR")
        cursor.expect("FOR")
        yield Act("set", text=render(said), tokens=said)
        yield from _read(cursor.cursor(cursor.rest()), depth)
    elif word == "COPY":
        yield from _copy(cursor)
    else:
        yield from other(cursor)


def _copy(cursor: Cursor) -> Iterator[Act]:
    """COPY, and what its query does to rows."""
    if cursor.key(1) == "(":
        inner = cursor.cursor(cursor.cursor(cursor.tokens[1:]).brackets())
        if inner.sees_name() and inner.key() not in ("SELECT", "VALUES", "TABLE"):
            yield from (act._replace(inside="COPY") for act in rows(inner))
    yield from other(cursor)


def _alter(cursor: Cursor) -> Iterator[Act]:
    cursor.step()
    cursor.take("ONLINE")
    ignore = frozenset({"ignore"} if cursor.take("IGNORE") else ())
    said = definer(cursor) if cursor.grammar.definers else frozenset()
    if cursor.take("TABLE"):
        for act in alter_table(cursor, "TABLE"):
            yield act._replace(flags=act.flags | ignore) if ignore else act
    elif cursor.take("FOREIGN", "TABLE"):
        yield from alter_table(cursor, "FOREIGN")
    elif cursor.sees("MATERIALIZED", "VIEW") or cursor.sees("VIEW"):
        cursor.take("MATERIALIZED")
        cursor.expect("VIEW")
        if cursor.grammar.alters_view_by_query:
            name = cursor.name()
            flags = frozenset({"or-replace"}) | said
            yield Act("create-view", name, name, flags=flags, tokens=cursor.rest())
            return
        for act in alter_table(cursor, "VIEW"):
            if act.verb in ("rename-table", "set-schema"):
                act = act._replace(verb="rename-view", name=act.table, new=act.new)
            yield act
    else:
        yield from alter_object(cursor)


def _truncate(cursor: Cursor) -> Iterator[Act]:
    cursor.step()
    cursor.take("TABLE")
    tables = []
    while True:
        cursor.take("ONLY")
        tables.append(cursor.name())
        cursor.take("*")
        if not cursor.take(","):
            break
    keys = {token.key for token in cursor.rest()}
    flags = frozenset(word.lower() for word in ("CASCADE", "RESTART") if word in keys)
    for table in tables:
        yield Act("truncate", table, flags=flags)


def _rename(cursor: Cursor) -> Iterator[Act]:
    """MySQL: RENAME TABLE a TO b, c TO d; RENAME USER."""
    cursor.step()
    if cursor.take("USER"):
        name = render(cursor.until("TO"))
        cursor.expect("TO")
        yield Act("rename-role", name=name, new=render(cursor.rest()))
        return
    if not cursor.take_any("TABLE", "TABLES"):
        raise Unreadable("RENAME without TABLE")
    while True:
        cursor.take("IF", "EXISTS")
        table = cursor.name()
        cursor.expect("TO")
        yield Act("rename-table", table, new=cursor.name())
        if not cursor.take(","):
            break


def _explain(cursor: Cursor) -> Iterator[Act]:
    cursor.step()
    analyze = False
    if cursor.key() == "(":
        analyze = any(token.key == "ANALYZE" for token in cursor.brackets())
    while cursor.take_any("ANALYZE", "VERBOSE", "QUERY", "PLAN", "EXTENDED") == "ANALYZE":
        analyze = True
    if analyze:
        yield from _read(cursor.cursor(cursor.rest()), DEPTH)
    yield Act("harmless", name="explain")


def _do(cursor: Cursor, depth: int) -> Iterator[Act]:
    """A DO block: its body is run, so it is read again, statement by statement."""
    language = "plpgsql"
    body = None
    for at, token in enumerate(cursor.tokens):
        if token.kind in (BODY, STRING) and body is None:
            body = token
        elif token.key == "LANGUAGE":
            language = cursor.tokens[at + 1].text.lower().strip("'\"")
    if body is None:
        raise Unreadable("DO without a body")
    if language != "plpgsql":
        yield Act("opaque", text=f"a DO block in {language}", inside="DO")
        return
    yield Act("do", tokens=(body,))
    if depth >= DEPTH:
        yield Act("opaque", text="bodies nested too deep", inside="DO")
        return
    code = literal(body, "postgres")
    offset = body.start + len(body.text) - len(code) - body.text.find("$", 1) - 1
    yield from bodies(code, max(offset, body.start), depth, read)
