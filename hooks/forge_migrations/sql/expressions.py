"""What an expression means, as sqlglot reads it: the one module that imports sqlglot.

The import costs as much as everything else of a small commit, so `conditions` asks here only what
it can't tell from the tokens. An expression that sqlglot can't read is `None`: the caller says what
that means for its question, and never takes it for harmless.
"""

from __future__ import annotations

import logging
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.simplify import simplify

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.cursor import qualified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect

# It logs a line for what it only keeps as text; git hooks show whatever is written.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

MANY = 24
"""Sides of an AND or OR beyond which each is simplified by itself: sqlglot compares all pairs."""
_HOLDS_FOR_EQUALS = (exp.EQ, exp.GTE, exp.LTE, exp.NullSafeEQ)
_TRUE_WORDS = frozenset(["t", "true", "y", "yes", "on", "1"])
_VOLATILE = (exp.Rand, exp.Randn, exp.Uuid, exp.NextValueFor)


@cache
def parsed(text: str, dialect: Dialect) -> exp.Expr | None:
    """The expression's syntax tree; `None` when sqlglot can't read it."""
    try:
        return sqlglot.parse_one(text, dialect="sqlite" if dialect == "libsql" else dialect)
    except (SqlglotError, RecursionError):
        return None


def always_true(text: str, dialect: Dialect, table: str = "", own: Sequence[str] = ()) -> bool:
    """True for a condition that no row can fail: `1 + 1 = 2`, `id = id`, `a IS NULL OR NOT a IS NULL`,
    and `id IN (SELECT id FROM table)` about the rows of the table itself, which also has other names."""
    tree = parsed(text, dialect)
    if tree is None:
        return False
    try:
        tree = _without_own(tree, table, own, dialect) if table else tree.copy()
        for name in list(tree.find_all(exp.Identifier)):
            if dialect != "postgres" or not name.args.get("quoted") or name.name.islower():
                name.replace(exp.to_identifier(name.name.lower()))  # "id" = id
        return _always(tree)
    except (SqlglotError, RecursionError):
        return False


def _always(tree: exp.Expr) -> bool:
    tree = tree.unnest()
    if isinstance(tree, exp.Connector) and len(list(tree.flatten())) > MANY:
        return _holds_joined(tree, _always)
    return _holds(simplify(tree.copy(), dialect="postgres"))


def _holds_joined(node: exp.Connector, holds: Callable[[exp.Expr], bool]) -> bool:
    """What AND or OR makes of its sides, of which `holds` tells each."""
    sides = [each.unnest() for each in node.flatten()]
    if isinstance(node, exp.And):
        return all(map(holds, sides))
    return isinstance(node, exp.Or) and (any(map(holds, sides)) or _exhaust(sides))


def _holds(node: exp.Expr) -> bool:
    if isinstance(node, exp.Paren):
        return _holds(node.this)
    if isinstance(node, exp.Connector):
        return _holds_joined(node, _holds)
    if isinstance(node, exp.Cast):
        return node.to.is_type("boolean") and node.name.lower() in _TRUE_WORDS
    if isinstance(node, exp.Boolean):
        return bool(node.args["this"])
    if isinstance(node, exp.Literal):  # MySQL and SQLite: WHERE 1
        return not node.is_string and node.name.strip("0.") != ""
    if isinstance(node, exp.Not):
        return bool(node.this.unnest() == exp.false())
    if isinstance(node, _HOLDS_FOR_EQUALS):
        return bool(node.this.unnest() == node.expression.unnest())
    if isinstance(node, exp.Exists):
        return isinstance(node.this, exp.Select) and not node.this.args.get("from_")
    if isinstance(node, exp.In):
        return _is_in(node)
    return isinstance(node, exp.Coalesce) and _holds(node.this)


def _exhaust(sides: list[exp.Expr]) -> bool:
    """`a IS NULL OR a IS NOT NULL`: one of them holds, since IS is never unknown; `c OR NOT c`, as
    sqlglot's simplifier has it."""
    known = set(sides)
    if any(isinstance(side, exp.Not) and side.this.unnest() in known for side in sides):
        return True
    tests = {test for side in sides if (test := _null_test(side))}
    return any((operand, not wanted) in tests for operand, wanted in tests)


