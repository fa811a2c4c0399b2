"""Values that an enum loses: the type keeps them until no release is left that writes them."""

from __future__ import annotations

import copy

from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.enum_changes import remade
from forge_migrations.sql.literals import string_literal
from forge_migrations.sql.normal_form import default_form
from forge_migrations.sql.paying_enums import fill_name
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.enum_changes import Remade
    from forge_migrations.workflow.rollout.softened import Softening

WHY = "the release before it writes it"
HOW = "the type keeps the value until contract makes it again, and gives rows that hold it what you say"


class Enums:
    """The types of one migration that are made again."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        self.before = self.given.before

    def soften(self) -> None:
        """Keep the values that go."""
        if self.given.dialect != "postgres":
            return
        for one in remade(self.before, [act for group in self.soft.acts for act in group]):
            if one.removed and self.given.released.get("type", one.name):
                self._one(one)

    def _one(self, one: Remade) -> None:
        debts = [Debt("drop-enum-value", "", one.name, WHY, new=value) for value in one.removed]
        at, why = self._statements(one)
        if why:
            self.soft.left += [Left(str(debt), why) for debt in debts]
            return
        made = [*_added(one), *self._defaults(one)]
        for number in at:
            self.soft.instead[number] = tuple(made)
            made = []
        for debt in debts:
            self.soft.owe(debt)
            said = f"{HOW}: --fill \"{fill_name(debt)}='VALUE'\""
            self.soft.forms.append(Form(str(debt), said, 2))

    def _statements(self, one: Remade) -> tuple[Sequence[int], str]:
        """Those that make the type again and move its columns, or why they can't be told apart."""
        if one.reordered:
            return (), "the values that stay change their order too"
        mine = {id(act) for act in one.acts}
        found = []
        for at, group in enumerate(self.soft.acts):
            theirs = [id(act) in mine for act in group]
            if any(theirs) and (not all(theirs) or any(act.inside for act in group)):
                return (), "its statements do something else besides"
            if any(theirs):
                found.append(at)
        return found, ""

    def _defaults(self, one: Remade) -> list[str]:
        """The new defaults, which both releases can have."""
        after = copy.deepcopy(self.before)
        for act in one.acts:
            carry_out(after, act)
        found = []
        for table, column in self.before.users_of_type(one.name):
            now = after.column(table.name, column.name)
            old, new = column.default or "", (now.default if now else None) or ""
            if default_form(old, "postgres") == default_form(new, "postgres"):
                continue
            alter = f"ALTER TABLE {dotted(table.name, 'postgres')} ALTER COLUMN {quoted(column.name, 'postgres')}"
            found.append(f"{alter} SET DEFAULT {new};" if new else f"{alter} DROP DEFAULT;")
        return found


def _added(one: Remade) -> list[str]:
    """Each new value in its place, as it can stand in a transaction before it is used."""
    kind, made = dotted(one.name, "postgres"), []
    for at, value in enumerate(one.values):
        if value in one.had:
            continue
        beside = (
            f"AFTER {string_literal(one.values[at - 1])}"
            if at
            else f"BEFORE {string_literal(one.had[0])}"
        )
        made.append(f"ALTER TYPE {kind} ADD VALUE {string_literal(value)} {beside};")
    return made
