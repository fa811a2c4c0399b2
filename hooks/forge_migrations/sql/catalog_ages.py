"""How old things are, and what the pending files did to them: whose rows anybody needs, and whose not.

What a pending file makes is known to no running release and holds no rows that anybody needs, unless
pending files put rows into it: copied from what is released, or written out.
"""

from __future__ import annotations

from forge_migrations.sql.acts import Column
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import PENDING
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.table_keys import Constraints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Named

_UNCERTAIN = frozenset({"opaque", "broken", "dynamic-sql", "run-code", "attach-database"})
"""Statements that may make or drop anything."""
_CHANGES_TABLE = frozenset(
    ["add-column", "add-constraint", "drop-column", "alter-type", "rename-column", "rename-table",
     "create-index", "detach-partition", "insert", "update", "delete"]
)  # fmt: skip
"""Statements about a table, which has to be there."""
_READS = frozenset({"FROM", "TABLE"})


def aged(column: Column, born: int) -> Column:
    """The column with another `born`, its last field: a third of the time of `_replace`."""
    return Column(*column[:-1], born)


def note(catalog: Catalog, act: Act) -> None:
    """What a file that isn't released does to rows."""
    verb = act.verb
    if verb in ("insert", "copy", "merge", "update"):
        table = catalog.table(act.table)
        if table is None:
            return
        if verb in ("update", "merge"):
            table.written.update(catalog.fold(name) for name in act.values)
        if verb == "insert" and any(token.key in _READS for token in act.tokens):
            table.rows = "copied"
        elif verb != "update" and not table.rows:
            table.rows = "seeded"
    elif verb == "drop-column":
        column = catalog.column(act.table, act.name)
        catalog.parted = catalog.parted or (column is not None and column.born == EARLIER)
    elif verb == "drop-table":
        table = catalog.table(act.table)
        catalog.parted = catalog.parted or (table is not None and table.born == EARLIER)


def doubt(catalog: Catalog, act: Act) -> None:
    """Remember that a statement may have made or dropped anything, or that names mean others now."""
    if act.verb in _CHANGES_TABLE and not catalog.gaps and catalog.table(act.table) is None:
        catalog.gaps = not act.inside and ("table", catalog.fold(act.table)) not in catalog.gone
    if (
        act.verb in _UNCERTAIN
        or (act.verb == "set" and act.text.startswith(("search_path", "local search_path")))
        or (act.verb == "harmless" and act.name == "use")
    ):
        catalog.certain = False


def forget(catalog: Catalog, key: tuple[str, ...], old: Table | Named | int | None) -> None:
    """Something that the history made is dropped."""
    if old is not None:
        catalog.gone.add(key)
        catalog.dropped[key] = old


def keep_type(catalog: Catalog, table: Table, column: Column, key: str, born: int) -> None:
    """The type that a released column has until the pending files run."""
    if born != EARLIER and column.born == EARLIER and column.type:
        if not table.was:
            catalog.retyped.append(table)
        table.was.setdefault(key, column.type)


def inherit(catalog: Catalog, name: str, born: int) -> None:
    """A rebuilt table holds the rows of the one whose name it takes: it isn't new."""
    new, old = catalog.table(name), catalog.dropped.get(("table", catalog.fold(name)))
    if new is None or not isinstance(old, Table) or new.born != born:
        return
    new.born, new.rows, new.written = old.born, old.rows, new.written | old.written
    for key, column in old.columns.items():
        if key in new.columns:
            keep_type(catalog, new, column, key, born)
            new.columns[key] = aged(new.columns[key], column.born)
            if key in old.was:
                if not new.was:
                    catalog.retyped.append(new)
                new.was[key] = old.was[key]


def hides(catalog: Catalog, key: str, born: int) -> bool:
    """Keep the table that a temporary one hides. True when the session of that one is over."""
    old = catalog.tables.get(key)
    if old is None or old.temporary:
        return False
    if born != EARLIER:
        catalog.hidden[key] = old
    return born == EARLIER


def settle(catalog: Catalog, born: int) -> None:
    """What the judged file made is from now on one of the earlier ones'."""
    catalog.dropped.clear()
    catalog.tables.update(catalog.hidden)
    catalog.hidden.clear()
    for name in catalog.touched:
        table = catalog.tables.get(name)
        if table is None:
            continue
        if table.born == FILE:
            table.born = born
        for key, column in table.columns.items():
            if column.born == FILE:
                table.columns[key] = aged(column, born)
        table.constraints = Constraints(
            c._replace(born=born) if c.born == FILE else c for c in table.constraints
        )
        for key, index in table.indexes.items():
            if index.born == FILE:
                table.indexes[key] = index._replace(born=born)
        for mapping in (table.triggers, table.policies):
            for key in mapping:
                mapping[key] = min(mapping[key], born)
        if born == EARLIER:
            table.rows, table.written, table.was = "", set(), {}
    catalog.touched.clear()
    catalog.retyped = [table for table in catalog.retyped if table.was]
    for named in catalog.named.values():
        if named.born == FILE:
            named.born = born
        if born == EARLIER:
            named.added = ()
    if born == EARLIER:
        catalog.parted = False


def empty_tables(catalog: Catalog) -> set[str]:
    """The keys of the tables that aren't released and hold no row."""
    return {
        key for key, table in catalog.tables.items() if table.born == PENDING and not table.rows
    }
