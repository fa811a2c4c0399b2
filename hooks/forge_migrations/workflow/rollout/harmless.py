"""What stays in the database for the old release, made so that the new one's writes pass."""

from __future__ import annotations

from functools import cached_property

from forge_migrations.drizzle.history.in_sql_changes import Wanted
from forge_migrations.drizzle.history.in_sql_changes import adding
from forge_migrations.drizzle.history.in_sql_columns import column_sql
from forge_migrations.findings import Undecided
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.defined_mysql import definition
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.keeping import Form
from forge_migrations.sql.keeping import rebuild
from forge_migrations.sql.keeping import standing
from forge_migrations.sql.optional import fixed
from forge_migrations.sql.optional import hindrance
from forge_migrations.sql.optional import is_required
from forge_migrations.sql.paying import drop_index
from forge_migrations.sql.table_text import TableText
from forge_migrations.sql.table_text import called
from forge_migrations.sql.table_text import without

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.acts import Index
    from forge_migrations.sql.catalog import Table
    from forge_migrations.workflow.rollout.softened import Given


class Harmless:
    """Of one migration's tables."""

    def __init__(self, given: Given) -> None:
        self.given = given
        self.before = given.before
        self.dialect = given.dialect

    def hinders(self, table: Table, column: Column) -> str:
        """Why a column can't stay without being written; empty where it can."""
        why = hindrance(self.before, table, column)
        if why or not is_required(column) or self.rebuilds:
            return why
        return self.fixed(table, column)

    @cached_property
    def rebuilds(self) -> bool:
        """SQLite, where what its objects say is known: a table can be made again."""
        if self.given.stock is None:
            return False
        try:
            self.given.stock(()).stored()
        except Undecided:
            return False
        return True

    def fixed(self, table: Table, column: Column) -> str:
        """Why SQLite would have to rebuild the table for it; empty on other engines."""
        if self.dialect not in ("sqlite", "libsql"):
            return ""
        why = fixed(self.before, table, self.before.fold(column.name))
        if why:
            return why
        for index in table.indexes.values():
            if self._names(table, index, column) and not self._index_sql(table, index):
                return f'index "{index.name}" names it, and no snapshot has that index'
        return ""

    def all_optional(
        self, table: Table, columns: Sequence[Column], done: Sequence[str] = ()
    ) -> Iterator[str]:
        """The statements that let an INSERT leave these columns out, behind those that are `done`."""
        needed = [column for column in columns if is_required(column)]
        if not any(self.fixed(table, column) for column in needed):
            for column in needed:
                yield from self.optional(table, column)
            return
        yield from self._again(table, lambda text: _optional(text, needed), done)

    def released(
        self, table: Table, held: Sequence[Constraint], done: Sequence[str]
    ) -> Iterator[str]:
        """The statements that drop a table's foreign keys, behind those that are `done`."""
        if self.dialect not in ("sqlite", "libsql"):
            yield from (self.unheld(table, each) for each in held)
        elif held:
            to = {each.reference.table.lower() for each in held if each.reference}
            yield from self._again(table, lambda text: text.without_references(to), done)

    def _again(
        self, table: Table, change: Callable[[TableText], TableText], done: Sequence[str]
    ) -> Iterator[str]:
        assert self.given.stock is not None
        stock = self.given.stock(done)
        stored = stock.stored()
        key = self.before.fold(table.name)
        text = TableText.of(next(each.sql for each in standing(stored) if each.name.lower() == key))
        yield from rebuild(stored, {key: Form(str(change(text)))}, stock.enforced)

    def optional(self, table: Table, column: Column) -> Iterator[str]:
        """The statements that let an INSERT leave it out."""
        if not is_required(column):
            return
        name = dotted(table.name, self.dialect)
        own = quoted(column.name, self.dialect)
        if self.dialect == "postgres":
            yield f"ALTER TABLE {name} ALTER COLUMN {own} DROP NOT NULL;"
        elif self.dialect == "mysql":
            yield f"ALTER TABLE {name} MODIFY COLUMN {own} {definition(column, False)};"
        else:
            yield from self._beside(table, column)

    def _beside(self, table: Table, column: Column) -> Iterator[str]:
        """SQLite can't alter a column: one beside it takes its values and its name. No table is
        rebuilt, so that children, triggers and AUTOINCREMENT stay.

        https://www.sqlite.org/lang_altertable.html#altertabdropcol
        """
        name, own = dotted(table.name, self.dialect), quoted(column.name, self.dialect)
        beside = f"__{column.name}"
        kept = quoted(beside, self.dialect)
        indexes = [each for each in table.indexes.values() if self._names(table, each, column)]
        defined = self._stored(table, column) or self._defined(table, column, beside)
        for index in indexes:
            yield drop_index(table.name, index.name, self.dialect)
        yield f"ALTER TABLE {name} ADD COLUMN {defined};"
        yield f"UPDATE {name} SET {kept} = {own} WHERE true;"
        meant = f"-- forge-migrations: allow drop-column: {beside} has its values"
        yield f"{meant}\nALTER TABLE {name} DROP COLUMN {own};"
        yield f"ALTER TABLE {name} RENAME COLUMN {kept} TO {own};"
        for index in indexes:
            yield self._index_sql(table, index)

    def _stored(self, table: Table, column: Column) -> str:
        """The column beside it, as the database has this one; empty where that isn't known."""
        key = self.before.fold(table.name)
        if not self.rebuilds or self.given.stock is None:
            return ""
        for each in standing(self.given.stock(()).stored()):
            if each.name.lower() == key:
                text = TableText.of(each.sql).named(column.name)
                return without(called(text, f"__{column.name}"), "NOT")
        return ""

    def _names(self, table: Table, index: Index, column: Column) -> bool:
        key = self.before.fold(column.name)
        told = [*index.columns, index.where]
        return any(
            key == self.before.fold(text) or names_column(self.before, text, key) for text in told
        )

    def _index_sql(self, table: Table, index: Index) -> str:
        """CREATE INDEX as the database or its snapshot has it; empty where none has it."""
        if self.rebuilds and self.given.stock is not None:
            for each in self.given.stock(()).stored():
                if each.kind == "index" and each.name.lower() == index.name.lower():
                    return f"{each.sql};"
        for kind in ("unique index", "index"):
            wanted = Wanted(kind, self.before.fold(table.name), self.before.fold(index.name), "")
            made = adding(self.dialect, self.given.was, wanted)
            if made:
                return made
        return ""

    def unheld(self, table: Table, one: Constraint) -> str:
        """The statement that drops a foreign key."""
        word = "FOREIGN KEY" if self.dialect == "mysql" else "CONSTRAINT"
        name = quoted(one.name, self.dialect)
        return f"ALTER TABLE {dotted(table.name, self.dialect)} DROP {word} {name};"

    def thing(self, table: Table, column: Column) -> dict[str, object]:
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
        thing = {**self.thing(table, column), "notNull": False, "name": name}
        return column_sql(self.dialect, name, {**thing, "isUnique": False})


def _optional(text: TableText, columns: Sequence[Column]) -> TableText:
    for column in columns:
        text = text.optional(column.name)
    return text
