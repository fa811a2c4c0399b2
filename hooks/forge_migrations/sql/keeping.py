"""A rebuild of SQLite tables that loses nothing that hangs on them: rows of children, triggers, views,
indexes, the numbers that AUTOINCREMENT gave out.

Where foreign keys are enforced, DROP TABLE deletes the table's rows first, and the children's with them;
in a migrator's transaction no PRAGMA changes that. So the children are rebuilt with it, to refer to the new
table before the old one goes.

https://www.sqlite.org/lang_droptable.html, https://www.sqlite.org/lang_altertable.html#otheralter
"""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.definitions import options_of
from forge_migrations.sql.layout import first_words
from forge_migrations.sql.literals import string_literal
from forge_migrations.sql.read import acts_of
from forge_migrations.sql.table_text import names_in
from forge_migrations.sql.table_text import renamed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act

DEFER = "PRAGMA defer_foreign_keys = ON;"
"""Until the transaction ends: https://www.sqlite.org/pragma.html#pragma_defer_foreign_keys"""
ROWIDS = frozenset({"rowid", "_rowid_", "oid"})


class Stored(NamedTuple):
    """An object as SQLite keeps it: a row of sqlite_schema that has a text."""

    kind: str
    """`table`, `index`, `trigger` or `view`."""
    name: str
    table: str
    """The table that it belongs to; its own name for a table."""
    sql: str


class Form(NamedTuple):
    """What a table is to become."""

    create: str
    """CREATE TABLE under its own name."""
    fills: Mapping[str, str] = {}
    """What fills a column, by its name in lower case; the others have what they had."""
    indexes: tuple[str, ...] | None = None
    """Their statements; `None` for those that it has."""


def rebuild(stored: Sequence[Stored], forms: Mapping[str, Form], enforced: bool) -> tuple[str, ...]:
    """The statements that give tables, by their lower-case names, another form.

    `enforced`: foreign keys are, and the statements run in a transaction.
    """
    return tuple(_Rebuild(stored, forms, enforced).statements())


def hanging(stored: Sequence[Stored], table: str, enforced: bool) -> list[str]:
    """What a plain rebuild of a table would lose or stumble over, in words."""
    one = _Rebuild(stored, {table.lower(): Form("")}, enforced)
    told = [f'the rows of "{one.made[key].name}"' for key in one.group if key != table.lower()]
    own = table.lower()
    told += ["its rows that refer to each other"] if enforced and own in one.parents[own] else []
    told += [f'trigger "{each.name}"' for each in one.triggers() if each.table.lower() in one.group]
    told += [f'view "{each.name}"' for each in one.views]
    others = [each.name for each in one.triggers() if each.table.lower() not in one.group]
    told += [f'trigger "{name}"' for name in others]
    if any("autoincrement" in options_of(each.sql) for each in one.tables(own)):
        told.append("the numbers that AUTOINCREMENT gave out")
    return told


