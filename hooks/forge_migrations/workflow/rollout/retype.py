"""Columns that get another type: on PostgreSQL one of the new type stands beside the old one until no
release is left that writes what only the old type holds.
"""

from __future__ import annotations

import copy

from forge_migrations.rules.judging.waiting import BESIDE
from forge_migrations.rules.judging.waiting import TAKEN_OVER
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.casts_postgres import written_cast
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.enum_changes import remade
from forge_migrations.sql.hindering import hinders_place
from forge_migrations.sql.in_step import from_old
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import parse
from forge_migrations.workflow.rollout.softened import Form
from forge_migrations.workflow.rollout.softened import Left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.beside import Beside
    from forge_migrations.sql.casts_postgres import Verdict
    from forge_migrations.sql.tokens import Token
    from forge_migrations.workflow.rollout.softened import Softening

WHY = "the release before it writes the old type"


class Retype:
    """The changes of type of one migration."""

    def __init__(self, softening: Softening) -> None:
        self.soft = softening
        self.given = softening.given
        self.before = self.given.before
        self.gone: set[str] = set()
        """Types that the migration drops for good."""
        self.after = copy.deepcopy(self.before)
        for group in softening.acts:
            for act in group:
                carry_out(self.after, act)

    def soften(self) -> None:
        """Have the columns change later, where that isn't harmless."""
        if self.given.dialect != "postgres":
            return
        acts = [act for group in self.soft.acts for act in group]
        again = {one.name for one in remade(self.before, acts)}
        self.gone = {act.name for act in acts if act.verb == "drop-type"} - again
        done: set[tuple[str, str]] = set()
        for group in self.soft.acts:
            for act in group:
                key = self._key(act)
                column = self.before.column(act.table, act.name)
                if act.verb != "alter-type" or column is None or key in done:
                    continue
                if not self.given.knows(act.table, act.name) or _base(column.type) in again:
                    continue
                done.add(key)
                self._one(act, column)

    def _one(self, act: Act, column: Column) -> None:
        now = self.after.column(act.table, act.name)
        old = self.before.base_type(column.type)
        verdict = postgres_change(old, act.new, act.tokens, column.name)
        if now is None or not _hurts(verdict):
            return
        debt = Debt("alter-type", act.table, column.name, WHY, new=self._type(act))
        debt = debt._replace(using=self._using(act, verdict, debt.new))
        why = self._hindrance(act, debt)
        enum = self.before.enum(_base(old)) is not None
        if verdict.uncastable and not act.tokens and not written_cast(old, act.new, enum):
            why = f"PostgreSQL has no cast from {old} to {act.new}: write USING"
        if why:
            self.soft.left.append(Left(str(debt), why))
            return
        one = beside_of(debt.act)
        assert one is not None
        self._instead(act, debt, one, now, verdict)
        self.soft.owe(debt)
        how = "a column of the new type is kept in step with it by a trigger, until contract puts it in its place"
        if verdict.uncastable and not act.tokens:
            how += f"; no cast is written, so that {debt.using} makes its values"
            self._cast(act, debt, column, now)
        self.soft.forms.append(Form(str(debt), how, 3))

    def _instead(self, act: Act, debt: Debt, one: Beside, now: Column, verdict: Verdict) -> None:
        """Each statement about the column goes; in the place of the first stands what makes the other."""
        table, new = dotted(one.table, "postgres"), quoted(one.new, "postgres")
        made = [f"ALTER TABLE {table} ADD COLUMN {new} {debt.new};"]
        if now.default is not None:
            made.append(f"ALTER TABLE {table} ALTER COLUMN {new} SET DEFAULT {now.default};")
        careful = bool(verdict.narrow or verdict.lossy or debt.using)
        made += from_old(debt, one, careful)
        for at in self._statements(act):
            self.soft.instead[at] = tuple(made)
            made = []

    def _cast(self, act: Act, debt: Debt, column: Column, now: Column) -> None:
        """The statement with the cast; a default isn't cast by it, and goes meanwhile."""
        own = f"ALTER TABLE {dotted(act.table, 'postgres')} ALTER COLUMN {quoted(act.name, 'postgres')}"
        made = [f"{own} SET DATA TYPE {debt.new} USING {debt.using};"]
        if column.default is not None:
            made.insert(0, f"{own} DROP DEFAULT;")
        if now.default is not None:
            made.append(f"{own} SET DEFAULT {now.default};")
        self.soft.casts[self._at(act)] = tuple(made)

    def _at(self, act: Act) -> int:
        """The number of its statement."""
        numbered = enumerate(self.soft.acts)
        return next(at for at, group in numbered if any(each is act for each in group))

    def _key(self, act: Act) -> tuple[str, str]:
        return self.before.fold(act.table), self.before.fold(act.name)

    def _about(self, act: Act) -> Iterator[tuple[int, Act, Sequence[Act]]]:
        """(statement, act, all that the statement does) of what is done to the same column."""
        for at, group in enumerate(self.soft.acts):
            for other in group:
                names = [other.name, *(other.constraint.columns if other.constraint else ())]
                mine = act.name in names or (other.indexed and act.name in other.indexed.columns)
                if mine and self.before.fold(other.table) == self.before.fold(act.table):
                    yield at, other, group

    def _statements(self, act: Act) -> list[int]:
        found = [at for at, other, _ in self._about(act) if other.verb in TAKEN_OVER]
        return list(dict.fromkeys(found))

    def _hindrance(self, act: Act, debt: Debt) -> str:
        for _, other, group in self._about(act):
            if other.inside:
                return "it stands in a body of code"
            if other.verb not in (*TAKEN_OVER, *BESIDE):
                return "the migration does more to that column"
            alone = all(
                each.verb in TAKEN_OVER and self._key(each) == self._key(act) for each in group
            )
            if other.verb in TAKEN_OVER and not alone:
                return "its statement does something else besides"
        column = self.before.column(act.table, act.name)
        if column and _base(column.type) in self.gone:
            return (
                f"the migration drops its type {column.type}: drop that in a migration of its own"
            )
        return hinders_place(self.before, debt)

    def _type(self, act: Act) -> str:
        """The new type as the migration writes it."""
        text = self.given.reading.script.statements[self._at(act)].text
        tokens, _ = tokenize(text, "postgres")
        found = _behind(tokens, "TYPE", "USING")
        if found:
            return text[found[0].start : found[-1].start + len(found[-1].text)]
        return act.new

    def _using(self, act: Act, verdict: Verdict, kind: str) -> str:
        """The expression that is written, else the cast that PostgreSQL would need."""
        if act.tokens:
            return " ".join(self._slice(act.tokens).split())
        if not verdict.uncastable:
            return ""
        column = quoted(act.name, "postgres")
        text = "::text" if self.before.enum(_base(act.new)) else ""
        return f"{column}{text}::{kind}"

    def _slice(self, tokens: Sequence[Token]) -> str:
        end = tokens[-1].start + len(tokens[-1].text)
        return self.given.text[tokens[0].start : end]


def _behind(tokens: Sequence[Token], word: str, stop: str) -> Sequence[Token]:
    """What stands between the words; nothing where a collation does too."""
    keys = [token.key for token in tokens]
    end = keys.index(stop) if stop in keys else len(keys)
    start = end - keys[:end][::-1].index(word) if word in keys[:end] else end
    return tokens[start:end] if "COLLATE" not in keys[start:end] else ()


def _hurts(verdict: Verdict) -> bool:
    return bool(verdict.rewrite or verdict.narrow or verdict.lossy or verdict.uncastable)


def _base(kind: str) -> str:
    return parse(kind).base
