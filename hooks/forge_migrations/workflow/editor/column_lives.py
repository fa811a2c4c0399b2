"""A history's acts carried out in order, each change of a table and a column remembered.

A catalog says what there is in the end; this says what each thing went through. A rebuild (`__new_x`,
filled, renamed to `x`) is the same table.
"""

from __future__ import annotations

from forge_migrations.sql.catalog import Catalog
from forge_migrations.workflow.editor.column_life import NOWHERE
from forge_migrations.workflow.editor.column_life import ColumnLife
from forge_migrations.workflow.editor.column_life import Event
from forge_migrations.workflow.editor.column_life import TableLife
from forge_migrations.workflow.editor.column_life import rebuilt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from forge_migrations.engines import Dialect
    from forge_migrations.workflow.editor.column_acts import Done
    from forge_migrations.workflow.editor.column_acts import Written


class Lives:
    """All tables of a history, once each of its migrations was carried out."""

    def __init__(self, dialect: Dialect) -> None:
        self.tables: dict[str, TableLife] = {}
        self.gone: dict[str, TableLife] = {}
        """The last table of a name that is there no more."""
        self.fold = Catalog(dialect).fold
        self._indexes: dict[str, TableLife] = {}
        self._at = NOWHERE

    def table(self, name: str) -> TableLife | None:
        """The table that has the name, else the last one that had it."""
        key = self.fold(name)
        return self.tables.get(key) or self.gone.get(key)

    def carry_out(self, at: int, acts: Iterable[Done]) -> None:
        """What the migration at this place of the history does."""
        self._at = at
        for act in acts:
            change = _CHANGES.get(act.verb)
            if change is not None:
                change(self, act)
            if act.table and act.verb not in _OF_SCHEMAS:
                table = self.table(act.table)
                if table is not None:
                    table.touch(at, act.line)

    def _known(self, name: str) -> TableLife:
        """The table, as a stranger where no migration has made it."""
        return self.tables.setdefault(self.fold(name), TableLife(name))

    def _column(self, act: Done) -> ColumnLife:
        columns = self._known(act.table).columns
        return columns.setdefault(self.fold(act.name), ColumnLife(act.name))

    def _create(self, act: Done) -> None:
        key = self.fold(act.table)
        if key in self.tables:
            return
        table = TableLife(act.table, made=self._at)
        table.events.append(Event("created", self._at, act.line))
        for each in act.columns:
            table.columns[self.fold(each.name)] = self._added(each, act.line)
        self.tables[key] = table

    def _added(self, column: Written, line: int) -> ColumnLife:
        life = ColumnLife(column.name, column.type, column.not_null, column.default)
        life.events.append(Event("added", self._at, line))
        return life

    def _drop(self, act: Done) -> None:
        table = self.tables.pop(self.fold(act.table), None)
        if table is None:
            return
        moved, was = table.moved
        new = self.tables.get(self.fold(was)) if moved == self._at else None
        if new is not None and new.made == self._at:
            # renamed away, made anew, copied, dropped
            self.tables[self.fold(was)] = rebuilt(table, new, was, self._at, act.line, self.fold)
            return
        table.dropped = self._at
        table.events.append(Event("dropped", self._at, act.line))
        table.touch(self._at, act.line)
        self.gone[self.fold(act.table)] = table

    def _rename(self, act: Done) -> None:
        self._move(act.table, self._beside(act.table, act.new), act.line)

    def _beside(self, table: str, new: str) -> str:
        """ALTER TABLE "auth"."a" RENAME TO "b" leaves it in its schema."""
        schema, dot, _name = table.rpartition(".")
        return f"{schema}.{new}" if dot and "." not in new else new

    def _set_schema(self, act: Done) -> None:
        bare = act.table.rpartition(".")[2]
        self._move(act.table, bare if act.name == "public" else f"{act.name}.{bare}", act.line)

    def _move(self, name: str, new: str, line: int) -> None:
        table = self.tables.pop(self.fold(name), None)
        if table is None:
            return
        key = self.fold(new)
        old = self.gone.get(key)
        if old is not None and table.made == self._at == old.dropped:
            del self.gone[key]
            self.tables[key] = rebuilt(old, table, new, self._at, line, self.fold)
            return
        if table.made != self._at:
            table.events.append(Event(f'renamed from "{table.name}"', self._at, line))
            if table.moved[0] != self._at:
                table.moved = (self._at, table.name)
        table.name = new
        table.touch(self._at, line)
        self.tables[key] = table

    def _insert(self, act: Done) -> None:
        key = self.fold(act.table)
        table, old = self.tables.get(key), self.gone.get(key)
        if table is None or table.made != self._at:
            return
        table.sources.update(act.sources)
        if old is not None and old.dropped == self._at:  # copied aside, and back
            del self.gone[key]
            self.tables[key] = rebuilt(old, table, table.name, self._at, act.line, self.fold)

    def _add_column(self, act: Done) -> None:
        columns, [new] = self._known(act.table).columns, act.columns
        key = self.fold(new.name)
        old = columns.get(key)
        if old is not None and old.alive:
            return
        columns[key] = self._added(new, act.line)
        if old is not None:
            columns[key].events[:0] = old.events

    def _drop_column(self, act: Done) -> None:
        column = self._column(act)
        if column.alive:
            column.drop(self._at, act.line)

    def _rename_column(self, act: Done) -> None:
        if self.fold(act.name) == self.fold(act.new):
            return
        columns = self._known(act.table).columns
        column = columns.pop(self.fold(act.name), None)
        if column is not None and column.alive:
            column.called(act.new, self._at, act.line)
            columns[self.fold(act.new)] = column

    def _modify(self, act: Done) -> None:
        [new] = act.columns
        self._rename_column(act._replace(new=new.name))
        self._column(act._replace(name=new.name)).becomes(new, self._at, act.line)

    def _retype(self, act: Done) -> None:
        column = self._column(act)
        if column.type != act.new:
            column.retype(act.new, self._at, act.line)

    def _require(self, act: Done) -> None:
        self._column(act).require(act.verb == "set-not-null", self._at, act.line)

    def _fill(self, act: Done) -> None:
        default = act.new if act.verb == "set-default" else None
        self._column(act).fill(default, self._at, act.line)

    def _rename_schema(self, act: Done) -> None:
        prefix = self.fold(act.table) + "."
        for key in [each for each in self.tables if each.startswith(prefix)]:
            self._move(key, f"{act.new}.{key.removeprefix(prefix)}", act.line)

    def _drop_schema(self, act: Done) -> None:
        prefix = self.fold(act.table) + "."
        for key in [each for each in self.tables if each.startswith(prefix)]:
            self._drop(act._replace(verb="drop-table", table=key))

    def _create_index(self, act: Done) -> None:
        schema, dot, _name = act.table.rpartition(".")
        name = f"{schema}{dot}{act.name}" if "." not in act.name else act.name
        self._indexes[self.fold(name)] = self._known(act.table)

    def _drop_index(self, act: Done) -> None:
        table = self._indexes.pop(self.fold(act.name), None)
        if table is not None:
            table.touch(self._at, act.line)


_OF_SCHEMAS = ("rename-schema", "drop-schema")
_CHANGES: dict[str, Callable[[Lives, Done], None]] = {
    "create-table": Lives._create,
    "drop-table": Lives._drop,
    "rename-table": Lives._rename,
    "set-schema": Lives._set_schema,
    "rename-schema": Lives._rename_schema,
    "drop-schema": Lives._drop_schema,
    "insert": Lives._insert,
    "add-column": Lives._add_column,
    "drop-column": Lives._drop_column,
    "rename-column": Lives._rename_column,
    "modify-column": Lives._modify,
    "alter-column-to": Lives._modify,
    "alter-type": Lives._retype,
    "set-not-null": Lives._require,
    "drop-not-null": Lives._require,
    "set-default": Lives._fill,
    "drop-default": Lives._fill,
    "create-index": Lives._create_index,
    "drop-index": Lives._drop_index,
}
