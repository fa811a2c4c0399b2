"""Acts -> Catalog: what each act leaves behind."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import Named
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.catalog_ages import doubt
from forge_migrations.sql.catalog_ages import forget
from forge_migrations.sql.catalog_ages import hides
from forge_migrations.sql.catalog_ages import inherit
from forge_migrations.sql.catalog_ages import note
from forge_migrations.sql.catalog_along import heirs_of
from forge_migrations.sql.catalog_along import parents_of
from forge_migrations.sql.catalog_columns import add_column
from forge_migrations.sql.catalog_columns import alter_type
from forge_migrations.sql.catalog_columns import drop_column
from forge_migrations.sql.catalog_columns import expression
from forge_migrations.sql.catalog_columns import identity
from forge_migrations.sql.catalog_columns import modify
from forge_migrations.sql.catalog_columns import put_column
from forge_migrations.sql.catalog_columns import rename_column
from forge_migrations.sql.catalog_columns import set_default
from forge_migrations.sql.catalog_constraints import add_constraint
from forge_migrations.sql.catalog_constraints import drop_constraint
from forge_migrations.sql.catalog_constraints import put_constraint
from forge_migrations.sql.catalog_constraints import validate
from forge_migrations.sql.catalog_objects import collation
from forge_migrations.sql.catalog_objects import create_index
from forge_migrations.sql.catalog_objects import create_type
from forge_migrations.sql.catalog_objects import create_view
from forge_migrations.sql.catalog_objects import domain_constraint
from forge_migrations.sql.catalog_objects import drop_index
from forge_migrations.sql.catalog_objects import drop_type
from forge_migrations.sql.catalog_objects import enum_value
from forge_migrations.sql.catalog_objects import index_option
from forge_migrations.sql.catalog_objects import partition
from forge_migrations.sql.catalog_objects import policy
from forge_migrations.sql.catalog_objects import publication
from forge_migrations.sql.catalog_objects import replica_identity
from forge_migrations.sql.catalog_objects import routine
from forge_migrations.sql.catalog_objects import row_security
from forge_migrations.sql.catalog_objects import rule
from forge_migrations.sql.catalog_objects import sequence
from forge_migrations.sql.catalog_objects import trigger
from forge_migrations.sql.catalog_objects import view_option
from forge_migrations.sql.catalog_renames import move_table
from forge_migrations.sql.catalog_renames import rename_index
from forge_migrations.sql.catalog_renames import rename_on_table
from forge_migrations.sql.catalog_renames import rename_schema
from forge_migrations.sql.catalog_renames import rename_type
from forge_migrations.sql.existence import idle
from forge_migrations.sql.models import take_over
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.verbs import Verb

    _Change = Callable[[Catalog, Act, int], None]


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
    for parent in parents_of(act, catalog) if "inherits" in act.text else ():
        model = catalog.table(parent)
        if model:
            table.columns.update(model.columns)
        table.complete = table.complete and model is not None and model.complete
    if act.has("as-select"):
        table.rows = "copied"
    catalog.tables[key] = table
    for name in table.indexes:
        catalog.index_home.setdefault(name, key)
    for column in act.columns:
        put_column(catalog, table, column, born)
    for constraint in act.constraints:
        put_constraint(catalog, table, constraint, born)


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
        for heir in heirs_of(catalog, act.table, act.has("cascade")):
            _drop_table(catalog, act._replace(table=heir.name), born)
        if act.has("cascade"):
            for view in list(catalog.views_of(act.table)):
                _drop_table(catalog, act._replace(table=view.name), born)


def _rename_index(catalog: Catalog, act: Act, born: int) -> None:
    """PostgreSQL takes ALTER INDEX for a table, too."""
    if catalog.dialect == "postgres" and not act.table and catalog.table(act.name) is not None:
        _rename_table(catalog, act._replace(verb="rename-table", table=act.name), born)
    else:
        rename_index(catalog, act, born)


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


def _column_change(**changes: object) -> _Change:
    def change(catalog: Catalog, table: Table, act: Act, born: int) -> None:
        key = catalog.fold(act.name)
        found = table.columns.get(key)
        if found:
            table.columns[key] = found._replace(**changes)  # type: ignore[arg-type]

    return _on_table(change)


def _drop_schema(catalog: Catalog, act: Act, born: int) -> None:
    catalog.named.pop((act.verb[5:], catalog.fold(act.name)), None)
    prefix = catalog.fold(act.name) + "."
    for name in [table.name for key, table in catalog.tables.items() if key.startswith(prefix)]:
        _drop_table(catalog, Act("drop-table", name, flags=act.flags), born)
    for kind, name in [key for key in catalog.named if key[1].startswith(prefix)]:
        del catalog.named[kind, name]


_CHANGES: dict[Verb, _Change] = {
    "create-table": _create_table,
    "drop-table": _drop_table,
    "drop-view": _drop_table,
    "drop-materialized-view": _drop_table,
    "rename-table": _rename_table,
    "rename-view": _rename_table,
    "set-schema": _rename_table,
    "add-column": _on_table(add_column),
    "drop-column": _on_table(drop_column),
    "alter-type": _on_table(alter_type),
    "set-default": _on_table(set_default),
    "drop-default": _column_change(default=None),
    "set-not-null": _column_change(not_null=True),
    "drop-not-null": _column_change(not_null=False),
    "add-identity": _on_table(identity),
    "set-identity": _on_table(identity),
    "drop-identity": _column_change(generated="", identity=""),
    "set-expression": _on_table(expression),
    "alter-sequence": sequence,
    "alter-other": sequence,
    "drop-expression": _column_change(generated="", expression=""),
    "modify-column": _on_table(modify),
    "alter-column-to": _on_table(modify),
    "rename-column": _on_table(rename_column),
    "add-constraint": _on_table(add_constraint),
    "drop-constraint": _on_table(drop_constraint),
    "drop-primary-key": _on_table(drop_constraint),
    "drop-foreign-key": _on_table(drop_constraint),
    "validate-constraint": _on_table(validate),
    "create-index": create_index,
    "drop-index": drop_index,
    "create-view": create_view,
    "table-option": _on_table(view_option),
    "set-tablespace": _on_table(view_option),
    "set-access-method": _on_table(view_option),
    "alter-another": index_option,
    "create-trigger": trigger,
    "create-function": routine,
    "create-procedure": routine,
    "create-collation": collation,
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
    "replica-identity": _on_table(replica_identity),
    "create-type": create_type,
    "drop-type": drop_type,
    "drop-domain": drop_type,
    "add-enum-value": enum_value,
    "rename-enum-value": enum_value,
    "drop-enum-value": enum_value,
    "rename-type": rename_type,
    "rename-index": _rename_index,
    "rename-constraint": rename_on_table,
    "rename-policy": rename_on_table,
    "rename-trigger": rename_on_table,
    "rename-schema": rename_schema,
    "drop-schema": _drop_schema,
    "drop-database": _drop_schema,
    "attach-partition": partition,
    "detach-partition": partition,
}
