"""Acts -> Catalog: what each act leaves behind."""

from __future__ import annotations

import re
from collections.abc import Callable

from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import NAME_LENGTH
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog import Named
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.catalog_ages import aged
from forge_migrations.sql.catalog_ages import doubt
from forge_migrations.sql.catalog_ages import forget
from forge_migrations.sql.catalog_ages import hides
from forge_migrations.sql.catalog_ages import inherit
from forge_migrations.sql.catalog_ages import keep_type
from forge_migrations.sql.catalog_ages import note
from forge_migrations.sql.catalog_objects import create_index
from forge_migrations.sql.catalog_objects import create_type
from forge_migrations.sql.catalog_objects import create_view
from forge_migrations.sql.catalog_objects import domain_constraint
from forge_migrations.sql.catalog_objects import drop_index
from forge_migrations.sql.catalog_objects import drop_type
from forge_migrations.sql.catalog_objects import enum_value
from forge_migrations.sql.catalog_objects import partition
from forge_migrations.sql.catalog_objects import policy
from forge_migrations.sql.catalog_objects import publication
from forge_migrations.sql.catalog_objects import routine
from forge_migrations.sql.catalog_objects import row_security
from forge_migrations.sql.catalog_objects import rule
from forge_migrations.sql.catalog_objects import sequence
from forge_migrations.sql.catalog_objects import trigger
from forge_migrations.sql.catalog_renames import follow_column
from forge_migrations.sql.catalog_renames import move_table
from forge_migrations.sql.catalog_renames import rename_index
from forge_migrations.sql.catalog_renames import rename_on_table
from forge_migrations.sql.catalog_renames import rename_schema
from forge_migrations.sql.catalog_renames import rename_type
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.existence import idle
from forge_migrations.sql.models import take_over
from forge_migrations.sql.sequences import changed
from forge_migrations.sql.tokens import render
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.verbs import Verb


def apply(catalog: Catalog, act: Act, born: int) -> None:
    """Replay one act. What isn't known changes nothing, nor does IF NOT EXISTS on what is there."""
    if act.flags and idle(catalog, act):
        return
    doubt(catalog, act)
    change = _CHANGES.get(act.verb)
    if born == FILE:
        catalog.touched.update((catalog.fold(act.table), catalog.fold(act.new)))
    if born != EARLIER:
        note(catalog, act)
    if change is not None:
        change(catalog, act, born)
    elif act.verb.startswith("create-"):
        key = (act.verb[7:], catalog.fold(act.name))
        catalog.gone.discard(key)
        if key not in catalog.named:
            catalog.named[key] = Named(catalog.since(key, born), act.values, act.flags)
    elif act.verb.startswith("drop-"):
        key = (act.verb[5:], catalog.fold(act.name))
        forget(catalog, key, catalog.named.pop(key, None))
    elif act.verb.startswith("rename-") and act.new:
        found = catalog.named.pop((act.verb[7:], catalog.fold(act.name)), None)
        if found:
            catalog.named[act.verb[7:], catalog.fold(act.new)] = found


def _create_table(catalog: Catalog, act: Act, born: int) -> None:
    key = catalog.fold(act.table)
    if key in catalog.tables and act.inside:
        return  # guarded by what stands around it
    if act.has("temporary") and hides(catalog, key, born):
        return
    catalog.gone.discard(("table", key))
    table = Table(act.table, born)
    table.temporary = act.has("temporary")
    table.complete = not (act.has("as-select") or act.has("virtual"))
    table.options = act.text
    if act.has("partition-of"):
        table.parent = act.new
        table.options = render(act.tokens)
    if act.has("like") or act.has("partition-of"):
        model = catalog.table(act.new)
        if model:
            take_over(table, model, act, born)
        else:
            table.complete = False
    if act.has("as-select"):
        table.rows = "copied"
    catalog.tables[key] = table
    for name in table.indexes:
        catalog.index_home.setdefault(name, key)
    for column in act.columns:
        _put_column(catalog, table, column, born)
    for constraint in act.constraints:
        _put_constraint(catalog, table, constraint, born)


def _put_column(catalog: Catalog, table: Table, column: Column, born: int) -> None:
    table.columns[catalog.fold(column.name)] = aged(column, born)


def _put_constraint(catalog: Catalog, table: Table, constraint: Constraint, born: int) -> None:
    name = constraint.name or _default_name(catalog, table, constraint)
    key = ("constraint", catalog.fold(table.name), catalog.fold(name))
    catalog.gone.discard(key)
    born = catalog.since(key, born)
    table.constraints.append(constraint._replace(name=name, born=born))
    if constraint.kind == "primary":
        for column in constraint.columns:
            found = table.columns.get(catalog.fold(column))
            if found and catalog.grammar.primary_not_null:
                table.columns[catalog.fold(column)] = found._replace(not_null=True)
    elif constraint.kind == "not null":
        for column in constraint.columns:
            found = table.columns.get(catalog.fold(column))
            if found and constraint.valid:
                table.columns[catalog.fold(column)] = found._replace(not_null=True)


