"""Columns and tables that go: they stay in the database for the release that reads them."""

from __future__ import annotations

from forge_migrations.sql.debts import Debt
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.dependencies_mysql import unserved
from forge_migrations.sql.optional import holds
from forge_migrations.sql.optional import stays_held
from forge_migrations.workflow.rollout.harmless import Harmless
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Table
    from forge_migrations.workflow.rollout.softened import Softening

WHY = "the release before it reads it"
_ON_TABLE = frozenset(
    {
        "drop-policy", "disable-row-security", "drop-constraint", "drop-foreign-key", "drop-index",
        "drop-primary-key", "drop-trigger", "drop-column",
    }
)  # fmt: skip
"""What is taken from a table that goes anyway."""


class Drops:
    """What of a migration is dropped, and stays for now."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        self.before = self.given.before
        self.harmless = Harmless(softening.given)
        acts = [act for group in softening.acts for act in group]
        fold = self.before.fold
        self.tables = {
            fold(act.table)
            for act in acts
            if act.verb == "drop-table"
            and self.given.knows(act.table)
            and self.before.table(act.table) is not None
        }
        again = {fold(act.table) for act in acts if act.verb == "create-table"}
        again |= {fold(act.new) for act in acts if act.verb == "rename-table"}
        for key in sorted(self.tables & again):
            softening.left.append(Left(f'drop-table "{key}"', "it is made again under its name"))
        self.tables -= again
        for key in sorted(self.tables):
            held = stays_held(self.before, self.before.tables[key], self.tables)
            if held and not self.harmless.rebuilds:
                why = (
                    "its foreign key would refuse what the new release deletes, and can't go alone"
                )
                softening.left.append(Left(str(Debt("drop-table", key)), why))
                self.tables.discard(key)
        self.columns = dict(self._columns(acts))
        self.made = {fold(act.name) for act in acts if act.verb == "create-index"}
        self.made |= {
            fold(act.constraint.name)
            for act in acts
            if act.verb == "add-constraint" and act.constraint
        }

    def _columns(self, acts: list[Act]) -> Iterator[tuple[tuple[str, str], Column]]:
        fold = self.before.fold
        added = {(fold(act.table), fold(act.name)) for act in acts if act.verb == "add-column"}
        for act in acts:
            key = (fold(act.table), fold(act.name))
            table, column = (
                self.before.table(act.table),
                self.before.column(act.table, act.name),
            )
            if act.verb != "drop-column" or table is None or column is None:
                continue
            if key[0] in self.tables or not self.given.knows(act.table, act.name):
                continue
            why = "it is made again under its name" if key in added else ""
            why = why or self.harmless.hinders(table, column)
            if why:
                self.soft.left.append(Left(str(Debt("drop-column", act.table, act.name)), why))
            else:
                yield key, column

    def soften(self) -> None:
        """Take the drops out of the migration, and owe them."""
        if not self.tables and not self.columns:
            return
        for at, group in enumerate(self.soft.acts):
            mine = [self._mine(act) for act in group]
            if mine and all(mine):
                for act in group:
                    self._owe(act)
                self.soft.instead.setdefault(at, ())
            elif any(mine):
                self._apart(group)
        for key in sorted(self.tables):
            table = self.before.tables[key]
            held = holds(self.before, table, self.tables)
            self.soft.ahead += self.harmless.released(table, held, self.soft.ahead)
        self.soft.ahead += self._still_held()
        for key in dict.fromkeys(key for key, _ in self.columns):
            owed = {self._at(debt) for debt in self.soft.debts if debt.verb == "drop-column"}
            waiting = [
                column
                for (at, _), column in self.columns.items()
                if at == key and (key, column.name) in owed
            ]
            if key not in self.soft.rebuilt:
                table = self.before.tables[key]
                self.soft.ahead += self.harmless.all_optional(table, waiting, self.soft.ahead)

    def _still_held(self) -> Iterator[str]:
        """The foreign keys of columns that wait and to tables that wait, where the migration itself
        doesn't drop them."""
        fold = self.before.fold
        dropped = {
            (fold(act.table), fold(act.name))
            for group in self.soft.acts
            for act in group
            if act.verb in ("drop-constraint", "drop-foreign-key")
        }
        if self.given.dialect in ("sqlite", "libsql"):
            return
        for key in sorted(self.tables):
            for other, each in self.before.inbound(self.before.tables[key].name):
                gone = (fold(other.name), fold(each.name)) in dropped
                if fold(other.name) not in self.tables and each.name and not gone:
                    yield self.harmless.unheld(other, each)
        for key in sorted({key for key, _ in self.columns}):
            table = self.before.tables[key]
            for each in table.constraints:
                waits = {(key, fold(name)) for name in each.columns} & self.columns.keys()
                if each.reference and each.name and waits and (key, fold(each.name)) not in dropped:
                    yield self.harmless.unheld(table, each)

    def _at(self, debt: Debt) -> tuple[str, str]:
        return self.before.fold(debt.table), debt.name

    def _apart(self, group: tuple[Act, ...]) -> None:
        for act in group:
            if act.verb in ("drop-column", "drop-table"):
                debt = Debt(act.verb, act.table, act.name)
                self.soft.left.append(Left(str(debt), "its statement does something else besides"))
                self.columns.pop((self.before.fold(act.table), self.before.fold(act.name)), None)
                self.tables.discard(self.before.fold(act.table))

    def _mine(self, act: Act) -> bool:
        """True for an act that waits with what is dropped."""
        fold = self.before.fold
        key = fold(act.table)
        if act.verb == "drop-table":
            return key in self.tables
        if act.verb == "drop-column" and key not in self.tables:
            return (key, fold(act.name)) in self.columns
        if act.verb == "drop-type":
            return any(
                self._goes(table, column) for table, column in self.before.users_of_type(act.name)
            )
        if act.verb == "drop-sequence":
            short = act.name.rpartition(".")[2]
            return any(short in (column.default or "") for column in self._going())
        if act.verb == "drop-schema":
            return any(each.startswith(fold(act.name) + ".") for each in self.tables)
        if act.verb == "drop-index":
            home = key or self.before.index_home.get(fold(act.name.rpartition(".")[2]), "")
            return home in self.tables or self._held(home, act.name)
        if key in self.tables:
            return act.verb in _ON_TABLE
        if act.verb in ("drop-constraint", "drop-primary-key"):
            return self._held(key, act.name)
        return False

    def _going(self) -> Iterator[Column]:
        yield from self.columns.values()
        for key in self.tables:
            yield from self.before.tables[key].columns.values()

    def _goes(self, table: Table, column: Column) -> bool:
        fold = self.before.fold
        key = fold(table.name)
        return key in self.tables or (key, fold(column.name)) in self.columns

    def _held(self, key: str, name: str) -> bool:
        """True for a unique key or an index with a column that waits; foreign keys and checks go at
        once, as nothing that is written asks for them."""
        table, fold = self.before.tables.get(key), self.before.fold
        name = fold(name.rpartition(".")[2])
        if table is None or name in self.made:
            return False
        gone = {column for at, column in self.columns if at == key}
        if self._serves(table, name, gone):
            return False
        index = table.indexes.get(name)
        if index is not None:
            told = [*index.columns, *index.includes, index.where]
            return bool(gone & {fold(each) for each in told}) or any(
                names_column(self.before, text, column)
                for column in gone
                for text in told
                if text and fold(text) not in table.columns
            )
        return any(
            fold(each.name) == name
            and each.kind in ("unique", "exclude")
            and gone & set(map(fold, each.columns))
            for each in table.constraints
        )

    def _serves(self, table: Table, name: str, gone: set[str]) -> bool:
        """True for an index of MySQL's that a foreign key stays on: neither now nor later does it go."""
        if self.given.dialect != "mysql":
            return False
        fold = self.before.fold
        keys = [
            each
            for each in unserved(self.before, table, name)
            if not gone & set(map(fold, each.columns))
            and not any(
                act.verb in ("drop-foreign-key", "drop-constraint")
                and fold(act.name) == fold(each.name)
                for group in self.soft.acts
                for act in group
            )
        ]
        for each in keys:
            what = str(Debt("drop-index", table.name, name))
            why = f'foreign key "{each.name}" needs it: make an index on its columns first'
            if Left(what, why) not in self.soft.left:
                self.soft.left.append(Left(what, why))
        return bool(keys)

    def _owe(self, act: Act) -> None:
        fold, table, name = self.before.fold, act.table, act.name
        if act.verb == "drop-index":
            key = fold(table) or self.before.index_home.get(fold(name.rpartition(".")[2]), "")
            table, name = self.before.tables[key].name, name.rpartition(".")[2]
        if act.verb != "drop-table" and table and fold(table) in self.tables:
            return  # goes with its table
        debt = Debt(act.verb, table, "" if act.verb == "drop-table" else name, WHY)
        self.soft.owe(debt)
        if act.verb == "drop-table":
            how = "the table stays in the database until contract drops it"
            self.soft.forms.append(Form(str(debt), how, 2))
        if act.verb == "drop-column":
            how = "the column stays in the database, optional, until contract drops it"
            self.soft.forms.append(Form(str(debt), how, 2))
