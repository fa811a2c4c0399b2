"""The statements that drizzle-kit writes most, read by their form: without tokens, in a fifth of the time.

Only what stands here to the letter is read so, with plain names in quotes, one statement to a piece. Wordings of columns
and constraints are the reader's own answers, kept by their text; everything else is the reader's, as ever. The
acts are the same either way (`tests/sql/test_read_forms.py`).
"""

from __future__ import annotations

import re
from functools import cache

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index
from forge_migrations.sql.acts import Reference
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.cursor import qualified
from forge_migrations.sql.read_alter import alter_table
from forge_migrations.sql.read_constraints import body
from forge_migrations.sql.tokens import BROKEN
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.tokens import Token

    _Definition = tuple[Column, tuple[Constraint, ...]]

_MANY = 4096
_NOTHING: frozenset[str] = frozenset()
_IF_NOT_EXISTS = frozenset({"if-not-exists"})
_UNIQUE = frozenset({"unique"})
_TEMPORARY = ("temp", "pg_temp")


class _Forms(NamedTuple):
    """What is looked for in an engine's SQL. `{}` is a name in its quotes, short enough to be cut by none."""

    foreign: re.Pattern[str]
    indexes: re.Pattern[str]
    column: re.Pattern[str]
    table: re.Pattern[str]
    named: re.Pattern[str]
    """A column's line in a table."""
    between: str
    """Two names of a list."""


def _quote(dialect: Dialect) -> str:
    """The quote that drizzle-kit writes around names."""
    return '"' if dialect == "postgres" else "`"


@cache
def _forms(dialect: Dialect) -> _Forms:
    quote = _quote(dialect)
    name = f"{quote}([A-Za-z_][A-Za-z0-9_]{{0,59}}){quote}"
    names = name.replace("(", "(?:", 1)
    names = rf"\(({names}(?:, ?{names})*)\)"
    table = rf"(?:{name}\.)?{name}"
    action = "(cascade|restrict|no action|set null|set default)"

    def form(*parts: str) -> re.Pattern[str]:
        return re.compile("".join(parts))

    return _Forms(
        form(
            rf"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY {names} REFERENCES {table} ?",
            rf"{names}(?: ON DELETE {action})?(?: ON UPDATE {action})?",
        ),
        form(
            rf"CREATE (UNIQUE )?INDEX (IF NOT EXISTS )?{name} ON {table}(?: USING ([a-z]+))? ?{names}"
        ),
        form(rf"ALTER TABLE {table} (ADD(?: COLUMN)? ){name}( [^;]+)"),
        form(rf"CREATE TABLE (IF NOT EXISTS )?{table} \(\n"),
        form(rf"\t{name} "),
        quote,
    )


class Found(NamedTuple):
    """A piece of one statement that was read by its form."""

    first: int
    """The offset of its first token."""
    last: int
    """The offset behind its last one, the semicolon apart."""
    behind: int
    """The offset behind its semicolon; -1 where there is none."""
    acts: tuple[Act, ...]


_BLANK = " \t\r\n"


def by_form(text: str, dialect: Dialect, start: int, end: int) -> Found | None:
    """The statement between two offsets; `None` for what the reader has to read."""
    first = start
    while first < end and text[first] in _BLANK:
        first += 1
    if text.startswith("ALTER TABLE ", first):
        read = _altered
    elif text.startswith("CREATE ", first):
        read = _table if text.startswith("TABLE ", first + 7) else _index
    else:
        return None
    last = end
    while text[last - 1] in _BLANK:
        last -= 1
    behind = last if text[last - 1] == ";" else -1
    last -= behind > 0
    if text[last - 1] in _BLANK:
        return None
    act = read(text, dialect, first, last)
    return Found(first, last, behind, (act,)) if act else None


def _table_name(schema: str | None, name: str, dialect: Dialect) -> str:
    return qualified((schema, name), dialect) if schema else name


def _names(text: str, quote: str) -> tuple[str, ...]:
    """The names of a list: every second part between quotes."""
    return tuple(text.split(quote)[1::2])


def _altered(text: str, dialect: Dialect, first: int, last: int) -> Act | None:
    forms = _forms(dialect)
    found = forms.foreign.fullmatch(text, first, last)
    if found:
        schema, name, label, own, other, target, theirs, delete, update = found.groups()
        table = _table_name(schema, name, dialect)
        target = _table_name(other, target, dialect)
        to = Reference(target, _names(theirs, forms.between), delete or "", update or "")
        key = Constraint("foreign", label, _names(own, forms.between), to)
        return Act("add-constraint", table, label, constraint=key)
    found = forms.column.fullmatch(text, first, last)
    if found is None:
        return None
    schema, table, verb, name, wording = found.groups()
    column = _defined(dialect, verb, name, wording)
    if column is None:
        return None
    one, more = column
    return Act(
        "add-column", _table_name(schema, table, dialect), name, column=one, constraints=more
    )


