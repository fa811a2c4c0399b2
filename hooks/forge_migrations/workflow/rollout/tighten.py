"""What a migration asks of rows that are there, and of a release that doesn't know it yet: on
PostgreSQL each has a form that asks later.

The constraint is made NOT VALID, so that no lock waits for the scan; a column that becomes required
does so once no old release writes rows without it.
"""

from __future__ import annotations

from forge_migrations.sql.debts import Debt
from forge_migrations.sql.defined_mysql import undefinable
from forge_migrations.sql.reworded import not_valid
from forge_migrations.sql.reworded import without_not_null
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.rollout.softened import Softening

_ITSELF = frozenset({"identity", "serial", "auto", "stored", "virtual"})
REQUIRED = "the release before it writes rows without it"
_DEFINING = ("alter-column-to", "modify-column")
"""A column's whole definition again, in libSQL's words and in MySQL's."""
SCANNED = "its scan of the rows takes no lock in a migration of its own"


class Tighten:
    """NOT NULL, CHECK and FOREIGN KEY of one migration."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        acts = [act for group in softening.acts for act in group]
        fold = self.given.before.fold
        self.keyed = {
            (fold(act.table), fold(name))
            for act in acts
            if act.verb == "add-constraint" and act.constraint and act.constraint.kind == "primary"
            for name in act.constraint.columns
        }
        self.added = {(fold(act.table), fold(act.name)) for act in acts if act.verb == "add-column"}
        self.changed = {
            (fold(act.table), fold(act.name))
            for act in acts
            if act.verb in ("alter-type", "add-identity", "rename-column")
            or (act.verb == "modify-column" and act.new and fold(act.new) != fold(act.name))
        }

    def soften(self) -> None:
        """Have it ask later."""
        for at, group in enumerate(self.soft.acts):
            for act in group:
                told = self._told(act)
                if not told or at in self.soft.instead:
                    continue
                why = self._hindrance(act)
                if why:
                    self.soft.left.append(Left(told, why))
                elif len(group) > 1 or act.inside:
                    self.soft.left.append(Left(told, "its statement does something else besides"))
                elif (self._key(act) in self.keyed) or self._key(act) in self.changed:
                    self.soft.left.append(Left(told, "the migration does more to that column"))
                else:
                    self._soften(at, act)

    def _hindrance(self, act: Act) -> str:
        """Why the engine has no form of it that waits; empty where it has one."""
        dialect = self.given.dialect
        if dialect == "postgres" or act.verb == "drop-default":
            return ""
        if dialect == "mysql":
            return undefinable(act.column) if act.column else ""
        if act.constraint is None and self.given.stock is not None:
            return ""
        return "SQLite has no form of it that waits"

    def _counted_on(self, act: Act) -> bool:
        """True for a default that the release before needs, and the new one is always told another value
        for."""
        was = self.given.before.column(act.table, act.name)
        if was is None or self.given.dialect not in ("postgres", "mysql"):
            return False
        another = any(
            each.verb == "set-default" and self._key(each) == self._key(act)
            for group in self.soft.acts
            for each in group
        )
        known = self.given.knows(act.table, act.name) and not another
        return known and was.not_null and was.default is not None

    def _key(self, act: Act) -> tuple[str, str]:
        return self.given.before.fold(act.table), self.given.before.fold(act.name)

    def _told(self, act: Act) -> str:
        """What it is, where running code or rows that are there have to do with it; else nothing."""
        if not self.given.knows(act.table):
            return ""
        if act.verb == "set-not-null":
            known = self.given.knows(act.table, act.name)
            column = self.given.before.column(act.table, act.name)
            new = self._key(act) in self.added
            told = str(Debt("set-not-null", act.table, act.name))
            return told if new or (known and column) else ""
        if act.verb == "drop-default":
            return str(Debt("drop-default", act.table, act.name)) if self._counted_on(act) else ""
        if act.verb in _DEFINING and act.column:
            was = self.given.before.column(act.table, act.name)
            if was is None or was.not_null or was.primary or not act.column.not_null:
                return ""
            return str(Debt("set-not-null", act.table, act.name))
        if act.verb == "add-column" and act.column:
            needed = act.column.not_null and act.column.default is None and not act.column.primary
            if needed and act.column.generated not in _ITSELF:
                return f"add-column {Debt('drop-column', act.table, act.name).spelled('postgres')}"
        made = act.constraint if act.verb == "add-constraint" else None
        if self.given.dialect == "mysql":
            return ""  # it has no NOT VALID; what the server locks for it is told by `locks`
        if made and made.name and made.kind in ("foreign", "check") and made.valid:
            debt = Debt("validate-constraint", act.table, made.name)
            return f"add-constraint {debt.spelled('postgres')}"
        return ""

    def _soften(self, at: int, act: Act) -> None:
        written = self.given.written(at)
        postgres = self.given.dialect == "postgres"
        if act.verb == "drop-default":
            self.soft.instead[at] = ()
            self.soft.owe(Debt("drop-default", act.table, act.name, REQUIRED))
            how = "it stays for what the old release writes until contract drops it"
            self.soft.forms.append(Form(self._told(act), how, 2))
        elif act.verb in ("set-not-null", *_DEFINING):
            self.soft.instead[at] = self._without(at, act)
            self.soft.owe(Debt("set-not-null", act.table, act.name, REQUIRED))
            how = "it is asked for by a CHECK once the old release is gone, and set when that holds"
            how = how if postgres else "contract sets it once the old release is gone"
            self.soft.forms.append(Form(self._told(act), how, 3 if postgres else 2))
        elif act.verb == "add-column":
            self.soft.instead[at] = (without_not_null(written, self.given.dialect),)
            self.soft.owe(Debt("set-not-null", act.table, act.name, REQUIRED))
            how = "the column takes NULL until the old release is gone and its rows are filled"
            self.soft.forms.append(Form(self._told(act), how, 3 if postgres else 2))
        elif act.constraint:
            self.soft.instead[at] = (not_valid(written, self.given.dialect),)
            self.soft.owe(Debt("validate-constraint", act.table, act.constraint.name, SCANNED))
            how = "it holds of what is written from now on, and of the rows that are there later"
            self.soft.forms.append(Form(self._told(act), how, 2))

    def _without(self, at: int, act: Act) -> tuple[str, ...]:
        """What is left of a statement once a column may stay NULL: libSQL and MySQL say its whole
        definition."""
        was, new = self.given.before.column(act.table, act.name), act.column
        if act.verb == "set-not-null" or was is None or new is None:
            return ()
        alike = was._replace(not_null=True, born=0) == new._replace(not_null=True, born=0)
        return () if alike else (without_not_null(self.given.written(at), self.given.dialect),)
