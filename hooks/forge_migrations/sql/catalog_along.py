"""What goes along when a table or a type is dropped, though no statement names it.

https://www.postgresql.org/docs/current/ddl-depend.html, and run on PostgreSQL 15: partitions are dropped with
their table without CASCADE, children of INHERITS, typed columns and domains with it.
"""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.catalog import Table


def parents_of(act: Act, catalog: Catalog) -> list[str]:
    """The tables that a CREATE TABLE inherits from, in their order."""
    at = next((n for n, token in enumerate(act.tokens) if token.key == "INHERITS"), -1)
    if at < 0 or catalog.dialect != "postgres":
        return []
    cursor = Cursor(list(act.tokens[at + 1 :]), catalog.dialect)
    inside = cursor.cursor(cursor.brackets())
    found = []
    while inside.key():
        found.append(inside.name())
        if not inside.take(","):
            break
    return found


def heirs_of(catalog: Catalog, name: str, cascade: bool) -> Iterator[Table]:
    """The partitions of a table; with CASCADE its children too."""
    key = catalog.fold(name)
    for other in list(catalog.tables.values()):
        if (other.parent and catalog.fold(other.parent) == key) or (
            cascade and "inherits" in other.options and key in _named(other)
        ):
            yield other


def _named(table: Table) -> set[str]:
    act = Act("create-table", table.name, tokens=tuple(tokenize(table.options, "postgres")[0]))
    return set(parents_of(act, Catalog("postgres")))


def drop_users_of(catalog: Catalog, name: str) -> None:
    """The columns and domains that a type's CASCADE takes."""
    for table, column in list(catalog.users_of_type(name)):
        table.columns.pop(catalog.fold(column.name), None)
    below = [
        key[1]
        for key, found in catalog.named.items()
        if key[0] == "type" and "domain" in found.flags and found.body[0] == name
    ]
    for domain in below:
        del catalog.named["type", domain]
        drop_users_of(catalog, domain)
