"""What the pending migrations take away from the code that is released: the acts that contract."""

from __future__ import annotations

from forge_migrations.checks.uses.columns import of_modified
from forge_migrations.checks.uses.columns import of_rebuilt
from forge_migrations.checks.uses.columns import table_of
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.places_taken import placed_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.uses.columns import Loss
    from forge_migrations.checks.uses.verbs import Verb
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act


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
    every: tuple[str, ...] = ()
    """Of an enum: all that it had."""

    @property
    def what(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


OF_COLUMNS: dict[str, Verb] = {
    "drop-column": "drops",
    "rename-column": "renames",
    "alter-type": "changes the type of",
    "alter-column-to": "changes the type of",
    "set-not-null": "requires",
    "drop-default": "takes the default of",
}


GONE = ("rename-column", "drop-column")
OF_TYPES = ("alter-type",)


def contracts(
    base: History, after: History, tree: Tree, dialect: Dialect, shape: Shape | None = None
) -> Iterator[Contract]:
    """What the migrations that `base` lacks take away, but for what they made themselves.

    `shape` is what the newest snapshot of `base` says: what a column that is written out anew had before.
    """
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
        yield from _of_one(path, acts, made, (shape, dialect))


def _of_one(
    path: str,
    acts: list[tuple[int, Act]],
    made: set[tuple[str, str]],
    known: tuple[Shape | None, Dialect],
) -> Iterator[Contract]:
    """A table that is made again under its own name (a rebuild) is neither dropped nor renamed, but its
    columns are, nor is a column whose place the one beside it takes; an enum whose type is made again
    changes no type."""
    shape, dialect = known
    again = {_bare(act.new) for _, act in acts if act.verb == "rename-table"}
    again &= {_bare(act.table) for _, act in acts if act.verb == "drop-table"}
    placed = placed_in(act for _, act in acts)
    types = any(act.verb in ("drop-type", "rename-type") for _, act in acts)
    for at, (line, act) in enumerate(acts):
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
        elif act.verb == "drop-table":
            old, new = table_of(shape, table), _new_form(acts, at, table)
            changed = {
                each.name for _, each in acts if each.verb in GONE and _bare(each.table) == table
            }
            losses = of_rebuilt(new, old, changed, dialect) if old and new else ()
            yield from (_lost(path, line, table, each) for each in losses)
        elif act.verb == "modify-column":
            losses = of_modified(act, table_of(shape, table), dialect)
            yield from (_lost(path, line, table, each) for each in losses)
        elif (
            act.verb in OF_COLUMNS and not act.has("view") and not (types and act.verb in OF_TYPES)
        ):
            yield Contract(OF_COLUMNS[act.verb], path, line, table, act.name)


def _lost(path: str, line: int, table: str, loss: Loss) -> Contract:
    return Contract(loss.verb, path, line, table, loss.column, loss.values, loss.every)


def _new_form(acts: list[tuple[int, Act]], dropped: int, table: str) -> Act | None:
    """The CREATE TABLE whose table takes the name of the dropped one."""
    names = {
        _bare(act.table)
        for _, act in acts[dropped:]
        if act.verb == "rename-table" and _bare(act.new) == table
    }
    forms = [
        act
        for _, act in acts[:dropped]
        if act.verb == "create-table" and _bare(act.table) in names and act.columns
    ]
    return forms[-1] if forms else None


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
