"""Whether a column can stay in a database that nobody writes it to any more."""

from __future__ import annotations

from forge_migrations.sql.defined_mysql import undefinable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table

ITSELF = frozenset({"identity", "serial", "auto"})
"""Columns that fill themselves."""


def is_required(column: Column) -> bool:
    """True for a column that an INSERT has to name."""
    return column.not_null and column.default is None and column.generated not in ITSELF


def hindrance(catalog: Catalog, table: Table, column: Column) -> str:
    """Why a column can't stay without being written; empty where it can, made optional or as it is."""
    fold, dialect = catalog.fold, catalog.dialect
    key = fold(column.name)
    if key in map(fold, table.primary()) or column.primary:
        return "it is part of the primary key, which takes no NULL"
    if column.computed and (column.not_null or dialect != "mysql") and dialect != "postgres":
        return "it is computed, and its definition can't be changed where it is"
    if catalog.domain(column.type) & {"not-null", "checked"}:
        return f"its type {column.type} refuses NULL"
    keys = [(each.nulls, each.columns) for each in table.constraints]
    keys += [(each.nulls, each.columns) for each in table.indexes.values()]
    unique = any(key in map(fold, names) for names in table.unique_keys())
    fixed = column.default is not None and "(" not in column.default
    if unique and fixed and column.generated not in ITSELF:
        return "it is unique and has one default for every row, so that the second INSERT fails"
    if unique and any(nulls and key in map(fold, names) for nulls, names in keys):
        return "it is unique and NULLS NOT DISTINCT, so that the second INSERT fails"
    if not is_required(column):
        return ""
    if dialect == "mysql":
        return undefinable(column)
    return ""


HARMLESS = ("cascade", "set null")
"""What a foreign key does to rows that nobody writes, and refuses no DELETE by."""


def holds(catalog: Catalog, table: Table, going: Collection[str]) -> list[Constraint]:
    """The foreign keys of a table that nobody uses which refuse what is deleted elsewhere."""
    return [
        each
        for each in table.constraints
        if each.reference
        and each.reference.on_delete not in HARMLESS
        and catalog.fold(each.reference.table) not in going
    ]


def stays_held(catalog: Catalog, table: Table, going: Collection[str]) -> bool:
    """True where such a foreign key can't be dropped by itself."""
    alone = catalog.dialect not in ("sqlite", "libsql")
    return any(not (each.name and alone) for each in holds(catalog, table, going))


def fixed(catalog: Catalog, table: Table, key: str) -> str:
    """Why SQLite can't make a column optional without a rebuild: it drops none that something else names,
    and an index alone is made again."""
    for each in table.constraints:
        if key in map(catalog.fold, each.columns) or key in each.expression.lower():
            return "a key or a check names it, so that SQLite can't make it optional"
    if table.triggers or any(catalog.views_of(table.name)):
        return "a trigger or a view reads its table, so that SQLite can't make it optional"
    return ""
