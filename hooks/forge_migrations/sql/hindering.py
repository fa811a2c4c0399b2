"""Why a column can't be taken the place of by one beside it."""

from __future__ import annotations

from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.beside import on_index
from forge_migrations.sql.catalog_along import heirs_of
from forge_migrations.sql.dependencies import dependents
from forge_migrations.sql.optional import ITSELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.debts import Debt


def hinders_place(catalog: Catalog, debt: Debt) -> str:
    """Why the debt can't be paid in steps; empty where it can."""
    one, table = beside_of(debt.act), catalog.table(debt.table)
    column = catalog.column(debt.table, debt.name)
    if one is None or table is None or column is None or not table.complete:
        return "the history doesn't tell what it is"
    if catalog.fold(one.new) in table.columns:
        return f'there is a column "{one.new}" already'
    return _itself(catalog, table, column) or _used(catalog, table, column)


def _itself(catalog: Catalog, table: Table, column: Column) -> str:
    if column.computed:
        return "it is computed, and takes no value"
    numbered = column.generated in ITSELF or (column.default or "").startswith("nextval(")
    if numbered:
        return "its numbers come from a sequence that goes with the column"
    if table.parent or "partition by" in table.options or any(heirs_of(catalog, table.name, True)):
        return "its table has partitions or children, or is one"
    return ""


def _used(catalog: Catalog, table: Table, column: Column) -> str:
    for each in dependents(catalog, table, column.name):
        return f"{each.told} stands on it"
    for view in catalog.views_of(table.name, column.name):
        return f'view "{view.name}" reads it'
    key = catalog.fold(column.name)
    known = table.replica in table.indexes
    if known and on_index(catalog, table, table.replica, key):
        return "logical replication tells the table's rows by it"
    for one in table.constraints:
        if one.kind == "exclude" and (not one.columns or key in map(catalog.fold, one.columns)):
            return f'the exclusion constraint "{one.name}" stands on it'
    return ""
