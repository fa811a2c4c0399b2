"""Which statement carries which change of the schema, from the acts that a statement is."""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.report.reviewed import Explained
from forge_migrations.report.reviewed import Place
from forge_migrations.sql.acts import Index
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.read import read_script

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.drizzle.history.table_changes import TableChange
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act

DATA = frozenset({"insert", "update", "delete", "merge", "truncate", "copy"})
"""Verbs that move rows."""
SILENT = frozenset({"harmless", "pragma", "set", "transaction", "select", "exception-handler"})
"""Verbs that change no structure."""
REBUILT = "__new_"
"""drizzle-kit's name for the table that a SQLite rebuild fills."""


class Carrier(NamedTuple):
    """One statement of the reviewed migrations."""

    place: Place
    text: str
    acts: tuple[Act, ...]

    @property
    def moves(self) -> tuple[str, ...]:
        """The tables whose rows it touches; a rebuild's own copy is no such thing."""
        return tuple(
            dict.fromkeys(
                act.table
                for act in self.acts
                if act.verb in DATA and not short(act.table).startswith(REBUILT)
            )
        )

    @property
    def structural(self) -> bool:
        return any(act.verb not in SILENT and act.verb not in DATA for act in self.acts)


def carriers(texts: Iterable[tuple[str, str]], dialect: Dialect) -> list[Carrier]:
    """The statements of (path, SQL), in order; what a migration leaves for a later one is carried by
    the comment that says so."""
    found = []
    for path, text in texts:
        script, read_acts = read_script(text, dialect)
        for debt in debts_of(script, dialect):
            if not debt.fault:
                found.append(Carrier(Place(path, debt.line), debt.comment(dialect), (debt.act,)))
        pairs = zip(script.statements, read_acts, strict=True)
        found += [Carrier(Place(path, each.line), each.text, acts) for each, acts in pairs]
    return found


def explain(
    changes: Iterable[TableChange], statements: list[Carrier]
) -> tuple[tuple[Explained, ...], list[Carrier]]:
    """Each change with its statements, and the structural statements that carry none."""
    used: set[int] = set()
    explained = []
    by_name = _by_name(statements)
    for change in changes:
        near = {*by_name[short(change.table).lower()], *by_name[short(change.name).lower()]}
        found = [n for n in sorted(near) if any(_carries(change, a) for a in statements[n].acts)]
        used.update(found)
        places = tuple(dict.fromkeys(statements[number].place for number in found))
        explained.append(Explained(change, places))
    touched = {
        table for number in used for act in statements[number].acts for table in _tables(act)
    }
    free = [
        each
        for number, each in enumerate(statements)
        if number not in used and each.structural and not _helps(each, touched)
    ]
    return tuple(explained), free


def short(name: str) -> str:
    """A name without its schema."""
    return name.rpartition(".")[2]


def _by_name(statements: list[Carrier]) -> defaultdict[str, set[int]]:
    """The numbers of the statements that are about a table, an enum, a view or an index."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, statement in enumerate(statements):
        for act in statement.acts:
            for name in (*_tables(act), short(act.name).lower(), short(act.new).lower()):
                found[name].add(number)
    found.pop("", None)
    return found


def _helps(statement: Carrier, touched: set[str]) -> bool:
    """True for a part of something bigger: an index of a new table, a drop inside a rebuild.

    `touched` names the tables of every statement that carries a change.
    """
    mine = {table for act in statement.acts for table in _tables(act)}
    return bool(mine) and mine <= touched


def _tables(act: Act) -> Iterator[str]:
    for name in (act.table, act.new if act.verb == "rename-table" else ""):
        if name:
            yield short(name).removeprefix(REBUILT).lower()


def _same(one: str, other: str) -> bool:
    return short(one).lower() == short(other).lower()


def _carries(change: TableChange, act: Act) -> bool:
    if change.what in ("enum", "view"):
        return _same(act.name or act.table, change.name) or (
            bool(act.new) and _same(act.new, change.name)
        )
    on_table = short(change.table).lower() in set(_tables(act))
    if change.what == "table":
        verbs = ("create-table",) if change.how == "added" else ("drop-table",)
        return on_table and act.verb in (*verbs, "rename-table")
    if not on_table:
        return change.what == "index" and _same(act.name, change.name) and bool(act.name)
    return _carries_part(change, act)


def _carries_part(change: TableChange, act: Act) -> bool:
    """For a part of a table that the act is about."""
    if act.verb == "create-table" and short(act.table).startswith(REBUILT):
        return True
    if change.what == "primary key":
        return act.verb == "drop-primary-key" or "constraint" in act.verb
    names = {act.name, act.new, act.text if act.verb == "rename-column" else ""}
    if act.column is not None:
        names.add(act.column.name)
    if act.constraint is not None:
        names.add(act.constraint.name)
    index: object = act.index  # a tuple's method to mypy, a field here
    if isinstance(index, Index):
        names.add(index.name)
    if any(_same(name, change.name) for name in names if name):
        return True
    # An unnamed constraint is written inside its column.
    return (
        change.what in ("reference", "check", "index")
        and act.verb
        in (
            "add-column",
            "add-constraint",
        )
        and not (act.constraint and act.constraint.name)
    )