def _default_name(catalog: Catalog, table: Table, constraint: Constraint) -> str:
    if catalog.dialect != "postgres":
        return ""
    ending = {"primary": "pkey", "unique": "key", "foreign": "fkey", "check": "check"}
    columns = constraint.columns if constraint.kind != "primary" else ()
    if constraint.kind == "check" and not columns:
        columns = _only_column(table, constraint.expression)
    parts = [table.name.rpartition(".")[2], *columns, ending.get(constraint.kind, "excl")]
    return "_".join(parts)


def _only_column(table: Table, expression: str) -> tuple[str, ...]:
    """The column that a CHECK of one column is named after."""
    words = {token.text.strip('"') for token in tokenize(expression, "postgres")[0]}
    found = tuple(column.name for column in table.columns.values() if column.name in words)
    return found if len(found) == 1 else ()


def _drop_table(catalog: Catalog, act: Act, born: int) -> None:
    key = catalog.fold(act.table)
    table = catalog.tables.pop(key, None)
    if table is None:
        return
    if table.temporary and key in catalog.hidden:
        catalog.tables[key] = catalog.hidden.pop(key)
        return
    forget(catalog, ("table", key), table)
    for index in table.indexes:
        catalog.index_home.pop(index, None)
    if catalog.dialect == "postgres":
        for other, constraint in list(catalog.inbound(act.table)):
            other.constraints.remove(constraint)
        if act.has("cascade"):
            for view in list(catalog.views_of(act.table)):
                _drop_table(catalog, act._replace(table=view.name), born)


def _rename_table(catalog: Catalog, act: Act, born: int) -> None:
    new = act.new
    if catalog.dialect == "postgres" and "." in act.table and "." not in new:
        new = f"{act.table.rpartition('.')[0]}.{new}"
    if act.verb == "set-schema":
        short = act.table.rpartition(".")[2]
        new = short if act.name == "public" else f"{act.name}.{short}"
    move_table(catalog, act.table, new, born)
    inherit(catalog, new, born)


def _on_table(change: Callable[[Catalog, Table, Act, int], None]) -> _Change:
    """Changes of a table that the history knows."""

    def changed(catalog: Catalog, act: Act, born: int) -> None:
        table = catalog.table(act.table)
        if table is not None:
            change(catalog, table, act, born)

    return changed


def _add_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    assert act.column
    guarded = act.inside or act.has("if-not-exists")
    if guarded and catalog.fold(act.name) in table.columns:
        return
    _put_column(catalog, table, act.column, born)
    for constraint in act.constraints:
        _put_constraint(catalog, table, constraint, born)


def _drop_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
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
        table.constraints = [
            c
            for c in table.constraints
            if c.kind != "check" or not names_column(catalog, c.expression, key)
        ]
    constraints = [(c, left(c.columns, c.kind)) for c in table.constraints]
    table.constraints = [c._replace(columns=names) for c, names in constraints if names is not None]
    for name, index in list(table.indexes.items()):
        names = left(index.columns, "index")
        if names is None:
            del table.indexes[name]
            catalog.index_home.pop(name, None)
        else:
            table.indexes[name] = index._replace(columns=names)


def _column_change(**changes: object) -> _Change:
    def change(catalog: Catalog, table: Table, act: Act, born: int) -> None:
        key = catalog.fold(act.name)
        found = table.columns.get(key)
        if found:
            table.columns[key] = found._replace(**changes)  # type: ignore[arg-type]

    return _on_table(change)


