"""What an engine did when it ran a statement on tables that hold rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import Protocol

from forge_migrations.sql.statements import Statement

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


class Effects(NamedTuple):
    """Each field names the objects that it concerns, as the engine calls them."""

    error: str = ""
    """The engine's own class of its refusal (SQLSTATE, number or words); empty when it ran."""
    message: str = ""
    on_rows: bool = False
    """It was refused for the rows that are there."""
    destroyed: tuple[str, ...] = ()
    """Tables and columns whose rows or values are gone."""
    changed: bool = False
    """Some rows that were there have gone or changed: what a condition chose, or LIMIT."""
    broke: tuple[str, ...] = ()
    """Names that were there, or columns that INSERTs may no longer leave out."""
    renamed: tuple[str, ...] = ()
    """Names of other things that are gone. Nothing must be said of them; what is said is no mistake."""
    rewrote: tuple[str, ...] = ()
    """Tables with rows that were written anew."""
    scanned: tuple[str, ...] = ()
    """Tables that were read whole under a lock that stops writers."""
    locked: tuple[str, ...] = ()
    """Tables with rows under a lock that stops writers, read or not."""
    blind: tuple[str, ...] = ()
    """Classes of effect that nothing here can show: of them nothing is missed and nothing wrong."""
    held: bool = True
    """Tables that the statement names hold rows: what they don't lose says something."""
    ran: bool = True
    """It was run for good, and what follows finds it done."""


class Bench(Protocol):
    """One database of an engine, moved on statement by statement."""

    def run(self, statement: Statement) -> Effects | None:
        """Run it on rows, undo that, run it for good. None for what can't be told."""
        ...


class Bed(Protocol):
    """An engine that makes databases."""

    dialect: Dialect

    def bench(self) -> AbstractContextManager[Bench]:
        """A database of its own."""
        ...

    def close(self) -> None: ...


class Held(NamedTuple):
    """A table's columns and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def changed(before: dict[str, Held], after: dict[str, Held]) -> bool:
    """Whether any table has lost or changed a row."""
    return any(
        set(map(str, was.rows)) - set(map(str, after[name].rows))
        for name, was in before.items()
        if name in after
    )


def held(tables: dict[str, Held], statement: Statement) -> bool:
    """Whether a table that the statement names holds rows."""
    words = set(re.findall(r"\w+", statement.text.lower()))
    return any(name.lower() in words for name, table in tables.items() if table.rows)


FEW = 3
"""So many rows a condition must have met to be none: NULLs are among them."""


def least_of(statement: Statement) -> int:
    """How many rows a table must have that are all met, for no condition to have chosen them."""
    return FEW if any(token.key == "WHERE" for token in statement.tokens) else 1


def lost(
    before: dict[str, Held], after: dict[str, Held], touched: int = -1, least: int = 1
) -> Iterator[str]:
    """Tables and columns whose rows or values are gone. What another name has whole was renamed.

    `touched` is how many rows a DELETE or UPDATE says that it met; fewer than all of a table's, or than
    `least`, are what its condition chose.
    """
    new = [held for name, held in after.items() if name not in before]
    for name, was in before.items():
        now = after.get(name)
        if now is None:
            now = next((held for held in new if held.rows == was.rows), None)
        if not was.rows or now == was:
            continue
        if touched > 0 and touched < max(len(was.rows), least):
            continue
        if now is None or not now.rows:
            yield name
        elif touched > 0:
            if now.columns == was.columns:
                yield f"{name} overwritten"
        else:
            yield from (f"{name}.{column}" for column in _columns_lost(was, now))


def _columns_lost(was: Held, now: Held) -> Iterator[str]:
    """Columns that are gone and whose values no new column has, or that have other values only."""
    added = [at for at, column in enumerate(now.columns) if column not in was.columns]
    for at, column in enumerate(was.columns):
        values = _sorted(row[at] for row in was.rows)
        if not set(values) - {"None"}:
            continue
        if column in now.columns:
            became = _sorted(row[now.columns.index(column)] for row in now.rows)
            if len(became) >= len(values) and not set(values) & set(became) - {"None"}:
                yield column
        elif not any(_sorted(row[place] for row in now.rows) == values for place in added):
            yield column


def _sorted(values: Iterable[object]) -> list[str]:
    return sorted(str(value) for value in values)
