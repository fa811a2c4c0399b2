"""What a column loses that is written out anew: by MySQL's MODIFY and CHANGE, and in a table that is rebuilt."""

from __future__ import annotations

import re

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.uses.verbs import Verb
    from forge_migrations.drizzle.history.tables import Column as Kept
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.drizzle.history.tables import Table
    from forge_migrations.engines import Dialect
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column

LISTED = re.compile(r"'((?:[^']|'')*)'")


class Loss(NamedTuple):
    """One thing that a column no longer has."""

    verb: Verb
    column: str
    values: tuple[str, ...] = ()
    """Of an ENUM: those that go."""
    every: tuple[str, ...] = ()
    """Of an ENUM: all that it had."""


def table_of(shape: Shape | None, name: str) -> Table | None:
    """The table of a name without a schema, if there is one alone."""
    tables = shape.tables.items() if shape else ()
    found = [table for each, table in tables if each.rpartition(".")[2] == name]
    return found[0] if len(found) == 1 else None


def of_modified(act: Act, old: Table | None, dialect: Dialect) -> Iterator[Loss]:
    """What MODIFY or CHANGE takes from the column as the release knows it."""
    kept = old.columns.get(act.name) if old else None
    if act.new and act.new != act.name:
        yield Loss("renames", act.name)
    if kept is None or act.column is None:
        if not act.new or act.new == act.name:
            yield Loss("changes the type of", act.name)
        return
    yield from _between(kept, act.column, dialect)


def of_rebuilt(new: Act, old: Table, renamed: set[str], dialect: Dialect) -> Iterator[Loss]:
    """What the new form of a table takes from the one before."""
    columns = {column.name: column for column in new.columns}
    for name, kept in old.columns.items():
        if name in renamed:
            continue
        if name not in columns:
            yield Loss("drops", name)
        else:
            yield from _between(kept, columns[name], dialect)


def _between(old: Kept, new: Column, dialect: Dialect) -> Iterator[Loss]:
    from forge_migrations.sql.beside import type_of

    was, now = type_of(old.type, dialect), new.type
    if was.startswith("enum(") and now.startswith("enum("):
        every, left = _values(was), _values(now)
        gone = tuple(value for value in every if value not in left)
        if gone:
            yield Loss("takes a value out of", old.name, gone, every)
    elif was != now:
        yield Loss("changes the type of", old.name)
    needed = new.not_null and new.default is None and not new.generated
    if needed and not old.not_null:
        yield Loss("requires", old.name)
    elif needed and old.default:
        yield Loss("takes the default of", old.name)


def _values(kind: str) -> tuple[str, ...]:
    return tuple(each.replace("''", "'") for each in LISTED.findall(kind))
