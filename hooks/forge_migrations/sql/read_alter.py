"""ALTER TABLE, one act for each of its actions, in the words of PostgreSQL and SQLite."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_columns import column
from forge_migrations.sql.read_columns import type_tokens
from forge_migrations.sql.read_constraints import table_constraint
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import render
from forge_migrations.sql.types import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token
    from forge_migrations.sql.verbs import Verb

_SIMPLE: dict[str, Verb] = {
    "VALIDATE CONSTRAINT": "validate-constraint",
    "ATTACH PARTITION": "attach-partition",
    "DETACH PARTITION": "detach-partition",
    "ENABLE ROW LEVEL SECURITY": "enable-row-security",
    "DISABLE ROW LEVEL SECURITY": "disable-row-security",
    "NO FORCE ROW LEVEL SECURITY": "no-force-row-security",
    "FORCE ROW LEVEL SECURITY": "force-row-security",
    "DISABLE TRIGGER": "disable-trigger",
    "DISABLE RULE": "disable-trigger",
    "ENABLE ALWAYS TRIGGER": "enable-trigger",
    "ENABLE REPLICA TRIGGER": "enable-trigger",
    "ENABLE TRIGGER": "enable-trigger",
    "ENABLE RULE": "enable-trigger",
    "SET UNLOGGED": "set-unlogged",
    "SET LOGGED": "set-logged",
    "SET TABLESPACE": "set-tablespace",
    "SET ACCESS METHOD": "set-access-method",
    "SET SCHEMA": "set-schema",
    "SET WITHOUT OIDS": "table-option",
    "SET WITHOUT CLUSTER": "table-option",
    "CLUSTER ON": "table-option",
    "OWNER TO": "owner",
    "REPLICA IDENTITY": "replica-identity",
    "INHERIT": "inherit",
    "NO INHERIT": "inherit",
    "OF": "table-option",
    "NOT OF": "table-option",
}
_PHRASES = [(tuple(phrase.split()), verb) for phrase, verb in _SIMPLE.items()]


def alter_table(cursor: Cursor, kind: str) -> Iterator[Act]:
    """Everything after `ALTER TABLE`. Raises `Unreadable` for a form that isn't known."""
    flags = set() if kind == "TABLE" else {kind.lower()}
    if cursor.take("IF", "EXISTS"):
        flags.add("if-exists")
    if cursor.take("ALL", "IN", "TABLESPACE"):
        yield Act("set-tablespace", "*")
        cursor.rest()
        return
    cursor.take("ONLY")
    table = cursor.name()
    cursor.take("*")
    if cursor.grammar.alters_by_clauses and cursor.take("WAIT"):
        cursor.step()
    elif cursor.grammar.alters_by_clauses and not cursor.key(1).startswith("="):
        cursor.take("NOWAIT")
    if cursor.grammar.alters_by_clauses:
        from forge_migrations.sql.read_alter_mysql import mysql_actions

        yield from mysql_actions(cursor, table, frozenset(flags))
        return
    if cursor.done:
        raise Unreadable("ALTER TABLE without an action")
    while not cursor.done:
        yield action(cursor, table, frozenset(flags))
        if not cursor.take(",") and not cursor.done:
            raise Unreadable(f"unknown after an action: {cursor.token().text}")


