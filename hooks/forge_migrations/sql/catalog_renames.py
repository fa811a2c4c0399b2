"""What a rename takes along: references, indexes, views and types that knew the old name."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.table_keys import Constraints
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table


def move_table(catalog: Catalog, old: str, new: str, born: int) -> None:
    """Give a table another name, here and wherever it is referred to."""
    table = catalog.tables.pop(catalog.fold(old), None)
    if table is None:
        return
    table.name = new
    catalog.tables[catalog.fold(new)] = table
    for index in table.indexes:
        catalog.index_home[index] = catalog.fold(new)
    for view in list(catalog.views_of(old)):
        catalog.view(view, frozenset({new.rpartition(".")[2].lower()}))
    for name in {*catalog.referrers.get(catalog.fold(old), ()), catalog.fold(new)}:
        other = catalog.tables.get(name)
        if other is not None:
            _refer(catalog, other, catalog.fold(old), new)
    for constraint in table.constraints:
        catalog.refer(new, constraint)
    if born == FILE:
        catalog.touched.add(catalog.fold(new))


def _refer(catalog: Catalog, table: Table, old: str, new: str) -> None:
    for at, constraint in enumerate(table.constraints):
        target = constraint.reference
        if target and catalog.fold(target.table) == old:
            table.constraints[at] = constraint._replace(reference=target._replace(table=new))
            catalog.refer(table.name, table.constraints[at])
    for key, column in table.columns.items():
        target = column.reference
        if target and catalog.fold(target.table) == old:
            table.columns[key] = column._replace(reference=target._replace(table=new))


def follow_column(
    catalog: Catalog, table: Table, old: str, word: re.Pattern[str], new: str
) -> None:
    """A column's new name in what uses it on its table: expressions, policies and triggers."""
    written = new.replace("\\", "\\\\")
    for key, column in table.columns.items():
        if column.expression:
            table.columns[key] = column._replace(expression=word.sub(written, column.expression))
    for name, parts in table.policy_parts.items():
        table.policy_parts[name] = {
            part: word.sub(written, text) if part in ("using", "check") else text
            for part, text in parts.items()
        }
    for columns in table.trigger_columns.values():
        columns[:] = [catalog.fold(new) if column == old else column for column in columns]


def rename_index(catalog: Catalog, act: Act, born: int) -> None:
    """On the table that is named, else on the one that has the index."""
    old, new = (catalog.fold(name.rpartition(".")[2]) for name in (act.name, act.new))
    home = catalog.fold(act.table) if act.table else catalog.index_home.get(old, "")
    table = catalog.tables.get(home)
    if table is None or old not in table.indexes:
        if catalog.dialect == "postgres":
            _rename_key(catalog, old, new)
        return
    index = table.indexes[old]._replace(name=act.new.rpartition(".")[2])
    del table.indexes[old]
    table.indexes[new] = index
    table.replica = new if table.replica == old else table.replica
    catalog.index_home.pop(old, None)
    catalog.index_home[new] = home


def _rename_key(catalog: Catalog, old: str, new: str) -> None:
    """A key's index goes by the key's name, and takes it along."""
    for table in catalog.tables.values():
        for at, one in enumerate(table.constraints):
            if one.name == old and one.kind in ("primary", "unique", "exclude"):
                table.constraints[at] = one._replace(name=new)
                return


def rename_on_table(catalog: Catalog, act: Act, born: int) -> None:
    """A constraint, a policy or a trigger."""
    table = catalog.table(act.table)
    if table is None:
        return
    old, new = catalog.fold(act.name), catalog.fold(act.new)
    if act.verb == "rename-constraint":
        table.constraints = Constraints(
            c._replace(name=act.new) if catalog.fold(c.name) == old else c
            for c in table.constraints
        )
        if old in table.indexes:  # the index of a key goes by its name
            rename_index(catalog, act, born)
        return
    objects = table.policies if act.verb == "rename-policy" else table.triggers
    if old in objects:
        objects[new] = objects.pop(old)
    if act.verb == "rename-trigger" and old in table.trigger_columns:
        table.trigger_columns[new] = table.trigger_columns.pop(old)
        table.trigger_calls[new] = table.trigger_calls.pop(old, "")
    if act.verb == "rename-policy" and old in table.policy_parts:
        table.policy_parts[new] = table.policy_parts.pop(old)


def rename_type(catalog: Catalog, act: Act, born: int) -> None:
    """And the type of every column that has it."""
    found = catalog.named.pop(("type", act.name), None)
    if found:
        catalog.named["type", act.new] = found
    for table, column in list(catalog.users_of_type(act.name)):
        if parse(column.type).base == act.name:
            changed = column._replace(type=column.type.replace(act.name, act.new, 1))
            table.columns[catalog.fold(column.name)] = changed
            catalog.has_type(changed.type)


def rename_schema(catalog: Catalog, act: Act, born: int) -> None:
    """And everything in it."""
    prefix, new = catalog.fold(act.name) + ".", act.new + "."
    for kind, name in [key for key in catalog.named if key[1].startswith(prefix)]:
        moved = new + name.removeprefix(prefix)
        if kind == "type":
            rename_type(catalog, Act("rename-type", name=name, new=moved), born)
        else:
            catalog.named[kind, catalog.fold(moved)] = catalog.named.pop((kind, name))
    for name in [table.name for key, table in catalog.tables.items() if key.startswith(prefix)]:
        move_table(catalog, name, new + name[len(prefix) :], born)
    found = catalog.named.pop(("schema", catalog.fold(act.name)), None)
    if found:
        catalog.named["schema", catalog.fold(act.new)] = found
