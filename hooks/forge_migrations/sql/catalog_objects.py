"""Acts -> Catalog, for what is no table: indexes, views, triggers, policies, types, partitions."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.catalog import Named
from forge_migrations.sql.catalog import Table


def create_index(catalog: Catalog, act: Act, born: int) -> None:
    table = catalog.table(act.table)
    if table is None or act.indexed is None:
        return
    short = act.table.rpartition(".")[2]
    given = act.name.rpartition(".")[2]
    name = catalog.fold(given or "_".join([short, *act.indexed.columns, "idx"]))
    if act.has("if-not-exists") and name in table.indexes:
        return
    table.indexes[name] = act.indexed._replace(born=born)
    catalog.index_home[name] = catalog.fold(act.table)


def drop_index(catalog: Catalog, act: Act, born: int) -> None:
    name = catalog.fold(act.name.rpartition(".")[2])
    home = catalog.fold(act.table) if act.table else catalog.index_home.get(name, "")
    table = catalog.tables.get(home)
    if table:
        table.indexes.pop(name, None)
        if catalog.dialect == "mysql":
            table.constraints = [
                c
                for c in table.constraints
                if not (c.kind == "unique" and catalog.fold(c.name) == name)
            ]
    catalog.index_home.pop(name, None)


def create_view(catalog: Catalog, act: Act, born: int) -> None:
    kind = "materialized-view" if act.has("materialized") else "view"
    view = Table(act.table, born, kind)
    view.temporary = act.has("temporary")
    view.complete = False
    words = set()
    for token in act.tokens:
        if token.kind == "w":
            words.add(token.text.lower())
        elif token.kind == "q":
            words.add(token.text.strip('"`[]').lower())
        elif token.key == "*":
            words.add("*")
    view.words = frozenset(words)
    catalog.tables[catalog.fold(act.table)] = view


def trigger(catalog: Catalog, act: Act, born: int) -> None:
    if act.verb == "create-trigger":
        table = catalog.table(act.table)
        if table:
            table.triggers[catalog.fold(act.name)] = born
        return
    named = catalog.table(act.table)
    # SQLite and MySQL drop a trigger by its name alone.
    for table in [named] if named else list(catalog.tables.values()):
        table.triggers.pop(catalog.fold(act.name), None)


def policy(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    if act.verb in ("create-policy", "alter-policy"):
        if act.verb == "create-policy" or act.name not in table.policies:
            table.policies[act.name] = born
        table.policy_words[act.name] = act.text
    else:
        table.policies.pop(act.name, None)


def row_security(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    table.row_security = act.verb == "enable-row-security"


def create_type(catalog: Catalog, act: Act, born: int) -> None:
    catalog.named["type", act.name] = Named(born, act.values, act.flags)


def drop_type(catalog: Catalog, act: Act, born: int) -> None:
    catalog.named.pop(("type", act.name), None)


def enum_value(catalog: Catalog, act: Act, born: int) -> None:
    found = catalog.get("type", act.name)
    if found is None:
        return
    if act.verb == "rename-enum-value":
        found.values = tuple(act.new if v in act.values else v for v in found.values)
    elif act.new not in found.values:
        found.values = (*found.values, act.new)


def partition(catalog: Catalog, act: Act, born: int) -> None:
    child = catalog.table(act.name)
    if child:
        child.parent = act.table if act.verb == "attach-partition" else ""
