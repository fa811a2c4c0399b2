"""What stays in the database for the old release, made so that the new one's writes pass."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.drizzle.history.in_sql_changes import Wanted
from forge_migrations.drizzle.history.in_sql_changes import adding
from forge_migrations.drizzle.history.in_sql_columns import column_sql
from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.acts import Index
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.paying import dotted
from forge_migrations.sql.paying import drop_index
from forge_migrations.workflow.rollout.softened import Given

_ITSELF = frozenset({"identity", "serial", "auto"})
"""Columns that fill themselves."""


class Harmless:
    """Of one migration's tables."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.before = given.before
        self.dialect = given.dialect

    def hinders(self, table: Table, column: Column) -> str:
        """Why a column can't stay without being written; empty where it can."""
        fold = self.before.fold
        key = fold(column.name)
        if key in map(fold, table.primary()):
            return "it is part of the primary key, which takes no NULL"
        if column.computed and self.dialect != "postgres":
            return "it is computed, and its definition can't be changed where it is"
        if self.before.domain(column.type) & {"not-null", "checked"}:
            return f"its type {column.type} refuses NULL"
        unique = any(key in map(fold, names) for names in table.unique_keys())
        fixed = column.default is not None and "(" not in column.default
        if unique and fixed and column.generated not in _ITSELF:
            return "it is unique and has one default for every row, so that the second INSERT fails"
        keys = [(each.nulls, each.columns) for each in table.constraints]
        keys += [(each.nulls, each.columns) for each in table.indexes.values()]
        if unique and any(nulls and key in map(fold, names) for nulls, names in keys):
            return "it is unique and NULLS NOT DISTINCT, so that the second INSERT fails"
        if self._waits(column) and self.dialect == "mysql":
            return self._beyond(column)
        if self._waits(column) and self.dialect in ("sqlite", "libsql"):
            return self._fixed(table, key)
        return ""

    def _waits(self, column: Column) -> bool:
        """True for a column that an INSERT has to name."""
        if column.generated in _ITSELF or not column.not_null:
            return False
        return column.default is None

    def optional(self, table: Table, column: Column) -> Iterator[str]:
        """The statements that let an INSERT leave it out."""
        if not self._waits(column):
            return
        name = dotted(table.name, self.dialect)
        own = quoted(column.name, self.dialect)
        if self.dialect == "postgres":
            yield f"ALTER TABLE {name} ALTER COLUMN {own} DROP NOT NULL;"
        elif self.dialect == "mysql":
            yield f"ALTER TABLE {name} MODIFY COLUMN {self._defined(table, column, column.name)};"
        else:
            yield from self._beside(table, column)

    def _beside(self, table: Table, column: Column) -> Iterator[str]:
        """SQLite can't alter a column: one beside it takes its values and its name. No table is
        rebuilt, so that children, triggers and AUTOINCREMENT stay.

        https://www.sqlite.org/lang_altertable.html#altertabdropcol
        """
        name, own = dotted(table.name, self.dialect), quoted(column.name, self.dialect)
        kept = quoted(f"__{column.name}", self.dialect)
        indexes = [each for each in table.indexes.values() if self._names(table, each, column)]
        for index in indexes:
            yield drop_index(table.name, index.name, self.dialect)
        yield f"ALTER TABLE {name} ADD COLUMN {self._defined(table, column, f'__{column.name}')};"
        yield f"UPDATE {name} SET {kept} = {own} WHERE true;"
        meant = f"-- forge-migrations: allow drop-column: __{column.name} has its values"
        yield f"{meant}\nALTER TABLE {name} DROP COLUMN {own};"
        yield f"ALTER TABLE {name} RENAME COLUMN {kept} TO {own};"
        for index in indexes:
            yield self._index_sql(table, index)

    def _names(self, table: Table, index: Index, column: Column) -> bool:
        key = self.before.fold(column.name)
        told = [*index.columns, index.where]
        return any(
            key == self.before.fold(text) or names_column(self.before, text, key) for text in told
        )

    def _index_sql(self, table: Table, index: Index) -> str:
        """CREATE INDEX as its snapshot has it; empty where none has it."""
        for kind in ("unique index", "index"):
            wanted = Wanted(kind, self.before.fold(table.name), self.before.fold(index.name), "")
            made = adding(self.dialect, self.given.was, wanted)
            if made:
                return made
        return ""

    def holds(self, table: Table, going: set[str]) -> list[Constraint]:
        """The foreign keys of a table that goes which refuse what the new release deletes."""
        return [
            each
            for each in table.constraints
            if each.reference
            and each.reference.on_delete not in ("cascade", "set null")
            and self.before.fold(each.reference.table) not in going
        ]

    def unheld(self, table: Table, one: Constraint) -> str:
        """The statement that drops a foreign key."""
        word = "FOREIGN KEY" if self.dialect == "mysql" else "CONSTRAINT"
        name = quoted(one.name, self.dialect)
        return f"ALTER TABLE {dotted(table.name, self.dialect)} DROP {word} {name};"

    def _thing(self, table: Table, column: Column) -> dict[str, object]:
        """The column as its snapshot has it."""
        fold = self.before.fold
        for key, each in self.given.was.get("tables", {}).items():
            name = key.removeprefix("public.") if self.dialect == "postgres" else key
            if fold(name) == fold(table.name):
                columns = each.get("columns", {})
                found = [one for label, one in columns.items() if fold(label) == fold(column.name)]
                return dict(found[0]) if found else {}
        return {}

    def _defined(self, table: Table, column: Column, name: str) -> str:
        thing = {**self._thing(table, column), "notNull": False, "name": name}
        return column_sql(self.dialect, name, {**thing, "isUnique": False})

    def _beyond(self, column: Column) -> str:
        """MODIFY says the whole definition, and a snapshot doesn't hold all of it."""
        if column.comment or column.collation or column.charset:
            return "its definition has a comment or a collation that no snapshot holds"
        return ""

    def _fixed(self, table: Table, key: str) -> str:
        """SQLite drops no column that something else names."""
        fold = self.before.fold
        column = table.columns[key]
        for index in table.indexes.values():
            if self._names(table, index, column) and not self._index_sql(table, index):
                return f'index "{index.name}" names it, and no snapshot has that index'
        for each in table.constraints:
            if key in map(fold, each.columns) or key in each.expression.lower():
                return "a key or a check names it, so that SQLite can't make it optional"
        if table.triggers or any(self.before.views_of(table.name)):
            return "a trigger or a view reads its table, so that SQLite can't make it optional"
        return ""
