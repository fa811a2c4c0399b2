"""What a migration leaves for a later one to do, in a comment that is read:

    -- forge-migrations: deferred drop-column "users"."email": the old release reads it

The snapshot is ahead of the database by it. Who compares the two carries the debts out as well.
"""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.acts import Act
from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.beside import both_there
from forge_migrations.sql.beside import take_place
from forge_migrations.sql.beside import type_of
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.deferred import WORDS as WORDS
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.statements import Script
    from forge_migrations.sql.tokens import Token
    from forge_migrations.sql.verbs import Verb

_DEBT = r"(?s)^\s*forge-migrations\s*:\s*deferred\b\s*(?P<rest>.*)$"
_VERB = r"(?s)(?P<verb>[a-z-]+)\s+(?P<rest>.*)$"

ON_TABLES: tuple[Verb, ...] = (
    "drop-column",
    "drop-constraint",
    "drop-default",
    "drop-foreign-key",
    "drop-index",
    "set-not-null",
    "validate-constraint",
)
"""Debts about a part of a table: its name is the table's, then its own."""
ALONE: tuple[Verb, ...] = ("drop-schema", "drop-sequence", "drop-type")
"""Debts about what stands by itself."""
PLACES: tuple[Verb, ...] = ("alter-type", "rename-column")
"""Debts about a column that another takes the place of; what it becomes stands behind its name."""
VERBS: tuple[Verb, ...] = (*ON_TABLES, *PLACES, "drop-table", "drop-enum-value", *ALONE)


class Debt(NamedTuple):
    """One act that is still to come."""

    verb: Verb
    table: str = ""
    """As acts have it: with its schema unless that is the default one."""
    name: str = ""
    reason: str = ""
    line: int = 0
    """Of the comment, 1-based; 0 for one that isn't written yet."""
    fault: str = ""
    """Why the comment can't be read; the rest is empty then."""
    new: str = ""
    """The new type as SQL writes it, the new name, or the value of an enum."""
    using: str = ""
    """What a value of the new type is made of, in SQL; empty where it is the old one's."""

    @property
    def act(self) -> Act:
        """What is owed, as the catalog carries it out."""
        new = type_of(self.new, "postgres") if self.verb == "alter-type" else self.new
        return Act(self.verb, self.table, self.name, new)

    def __str__(self) -> str:
        """`drop-column "users"."email"`, in double quotes whatever the engine."""
        becomes = f" to {self.new}" if self.verb == "alter-type" else self._becomes
        return f"{self.verb} " + self.spelled("postgres") + becomes

    def spelled(self, dialect: Dialect) -> str:
        """The name of what it is about, in the engine's quotes."""
        parts = split_name(self.table, dialect) if self.table else []
        if self.name:
            parts += [self.name] if self.table else split_name(self.name, dialect)
        if self.verb == "drop-enum-value":
            parts.append(self.new)
        return ".".join(quoted(part, dialect) for part in parts)

    def comment(self, dialect: Dialect) -> str:
        """The line that says it."""
        return f"-- {WORDS} {self.verb} {self.spelled(dialect)}{self._becomes}: {self.reason}"

    @property
    def _becomes(self) -> str:
        if self.verb == "rename-column":
            return f" to {quoted(self.new, 'postgres')}"
        using = f" using {self.using}" if self.using else ""
        return f" to {self.new}{using}" if self.verb == "alter-type" else ""


def quoted(name: str, dialect: Dialect) -> str:
    """A name in the engine's quotes."""
    quote = '"' if dialect == "postgres" else "`"
    return quote + name.replace(quote, quote * 2) + quote


def dotted(name: str, dialect: Dialect) -> str:
    """A name as acts have it, in quotes."""
    return ".".join(quoted(part, dialect) for part in split_name(name, dialect))


def split_name(name: str, dialect: Dialect) -> list[str]:
    """Schema and name of what acts call `auth.users`; only PostgreSQL's have schemas."""
    return name.split(".", 1) if dialect == "postgres" else [name]


def is_debt(comment: str) -> bool:
    """True for a comment, without its marks, that tells of a debt or means to."""
    return re.match(_DEBT, comment) is not None


def debts_of(script: Script, dialect: Dialect) -> tuple[Debt, ...]:
    """The debts of a migration, in order; those that can't be read have a fault."""
    found = []
    for comment in script.comments:
        said = re.match(_DEBT, comment.text) if "deferred" in comment.text else None
        if said:
            line = script.place(comment.start)[0]
            found.append(_read(said["rest"].strip(), line, dialect))
    return tuple(found)


def carried_out(catalog: Catalog, debts: Sequence[Debt]) -> None:
    """The catalog as it is once they are paid."""
    from forge_migrations.sql.applied import carry_out

    for debt in debts:
        one = beside_of(debt.act)
        if one is not None:
            take_place(catalog, debt.act, one)
        elif not debt.fault:
            carry_out(catalog, debt.act)


def owed(catalog: Catalog, debt: Debt) -> bool:
    """True while the catalog holds what the debt is to change, or can't tell."""
    one = beside_of(debt.act)
    if one is not None and catalog.table(debt.table) is not None:
        return both_there(catalog, one)
    if debt.verb == "drop-enum-value":
        enum = catalog.get("type", debt.name)
        return debt.new in enum.values if enum else not catalog.complete
    if debt.verb in ALONE:
        kind = debt.verb.removeprefix("drop-")
        return catalog.get(kind, debt.name) is not None or not catalog.complete
    table = catalog.table(debt.table)
    if table is None or debt.verb == "drop-table":
        return table is not None or not catalog.complete
    name = catalog.fold(debt.name)
    if debt.verb == "drop-column":
        return name in table.columns
    if debt.verb == "drop-default":
        column = table.columns.get(name)
        return column is not None and column.default is not None
    if debt.verb == "set-not-null":
        column = table.columns.get(name)
        return column is not None and not column.not_null
    named = [each for each in table.constraints if catalog.fold(each.name) == name]
    if debt.verb == "validate-constraint":
        return any(not each.valid for each in named)
    return bool(named) or name in table.indexes


