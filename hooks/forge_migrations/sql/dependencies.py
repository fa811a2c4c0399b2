"""What stands on a column or a key: policies, generated columns, triggers, rules, foreign keys, functions
that hold their tables, publications, partitions.

PostgreSQL refuses to change or drop what one of them uses; a view is asked for at the catalog, and
what uses a function, a sequence, a type or a table as a whole at `object_users`.
https://www.postgresql.org/docs/current/ddl-depend.html
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.column_uses import column_uses
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.view_reads import query_reads
from forge_migrations.sql.view_reads import words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.tokens import Token


class Dependent(NamedTuple):
    """Something that uses a column."""

    kind: str
    """`policy`, `generated column`, `trigger`, `rule`, `foreign key`, `function`, `publication`,
    `partition key`, `table`, `CHECK`, `index`, `default`, `column`."""
    name: str
    table: str
    """The table that it belongs to; empty for what stands by itself."""

    @property
    def told(self) -> str:
        """As a message names it."""
        if self.kind == "partition key":
            return f'the partition key of "{self.table}"'
        return f'{self.kind} "{self.name}"' + (f' of "{self.table}"' if self.table else "")


def dependents(catalog: Catalog, table: Table, column: str) -> Iterator[Dependent]:
    """What uses the column, but for views, indexes and the table's own keys and CHECKs."""
    key = catalog.fold(column)
    for other in table.columns.values():
        if other.computed and names_column(catalog, other.expression, key):
            yield Dependent("generated column", other.name, table.name)
    for name, columns in table.trigger_columns.items():
        if key in columns:
            yield Dependent("trigger", name, table.name)
    here = catalog.fold(table.name)
    for (kind, name), found in catalog.named.items():
        if kind == "rule" and found.values[:1] == (here,) and key in found.values[1:]:
            yield Dependent("rule", name, table.name)
    yield from _policies(catalog, table, key)
    yield from _functions(catalog, table, key)
    yield from _publications(catalog, table, key)
    yield from _partitioned(catalog, table, key)
    for child, constraint in pointing_at(catalog, table):
        if key in map(catalog.fold, referred(constraint, table)):
            yield Dependent("foreign key", constraint.name, child.name)


def _policies(catalog: Catalog, table: Table, key: str) -> Iterator[Dependent]:
    short = table.name.rpartition(".")[2]
    for other in [each for each in catalog.tables.values() if each.policy_parts]:
        for name, parts in other.policy_parts.items():
            said = [parts[part] for part in ("using", "check") if key in parts.get(part, "")]
            near = (text for text in said if other is table or short in text)
            if any((table.name, key) in column_uses(catalog, other, text) for text in near):
                yield Dependent("policy", name, other.name)


def _functions(catalog: Catalog, table: Table, key: str) -> Iterator[Dependent]:
    """Functions whose bodies PostgreSQL took apart when they were made."""
    for name, body in bound_bodies(catalog, table.name):
        words = words_of(tokenize(body, catalog.dialect)[0], catalog)
        if (key.lower() in words or "*" in words) and query_reads(body, table.name, key, catalog):
            yield Dependent("function", name, "")


def bound_bodies(catalog: Catalog, table: str) -> Iterator[tuple[str, str]]:
    """(function, body) of those that hold what they use and that name the table."""
    short = table.rpartition(".")[2]
    for (kind, name), found in catalog.named.items():
        bound = kind in ("function", "procedure") and "bound" in found.flags
        if bound and names_column(catalog, found.body[1], short):
            yield name, found.body[1]


def _publications(catalog: Catalog, table: Table, key: str) -> Iterator[Dependent]:
    """Those that list the column, or ask for it in WHERE.

    https://www.postgresql.org/docs/current/sql-createpublication.html
    """
    for (kind, name), found in catalog.named.items():
        if kind == "publication" and found.body[1]:
            tokens, _ = tokenize(found.body[1], catalog.dialect)
            for about in _published(tokens, table.name.rpartition(".")[2]):
                if any(identifier(token, catalog.dialect) == key for token in about):
                    yield Dependent("publication", name, "")
                    break


