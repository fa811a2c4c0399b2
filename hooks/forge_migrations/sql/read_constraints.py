"""Table constraints, and the body of CREATE TABLE, where they stand beside columns."""

from __future__ import annotations

from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.read_columns import on_conflict
from forge_migrations.sql.read_columns import reference
from forge_migrations.sql.read_columns import whole_column
from forge_migrations.sql.tokens import NUMBER
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.tokens import Token

_CONSTRAINTS = frozenset(
    [
        "CONSTRAINT",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "FOREIGN",
        "EXCLUDE",
        "NOT",
        "KEY",
        "INDEX",
        "FULLTEXT",
        "SPATIAL",
    ]
)


def table_constraint(cursor: Cursor, table: str) -> Constraint | Index | None:
    """A table constraint or, on MySQL, an index; `None` when a column stands here."""
    if cursor.key() not in _CONSTRAINTS:
        return None
    start = cursor.at
    label = ""
    if cursor.take("CONSTRAINT"):
        cursor.take("IF", "NOT", "EXISTS")
    if cursor.at > start and cursor.key() not in ("PRIMARY", "UNIQUE", "CHECK", "FOREIGN"):
        label = cursor.word()
    if cursor.take("PRIMARY", "KEY"):
        return _key(cursor, "primary", label)
    if cursor.sees("UNIQUE") and cursor.token().kind == WORD and _is_key(cursor):
        cursor.step()
        return _key(cursor, "unique", label)
    if cursor.sees("CHECK", "(") or (label and cursor.sees("CHECK")):
        cursor.step()
        text = render(cursor.brackets())
        return Constraint("check", label, (), None, text, _valid(cursor))
    if cursor.sees("FOREIGN", "KEY"):
        return _foreign(cursor, label)
    if cursor.sees("EXCLUDE") and cursor.key(1) in ("USING", "("):
        return Constraint("exclude", label, (), None, render(cursor.until(",")))
    if cursor.sees("NOT", "NULL") and cursor.dialect == "postgres":
        cursor.at += 2
        return Constraint("not null", label, (cursor.word(),), None, "", _valid(cursor))
    if cursor.grammar.indexes_in_tables:
        found = _mysql_index(cursor, table)
        if found:
            return found
    cursor.at = start
    return None


def _is_key(cursor: Cursor) -> bool:
    """UNIQUE as a constraint, not as the name of a column."""
    ahead = cursor.key(1)
    return ahead in ("(", "KEY", "INDEX", "NULLS", "USING", "IF") or (
        cursor.grammar.indexes_in_tables and cursor.key(2) in ("(", "USING")
    )


def _valid(cursor: Cursor) -> bool:
    valid = True
    while not cursor.done and cursor.key() != ",":
        if cursor.take("NOT", "VALID") or cursor.take("NOT", "ENFORCED"):
            valid = False
        else:
            cursor.step()
    return valid


def _key(cursor: Cursor, kind: str, label: str) -> Constraint:
    cursor.take_any("KEY", "INDEX")
    cursor.take("IF", "NOT", "EXISTS")
    nulls = nulls_of(cursor)
    if cursor.take("USING", "INDEX"):
        index = cursor.name()
        cursor.until(",")
        return Constraint(kind, label or index, using_index=index)
    if cursor.key() != "(" and not cursor.sees("USING"):
        label = cursor.word()
    if cursor.take("USING"):
        cursor.step()
    columns = index_columns(cursor.brackets(), cursor)
    then = on_conflict(cursor)
    cursor.until(",")
    return Constraint(kind, label, columns, nulls=nulls, on_conflict=then)


def nulls_of(cursor: Cursor) -> str:
    """`not distinct` after NULLS NOT DISTINCT, which is stepped over."""
    if not cursor.take("NULLS"):
        return ""
    found = "not distinct" if cursor.take("NOT") else ""
    cursor.expect("DISTINCT")
    return found


def _foreign(cursor: Cursor, label: str) -> Constraint:
    cursor.expect("FOREIGN", "KEY")
    if cursor.take("IF", "NOT", "EXISTS"):
        pass
    if cursor.key() != "(":
        label = label or cursor.word()
    columns = index_columns(cursor.brackets(), cursor)
    cursor.expect("REFERENCES")
    target, valid = reference(cursor)
    return Constraint("foreign", label, columns, target, "", valid)