def outstanding(texts: Sequence[str], dialect: Dialect) -> tuple[Debt, ...]:
    """What the migrations of a history, in order, leave for later ones that aren't there yet."""
    from forge_migrations.sql.read import read_script

    if not any(WORDS in text for text in texts):
        return ()
    ledger = Ledger(Catalog(dialect))
    for text in texts:
        reading = read_script(text, dialect)
        if text is texts[0] and not any(reading.acts):
            ledger.catalog.complete = False  # what was there before it stands in a snapshot alone
        acts = [act for group in reading.acts for act in group]
        ledger.on("", acts, debts_of(reading.script, dialect))
    return tuple(each.debt for each in ledger.open)


class Owing(NamedTuple):
    """A debt, and the migration that made it."""

    tag: str
    debt: Debt


class Ledger:
    """The debts of a history on its way, and what became of them."""

    def __init__(self, catalog: Catalog) -> None:
        """`catalog`: what databases have, in which debts are not carried out."""
        self.catalog = catalog
        self.open: list[Owing] = []
        self.empty: list[Owing] = []
        """Debts about what wasn't there."""
        self.twice: list[Owing] = []
        """Debts that were owed already."""

    def on(self, tag: str, acts: Sequence[Act], debts: Sequence[Debt]) -> None:
        """One migration more."""
        from forge_migrations.sql.applied import carry_out

        for act in acts:
            carry_out(self.catalog, act, strict=True)
            self.open = [_following(each, act, self.catalog) for each in self.open]
            done = act.verb, act.table, act.name
            self.open = [each for each in self.open if each.debt[:3] != done]
        self.open = [each for each in self.open if owed(self.catalog, each.debt)]
        for debt in debts:
            if debt.fault:
                continue
            new = Owing(tag, debt)
            if any(each.debt.act == debt.act for each in self.open):
                self.twice.append(new)
            elif owed(self.catalog, debt):
                self.open.append(new)
            else:
                self.empty.append(new)


def _following(owing: Owing, act: Act, catalog: Catalog) -> Owing:
    """The debt under the new name of what was renamed."""
    debt, fold = owing.debt, catalog.fold
    if act.verb == "rename-table" and debt.table and fold(act.table) == fold(debt.table):
        new = act.new
        if "." in act.table and "." not in new:
            new = f"{act.table.rpartition('.')[0]}.{new}"
        return owing._replace(debt=debt._replace(table=new))
    same = act.table and fold(act.table) == fold(debt.table) and fold(act.name) == fold(debt.name)
    if (
        act.verb == "rename-column"
        and debt.verb in ("drop-column", "drop-default", "set-not-null")
        and same
    ):
        return owing._replace(debt=debt._replace(name=act.new))
    return owing


def _read(text: str, line: int, dialect: Dialect) -> Debt:
    said = re.match(_VERB, text)
    verb = next((each for each in VERBS if said and each == said["verb"]), None)
    if said is None or verb is None:
        return Debt("opaque", line=line, fault=f"it owes none of {', '.join(VERBS)}")
    tokens, _ = tokenize(said["rest"], dialect)
    cursor = Cursor(tokens, dialect)
    try:
        parts = list(_parts(cursor))
    except Unreadable:
        return Debt("opaque", line=line, fault="it names nothing")
    try:
        new, using = _becoming(cursor, said["rest"]) if verb in PLACES else ("", "")
    except Unreadable:
        return Debt("opaque", line=line, fault="it says nothing of what becomes of the column")
    if cursor.key() != ":" or not said["rest"][cursor.token().start + 1 :].strip():
        return Debt("opaque", line=line, fault="it gives no reason")
    reason = " ".join(said["rest"][cursor.token().start + 1 :].split())
    own = verb in (*ON_TABLES, *PLACES, "drop-enum-value")
    if own and len(parts) < 2:
        return Debt("opaque", line=line, fault="it names no table and no part of it")
    if verb in ALONE:
        return Debt(verb, "", _joined(parts, dialect), reason, line)
    if verb == "drop-enum-value":
        return Debt(verb, "", _joined(parts[:-1], dialect), reason, line, "", parts[-1])
    table = _joined(parts[:-1] if own else parts, dialect)
    if verb == "rename-column":
        new = Cursor(tokenize(new, dialect)[0], dialect).word()
    return Debt(verb, table, parts[-1] if own else "", reason, line, "", new, using)


def _becoming(cursor: Cursor, text: str) -> tuple[str, str]:
    """Behind TO and USING, as they are written."""
    cursor.expect("TO")
    new = _written(cursor.until("USING", ":"), text)
    using = _written(cursor.until(":"), text) if cursor.take("USING") else ""
    return new, using


def _written(tokens: Sequence[Token], text: str) -> str:
    if not tokens:
        raise Unreadable("nothing is said")
    return text[tokens[0].start : tokens[-1].start + len(tokens[-1].text)]


def _parts(cursor: Cursor) -> Iterator[str]:
    yield cursor.word()
    while cursor.take("."):
        yield cursor.word()


def _joined(parts: Sequence[str], dialect: Dialect) -> str:
    from forge_migrations.sql.cursor import qualified

    return qualified(parts, dialect)
