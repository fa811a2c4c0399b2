"""A column that stands beside another, kept in step with it by a trigger, until it takes its place.

So a column gets another type, or another name, without a moment at which a running release meets
what it doesn't know. PostgreSQL only.
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table

NEXT = "__next"
"""What stands behind the name of a column, an index or a constraint that is to take another's place."""


class Beside(NamedTuple):
    """Two columns of a table for one."""

    table: str
    old: str
    """The one that goes."""
    new: str
    """The one that stands beside it."""
    name: str
    """What that is called at the end."""

    @property
    def trigger(self) -> str:
        """Of BEFORE triggers the last by its name runs last, behind those that change the row."""
        return cut(f"~{self.new}")

    @property
    def function(self) -> str:
        """What the trigger runs, in the table's schema."""
        schema, _, short = self.table.rpartition(".")
        own = cut(f"{short}_{self.new}")
        return f"{schema}.{own}" if schema else own

    @property
    def proof(self) -> str:
        """The CHECK that no row is without the new column's value."""
        return cut(f"{self.table.rpartition('.')[2]}_{self.new}_filled")


def beside_of(act: Act) -> Beside | None:
    """The two columns of what is owed; `None` for what isn't about such."""
    if act.verb == "alter-type":
        return Beside(act.table, act.name, cut(act.name + NEXT), act.name)
    if act.verb == "rename-column":
        return Beside(act.table, act.name, act.new, act.new)
    return None


def cut(name: str) -> str:
    """A name that PostgreSQL keeps whole; what it would cut is told apart by a digest."""
    if len(name.encode()) <= NAME_LENGTH:
        return name
    import hashlib

    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: NAME_LENGTH - 9].decode(errors='ignore')}_{digest}"


def type_of(text: str, dialect: Dialect) -> str:
    """A type that is written out, as acts have it."""
    return canonical(tokenize(text, dialect)[0], dialect)


def both_there(catalog: Catalog, one: Beside) -> bool:
    """True while the one stands beside the other."""
    table = catalog.table(one.table)
    return table is not None and {catalog.fold(one.old), catalog.fold(one.new)} <= set(
        table.columns
    )


def take_place(catalog: Catalog, act: Act, one: Beside) -> None:
    """The catalog as it is once the new column has the old one's place."""
    from forge_migrations.sql.applied import carry_out

    table, fold = catalog.table(one.table), catalog.fold
    new = table.columns.get(fold(one.new)) if table else None
    if act.verb == "alter-type":
        carry_out(catalog, act)
        old = table.columns.get(fold(one.old)) if table else None
        if table and old and new:
            table.columns[fold(one.old)] = old._replace(default=new.default)
    if table and new:
        carry_out(catalog, Act("drop-column", one.table, one.new))
        carry_out(catalog, Act("drop-trigger", one.table, one.trigger))
    if act.verb == "rename-column":
        carry_out(catalog, act)


def props(catalog: Catalog, one: Beside) -> Iterator[tuple[str, str, str]]:
    """(verb, table, name) of the debts for what is made ready on the new column, and goes with it."""
    table = catalog.table(one.table)
    if table is None:
        return
    key = catalog.fold(one.new)
    for index in table.indexes.values():
        if on_index(catalog, table, index.name, key):
            yield "drop-index", table.name, index.name
    for constraint in table.constraints:
        if key in map(catalog.fold, constraint.columns) or names_column(
            catalog, constraint.expression, key
        ):
            yield "drop-constraint", table.name, constraint.name


def on_index(catalog: Catalog, table: Table, name: str, key: str) -> bool:
    """True for an index that names the column, given folded."""
    index = table.indexes[catalog.fold(name)]
    told = [*index.columns, *index.includes, index.where]
    return any(
        key == catalog.fold(text)
        or (fold_only(catalog, table, text) and names_column(catalog, text, key))
        for text in told
        if text
    )


def fold_only(catalog: Catalog, table: Table, text: str) -> bool:
    """True for an expression: what isn't a column's name."""
    return catalog.fold(text) not in table.columns
