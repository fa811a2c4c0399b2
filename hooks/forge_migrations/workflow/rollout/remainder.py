"""What is left of a rebuild once some of what it comes to waits: nothing, or a rebuild that keeps it."""

from __future__ import annotations

from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.definitions import index_definition
from forge_migrations.sql.definitions import options_of
from forge_migrations.sql.keeping import Form
from forge_migrations.sql.keeping import indexed
from forge_migrations.sql.keeping import rebuild
from forge_migrations.sql.optional import HARMLESS
from forge_migrations.sql.optional import fixed
from forge_migrations.sql.optional import is_required
from forge_migrations.sql.read import acts_of
from forge_migrations.sql.structure import structure_of
from forge_migrations.sql.table_text import TableText
from forge_migrations.sql.table_text import renamed
from forge_migrations.sql.table_text import without
from forge_migrations.workflow.rollout.drops import WHY
from forge_migrations.workflow.rollout.harmless import Harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.keeping import Stored
    from forge_migrations.workflow.rollout.softened import Softening


class Remainder:
    """Of one table's rebuild."""

    def __init__(
        self, soft: Softening, name: str, old: Table, stored: Sequence[Stored], enforced: bool
    ) -> None:
        self.soft = soft
        self.given = soft.given
        self.name, self.key, self.old = name, soft.given.before.fold(name), old
        self.enforced = enforced
        made = [act for group in soft.given.reading.acts for act in group]
        again = {act.name.lower() for act in made if act.verb in ("create-trigger", "create-view")}
        self.stored = [
            each
            for each in stored
            if not (each.kind in ("trigger", "view") and each.name.lower() in again)
        ]
        self.again = [each for each in stored if each not in self.stored]
        self.was = next(
            each.sql for each in stored if each.kind == "table" and each.name.lower() == self.key
        )
        self.indexes = [
            each for each in stored if each.kind == "index" and each.table.lower() == self.key
        ]

    def write(
        self,
        under: str,
        statements: Sequence[int],
        indexes: Sequence[int],
        waits: Sequence[Act],
        fills: Mapping[str, str],
    ) -> bool:
        """Put it in the rebuild's place; False where nothing is left of it."""
        given = self.given
        create = given.reading.script.statements[statements[0]].text
        text = TableText.of(renamed(create, {under.lower(): self.name}))
        columns = [self.old.columns[given.before.fold(act.name)] for act in waits
                   if act.verb == "drop-column"]  # fmt: skip
        for column in columns:
            text = self._with(text, column)
        for name in self._unset():
            text = text.optional(name) if text.named(name) else text
        kept = {column.name.lower() for column in columns}
        made = {given.reading.acts[at][0].name.lower() for at in indexes}
        left = [each for each in self.indexes if each.name.lower() not in made]
        stays = [each for each in left if indexed(each.sql) & kept]
        for each in stays:
            self.soft.owe(Debt("drop-index", self.name, each.name, WHY))
        for at in statements:
            self.soft.instead[at] = ()
        needed = [column for column in columns if is_required(column)]
        moved = {key for key in fills if key in self.old.columns}
        if not moved and self._is_there(text, needed):
            self.soft.instead[statements[0]] = tuple(self._beside(needed))
            for at in indexes:
                self.soft.instead[at] = ()
            self._as_they_were([each for each in left if each not in stays], indexes)
            self._instead_of_triggers()
            return False
        form = Form(str(text), fills, tuple(each.sql for each in stays))
        self.soft.instead[statements[0]] = rebuild(self.stored, {self.key: form}, self.enforced)
        return True

    def _unset(self) -> list[str]:
        """The columns that become required later."""
        owed = [*self.given.owed, *(each.act for each in self.soft.debts)]
        return [
            act.name
            for act in owed
            if act.verb == "set-not-null" and self.given.before.fold(act.table) == self.key
        ]

    def _with(self, text: TableText, column: Column) -> TableText:
        """With a column that waits: optional, with its unique keys, and without what refuses."""
        was = TableText.of(self.was)
        held = [each for each in self.old.constraints if each.reference
                and column.name.lower() in map(str.lower, each.columns)]  # fmt: skip
        harmless = all(each.reference and each.reference.on_delete in HARMLESS for each in held)
        kinds = ["CHECK", *([] if harmless else ["REFERENCES"])]
        kinds += ["NOT"] if is_required(column) else []
        text = text.with_column(without(was.named(column.name), *kinds), was)
        for each in was.keys_with(column.name, "UNIQUE", *(["FOREIGN"] if harmless else [])):
            text = text.with_constraint(each)
        return text

    def _is_there(self, text: TableText, needed: Sequence[Column]) -> bool:
        """True where the table is as it is to be, or is once the columns beside it are optional."""
        was = TableText.of(self.was)
        if any(fixed(self.given.before, self.old, column.name.lower()) for column in needed):
            return False
        for column in needed:
            was = was.optional(column.name)
        return _alike(str(was), str(text))

    def _beside(self, needed: Sequence[Column]) -> list[str]:
        table = self.given.before.tables[self.key]
        harmless = Harmless(self.given)
        return [each for column in needed for each in harmless.optional(table, column)]

    def _as_they_were(self, gone: Sequence[Stored], made: Sequence[int]) -> None:
        """The indexes that the rebuild would have left behind, and those that it makes otherwise."""
        known = {each.name.lower(): each for each in self.indexes}
        for at in made:
            one = known.get(self.given.reading.acts[at][0].name.lower())
            written = self.given.written(at)
            text = self.given.reading.script.statements[at].text
            if one is None:
                self.soft.instead[at] = (written,)
            elif index_definition(one.sql) != index_definition(text):
                self.soft.instead[at] = (f"DROP INDEX {quoted(one.name, 'sqlite')};", written)
        first = tuple(f"DROP INDEX {quoted(each.name, 'sqlite')};" for each in gone)
        at = next(iter(made), -1)
        if first and at >= 0:
            self.soft.instead[at] = (*first, *self.soft.instead[at])
        elif first:
            self.soft.ahead += first

    def _instead_of_triggers(self) -> None:
        """A trigger that the migration makes again is there still."""
        there = {each.name.lower() for each in self.again if each.table.lower() == self.key}
        for at, group in enumerate(self.given.reading.acts):
            for act in group:
                if act.verb == "create-trigger" and act.name.lower() in there:
                    drop = f"DROP TRIGGER {quoted(act.name, 'sqlite')};"
                    self.soft.instead[at] = (drop, self.given.written(at))


def _alike(one: str, other: str) -> bool:
    """True for two texts of one table, whatever the order of its columns."""
    catalogs = []
    for text in (one, other):
        catalog = Catalog("sqlite")
        for act in acts_of(text, "sqlite"):
            carry_out(catalog, act)
        catalogs.append(structure_of(catalog))
    return options_of(one) == options_of(other) and not disagreements(*catalogs)