def _alter_type(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        keep_type(table, found, key, born)
        table.columns[key] = found._replace(type=act.new)


def _set_default(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        table.columns[key] = found._replace(default=act.text)


def _identity(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        text = changed(found.identity or "always", act.tokens)
        table.columns[key] = found._replace(generated="identity", identity=text)


def _expression(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    found = table.columns.get(key)
    if found:
        table.columns[key] = found._replace(expression=act.text.removeprefix("as").strip())


def _modify(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    assert act.column
    old = catalog.fold(act.name)
    was = table.columns.get(old)
    if was and was.type != act.column.type:
        keep_type(table, was, old, born)
    column = act.column._replace(born=was.born if was else born)
    if was and act.verb == "alter-column-to":
        column = column._replace(primary=was.primary)
    if was and was.primary:
        column = column._replace(primary=True, not_null=True)
    if old != catalog.fold(column.name):
        _rename_column(catalog, table, act._replace(new=column.name), born)
    table.columns[catalog.fold(column.name)] = column
    for constraint in act.constraints:
        if constraint.kind != "primary":
            _put_constraint(catalog, table, constraint, born)


def _rename_column(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    old = catalog.fold(act.name)
    columns = {}
    for key, column in table.columns.items():
        if key == old:
            columns[catalog.fold(act.new)] = column._replace(name=act.new)
        else:
            columns[key] = column
    table.columns = columns
    for view in catalog.views_of(table.name, act.name):
        view.words |= {act.new.lower()}
    if old in table.was:
        table.was[catalog.fold(act.new)] = table.was.pop(old)
    if old in table.written:
        table.written.add(catalog.fold(act.new))

    def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(act.new if catalog.fold(name) == old else name for name in names)

    # A CHECK follows the column too.
    word = re.compile(rf"(?<![\w.]){re.escape(act.name)}(?!\w)", re.IGNORECASE)
    table.constraints = [
        c._replace(
            columns=renamed(c.columns),
            expression=word.sub(act.new.replace("\\", "\\\\"), c.expression)
            if c.expression
            else "",
        )
        for c in table.constraints
    ]
    table.indexes = {k: i._replace(columns=renamed(i.columns)) for k, i in table.indexes.items()}
    follow_column(catalog, table, old, word, act.new)


def _add_constraint(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    assert act.constraint
    constraint = act.constraint
    if constraint.using_index:
        index = table.indexes.pop(catalog.fold(constraint.using_index), None)
        if index:
            constraint = constraint._replace(columns=index.columns)
    _put_constraint(catalog, table, constraint, born)


def _drop_constraint(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    home = ("constraint", catalog.fold(table.name), key)
    for old in table.constraints:
        if act.name and catalog.fold(old.name) == key:
            forget(catalog, home, old.born)
    kind = {"drop-primary-key": "primary", "drop-foreign-key": "foreign"}.get(act.verb, "")
    if act.verb == "drop-constraint" and len(key.encode()) == NAME_LENGTH:
        # Names that were cut to the same bytes: the engine has let the first one in.
        first = next((c for c in table.constraints if c.name == key), None)
        table.constraints = [c for c in table.constraints if c is not first]
        return
    table.constraints = [
        c
        for c in table.constraints
        if not (
            (act.verb == "drop-primary-key" and c.kind == "primary")
            or (
                act.verb != "drop-primary-key"
                and catalog.fold(c.name) == key
                and (not kind or c.kind == kind)
            )
        )
    ]


def _validate(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = catalog.fold(act.name)
    for at, constraint in enumerate(table.constraints):
        if not constraint.valid and catalog.fold(constraint.name) == key:
            table.constraints[at] = constraint._replace(valid=True)


def _drop_schema(catalog: Catalog, act: Act, born: int) -> None:
    catalog.named.pop((act.verb[5:], catalog.fold(act.name)), None)
    prefix = catalog.fold(act.name) + "."
    for name in [table.name for key, table in catalog.tables.items() if key.startswith(prefix)]:
        _drop_table(catalog, Act("drop-table", name, flags=act.flags), born)
    for kind, name in [key for key in catalog.named if key[1].startswith(prefix)]:
        del catalog.named[kind, name]


_Change = Callable[[Catalog, Act, int], None]
_CHANGES: dict[Verb, _Change] = {
    "create-table": _create_table,
    "drop-table": _drop_table,
    "drop-view": _drop_table,
    "drop-materialized-view": _drop_table,
    "rename-table": _rename_table,
    "rename-view": _rename_table,
    "set-schema": _rename_table,
    "add-column": _on_table(_add_column),
    "drop-column": _on_table(_drop_column),
    "alter-type": _on_table(_alter_type),
    "set-default": _on_table(_set_default),
    "drop-default": _column_change(default=None),
    "set-not-null": _column_change(not_null=True),
    "drop-not-null": _column_change(not_null=False),
    "add-identity": _on_table(_identity),
    "set-identity": _on_table(_identity),
    "drop-identity": _column_change(generated="", identity=""),
    "set-expression": _on_table(_expression),
    "alter-sequence": sequence,
    "alter-other": sequence,
    "drop-expression": _column_change(generated="", expression=""),
    "modify-column": _on_table(_modify),
    "alter-column-to": _on_table(_modify),
    "rename-column": _on_table(_rename_column),
    "add-constraint": _on_table(_add_constraint),
    "drop-constraint": _on_table(_drop_constraint),
    "drop-primary-key": _on_table(_drop_constraint),
    "drop-foreign-key": _on_table(_drop_constraint),
    "validate-constraint": _on_table(_validate),
    "create-index": create_index,
    "drop-index": drop_index,
    "create-view": create_view,
    "create-trigger": trigger,
    "create-function": routine,
    "create-procedure": routine,
    "create-rule": rule,
    "create-publication": publication,
    "alter-publication": publication,
    "alter-domain-constraint": domain_constraint,
    "drop-domain-constraint": domain_constraint,
    "drop-trigger": trigger,
    "create-policy": _on_table(policy),
    "alter-policy": _on_table(policy),
    "drop-policy": _on_table(policy),
    "enable-row-security": _on_table(row_security),
    "disable-row-security": _on_table(row_security),
    "create-type": create_type,
    "drop-type": drop_type,
    "drop-domain": drop_type,
    "add-enum-value": enum_value,
    "rename-enum-value": enum_value,
    "rename-type": rename_type,
    "rename-index": rename_index,
    "rename-constraint": rename_on_table,
    "rename-policy": rename_on_table,
    "rename-trigger": rename_on_table,
    "rename-schema": rename_schema,
    "drop-schema": _drop_schema,
    "drop-database": _drop_schema,
    "attach-partition": partition,
    "detach-partition": partition,
}
