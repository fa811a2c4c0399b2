"""Tables that drizzle-kit rebuilds on SQLite: what a rebuild comes to is softened act by act, and what is
left of it is written so that nothing that hangs on the table goes."""

from __future__ import annotations

import copy

from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Act
from forge_migrations.sql.catalog import FILE
from forge_migrations.sql.catalog_changes import apply
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.keeping import hanging
from forge_migrations.sql.places import Places
from forge_migrations.sql.rebuild import names_in
from forge_migrations.sql.rebuild import rebuild_of
from forge_migrations.sql.rebuild import source_column
from forge_migrations.sql.tokens import render
from forge_migrations.workflow.rollout.remainder import Remainder
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.rebuild import Copy
    from forge_migrations.workflow.rollout.softened import Softening

OFF = ("off", "0", "false", "no")


class Found(NamedTuple):
    """One rebuild of a migration."""

    name: str
    """The table's."""
    under: str
    """The new form's name until it takes the table's."""
    old: Table
    new: Table
    copy: Copy
    statements: tuple[int, ...]
    """CREATE TABLE, INSERT, DROP TABLE and RENAME, by number."""


class Rebuilds:
    """Those of one migration that copy every row of a table that running code knows."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        self.fold = self.given.before.fold
        self.found: list[Found] = []
        self.net: dict[str, list[int]] = {}
        found = list(self._find()) if self.given.stock else []
        if not found or self.given.stock is None:
            return
        try:
            self.given.stock(()).stored()
        except Undecided as error:
            softening.left += [Left(f'rebuild "{each.name}"', str(error)) for each in found]
            return
        self.found = found
        at = len(self.given.reading.acts)
        for each in found:
            softening.rebuilding.update(each.statements)
            softening.rebuilding.update(self.indexes(each))
            softening.rebuilt.add(self.fold(each.name))
            told = list(self._acts(each))
            softening.net += [(act,) for act in told]
            self.net[self.fold(each.name)] = list(range(at, at + len(told)))
            at += len(told)

    def _find(self) -> Iterator[Found]:
        groups = self.given.reading.acts
        numbered = [(at, act) for at, group in enumerate(groups) for act in group]
        acts = [act for _, act in numbered]
        places = Places(acts, self.fold)
        catalog = copy.deepcopy(self.given.before)
        for number, act in enumerate(acts):
            rebuild = rebuild_of(catalog, places, number) if act.verb == "drop-table" else None
            if rebuild and self.given.knows(rebuild.name) and self._whole(rebuild.copy):
                assert rebuild.copy is not None
                under = rebuild.new.name
                wanted = (("create-table", under), ("insert", under), ("drop-table", rebuild.name))
                at = [self._only(numbered, verb, table) for verb, table in wanted]
                at.append(self._only(numbered, "rename-table", under))
                if -1 not in at and at == sorted(at) and all(len(groups[n]) == 1 for n in at):
                    old = copy.deepcopy(rebuild.old)
                    new = copy.deepcopy(rebuild.new)
                    yield Found(rebuild.name, under, old, new, rebuild.copy, tuple(at))
            apply(catalog, act, FILE)

    def _whole(self, made: Copy | None) -> bool:
        return made is not None and bool(made.pairs) and not (made.narrowed or made.joined)

    def _only(self, numbered: Sequence[tuple[int, Act]], verb: str, table: str) -> int:
        """The one statement that does this to a table, or -1."""
        key = self.fold(table)
        at = [n for n, act in numbered if act.verb == verb and self.fold(act.table) == key]
        return at[0] if len(at) == 1 else -1

    def indexes(self, one: Found) -> list[int]:
        """The statements behind a rebuild that make an index on its table."""
        groups = self.given.reading.acts
        return [
            at
            for at in range(one.statements[-1] + 1, len(groups))
            if len(groups[at]) == 1
            and groups[at][0].verb == "create-index"
            and self.fold(groups[at][0].table) == self.fold(one.name)
        ]

    def _acts(self, one: Found) -> Iterator[Act]:
        """What a rebuild comes to, as far as running code and rows have to do with it."""
        filled = {self.fold(target) for target, _ in one.copy.pairs}
        for key, column in one.old.columns.items():
            if key in one.new.columns or column.computed:
                continue
            into = self._into(one, key)
            if into:
                why = f'its values go into "{into}"'
                told = str(Debt("drop-column", one.name, column.name))
                self.soft.left.append(Left(told, why))
            else:
                yield Act("drop-column", one.name, column.name)
        for key, column in one.new.columns.items():
            was = one.old.columns.get(key)
            if was is None and not self._moved(one, key):
                yield Act("add-column", one.name, column.name, column=column)
            elif was is None:
                continue
            elif column.not_null and not (was.not_null or was.primary) and key in filled:
                yield Act("set-not-null", one.name, column.name)
        had = {self._said(one, each) for each in one.old.constraints}
        for each in one.new.constraints:
            if self._said(one, each) not in had:
                yield Act("add-constraint", one.name, each.name, constraint=each)

    def _moved(self, one: Found, key: str) -> bool:
        """True for a column that takes the values of one that goes: the old release fails anyway."""
        gone = one.old.columns.keys() - one.new.columns.keys()
        return any(
            self.fold(target) == key and names_in(expression, self.given.before) & gone
            for target, expression in one.copy.pairs
        )

    def _said(self, one: Found, each: Constraint) -> tuple[str, tuple[str, ...], str]:
        """What a constraint is, whichever of the two names its condition gives the table."""
        text = each.expression
        for name in (one.under, one.name):
            for spelled in (f'"{name}".', f"`{name}`.", f"{name}."):
                text = text.replace(spelled, "")
        return each.kind, tuple(map(self.fold, each.columns)), text

    def _into(self, one: Found, key: str) -> str:
        """The column of another name that a column's values go into."""
        catalog = self.given.before
        for target, expression in one.copy.pairs:
            if key in names_in(expression, catalog) and self.fold(target) != key:
                return target
        return ""

    def soften(self) -> None:
        """Write what is left of the rebuilds, once it is known what waits."""
        assert self.given.stock is not None or not self.found
        untouched = False
        for one in self.found:
            waits = [
                act
                for at in self.net[self.fold(one.name)]
                for act in self.soft.acts[at]
                if at in self.soft.instead
            ]
            assert self.given.stock is not None
            stock = self.given.stock(self.soft.until(one.statements[0]))
            stored = stock.stored()
            enforced = self._enforced(one.statements[2], stock.enforced)
            lost, uncopied = hanging(stored, one.name, enforced), list(self._uncopied(one))
            if not (waits or lost or uncopied):
                untouched = True
                continue
            fills = dict(self._fills(one))
            made = Remainder(self.soft, one.name, one.old, stored, enforced)
            if made.write(one.under, one.statements, self.indexes(one), waits, fills):
                told = [f"keeps {', '.join(lost)}"] if lost else []
                told += [f"leaves {', '.join(uncopied)} out of its copy"] if uncopied else []
                if told:
                    how = f"it {' and '.join(told)}"
                    self.soft.forms.append(Form(f'rebuild "{one.name}"', how, 1))
        if self.found and not untouched:
            self._without_pragmas()

    def _enforced(self, stop: int, enforced: bool) -> bool:
        """Whether foreign keys are at a statement: a migration can end the migrator's transaction, switch
        them off and begin another."""
        inside = True
        for group in self.given.reading.acts[:stop]:
            for act in group:
                if act.verb == "transaction":
                    inside = act.name == "begin"
                elif act.verb == "pragma" and act.name == "foreign_keys" and not inside:
                    enforced = act.text not in OFF
        return enforced

    def _uncopied(self, one: Found) -> Iterator[str]:
        """What the copy fails on: drizzle-kit 0.31 selects new columns from the old table, and copies
        computed ones."""
        for target, expression in one.copy.pairs:
            column = one.new.columns.get(self.fold(target))
            source = self.fold(source_column(expression, self.given.before))
            if column and column.computed:
                yield f'"{target}", which is computed,'
            elif source and source not in one.old.columns:
                yield f'"{target}", which the old form doesn\'t have,'

    def _fills(self, one: Found) -> Iterator[tuple[str, str]]:
        for target, expression in one.copy.pairs:
            source = self.fold(source_column(expression, self.given.before))
            if source != self.fold(target) and (not source or source in one.old.columns):
                yield self.fold(target), render(expression)

    def _without_pragmas(self) -> None:
        """The pragmas around them do nothing in a migrator's transaction."""
        dropped = {at for one in self.found for at in one.statements}
        others = [
            act
            for at, group in enumerate(self.given.reading.acts)
            for act in group
            if act.verb == "drop-table" and at not in dropped
        ]
        acts = [act for group in self.given.reading.acts for act in group]
        if others or any(act.verb == "transaction" for act in acts):
            return
        for at, group in enumerate(self.given.reading.acts):
            if any(act.verb == "pragma" and act.name == "foreign_keys" for act in group):
                self.soft.instead[at] = ()
