"""What uses a function, a sequence, a domain, an extension or a table as a whole.

PostgreSQL refuses to drop what one of them uses, but for DROP … CASCADE.
https://www.postgresql.org/docs/current/ddl-depend.html
"""

from __future__ import annotations

import re

from forge_migrations.sql.dependencies import Dependent
from forge_migrations.sql.dependencies import bound_bodies
from forge_migrations.sql.dependencies import pointing_at
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table

_OF_EXTENSION = {
    "citext": frozenset({"citext"}),
    "hstore": frozenset({"hstore"}),
    "ltree": frozenset({"ltree", "lquery", "ltxtquery"}),
    "postgis": frozenset({"geometry", "geography"}),
    "vector": frozenset({"vector", "halfvec", "sparsevec"}),
    "cube": frozenset({"cube"}),
    "isn": frozenset({"isbn", "issn", "ean13", "upc"}),
}
"""The types that an extension brings: https://www.postgresql.org/docs/current/contrib.html"""
_FUNCTIONS = {
    "uuid-ossp": ("uuid_generate_v1", "uuid_generate_v4", "uuid_generate_v5"),
    "pgcrypto": ("gen_salt", "crypt", "digest", "gen_random_bytes"),
    "nanoid": ("nanoid",),
    "unaccent": ("unaccent",),
}


def users_of_function(catalog: Catalog, name: str) -> Iterator[Dependent]:
    """What calls it where PostgreSQL knows: nothing for one of several of its name."""
    found = catalog.get("function", name)
    if found is not None and "overloaded" in found.flags:
        return
    yield from _calling(catalog, name.rpartition(".")[2])


def _calling(catalog: Catalog, short: str) -> Iterator[Dependent]:
    call = re.compile(rf'(?<![\w"]){re.escape(short)}"?\s*\(', re.IGNORECASE)
    for table in catalog.tables.values():
        if table.kind != "table":
            if call.search(table.definition):
                yield Dependent("view", table.name, "")
            continue
        for name, called in table.trigger_calls.items():
            if called == short:
                yield Dependent("trigger", name, table.name)
        for column in table.columns.values():
            if column.default and call.search(column.default):
                yield Dependent("default", column.name, table.name)
            elif column.expression and call.search(column.expression):
                yield Dependent("generated column", column.name, table.name)
        for constraint in table.constraints:
            if constraint.expression and call.search(constraint.expression):
                yield Dependent("CHECK", constraint.name, table.name)
        for index in table.indexes.values():
            if any(call.search(text) for text in (*index.columns, index.where) if text):
                yield Dependent("index", index.name, table.name)
        for name, parts in table.policy_parts.items():
            if any(call.search(parts.get(part, "")) for part in ("using", "check")):
                yield Dependent("policy", name, table.name)


def users_of_sequence(catalog: Catalog, name: str) -> Iterator[Dependent]:
    """The columns that take their numbers from it: by default, as serial or as identity."""
    short = name.rpartition(".")[2]
    taken = re.compile(rf"nextval\('(?:[\w\"]+\.)?\"?{re.escape(short)}\"?'", re.IGNORECASE)
    for table in catalog.tables.values():
        home = table.name.rpartition(".")[2]
        for column in table.columns.values():
            own = column.generated in ("serial", "identity")
            own = own and short == f"{home}_{column.name}_seq"
            if own or (column.default and taken.search(column.default)):
                yield Dependent("column", column.name, table.name)


def users_of_type(catalog: Catalog, name: str) -> Iterator[Dependent]:
    """The columns of the type, or of a table's rows."""
    for table, column in catalog.users_of_type(name):
        yield Dependent("column", column.name, table.name)


def users_of_extension(catalog: Catalog, name: str) -> Iterator[Dependent]:
    """The columns whose type it brings, and what calls a function of it."""
    types = _OF_EXTENSION.get(name, frozenset())
    for table in catalog.tables.values() if types else ():
        for column in table.columns.values():
            if parse(column.type).base.rpartition(".")[2] in types:
                yield Dependent("column", column.name, table.name)
    for function in _FUNCTIONS.get(name, ()):
        if catalog.get("function", function) is None:
            yield from _calling(catalog, function)


def users_of_table(catalog: Catalog, table: Table) -> Iterator[Dependent]:
    """Foreign keys of other tables, functions that hold it, columns of its row type; views apart."""
    for child, constraint in pointing_at(catalog, table):
        if child is not table:
            yield Dependent("foreign key", constraint.name, child.name)
    if catalog.dialect == "postgres":
        for name, _body in bound_bodies(catalog, table.name):
            yield Dependent("function", name, "")
        for other, column in catalog.users_of_type(table.name):
            if other is not table:
                yield Dependent("column", column.name, other.name)


def within_schema(catalog: Catalog, schema: str) -> Iterator[Dependent]:
    """What still stands in it."""
    prefix = catalog.fold(schema) + "."
    for key, table in catalog.tables.items():
        if key.startswith(prefix):
            yield Dependent(table.kind.replace("-", " "), table.name, "")
    for kind, name in catalog.named:
        if name.startswith(prefix):
            yield Dependent(kind, name, "")
