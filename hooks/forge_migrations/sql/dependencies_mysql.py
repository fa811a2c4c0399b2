"""What MySQL and MariaDB hold a column by: generated columns, foreign keys, CHECKs, keys of several columns.

https://dev.mysql.com/doc/refman/8.4/en/alter-table.html, errors 1828, 1829, 3108 and 3959
"""

from __future__ import annotations

from forge_migrations.sql.dependencies import Dependent
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.dependencies import pointing_at
from forge_migrations.sql.dependencies import referred
from forge_migrations.sql.key_types import alike_in_mysql

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table


def holding(catalog: Catalog, table: Table, column: str) -> Iterator[Dependent]:
    """What makes DROP COLUMN fail, whatever the rows are."""
    key = catalog.fold(column)
    for other in table.columns.values():
        if other.computed and names_column(catalog, other.expression, key):
            yield Dependent("generated column", other.name, table.name)
    for one in table.constraints:
        if one.kind == "foreign" and key in map(catalog.fold, one.columns):
            yield Dependent("foreign key", one.name, table.name)
        elif one.kind == "check" and names_column(catalog, one.expression, key):
            others = [name for name in table.columns if name != key]
            if any(names_column(catalog, one.expression, name) for name in others):
                yield Dependent("CHECK", one.name, table.name)
    for child, one in pointing_at(catalog, table):
        if child is not table and key in map(catalog.fold, referred(one, table)):
            yield Dependent("foreign key", one.name, child.name)


def unserved(catalog: Catalog, table: Table, name: str) -> Iterator[Constraint]:
    """The table's foreign keys that only the index of this name serves: InnoDB doesn't drop it (1553)."""
    fold = catalog.fold
    served: dict[str, list[str]] = {}
    for index in table.indexes.values():
        served[fold(index.name)] = [fold(column) for column in index.columns]
    for one in table.constraints:
        if one.kind in ("unique", "primary"):
            served[fold(one.name) or one.kind] = [fold(column) for column in one.columns]
    mine = served.pop(fold(name), [])
    for one in table.constraints:
        wanted = [fold(column) for column in one.columns]
        size = len(wanted)
        others = [each[:size] for each in served.values()]
        if one.kind == "foreign" and wanted and mine[:size] == wanted and wanted not in others:
            yield one


def narrowed(catalog: Catalog, table: Table, column: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(key, columns that stay) of the unique keys that lose the column and keep others."""
    key = catalog.fold(column)
    found = [(c.name or "PRIMARY", c.columns) for c in table.constraints
             if c.kind in ("unique", "primary")]  # fmt: skip
    found += [(index.name, index.columns) for index in table.indexes.values() if index.unique]
    for name, columns in found:
        kept = tuple(each for each in columns if catalog.fold(each) != key)
        if kept and len(kept) < len(columns):
            yield name, kept


def joined(catalog: Catalog, table: Table, column: str, new: str) -> Iterator[Dependent]:
    """The foreign keys whose two columns are no longer of one type when the column has the new one."""
    key = catalog.fold(column)
    for child, one in pointing_at(catalog, table):
        for own, target in zip(one.columns, referred(one, table), strict=False):
            other = child.columns.get(catalog.fold(own))
            if catalog.fold(target) == key and other and not alike_in_mysql(other.type, new):
                yield Dependent("foreign key", one.name, child.name)
    for one in table.constraints:
        parent = catalog.table(one.reference.table) if one.reference else None
        if parent is None or parent is table:
            continue
        for own, target in zip(one.columns, referred(one, parent), strict=False):
            other = parent.columns.get(catalog.fold(target))
            if catalog.fold(own) == key and other and not alike_in_mysql(new, other.type):
                yield Dependent("foreign key", one.name, table.name)
