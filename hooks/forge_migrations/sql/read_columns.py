"""Column definitions, of CREATE TABLE and ALTER TABLE alike."""

from __future__ import annotations

from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Reference
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.literals import literal
from forge_migrations.sql.sequences import identity
from forge_migrations.sql.sequences import options
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import STRING
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import render
from forge_migrations.sql.types import SERIALS
from forge_migrations.sql.types import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token

    _Definition = tuple[Column, list[Constraint]]


_AFTER_DEFAULT = frozenset(
    [
        "NOT",
        "NULL",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "GENERATED",
        "COLLATE",
        "CONSTRAINT",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
        "COMMENT",
        "ON",
        "FIRST",
        "AFTER",
        "DEFERRABLE",
        "INITIALLY",
        "STORED",
        "VIRTUAL",
        "INVISIBLE",
        "VISIBLE",
        "KEY",
    ]
)
_AFTER_TYPE = _AFTER_DEFAULT | frozenset(
    [
        "DEFAULT",
        "AS",
        "USING",
        "STORAGE",
        "COMPRESSION",
        "CHARSET",
        "SRID",
        "COLUMN_FORMAT",
        "ENFORCED",
        "OPTIONS",
    ]
)


_ACTIONS = frozenset(["ADD", "DROP", "ALTER", "RENAME", "MODIFY", "CHANGE"])
"""What starts the next action of ALTER TABLE: nothing of it may be taken for a column's."""


def _starts_action(cursor: Cursor) -> bool:
    """Never in SQLite, where a type is any words: https://sqlite.org/datatype3.html"""
    return cursor.key() in _ACTIONS and not cursor.grammar.types_of_any_words


def type_tokens(cursor: Cursor) -> tuple[Token, ...]:
    """The tokens of the type that stands here."""
    start = cursor.at
    while not cursor.done:
        key = cursor.key()
        if key in _AFTER_TYPE or key in (",", ")"):
            break
        if key in ("CHARACTER", "CHAR") and cursor.key(1) == "SET" and cursor.at > start:
            break
        if cursor.at > start and cursor.key(-1) != "." and _starts_action(cursor):
            break
        if key == "(":
            cursor.brackets()
        elif cursor.token().kind in (STRING, NUMBER) and cursor.key(-1) != "[":
            break
        else:
            cursor.step()
    return tuple(cursor.tokens[start : cursor.at])


def reference(cursor: Cursor) -> tuple[Reference, bool]:
    """What follows REFERENCES; the second value is False after NOT VALID."""
    table = cursor.name()
    columns: tuple[str, ...] = ()
    if cursor.key() == "(":
        columns = cursor.cursor(cursor.brackets()).names()
    actions = {"DELETE": "", "UPDATE": ""}
    valid = True
    while not cursor.done:
        if cursor.take("ON"):
            event = cursor.step().key
            action = cursor.step().key.lower()
            if action in ("set", "no"):
                action += " " + cursor.step().key.lower()
            if cursor.key() == "(":
                cursor.brackets()
            actions[event] = action
        elif cursor.take("MATCH"):
            cursor.step()
        elif cursor.take("NOT", "VALID"):
            valid = False
        elif cursor.take("NOT", "DEFERRABLE") or cursor.take("DEFERRABLE"):
            pass
        elif cursor.take("INITIALLY") or cursor.take("NOT", "ENFORCED"):
            if cursor.key() in ("DEFERRED", "IMMEDIATE"):
                cursor.step()
        else:
            break
    return Reference(table, columns, actions["DELETE"], actions["UPDATE"]), valid


_defined: dict[tuple[str, ...], _Definition] = {}
"""What each wording after a name means: a project defines most of its columns in few ways."""
_MANY = 4096


def whole_column(cursor: Cursor) -> _Definition:
    """The column that the cursor's tokens define from the first to the last."""
    wording = (cursor.dialect, *[token.text for token in cursor.tokens[1:]])
    known = _defined.get(wording)
    if known is None:
        if len(_defined) >= _MANY:
            _defined.clear()
        known = _defined[wording] = column(cursor)
        return known
    name = cursor.word()
    found, constraints = known
    return Column(name, *found[1:]), [each._replace(columns=(name,)) for each in constraints]


def column(cursor: Cursor) -> _Definition:
    """One column's definition, up to a comma; and the constraints that it names."""
    name = cursor.word()
    kind = canonical(type_tokens(cursor), cursor.dialect)
    found = Column(name, kind)
    if cursor.dialect == "postgres" and kind in SERIALS:
        found = Column(name, SERIALS[kind], True, None, "serial")
    elif cursor.grammar.serial_is_auto and kind == "bigint unsigned" and cursor.key(-1) == "SERIAL":
        found = Column(name, kind, True, None, "auto", unique=True)
    constraints: list[Constraint] = []
    label = ""
    while not cursor.done and cursor.key() != ",":
        if cursor.take("CONSTRAINT"):
            label = cursor.word()
            continue
        if _starts_action(cursor):
            raise Unreadable("an action without a comma before it")
        before = cursor.at
        found, constraint = _property(cursor, found, label)
        if constraint:
            constraints.append(constraint)
        label = ""
        if cursor.at == before:
            cursor.step()
    return found, constraints