def _null_test(node: exp.Expr) -> tuple[exp.Expr, bool] | None:
    """What IS NULL is asked of, and whether NULL is the wanted answer."""
    wanted = True
    while isinstance(node, exp.Not | exp.Paren):
        wanted ^= isinstance(node, exp.Not)
        node = node.this
    if not isinstance(node, exp.Is) or not isinstance(node.expression, exp.Null):
        return None
    return node.this.unnest(), wanted ^ bool(node.args.get("negate"))


def _is_in(node: exp.In) -> bool:
    """`1 IN (1, 2)`."""
    return isinstance(node.this, exp.Literal) and node.this in node.expressions


_NARROWING = ("limit", "offset", "joins", "laterals", "group", "having", "qualify", "locks",
              "with_")  # fmt: skip


def _without_own(tree: exp.Expr, table: str, own: Sequence[str], dialect: Dialect) -> exp.Expr:
    """The condition with what each row of the table fulfils by itself replaced by TRUE."""
    copy = tree.copy()
    for node in list(copy.find_all(exp.In, exp.Exists)):
        asks = _is_among_itself if isinstance(node, exp.In) else _finds_itself
        if not asks(node, table, own, dialect):
            continue
        if node.parent is None:
            return exp.true()
        node.replace(exp.true())
    return copy


def _is_among_itself(node: exp.Expr, table: str, own: Sequence[str], dialect: Dialect) -> bool:
    """`id IN (SELECT id FROM table)` that picks among neither the rows nor their values."""
    asked = node.this
    query = node.args["query"].unnest() if node.args.get("query") else None
    return isinstance(asked, exp.Column) and _gives_all(query, asked.name.lower(), table, dialect)


def _gives_all(query: exp.Expr | None, asked: str, table: str, dialect: Dialect) -> bool:
    """A query that gives every value of the table's column, alone or beside what UNION adds."""
    if isinstance(query, exp.Union) and not any(query.args.get(part) for part in _NARROWING):
        sides = (query.this.unnest(), query.expression.unnest())
        return any(_gives_all(side, asked, table, dialect) for side in sides)
    if not isinstance(query, exp.Select) or len(query.selects) != 1:
        return False
    name = query.selects[0].alias_or_name
    return name.lower() == _given(query, name, table, dialect) == asked


def _given(select: exp.Select, name: str, table: str, dialect: Dialect) -> str:
    """The table's column of which the query gives every value under this name; empty for another one's,
    or some of the values."""
    if any(select.args.get(part) for part in (*_NARROWING, "where")):
        return ""
    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on"):
        return ""
    columns = [c.unalias() for c in select.selects if c.is_star or c.alias_or_name == name]
    if len(columns) != 1 or not (columns[0].is_star or isinstance(columns[0], exp.Column)):
        return ""
    inner = name if columns[0].is_star else columns[0].name
    source = select.args["from_"].this if select.args.get("from_") else None
    query = source.unnest() if isinstance(source, exp.Subquery) else None
    if isinstance(query, exp.Select):
        return _given(query, inner, table, dialect)
    return inner.lower() if _is_table(source, table, dialect) else ""


def _is_table(read: exp.Expr | None, table: str, dialect: Dialect) -> bool:
    """True for FROM of this very table, all of it."""
    if not isinstance(read, exp.Table) or read.args.get("sample") or read.args.get("joins"):
        return False
    given = qualified([_folded(part, dialect) for part in read.parts], dialect)
    return given == (table if dialect == "postgres" else table.lower())