def _mysql_index(cursor: Cursor, table: str) -> Index | None:
    """`KEY name (…)`, `INDEX`, `FULLTEXT KEY`, `SPATIAL INDEX` inside a table's definition."""
    start = cursor.at
    method = cursor.take_any("FULLTEXT", "SPATIAL").lower()
    if not cursor.take_any("KEY", "INDEX") and not method:
        return None
    cursor.take("IF", "NOT", "EXISTS")
    name = cursor.word() if cursor.key() not in ("(", "USING") else ""
    if cursor.take("USING"):
        cursor.step()
    if cursor.key() != "(":
        cursor.at = start
        return None
    inside = cursor.brackets()
    columns = index_columns(inside, cursor)
    cursor.until(",")
    return Index(name, table, columns, False, "", method, forms=index_forms(inside, cursor))


def index_columns(tokens: Sequence[Token], cursor: Cursor) -> tuple[str, ...]:
    """The columns of a key or an index; an expression is kept in brackets."""
    found: list[str] = []
    for part in commas(tokens):
        inner = cursor.cursor(part)
        if inner.sees_name() and _is_column(inner):
            found.append(inner.word())
        elif (
            cursor.grammar.indexes_in_tables and inner.sees_name() and inner.token(2).kind == NUMBER
        ):
            found.append(inner.word())  # `name`(10), a prefix
        else:
            found.append("(" + render(part) + ")")
    return tuple(found)


_BEHIND_COLUMN = frozenset(("", "ASC", "DESC", "COLLATE", "NULLS", "AUTOINCREMENT", "ON"))
"""What can follow a column in a key or an index of SQLite: https://www.sqlite.org/syntax/indexed-column.html"""
_BEGINS_EXPRESSION = frozenset(
    ("CASE", "CAST", "NOT", "NULL", "TRUE", "FALSE", "EXISTS", "CURRENT_DATE", "CURRENT_TIME",
     "CURRENT_TIMESTAMP")
)  # fmt: skip


def _is_column(inner: Cursor) -> bool:
    """True for a column and no expression: only SQLite takes one without brackets that is no call."""
    behind = inner.key(1)
    if not inner.grammar.bare_expressions:
        return behind not in ("(", ".", "->", "->>", "::", "||")
    first = inner.token()
    return behind in _BEHIND_COLUMN and (
        first.kind == QUOTED or first.key not in _BEGINS_EXPRESSION
    )


def index_forms(tokens: Sequence[Token], cursor: Cursor) -> tuple[str, ...]:
    """What stands behind each column of an index, without what is so anyway; empty for nothing."""
    found: list[str] = []
    for part in commas(tokens):
        inner = cursor.cursor(part)
        at = _behind(inner)
        keys = [token.key or token.text for token in part[at:]]
        words = render(part[at:])
        if keys[:1] == ["ASC"] or (keys[:2] == ["NULLS", "LAST"]):
            words = words.removeprefix("asc").strip().removeprefix("nulls last").strip()
        elif keys == ["DESC"] and cursor.dialect == "postgres":
            words = "desc nulls first"
        found.append(words)
    return tuple(found) if any(found) else ()


def _behind(inner: Cursor) -> int:
    """Where the words behind a column or an expression begin."""
    if inner.key() == "(":
        inner.brackets()
    elif inner.sees_name():
        inner.step()
        while inner.key() == "." and not inner.done:
            inner.at += 2
        if inner.key() == "(":
            inner.brackets()
    return min(inner.at, inner.end)


def body(
    tokens: Sequence[Token], cursor: Cursor, table: str
) -> tuple[tuple[Column, ...], tuple[Constraint, ...], tuple[Index, ...]]:
    """The columns, constraints and MySQL indexes between CREATE TABLE's brackets."""
    columns: list[Column] = []
    constraints: list[Constraint] = []
    indexes: list[Index] = []
    for part in commas(tokens):
        inner = cursor.cursor(part)
        if inner.sees("LIKE"):
            continue
        try:
            found = table_constraint(inner, table)
            if found is None:
                one, more = whole_column(inner)
                columns.append(one)
                constraints += more
            while found is not None:
                if isinstance(found, Index):
                    indexes.append(found)
                else:
                    constraints.append(found)
                # SQLite takes constraints without a comma between them.
                found = None if inner.done else table_constraint(inner, table)
        except Unreadable:
            continue
    return tuple(columns), tuple(constraints), tuple(indexes)