def _index(text: str, dialect: Dialect, first: int, last: int) -> Act | None:
    forms = _forms(dialect)
    found = forms.indexes.fullmatch(text, first, last)
    if found is None:
        return None
    unique, lenient, name, schema, table, method, listed = found.groups()
    table = _table_name(schema, table, dialect)
    flags = (_UNIQUE if unique else _NOTHING) | (_IF_NOT_EXISTS if lenient else _NOTHING)
    columns = _names(listed, forms.between)
    index = Index(name, table, columns, bool(unique), "", method or "")
    return Act("create-index", table, name, flags=flags, indexed=index)


def _table(text: str, dialect: Dialect, first: int, last: int) -> Act | None:
    forms = _forms(dialect)
    head = forms.table.match(text, first, last)
    if head is None or head[2] in _TEMPORARY or not text.endswith("\n)", head.end(), last):
        return None
    columns: list[Column] = []
    constraints: list[Constraint] = []
    for line in text[head.end() : last - 2].split(",\n"):
        name = forms.named.match(line)
        if name:
            found = _defined(dialect, "", name[1], line[name.end() - 1 :])
            if found is None:
                return None
            columns.append(found[0])
            constraints += found[1]
        else:
            constraint = _constraint(line, dialect)
            if constraint is None:
                return None
            constraints.append(constraint)
    return Act(
        "create-table",
        _table_name(head[2], head[3], dialect),
        flags=_IF_NOT_EXISTS if head[1] else _NOTHING,
        columns=tuple(columns),
        constraints=tuple(constraints),
    )


_known: dict[tuple[Dialect, str, str], _Definition | None] = {}
"""What each wording behind a name means, in a table (an empty verb) and behind ADD."""


def _defined(dialect: Dialect, verb: str, name: str, wording: str) -> _Definition | None:
    """The column of a name and a wording, and the constraints that it names."""
    wanted = (dialect, verb, wording)
    if wanted not in _known:
        if len(_known) >= _MANY:
            _known.clear()
        _known[wanted] = _learned(dialect, verb, wording)
    known = _known[wanted]
    if known is None:
        return None
    column, constraints = known
    if constraints:
        constraints = tuple([each._replace(columns=(name,)) for each in constraints])
    return Column(name, *column[1:]), constraints


def _learned(dialect: Dialect, verb: str, wording: str) -> _Definition | None:
    """What the reader makes of a column; `None` where there is more in the text than that."""
    quote = _quote(dialect)
    tokens = _whole(f"{verb}{quote}x{quote}{wording}", dialect)
    if tokens is None:
        return None
    if not verb:
        columns, constraints, indexes = body(tokens, Cursor(tokens, dialect), "t")
        alone = len(columns) == 1 and not indexes
        return (columns[0], constraints) if alone and columns[0].name == "x" else None
    table = _whole(f"{quote}t{quote}", dialect) or []
    try:
        acts = list(alter_table(Cursor([*table, *tokens], dialect), "TABLE"))
    except (Unreadable, RecursionError, IndexError):
        return None
    act, column = acts[0], acts[0].column
    if column is None:
        return None
    plain = Act("add-column", "t", "x", column=column, constraints=act.constraints)
    return (column, act.constraints) if acts == [plain] else None


def _constraint(line: str, dialect: Dialect) -> Constraint | None:
    """A line of a table that names no column."""
    tokens = _whole(line, dialect)
    if tokens is None:
        return None
    columns, constraints, indexes = body(tokens, Cursor(tokens, dialect), "t")
    return constraints[0] if len(constraints) == 1 and not columns and not indexes else None


def _whole(text: str, dialect: Dialect) -> list[Token] | None:
    """The tokens of a text that ends where its line does: all quotes and brackets are closed, no comma is outside of
    them, and nothing is a comment."""
    tokens, remarks = tokenize(text, dialect)
    if remarks or "/*" in text or not tokens or len(commas(tokens)) > 1:
        return None
    depth = 0
    for token in tokens:
        depth += (token.key == "(") - (token.key == ")")
        if token.kind == BROKEN or token.key == ";" or depth < 0:
            return None
    return None if depth or tokens[-1].key == "," else tokens