def action(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    """One action, up to the comma."""
    if cursor.take("ADD"):
        return _add(cursor, table, flags)
    if cursor.take("DROP"):
        return drop(cursor, table, flags)
    if cursor.take("RENAME"):
        return _rename(cursor, table, flags)
    if cursor.take("ALTER"):
        return _alter(cursor, table, flags)
    for words, verb in _PHRASES:
        if cursor.sees(*words):
            cursor.at += len(words)
            return _simple(cursor, verb, table, flags)
    if (word := cursor.take_any("SET", "RESET")) and cursor.key() == "(":
        flags |= {"reset"} if word == "RESET" else set()
        return Act("table-option", table, flags=flags, text=render(cursor.brackets()))
    raise Unreadable(f"unknown action: {cursor.token().text}")


def _simple(cursor: Cursor, verb: Verb, table: str, flags: frozenset[str]) -> Act:
    name = ""
    if cursor.sees_name() and verb not in ("table-option", "replica-identity"):
        name = cursor.name()
    left = cursor.until(",")
    keys = {token.key for token in left}
    if "CONCURRENTLY" in keys:
        flags |= {"concurrently"}
    if "FINALIZE" in keys:
        flags |= {"finalize"}
    return Act(verb, table, name, name, flags, tokens=left, text=render(left))


def _add(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    constraint = table_constraint(cursor, table)
    if isinstance(constraint, Constraint):
        return Act("add-constraint", table, constraint.name, flags=flags, constraint=constraint)
    cursor.take("COLUMN")
    if cursor.take("IF", "NOT", "EXISTS"):
        flags |= {"if-not-exists"}
    found, constraints = column(cursor)
    return Act(
        "add-column", table, found.name, flags=flags, column=found, constraints=tuple(constraints)
    )


def drop(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    """After DROP: a constraint or a column."""
    verb: Verb = "drop-constraint" if cursor.take("CONSTRAINT") else "drop-column"
    if (
        verb == "drop-column"
        and cursor.key() == "COLUMN"
        and cursor.key(1) not in ("", ",", "CASCADE")
    ) or (verb == "drop-column" and cursor.key() == "COLUMN" and cursor.token(1).kind != MARK):
        cursor.step()
    if cursor.take("IF", "EXISTS"):
        flags |= {"if-exists"}
    name = cursor.word()
    word = cursor.take_any("CASCADE", "RESTRICT")
    if word:
        flags |= {word.lower()}
    return Act(verb, table, name, flags=flags)


def _rename(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    if cursor.take("TO"):
        return Act("rename-table", table, new=cursor.name(), flags=flags)
    verb: Verb = "rename-constraint" if cursor.take("CONSTRAINT") else "rename-column"
    if verb == "rename-column" and cursor.key() == "COLUMN" and cursor.key(1) != "TO":
        cursor.step()
    name = cursor.word()
    cursor.expect("TO")
    return Act(verb, table, name, cursor.word(), flags)


_COLUMN_ACTIONS: dict[tuple[str, ...], Verb] = {
    ("DROP", "DEFAULT"): "drop-default",
    ("SET", "DEFAULT"): "set-default",
    ("SET", "NOT", "NULL"): "set-not-null",
    ("DROP", "NOT", "NULL"): "drop-not-null",
    ("DROP", "EXPRESSION"): "drop-expression",
    ("SET", "EXPRESSION"): "set-expression",
    ("DROP", "IDENTITY"): "drop-identity",
    ("ADD", "GENERATED"): "add-identity",
    ("SET", "GENERATED"): "set-identity",
    ("RESTART",): "restart-identity",
    ("SET", "STATISTICS"): "table-option",
    ("SET", "STORAGE"): "table-option",
    ("SET", "COMPRESSION"): "table-option",
    ("SET", "INCREMENT"): "set-identity",
    ("SET", "START"): "set-identity",
    ("SET", "MAXVALUE"): "set-identity",
    ("SET", "MINVALUE"): "set-identity",
    ("SET", "CACHE"): "set-identity",
    ("SET", "NO"): "set-identity",
    ("SET", "CYCLE"): "set-identity",
    ("SET", "SEQUENCE"): "set-identity",
}


def _alter(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    if cursor.take("CONSTRAINT"):
        name = cursor.word()
        left = cursor.until(",")
        return Act("alter-constraint", table, name, flags=flags, tokens=left, text=render(left))
    if cursor.key() == "COLUMN" and cursor.token(1).kind != MARK:
        cursor.step()
    name = cursor.word()
    if cursor.key() == "TO" and cursor.dialect in ("sqlite", "libsql"):
        cursor.step()
        found, constraints = column(cursor)
        return Act(
            "alter-column-to",
            table,
            name,
            found.name,
            flags,
            column=found,
            constraints=tuple(constraints),
        )
    if cursor.take("SET", "DATA", "TYPE") or cursor.take("TYPE"):
        return _type(cursor, table, name, flags)
    for words, verb in _COLUMN_ACTIONS.items():
        if cursor.sees(*words):
            # What is set stays among the tokens: `INCREMENT BY 2`.
            cursor.at += 1 if verb == "set-identity" else len(words)
            return _column_action(cursor, verb, table, name, flags)
    if cursor.take("SET") or cursor.take("RESET"):
        return Act("table-option", table, name, flags=flags, tokens=cursor.brackets())
    raise Unreadable(f"unknown column action: {cursor.token().text}")


def _column_action(cursor: Cursor, verb: Verb, table: str, name: str, flags: frozenset[str]) -> Act:
    left = list(cursor.until(","))
    while cursor.key() == "," and verb == "set-default" and _is_list(cursor):
        left.append(cursor.step())
        left += cursor.until(",")
    restart = any(token.key == "RESTART" for token in left)
    if verb == "set-identity" and restart:
        verb = "restart-identity"
    return Act(verb, table, name, flags=flags, tokens=tuple(left), text=render(left))


def _is_list(cursor: Cursor) -> bool:
    """False when an action of the ALTER TABLE begins after the comma."""
    return not (cursor.token(1).kind == WORD and cursor.key(1) in _ACTIONS)


_ACTIONS = frozenset(
    [
        "ADD",
        "DROP",
        "ALTER",
        "RENAME",
        "SET",
        "RESET",
        "ENABLE",
        "DISABLE",
        "FORCE",
        "NO",
        "VALIDATE",
        "ATTACH",
        "DETACH",
        "CLUSTER",
        "OWNER",
        "INHERIT",
        "REPLICA",
    ]
)


def _type(cursor: Cursor, table: str, name: str, flags: frozenset[str]) -> Act:
    kind = canonical(type_tokens(cursor), cursor.dialect)
    collation = ""
    if cursor.take("COLLATE"):
        collation = cursor.name()
    using: tuple[Token, ...] = ()
    if cursor.take("USING"):
        using = cursor.until(",")
    return Act(
        "alter-type",
        table,
        name,
        kind,
        flags,
        tokens=using,
        text=render(using),
        values=(collation,) if collation else (),
        indexed=None,
    )
