"""Debts that SQLite has no ALTER TABLE for: a column that becomes required, one that a key names."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.keeping import Form
from forge_migrations.sql.keeping import indexed
from forge_migrations.sql.keeping import rebuild
from forge_migrations.sql.keeping import standing
from forge_migrations.sql.table_text import TableText
from forge_migrations.sql.table_text import names_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.debts import Debt
    from forge_migrations.sql.keeping import Stored

COLUMNS = ("drop-column", "set-not-null")


class Stock(NamedTuple):
    """A SQLite database's objects."""

    stored: Callable[[], Sequence[Stored]]
    """Asked for only where something takes a rebuild; raises `Undecided` where they can't be had."""
    enforced: bool
    """Its migrator runs where foreign keys are enforced."""


def paid_by_rebuild(
    catalog: Catalog, debts: Sequence[Debt], stock: Stock | None
) -> tuple[list[Debt], tuple[str, ...]]:
    """(those of the debts that take one, the statements that pay them)."""
    mine = [each for each in debts if each.verb in COLUMNS]
    if stock is None or not any(_takes(catalog, each) for each in mine):
        return [], ()
    gone = {each.table.lower() for each in debts if each.verb == "drop-table"}
    indexes = {each.name.lower() for each in debts if each.verb == "drop-index"}
    stored = [
        each
        for each in stock.stored()
        if each.table.lower() not in gone
        and not (each.kind == "index" and each.name.lower() in indexes)
    ]
    texts = {each.name.lower(): TableText.of(each.sql) for each in standing(stored)}
    mine = [each for each in mine if each.table.lower() in texts]
    tables = {each.table.lower() for each in mine if _takes(catalog, each)}
    forms: dict[str, Form] = {}
    for table in sorted(tables):
        text, dropped = texts[table], set()
        for debt in (each for each in mine if each.table.lower() == table):
            if debt.verb == "set-not-null":
                text = text.required(debt.name)
            else:
                text = text.without_column(debt.name)
                dropped.add(debt.name.lower())
        own = (each for each in stored if each.kind == "index" and each.table.lower() == table)
        left = tuple(each.sql for each in own if not indexed(each.sql) & dropped)
        forms[table] = Form(f"{text}", indexes=left)
    paid = [each for each in mine if each.table.lower() in tables]
    altered = [_altered(each, [debt for debt in mine if debt not in paid]) for each in stored]
    return paid, rebuild(altered, forms, stock.enforced)


def _altered(one: Stored, dropped: Sequence[Debt]) -> Stored:
    """A table as ALTER TABLE … DROP COLUMN leaves it, above the rebuilds."""
    names = [debt.name for debt in dropped if debt.table.lower() == one.name.lower()]
    if one.kind != "table" or not names:
        return one
    text = TableText.of(one.sql)
    for name in names:
        text = text.without_column(name)
    return one._replace(sql=str(text))


def _takes(catalog: Catalog, debt: Debt) -> bool:
    """True for what ALTER TABLE can't do.

    https://www.sqlite.org/lang_altertable.html#altertabdropcol
    """
    table, key = catalog.table(debt.table), catalog.fold(debt.name)
    if debt.verb == "set-not-null" or table is None:
        return table is not None
    column = table.columns.get(key)
    if column is not None and (column.unique or column.primary):
        return True
    named = any(
        key in map(catalog.fold, each.columns) or key in names_in(each.expression)
        for each in table.constraints
    )
    others = (each for name, each in table.columns.items() if name != key)
    return named or any(key in names_in(f"{each.check} {each.expression}") for each in others)