def _published(tokens: Sequence[Token], short: str) -> Iterator[Sequence[Token]]:
    """What stands behind the table's name up to the next one's, outside brackets."""
    depth, start = 0, -1
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == "WITH":
            tokens = tokens[:at]
            break
        if depth == 0 and token.key == "," and start >= 0:
            yield tokens[start:at]
            start = -1
        elif depth == 0 and token.kind in "wq" and identifier(token, "postgres") == short:
            start = at + 1
    if start >= 0:
        yield tokens[start:]


def _partitioned(catalog: Catalog, table: Table, key: str) -> Iterator[Dependent]:
    """The key that rows are spread by; and the parent whose column a partition shares."""
    by = table.options.find("partition by ")
    if by >= 0 and names_column(catalog, table.options[by:].partition("(")[2], key):
        yield Dependent("partition key", "", table.name)
    parent = catalog.table(table.parent) if table.parent else None
    if parent is not None and key in parent.columns:
        yield Dependent("table", parent.name, "")


def pointing_at(catalog: Catalog, table: Table) -> Iterator[tuple[Table, Constraint]]:
    """The foreign keys that refer to the table, its own among them."""
    yield from catalog.inbound(table.name)
    for constraint in table.constraints:
        if constraint.reference and catalog.fold(constraint.reference.table) == catalog.fold(
            table.name
        ):
            yield table, constraint


def referred(constraint: Constraint, table: Table) -> tuple[str, ...]:
    """The columns that a foreign key refers to."""
    given = constraint.reference.columns if constraint.reference else ()
    return given or table.primary()


def needing(
    catalog: Catalog, table: Table, columns: Sequence[str], others: Sequence[Sequence[str]]
) -> Iterator[Dependent]:
    """The foreign keys that refer to these columns, which no other key of the table makes unique."""
    wanted = {catalog.fold(name) for name in columns}
    if any({catalog.fold(name) for name in other} == wanted for other in others):
        return
    for child, constraint in pointing_at(catalog, table):
        if {catalog.fold(name) for name in referred(constraint, table)} == wanted:
            yield Dependent("foreign key", constraint.name, child.name)


def trigger_columns(catalog: Catalog, act: Act) -> list[str]:
    """The columns that a CREATE TRIGGER stands on: those of UPDATE OF and of its WHEN, folded."""
    found = [catalog.fold(column.name) for column in act.columns]
    keys = [token.key for token in act.tokens]
    if catalog.dialect == "postgres" and "WHEN" in keys:
        found += row_columns(catalog, act.tokens[keys.index("WHEN") :])
    return sorted(set(found))


def trigger_function(tokens: Sequence[Token], dialect: Dialect) -> str:
    """The function that EXECUTE FUNCTION names, without its schema; empty for a body."""
    keys = [token.key for token in tokens]
    for at in range(len(keys) - 2):
        if keys[at] == "EXECUTE" and keys[at + 1] in ("FUNCTION", "PROCEDURE"):
            opened = keys.index("(", at) if "(" in keys[at:] else len(keys)
            return identifier(tokens[opened - 1], dialect)
    return ""


def row_columns(catalog: Catalog, tokens: Sequence[Token]) -> list[str]:
    """The columns that stand behind NEW and OLD, folded."""
    return [
        catalog.fold(identifier(tokens[at + 2], catalog.dialect))
        for at, token in enumerate(tokens[:-2])
        if token.key in ("NEW", "OLD") and tokens[at + 1].key == "."
    ]


def names_column(catalog: Catalog, expression: str, key: str) -> bool:
    """True when an expression on one table names the column, given folded."""
    if key not in expression.lower() and key not in expression:
        return False
    tokens, _ = tokenize(expression, catalog.dialect)
    return any(
        token.kind in "wq"
        and catalog.fold(identifier(token, catalog.dialect)) == key
        and (at + 1 == len(tokens) or tokens[at + 1].key != "(")
        for at, token in enumerate(tokens)
    )
