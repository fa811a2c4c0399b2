"""A column's other name in the database too: on PostgreSQL a column of that name stands beside the old one,
each in step with the other, until the release that knows the old one is gone.
"""

from __future__ import annotations

import copy

from forge_migrations.drizzle.history.in_sql_columns import type_sql
from forge_migrations.sql.acts import Act
from forge_migrations.sql.agreement import disagreements
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.dependencies import names_column
from forge_migrations.sql.hindering import hinders_place
from forge_migrations.sql.in_step import both_ways
from forge_migrations.sql.structure import structure_of
from forge_migrations.sql.types import parse
from forge_migrations.workflow.rollout.harmless import Harmless
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.verbs import Verb
    from forge_migrations.workflow.rollout.softened import Softening

WHY = "the release before it reads and writes the old name"
HOW = (
    "a column of the new name is kept in step with the old one, both ways, by a trigger, until contract"
    " drops the old one"
)


class Expand:
    """The renamed columns of one migration."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        self.before = self.given.before
        self.again: set[int] = set()
        """The acts of what is only made again for the new names."""

    def soften(self) -> None:
        """Make the columns of the new names, and owe the old ones."""
        found = list(self._renames())
        self.again = self._made_again([act for _, act, _ in found])
        why = {id(act): self._hindrance(act, group) for _, act, group in found}
        if any(why.values()):
            # What is made again names both columns: it is made again with the rest.
            self.again = set()
            why = {id(act): self._hindrance(act, group) for _, act, group in found}
        for at, act, _ in found:
            debt = Debt(act.verb, act.table, act.name, WHY, new=act.new)
            if why[id(act)]:
                told = f'rename-table "{act.table}" to "{act.new}"'
                what = told if act.verb == "rename-table" else str(debt)
                self.soft.left.append(Left(what, why[id(act)]))
            else:
                self._one(at, act, debt)
        for at, group in enumerate(self.soft.acts):
            if group and all(id(act) in self.again for act in group):
                self.soft.instead[at] = ()

    def _renames(self) -> Iterator[tuple[int, Act, tuple[Act, ...]]]:
        for at, group in enumerate(self.soft.acts):
            for act in group:
                known = self.given.knows(act.table, "" if act.verb == "rename-table" else act.name)
                if known and act.verb in ("rename-column", "rename-table"):
                    yield at, act, group

    def _made_again(self, renames: Sequence[Act]) -> set[int]:
        """The acts that drop a key, a check or an index and make it again for the new names: it follows its
        column."""
        fold = self.before.fold
        made: dict[tuple[str, str], Act] = {}
        for act in self._others(None):
            if act.verb in ("add-constraint", "create-index"):
                made[fold(act.table), act.name] = act
        found: set[int] = set()
        for act in self._others(None):
            home = act.table or self.before.index_home.get(act.name.rpartition(".")[2], "")
            key = fold(home), act.name.rpartition(".")[2]
            if act.verb not in ("drop-constraint", "drop-index") or key not in made:
                continue
            names = {each.name: each.new for each in renames if fold(each.table) == key[0]}
            if self._follows(key, made[key], names):
                found |= {id(act), id(made[key])}
        return found

    def _follows(self, key: tuple[str, str], made: Act, names: Mapping[str, str]) -> bool:
        """True for what is the same once the columns have their new names."""
        after = copy.deepcopy(self.before)
        for old, new in names.items():
            carry_out(after, Act("rename-column", key[0], old, new))
        wanted = copy.deepcopy(after)
        verb: Verb = "drop-index" if made.verb == "create-index" else "drop-constraint"
        carry_out(wanted, Act(verb, key[0], key[1]))
        carry_out(wanted, made)
        return not disagreements(structure_of(wanted, {key[0]}), structure_of(after, {key[0]}))

    def _hindrance(self, act: Act, group: tuple[Act, ...]) -> str:
        if act.verb == "rename-table":
            return "a table can't stand beside itself: without --expand its name stays"
        if self.given.dialect != "postgres":
            return "only PostgreSQL has a form of it: without --expand the name stays"
        if len(group) > 1 or act.inside:
            return "its statement does something else besides"
        if any(self._about(other, act) for other in self._others(act)):
            return "the migration does more to that column"
        table = self.before.table(act.table)
        if table and any(act.name in key for key in table.unique_keys()):
            return "ON CONFLICT of the new release would find no unique key under the new name"
        return hinders_place(self.before, Debt(act.verb, act.table, act.name, new=act.new))

    def _others(self, act: Act | None) -> Iterator[Act]:
        for group in self.soft.acts:
            yield from (
                other for other in group if other is not act and id(other) not in self.again
            )

    def _about(self, other: Act, act: Act) -> bool:
        """True for what is done to the column under either name, or to its table's."""
        fold, names = self.before.fold, {act.name, act.new}
        if other.verb == "rename-table" and fold(act.table) in (fold(other.table), fold(other.new)):
            return True
        told = {other.name, *(other.constraint.columns if other.constraint else ())}
        told |= set(other.indexed.columns) if other.indexed else set()
        texts = [other.constraint.expression] if other.constraint else []
        texts += [*other.indexed.columns, other.indexed.where] if other.indexed else []
        said = any(names_column(self.before, text, name) for text in texts for name in names)
        return fold(other.table) == fold(act.table) and (said or bool(told & names))

    def _one(self, at: int, act: Act, debt: Debt) -> None:
        table, column = self.before.table(act.table), self.before.column(act.table, act.name)
        one = beside_of(debt.act)
        assert table is not None and column is not None and one is not None
        thing = Harmless(self.given).thing(table, column)
        kind = type_sql("postgres", thing) if thing.get("type") else column.type
        name, new = dotted(act.table, "postgres"), quoted(act.new, "postgres")
        old = quoted(act.name, "postgres")
        compared = (
            "::text" if parse(column.type).base in ("json", "xml", "point", "polygon") else ""
        )
        self.soft.instead[at] = (
            f"ALTER TABLE {name} ADD COLUMN {new} {kind};",
            *both_ways(one, compared),
        )
        self.soft.behind.append(
            f"UPDATE {name} SET {new} = {old} WHERE {new} IS NULL AND ({old}) IS NOT NULL;"
        )
        self.soft.owe(debt)
        self.soft.forms.append(Form(str(debt), HOW, 3))
