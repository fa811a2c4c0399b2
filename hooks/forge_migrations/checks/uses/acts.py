"""What the pending migrations take away from the code that is released: the acts that contract."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from typing import NamedTuple

from forge_migrations.change.tree import Tree
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.drizzle.history.history import History
from forge_migrations.engines import Dialect
from forge_migrations.sql.acts import Act
from forge_migrations.sql.places_taken import placed_in

Verb = Literal[
    "drops",
    "renames",
    "changes the type of",
    "requires",
    "takes the default of",
    "takes a value out of",
]


class Contract(NamedTuple):
    """One thing that is taken away, and the statement that does."""

    verb: Verb
    path: str
    line: int
    table: str
    """Its SQL name, without a schema."""
    column: str = ""
    """Empty where it is the table's, or an enum's."""
    values: tuple[str, ...] = ()
    """Of an enum: those that go."""

    @property
    def what(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


OF_COLUMNS: dict[str, Verb] = {
    "drop-column": "drops",
    "rename-column": "renames",
    "alter-type": "changes the type of",
    "modify-column": "changes the type of",
    "alter-column-to": "changes the type of",
    "set-not-null": "requires",
    "drop-default": "takes the default of",
}


OF_TYPES = ("alter-type",)


def contracts(base: History, after: History, tree: Tree, dialect: Dialect) -> Iterator[Contract]:
    """What the migrations that `base` lacks take away, but for what they made themselves."""
    from forge_migrations.sql.read import read_script

    pending = brought_in(base, after)
    paths = [m.path for m, new in zip(after.migrations, pending, strict=True) if new and m.blob]
    made: set[tuple[str, str]] = set()
    for path in paths:
        text = tree.read(path).decode("utf-8", "replace")
        reading = read_script(text, dialect)
        acts = [
            (statement.line, act)
            for statement, acts in zip(reading.script.statements, reading.acts, strict=True)
            for act in acts
        ]
        yield from _of_one(path, acts, made)


def _of_one(
    path: str, acts: list[tuple[int, Act]], made: set[tuple[str, str]]
) -> Iterator[Contract]:
    """A table that is made again under its own name (SQLite's rebuild) is neither dropped nor renamed,
    nor is a column whose place and name another one takes; an enum whose type is made again changes no type."""
    again = {_bare(act.new) for _, act in acts if act.verb == "rename-table"}
    again &= {_bare(act.table) for _, act in acts if act.verb == "drop-table"}
    placed = placed_in(act for _, act in acts)
    types = any(act.verb in ("drop-type", "rename-type") for _, act in acts)
    for line, act in acts:
        table = _bare(act.table)
        if act.verb == "create-table":
            made.add((table, ""))
        elif act.verb == "add-column" and act.column is not None:
            made.add((table, act.column.name))
        if (table, "") in made or (table, act.name) in made or act in placed:
            continue
        if act.verb == "drop-table" and table not in again:
            yield Contract("drops", path, line, table)
        elif act.verb == "rename-table" and _bare(act.new) not in again:
            yield Contract("renames", path, line, table)
            made.add((_bare(act.new), ""))
        elif (
            act.verb in OF_COLUMNS and not act.has("view") and not (types and act.verb in OF_TYPES)
        ):
            yield Contract(OF_COLUMNS[act.verb], path, line, table, act.name)


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