_PROPERTIES = frozenset(
    [
        "NOT",
        "NULL",
        "DEFAULT",
        "PRIMARY",
        "KEY",
        "UNIQUE",
        "CHECK",
        "REFERENCES",
        "GENERATED",
        "AS",
        "AUTO_INCREMENT",
        "AUTOINCREMENT",
    ]
)


def on_conflict(cursor: Cursor) -> str:
    """`replace` of SQLite's ON CONFLICT REPLACE, which is stepped over.
    https://sqlite.org/lang_conflict.html"""
    return cursor.step().key.lower() if cursor.take("ON", "CONFLICT") else ""


def _property(cursor: Cursor, found: Column, label: str) -> tuple[Column, Constraint | None]:
    """One property of a column."""
    if cursor.key() not in _PROPERTIES:
        return _decoration(cursor, found), None
    name = found.name
    if cursor.take("NOT", "NULL"):
        return found._replace(not_null=True), None
    if cursor.take("NULL"):
        return found._replace(not_null=False), None
    if cursor.take("DEFAULT"):
        return found._replace(default=render(_default(cursor))), None
    if cursor.take("PRIMARY", "KEY") or (cursor.grammar.key_is_primary and cursor.take("KEY")):
        cursor.take_any("ASC", "DESC")
        primary = Constraint("primary", label, (name,), on_conflict=on_conflict(cursor))
        return found._replace(primary=True, not_null=_pk_not_null(found, cursor)), primary
    if cursor.take("UNIQUE"):
        cursor.take("KEY")
        unique = Constraint("unique", label, (name,), on_conflict=on_conflict(cursor))
        return found._replace(unique=True), unique
    if cursor.take("CHECK"):
        text = render(cursor.brackets())
        valid = not cursor.take("NOT", "VALID")
        check = Constraint("check", label, (name,), None, text, valid)
        return found._replace(check=text), check
    if cursor.take("REFERENCES"):
        target, valid = reference(cursor)
        foreign = Constraint("foreign", label, (name,), target, "", valid)
        return found._replace(reference=target), foreign
    if cursor.take("GENERATED") or cursor.sees("AS", "("):
        return _generated(cursor, found), None
    if cursor.take("AUTO_INCREMENT") or cursor.take("AUTOINCREMENT"):
        return found._replace(generated="auto"), None
    return _decoration(cursor, found), None


def _pk_not_null(found: Column, cursor: Cursor) -> bool:
    return found.not_null or cursor.grammar.primary_not_null


def _decoration(cursor: Cursor, found: Column) -> Column:
    """Collation, character set, comment, ON UPDATE: what changes no value."""
    if cursor.take("COLLATE"):
        return found._replace(collation=cursor.name())
    if cursor.take("CHARACTER", "SET") or cursor.take("CHAR", "SET") or cursor.take("CHARSET"):
        return found._replace(charset=cursor.word())
    if cursor.take("COMMENT"):
        return found._replace(comment=literal(cursor.step(), cursor.dialect))
    if cursor.take("ON", "UPDATE"):
        start = cursor.at
        cursor.step()
        if cursor.key() == "(":
            cursor.brackets()
        return found._replace(on_update=render(cursor.tokens[start : cursor.at]))
    return found


def _default(cursor: Cursor) -> tuple[Token, ...]:
    """The expression after DEFAULT: up to the next property outside brackets."""
    start = cursor.at
    while not cursor.done:
        key = cursor.key()
        if cursor.at > start and key in _AFTER_DEFAULT and cursor.token().kind == WORD:
            break
        if cursor.at > start and _starts_action(cursor):
            break
        if key in (",", ")"):
            break
        if key == "(":
            cursor.brackets()
        elif key == "[":
            cursor.step()
            cursor.until("]")
        else:
            cursor.step()
    return tuple(cursor.tokens[start : cursor.at])


def _generated(cursor: Cursor, found: Column) -> Column:
    when = "by default" if cursor.take("BY", "DEFAULT") else "always"
    cursor.take("ALWAYS")
    cursor.take("ON", "NULL")
    cursor.expect("AS")
    if cursor.take("IDENTITY"):
        given = options(cursor.brackets()) if cursor.key() == "(" else {}
        text = identity(when, given)
        return found._replace(generated="identity", not_null=True, identity=text)
    expression = render(cursor.brackets())
    word = cursor.take_any("STORED", "VIRTUAL", "PERSISTENT")
    default = "virtual"
    return found._replace(
        generated={"STORED": "stored", "PERSISTENT": "stored"}.get(word, default),
        expression=expression,
    )
