"""An UPDATE of rows that are there: where it fills a new column it gets a migration of its own, behind the one
that makes the column, so that it can be done in batches between the two."""

from __future__ import annotations

from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.fills import Fill
from forge_migrations.sql.fills import fill_of
from forge_migrations.sql.fills import named_in
from forge_migrations.sql.fills import of_null
from forge_migrations.sql.online import done_before
from forge_migrations.sql.read import acts_of
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.rollout.softened import Softening

HOW = "a migration behind this one fills it, and apply --online does that in batches before"
DONE = "apply --online does it before the migration, in batches: it fills what IS NULL"


class Backfills:
    """The UPDATEs of one migration."""

    def __init__(self, softening: Softening, newest: bool) -> None:
        """`newest`: no migration stands behind this one yet."""
        self.soft, self.newest = softening, newest
        self.given = softening.given
        fold = self.given.before.fold
        self.new = {
            (fold(act.table), fold(act.name))
            for group in softening.given.reading.acts
            for act in group
            if act.verb == "add-column" and act.column and act.column.default is None
        }

    def soften(self) -> None:
        """Take those apart that can be; of the others say why not."""
        for at, group in enumerate(self.given.reading.acts):
            if not group or group[0].verb != "update" or not self.given.knows(group[0].table):
                continue
            if at in self.soft.instead or at in self.soft.rebuilding:
                continue
            what = f"update {self._said(group[0])}"
            made = self._apart(at, group)
            if made.endswith(";"):
                self.soft.instead[at] = ()
                self.soft.behind.append(made)
                self.soft.forms.append(Form(what, HOW, 1))
            else:
                self.soft.left.append(Left(what, made))

    def _said(self, act: Act) -> str:
        names = (Debt("drop-column", act.table, name).spelled("postgres") for name in act.values)
        return ", ".join(names) or f'"{act.table}"'

    def _apart(self, at: int, group: tuple[Act, ...]) -> str:
        """The statement as it is said alone, or why it isn't taken out."""
        act, dialect, fold = group[0], self.given.dialect, self.given.before.fold
        text = self.given.reading.script.statements[at].text
        new = [name for name in act.values if (fold(act.table), fold(name)) in self.new]
        if not new:
            return self._there(text, group)
        if len(new) < len(act.values):
            return "it sets columns that were there, too"
        found = fill_of(text, group, dialect)
        if isinstance(found, str):
            text = of_null(text, quoted(new[0], dialect), dialect)
            found = fill_of(text, acts_of(text, dialect), dialect)
        if isinstance(found, str):
            return found
        if not self.newest:
            return "a later migration is there already: give it one of its own"
        return "what stands behind it reads it" if self._read_behind(at, act) else f"{text};"

    def _there(self, text: str, group: tuple[Act, ...]) -> str:
        """What is said of an UPDATE of columns that were there."""
        found = fill_of(text, group, self.given.dialect)
        if isinstance(found, str):
            return found
        before = [each for _, each in done_before([self.given.text], self.given.dialect)]
        same = any(isinstance(each, Fill) and each == found for each in before)
        return DONE if same else "what stands before it changes what it reads"

    def _read_behind(self, at: int, act: Act) -> bool:
        """True where a statement that stays needs the values."""
        statements = self.given.reading.script.statements
        wanted = {name.lower() for name in act.values}
        for number in range(at + 1, len(statements)):
            acts = self.given.reading.acts[number]
            if number in self.soft.instead or all(each.verb == "create-index" for each in acts):
                continue
            if named_in(statements[number].text, self.given.dialect) & wanted:
                return True
            if any(each.verb in ("do", "call", "opaque", "run-code") for each in acts):
                return True
        return False