class _Rebuild:
    def __init__(self, stored: Sequence[Stored], forms: Mapping[str, Form], enforced: bool) -> None:
        self.stored = stored
        self.forms = forms
        self.made = {each.name.lower(): each for each in standing(stored)}
        self.acts: dict[str, Act] = {}
        parents = self.parents = {name: self._parents(name) for name in self.made}
        self.group = [name for name in self.made if name in forms]
        for name in self.group if enforced else ():
            children = [one for one, refers in parents.items() if name in refers]
            self.group += [one for one in children if one not in self.group]
        self.circular = self.knotted = False
        self.group = list(self._ordered(parents))
        self.new = {name: f"__new_{self.made[name].name}" for name in self.group}
        self.views = list(self._views())

    def tables(self, name: str) -> Iterator[Stored]:
        """The table of a lower-case name, where there is one."""
        if name in self.made:
            yield self.made[name]

    def _act(self, name: str) -> Act:
        """What a table's CREATE TABLE says."""
        if name not in self.acts:
            self.acts[name] = acts_of(self.made[name].sql, "sqlite")[0]
        return self.acts[name]

    def _parents(self, name: str) -> set[str]:
        act = self._act(name)
        given = [each.reference for each in act.columns]
        given += [each.reference for each in act.constraints]
        return {each.table.lower() for each in given if each}

    def _ordered(self, parents: Mapping[str, set[str]]) -> Iterator[str]:
        """Parents first; where tables refer to each other or to themselves, as they come."""
        left = list(self.group)
        self.circular = any(name in parents[name] for name in left)
        while left:
            free = [name for name in left if not parents[name] & set(left) - {name}]
            self.circular = self.circular or not free
            self.knotted = self.knotted or not free
            for name in free or left[:1]:
                left.remove(name)
                yield name

    def _views(self) -> Iterator[Stored]:
        """The views that name one of the tables, or a view that does."""
        gone = set(self.group)
        views = [each for each in self.stored if each.kind == "view"]
        while found := [each for each in views if names_in(each.sql) & gone]:
            views = [each for each in views if each not in found]
            gone |= {each.name.lower() for each in found}
            yield from found

    def triggers(self) -> list[Stored]:
        """Those on what goes, and those of other tables that name what goes."""
        gone = {*self.group, *(each.name.lower() for each in self.views)}
        triggers = [each for each in self.stored if each.kind == "trigger"]
        return [each for each in triggers if names_in(each.sql) & gone]

    def _in_the_way(self, trigger: Stored) -> bool:
        """True for one that doesn't go with its view, or with its table before a foreign key's action on
        that table runs it."""
        own = trigger.table.lower()
        if any(own == each.name.lower() for each in self.views):
            return False
        return self.circular or own not in self.group

    def statements(self) -> Iterator[str]:
        """In the order that a transaction with enforced foreign keys takes them."""
        if self.circular:
            yield DEFER
        for each in self.triggers():
            if self._in_the_way(each):
                yield f"DROP TRIGGER {_quoted(each.name)};"
        for each in reversed(self.views):
            yield f"DROP VIEW {_quoted(each.name)};"
        for name in self.group:
            yield f"{renamed(self._text(name), self.new)};"
        for name in self.group:
            yield self._copy(name)
            if "autoincrement" in options_of(self._text(name)):
                yield from self._numbers(name)
        yield from self._exchanged()
        yield from map(_ended, self._indexes())
        views = {each.name for each in self.views}
        yield from (_ended(each.sql) for each in self.stored if each.name in views)
        yield from (_ended(each.sql) for each in self.triggers())

    def _exchanged(self) -> Iterator[str]:
        """The old tables go, the new ones take their names.

        In a circle none can be dropped while others refer to what went before it: they are emptied first,
        and each name is taken at once.
        """
        drops = {name: f"DROP TABLE {_quoted(self.made[name].name)};" for name in self.group}
        takes = {
            name: f"ALTER TABLE {_quoted(self.new[name])} RENAME TO {_quoted(self.made[name].name)};"
            for name in self.group
        }
        back = reversed(self.group)
        if not self.knotted:
            yield from (drops[name] for name in back)
            yield from takes.values()
            return
        for name in self.group:
            kept = (
                f"-- forge-migrations: allow delete-without-where: {self.new[name]} has its rows\n"
            )
            yield f"{kept}DELETE FROM {_quoted(self.made[name].name)};"
        for name in back:
            yield drops[name]
            yield takes[name]

    def _text(self, name: str) -> str:
        return self.forms[name].create if name in self.forms else self.made[name].sql

    def _indexes(self) -> Iterator[str]:
        for name in self.group:
            form = self.forms.get(name)
            if form and form.indexes is not None:
                yield from form.indexes
            else:
                own = [each for each in self.stored if each.kind == "index"]
                yield from (each.sql for each in own if each.table.lower() == name)

    def _copy(self, name: str) -> str:
        act = acts_of(self._text(name), "sqlite")[0]
        had = {column.name.lower() for column in self._act(name).columns}
        fills = self.forms[name].fills if name in self.forms else {}
        pairs = [(each, each) for each in self._rowid(name)]
        for column in act.columns:
            key = column.name.lower()
            if not column.computed and (key in fills or key in had):
                own = _quoted(column.name)
                pairs.append((own, fills.get(key, own)))
        into = ", ".join(target for target, _ in pairs)
        values = ", ".join(value for _, value in pairs)
        new, old = _quoted(self.new[name]), _quoted(self.made[name].name)
        return f"INSERT INTO {new} ({into}) SELECT {values} FROM {old};"

    def _rowid(self, name: str) -> Iterator[str]:
        """`rowid` where something goes by it that no column has."""
        act = self._act(name)
        keys = [c.columns for c in act.constraints if c.kind == "primary"]
        keys += [(column.name,) for column in act.columns if column.primary]
        kinds = {column.name.lower(): column.type.lower() for column in act.columns}
        numbered = any(len(key) == 1 and kinds.get(key[0].lower()) == "integer" for key in keys)
        if numbered or "without rowid" in options_of(self.made[name].sql) or ROWIDS & kinds.keys():
            return
        if any(self._goes_by_rowid(each) for each in self.stored):
            yield "rowid"

    def _goes_by_rowid(self, each: Stored) -> bool:
        virtual = first_words(each.sql, "sqlite", 2) == ("CREATE", "VIRTUAL")
        return virtual or (each.kind in ("trigger", "view") and bool(names_in(each.sql) & ROWIDS))

    def _numbers(self, name: str) -> Iterator[str]:
        """What AUTOINCREMENT has reached, though the row may be gone."""
        if "autoincrement" not in options_of(self.made[name].sql):
            return
        new, old = string_literal(self.new[name]), string_literal(self.made[name].name)
        yield (
            "UPDATE sqlite_sequence SET seq = coalesce((SELECT seq FROM sqlite_sequence"
            f" WHERE name = {old}), seq) WHERE name = {new};"
        )


def _quoted(name: str) -> str:
    return quoted(name, "sqlite")


def _ended(sql: str) -> str:
    return sql.rstrip().removesuffix(";") + ";"


def standing(stored: Iterable[Stored]) -> Iterator[Stored]:
    """The tables but for virtual ones."""
    return (each for each in stored if each.kind == "table" and _defines(each))


def indexed(create: str) -> set[str]:
    """The names in a CREATE INDEX that can be columns, in lower case."""
    act = acts_of(create, "sqlite")[0]
    index = act.indexed
    if index is None:
        return names_in(create)
    return {each.lower() for each in index.columns} | names_in(
        " ".join((*index.columns, index.where))
    )


def _defines(one: Stored) -> bool:
    return first_words(one.sql, "sqlite", 2) in (("CREATE", "TABLE"), ("CREATE", "TEMP"))
