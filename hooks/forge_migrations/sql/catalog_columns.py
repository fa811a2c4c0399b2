"""Acts on a column of a table -> its columns, and what names them."""

from __future__ import annotations

import re

from forge_migrations.sql.catalog_ages import aged
from forge_migrations.sql.catalog_ages import keep_type
from forge_migrations.sql.catalog_constraints import put_constraint
from forge_migrations.sql.catalog_renames import follow_column
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.sequences import changed
from forge_migrations.sql.sequences import retyped
from forge_migrations.sql.table_keys import Constraints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table


def put_column(catalog: Catalog, table: Table, column: Column, born: int) -> None:
    """The table has it from now on."""
    catalog.has_type(column.type)
    table.columns[catalog.fold(column.name)] = aged(column, born)


def add_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """ADD COLUMN, with the constraints that stand in its definition."""
    assert act.column
    guarded = act.inside or act.has("if-not-exists")
    if guarded and catalog.fold(act.name) in table.columns:
        return
    put_column(catalog, table, act.column, born)
    for constraint in act.constraints:
        put_constraint(catalog, table, constraint, born)


def drop_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """A column goes, with the keys and indexes that go along."""
    key = catalog.fold(act.name)
    table.columns.pop(key, None)
    table.was.pop(key, None)
    table.written.discard(key)

    def left(names: tuple[str, ...], kind: str) -> tuple[str, ...] | None:
        """What remains of a key's columns; `None` when the key goes along."""
        kept = tuple(name for name in names if catalog.fold(name) != key)
        shrinks = kept and catalog.grammar.keys_shrink and kind in ("index", "unique", "primary")
        return kept if shrinks or len(kept) == len(names) else None

    if catalog.dialect == "postgres":  # a CHECK goes with any column that it names
        table.constraints = Constraints(
            c
            for c in table.constraints
            if c.kind != "check" or not names_column(catalog, c.expression, key)
        )
    constraints = [(c, left(c.columns, c.kind)) for c in table.constraints]
    table.constraints = Constraints(
        c._replace(columns=names) for c, names in constraints if names is not None
    )
    for name, index in list(table.indexes.items()):
        names = left(index.columns, "index")
        beside = (index.where, *(each for each in index.columns if each.startswith("(")))
        if catalog.dialect == "postgres" and (
            any(names_column(catalog, text, key) for text in beside if text)
            or key in map(catalog.fold, index.includes)
        ):
            names = None
        if names is None:
            del table.indexes[name]
            catalog.index_home.pop(name, None)
        else:
            table.indexes[name] = index._replace(columns=names)


def alter_type(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """Another type; the old one is kept for who asks what it was."""
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        keep_type(catalog, table, found, key, born)
        numbered = retyped(found.identity, found.type, act.new) if found.identity else ""
        table.columns[key] = found._replace(type=act.new, identity=numbered)
        catalog.has_type(act.new)


def set_default(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """Another default."""
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        table.columns[key] = found._replace(default=act.text)


def identity(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """The column is numbered, or numbered otherwise."""
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        text = changed(found.identity or "always", act.tokens)
        table.columns[key] = found._replace(generated="identity", identity=text)


def expression(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """What a generated column is computed from."""
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        table.columns[key] = found._replace(expression=act.text.removeprefix("as").strip())


def modify(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """A column is defined anew, under another name too."""
    assert act.column
    old = catalog.fold(act.name)
    was = table.columns.get(old)
    if was and was.type != act.column.type:
        keep_type(catalog, table, was, old, born)
    column = act.column._replace(born=was.born if was else born)
    if was and act.verb == "alter-column-to":
        column = column._replace(primary=was.primary)
    if was and was.primary:
        column = column._replace(primary=True, not_null=True)
    if old != catalog.fold(column.name):
        rename_column(catalog, table, act._replace(new=column.name), born)
    table.columns[catalog.fold(column.name)] = column
    catalog.has_type(column.type)
    for constraint in act.constraints:
        if constraint.kind != "primary":
            put_constraint(catalog, table, constraint, born)


def rename_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """A column goes by another name, in every key, index and check that names it."""
    old = catalog.fold(act.name)
    columns = {}
    for key, column in table.columns.items():
        if key == old:
            columns[catalog.fold(act.new)] = column._replace(name=act.new)
        else:
            columns[key] = column
    table.columns = columns
    for view in catalog.views_of(table.name, act.name):
        catalog.view(view, frozenset({act.new.lower()}))
    if old in table.was:
        table.was[catalog.fold(act.new)] = table.was.pop(old)
    if old in table.written:
        table.written.add(catalog.fold(act.new))

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(act.new if catalog.fold(name) == old else name for name in names)

    # A CHECK follows the column too.
    word = re.compile(rf"(?<![\w.]){re.escape(act.name)}(?!\w)", re.IGNORECASE)
    table.constraints = Constraints(
        c._replace(
            columns=renamed(c.columns),
            expression=word.sub(act.new.replace("\\", "\\\\"), c.expression)
            if c.expression
            else "",
        )
        for c in table.constraints
    )
    written = act.new.replace("\\", "\\\\")
    for name, index in table.indexes.items():
        keys = (word.sub(written, each) if "(" in each else each for each in index.columns)
        table.indexes[name] = index._replace(
            columns=renamed(tuple(keys)),
            includes=renamed(index.includes),
            where=word.sub(written, index.where),
        )
    follow_column(catalog, table, old, word, act.new)
