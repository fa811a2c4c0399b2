"""Shapes: what must be known of a table to put rows into it, read from each engine's catalog."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple


class Column(NamedTuple):
    """A column as an INSERT meets it."""

    name: str
    type: str
    """Lower case, as the engine writes it: `character varying(20)`, `int(11)`, `text[]`."""
    nullable: bool
    default: bool = False
    """True when leaving it out gives a value: a default, a sequence, an identity."""
    computed: bool = False
    """True for what can't be written: generated columns, `GENERATED ALWAYS AS IDENTITY`."""
    virtual: bool = False
    """True for one that holds nothing: it is computed whenever it is read."""
    labels: tuple[str, ...] = ()
    """An enum's values in their order."""
    key: str = ""
    """What stays the same when the column is renamed (PostgreSQL's `oid.attnum`); else its name."""


class ForeignKey(NamedTuple):
    """A reference to another table (or to the same one)."""

    columns: tuple[str, ...]
    table: str
    """The referenced table's `name`."""
    referred: tuple[str, ...]


class Check(NamedTuple):
    """A check constraint and its text."""

    name: str
    text: str


class Table(NamedTuple):
    """A table that rows can be put into."""

    name: str
    """Quoted for the engine, with its schema where there is one: usable in SQL as it stands."""
    label: str
    """For people: `users`, `auth.users`."""
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    """Columns of every unique constraint and unique index, the primary key included."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    key: str = ""
    """What stays the same when the table is renamed (PostgreSQL's oid); else its label."""

    @property
    def unique_columns(self) -> frozenset[str]:
        """Columns whose values decide whether a row repeats another one."""
        return frozenset(column for unique in self.uniques for column in unique)


def in_order(tables: list[Table]) -> list[Table]:
    """Parents before children; a cycle is entered where a reference may be NULL."""
    names = {table.name for table in tables}
    waiting = {table.name: _parents(table, names) for table in tables}
    by_name = {table.name: table for table in tables}
    ordered: list[Table] = []
    while waiting:
        name = min(
            waiting,
            key=lambda each: (sum(waiting[each].values()), len(waiting[each]), each),
        )
        del waiting[name]
        for parents in waiting.values():
            parents.pop(name, None)
        ordered.append(by_name[name])
    return ordered


def _parents(table: Table, names: set[str]) -> dict[str, bool]:
    """The other tables that it refers to; True for those that it can't do without."""
    nullable = {column.name for column in table.columns if column.nullable}
    found: dict[str, bool] = {}
    for foreign in table.foreign_keys:
        if foreign.table in names and foreign.table != table.name:
            needed = not nullable.issuperset(foreign.columns)
            found[foreign.table] = needed or found.get(foreign.table, False)
    return found