def _finds_itself(node: exp.Expr, table: str, own: Sequence[str], dialect: Dialect) -> bool:
    """`EXISTS (SELECT 1 FROM table x WHERE x.id = table.id)`: the row itself is there."""
    select = node.this.unnest()
    if not isinstance(select, exp.Select) or any(select.args.get(part) for part in _NARROWING):
        return False
    source, where = select.args.get("from_"), select.args.get("where")
    if source is None or not _is_table(source.this, table, dialect) or where is None:
        return False
    row = {"", source.this.alias_or_name.lower(), *(name.lower() for name in own)}
    condition = where.this.copy()
    if not any(column.table.lower() in row for column in condition.find_all(exp.Column)):
        return False
    for column in condition.find_all(exp.Column):
        if column.table.lower() in row:
            column.set("table", None)
    return _always(condition)


class Asked(NamedTuple):
    """A column of a condition."""

    table: str
    """As it is written before the column; empty for none."""
    name: str
    inner: tuple[tuple[str, str], ...]
    """(alias, table) of what the subqueries around it read, whose columns hide those outside; a table is
    empty where it is a query or a function."""


def asked(text: str, dialect: Dialect) -> list[Asked] | None:
    """The columns of a condition, with what they can mean; `None` when it can't be read."""
    tree = parsed(text, dialect)
    if tree is None:
        return None
    found = []
    for column in tree.find_all(exp.Column):
        if column.is_star:
            continue
        inner: list[tuple[str, str]] = []
        above = column.find_ancestor(exp.Query)
        while above is not None:
            inner += _read_by(above, dialect)
            above = above.find_ancestor(exp.Query)
        table = _folded(column.args["table"], dialect) if column.args.get("table") else ""
        found.append(Asked(table, _folded(column.this, dialect), tuple(inner)))
    return found


def _read_by(query: exp.Expr, dialect: Dialect) -> Iterator[tuple[str, str]]:
    sources = [query.args.get("from_"), *(query.args.get("joins") or ())]
    for source in (each.this for each in sources if each is not None):
        name = ""
        if isinstance(source, exp.Table) and source.parts:
            name = qualified([_folded(part, dialect) for part in source.parts], dialect)
        alias = source.args.get("alias")
        called = alias.this if alias is not None else source.this
        yield _folded(called, dialect) if isinstance(called, exp.Identifier) else "", name


def _folded(part: exp.Expr, dialect: Dialect) -> str:
    """An identifier as the engine compares it."""
    quoted = isinstance(part, exp.Identifier) and part.args.get("quoted")
    return part.name if quoted and dialect == "postgres" else part.name.lower()


def excludes_null(text: str, column: str, dialect: Dialect) -> bool:
    """True when a CHECK of this expression fails for a NULL in the column.

    A comparison with NULL is unknown and passes a CHECK, so only IS NOT NULL says it, alone or
    beside AND: https://www.postgresql.org/docs/current/ddl-constraints.html
    """
    tree = parsed(text, dialect)
    if tree is None:
        return False
    tree = tree.unnest()
    parts = tree.flatten() if isinstance(tree, exp.And) else iter([tree])
    return any(_says_not_null(each.unnest(), column) for each in parts)


def _says_not_null(node: exp.Expr, column: str) -> bool:
    if isinstance(node, exp.And):
        return any(_says_not_null(each.unnest(), column) for each in node.flatten())
    operand, wanted = _null_test(node) or (node, True)
    return not wanted and isinstance(operand, exp.Column) and operand.name.lower() == column.lower()


_OWN = ("", "public", "pg_catalog", "extensions")
"""Schemas of the engine's functions and, on Supabase, of its extensions'."""


def calls(text: str) -> list[str] | None:
    """The functions of a PostgreSQL expression that sqlglot doesn't know or knows to be volatile, in
    lower case, with their schema unless it is the engine's own or the default one; `None` when the
    expression can't be read."""
    tree = parsed(text, "postgres")
    if tree is None:
        return None
    found: list[str] = []
    for node in tree.find_all(exp.Anonymous, *_VOLATILE):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql("postgres")
        name = name.partition("(")[0].strip('"').lower()
        above = node.parent
        dotted = isinstance(above, exp.Dot) and above.this is not node
        schema = above.this.name.lower() if above is not None and dotted else ""
        found.append(name if schema in _OWN else f"{schema}.{name}")
    return found
