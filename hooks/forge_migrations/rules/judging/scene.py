"""What a rule can ask about the place where an act stands: before it, after it, who runs it."""

from __future__ import annotations

from forge_migrations.engines import DISTRIBUTED
from forge_migrations.engines import row_of
from forge_migrations.rules.judging.surroundings import Surroundings
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog import PENDING
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.conditions import is_always_true
from forge_migrations.sql.conditions import proves_not_null
from forge_migrations.sql.joins import columns_of
from forge_migrations.sql.pending_acts import PendingActs
from forge_migrations.sql.rebuild import rebuild_of
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.engines import Distributed
    from forge_migrations.engines import Engine
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.migrator import Migrator
    from forge_migrations.sql.rebuild import Rebuild
    from forge_migrations.sql.settings import Settings
    from forge_migrations.sql.statements import Statement

_OF_EVERY_TABLE = frozenset(["ctid", "xmin", "tableoid", "rowid", "oid", "_rowid_"])
"""Columns that no CREATE TABLE names."""


class Scene(Surroundings):
    """The catalog as it is just before the act, and the acts around it."""

    def __init__(
        self,
        catalog: Catalog,
        acts: Sequence[Act],
        statements: Sequence[Statement],
        homes: Sequence[int],
        migrator: Migrator,
        settings: Settings,
        pending: PendingActs | None = None,
    ) -> None:
        waiting = pending or PendingActs(catalog.fold)
        super().__init__(catalog.fold, acts, statements, homes, migrator, waiting)
        self.catalog = catalog
        self.dialect: Dialect = catalog.dialect
        self.settings = settings
        self.kind = ""
        """The class of the rule that asks: what counts as new depends on it."""
        self._was = {id(t): dict(t.was) for t in catalog.retyped if t.was}
        """By table: the released types of the columns whose type pending files changed."""
        self.enums: dict[str, tuple[str, ...]] = {}
        """Values of the enums that this file dropped."""
        self.dropped_keys: list[tuple[str, tuple[str, ...]]] = []
        """(table, columns) of unique keys and indexes that this file dropped."""
        self._rebuilds: dict[int, Rebuild | None] = {}
        self._statement = (-1, 0)
        """The statement that is judged, and how much was dropped before it."""

    @property
    def distributed(self) -> Distributed | None:
        """What the engine has not, where the policy names one that is distributed."""
        return next((row for row in DISTRIBUTED if row.name == self.settings.engine), None)

    def turn_to(self, at: int) -> None:
        """Judge the act at a place, with the catalog that the acts before it have left."""
        self.at = at
        if self.homes[at] != self._statement[0]:
            self._statement = (self.homes[at], len(self.catalog.dropped))

    def move_on(self) -> None:
        """The act has run: the catalog is as it left it, and what it took away is remembered."""
        act = self.act
        if act.verb == "drop-table":
            table = self.catalog.table(act.table)
            if table:
                self.dropped_keys += [(table.name, columns) for columns in table.unique_keys()]
        elif act.verb == "drop-type":
            found = self.catalog.get("type", act.name)
            if found:
                self.enums[act.name] = tuple(v for v in found.values if v not in found.added)
        elif act.verb == "drop-index":
            index = self.catalog.index(act.name, act.table)
            if index and index.unique:
                self.dropped_keys.append((index.table, index.columns))
            table = self.catalog.table(act.table) if act.table else None
            for constraint in table.constraints if table and index is None else ():
                if constraint.kind == "unique" and self.same(constraint.name, act.name):
                    self.dropped_keys.append((act.table, constraint.columns))
        elif act.verb in ("drop-constraint", "drop-primary-key"):
            table = self.catalog.table(act.table)
            for constraint in table.constraints if table else ():
                if constraint.kind not in ("unique", "primary"):
                    continue
                if self.same(constraint.name, act.name) or act.verb == "drop-primary-key":
                    self.dropped_keys.append((act.table, constraint.columns))
        apply(self.catalog, act, FILE)

    def table(self, name: str) -> Table | None:
        """The table as it is before the act."""
        return self.catalog.table(name)

    def column(self, table: str, name: str) -> Column | None:
        """The column as it is before the act."""
        return self.catalog.column(table, name)

    def fresh(self, born: int) -> bool:
        """True for what no running release knows: made in this file, or in one that is pending."""
        return born in (FILE, PENDING)

    def is_new(self, name: str) -> bool:
        """True when the table holds no rows that anybody needs: it isn't released, or temporary."""
        table = self.table(name)
        if table is None:
            short = name.rpartition(".")[0].lower()
            return short in ("pg_temp", "temp")
        if table.temporary or table.born == FILE:
            return True
        return table.born == PENDING and not self._needed(table.rows)

    def is_new_column(self, table: str, name: str) -> bool:
        """True when the column holds no values that anybody needs: it, or its table, isn't released.

        A lock lasts, and a rewrite takes, as long as the table's rows ask for, whatever is in them.
        """
        if self.is_new(table):
            return True
        column, home = self.column(table, name), self.table(table)
        if column is None or home is None or column.born == FILE:
            return column is not None
        if column.born != PENDING or self.kind in ("lock", "rewrite"):
            return False
        return not self._needed("copied" if self.fold(name) in home.written else "")

    def _needed(self, rows: str) -> bool:
        """True for rows of a pending table that the asking rule is about. They are copies: only
        when what is released was dropped are they all that is left of it."""
        if self.kind == "data-loss":
            return rows == "copied" and self.catalog.parted
        return bool(rows) and self.kind == "fails-on-data"

    def filled(self, table: str, column: str) -> bool:
        """True when an earlier UPDATE, of this file or a pending one, writes the column."""
        home = self.table(table)
        return super().filled(table, column) or (
            home is not None and self.fold(column) in home.written
        )

    def released_type(self, table: str, column: str) -> str:
        """The type that the column's rows still have when a pending file has changed it; or empty."""
        home = self.table(table)
        return self._was.get(id(home), {}).get(self.fold(column), "")

    def existed(self, name: str) -> bool:
        """True when the table has to be taken for one with rows."""
        return not self.is_new(name)

    def gone_here(self, kind: str, name: str) -> bool:
        """True when an earlier act of the same statement dropped it, or dropped what it went along with."""
        dropped = list(self.catalog.dropped)[self._statement[1] :]
        return (kind, self.fold(name)) in dropped

    def emptied(self, table: str) -> bool:
        """True when this file has deleted every row before."""
        return any(
            self.same(act.table, table) and not act.flags & {"where", "limit", "join"}
            for act in self.before("truncate", "delete", table=table)
        )

    def holds_always(self, act: Act) -> bool:
        """True when the act's condition lets every row through: none, a tautology, `id IS NOT NULL`."""
        table = "" if act.has("shadowed") else act.table
        own = () if act.has("join") else act.bound
        if is_always_true(act.tokens, self.dialect, table, own):
            return True
        if [token.key for token in act.tokens[-3:]] != ["IS", "NOT", "NULL"]:
            return False
        if len(act.tokens) not in (4, 6):
            return False
        column = self.column(act.table, identifier(act.tokens[-4], self.dialect))
        return column is not None and (column.not_null or column.primary)

    def is_about(self, act: Act) -> bool:
        """True when an act's condition asks something of the rows that are written, or of rows that
        they are joined to; also when nobody can tell. One without a subquery is asked of a join."""
        below = any(token.key == "SELECT" for token in act.tokens)
        if not below and not act.has("join"):
            return True
        bound = {self.fold(name) for name in act.bound} | {self.fold(act.table)}
        if below:
            from forge_migrations.sql.expressions import asked

            found = asked(render(act.tokens), self.dialect)
            return found is None or any(self._asks(*column, bound) for column in found)
        columns = columns_of(act.tokens, self.dialect)
        return any(self._asks(*column, (), bound) for column in columns)

    def _asks(
        self, table: str, name: str, inner: tuple[tuple[str, str], ...], bound: set[str]
    ) -> bool:
        """True when the column of a condition can be one of these tables, and not of those that the
        subqueries around it read."""
        table, name = self.fold(table), self.fold(name)
        if table:
            return table in bound and all(self.fold(alias) != table for alias, _ in inner)
        for _alias, source in inner:
            read = self.table(source)
            if read is None or not read.complete:
                return True
            if name in read.columns:
                return False
        tables = [found for each in bound if (found := self.table(each)) is not None]
        own = name in _OF_EVERY_TABLE or any(name in each.columns for each in tables)
        return own or not all(each.complete for each in tables) or not tables

    def null_is_refused(self, table: str, column: str) -> bool:
        """True when a released CHECK lets no new row in whose column is null, validated or not."""
        found = self.table(table)
        return found is not None and any(
            (c.kind == "check" and proves_not_null(c.expression, column, self.dialect))
            or (c.kind == "not null" and column in c.columns)
            for c in found.constraints
            if not self.fresh(c.born)
        )

    def not_null_is_proven(self, table: str, column: str) -> bool:
        """True when a validated CHECK says that the column isn't null."""
        found = self.table(table)
        return found is not None and any(
            constraint.kind in ("check", "not null")
            and constraint.valid
            and (
                proves_not_null(constraint.expression, column, self.dialect)
                or (constraint.kind == "not null" and column in constraint.columns)
            )
            for constraint in found.constraints
        )

    @property
    def engine(self) -> Engine:
        """What sets the engine apart from the others."""
        return row_of(self.dialect)

    @property
    def rebuild(self) -> Rebuild | None:
        """The rebuild that this DROP TABLE is part of: create, copy, drop, rename."""
        if self.at not in self._rebuilds:
            self._rebuilds[self.at] = rebuild_of(self.catalog, self._index, self.at)
        return self._rebuilds[self.at]

    def spelled(self, name: str) -> str:
        """A name as a statement of this engine has it, the schema of `auth.users` apart."""
        row = self.engine
        return ".".join(row.quoted(part) for part in name.split("."))

    @property
    def reduced(self) -> str:
        """What a message ends in when the history doesn't tell everything."""
        return "" if self.catalog.complete else " (the history is incomplete)"


def quoted(names: Sequence[str]) -> str:
    """`"a", "b" and "c"`."""
    shown = [f'"{name}"' for name in names]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]
