"""`rehearse --on URL --load`: who waits for the migrations on the copy, and for which statement."""

from __future__ import annotations

import os

from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.load import Asked
from forge_migrations.database.load import on_tables
from forge_migrations.engines import row_of
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.rules.judging.works import locked_by
from forge_migrations.sql.production import seconds_in_words
from forge_migrations.sql.read import acts_of
from forge_migrations.sql.statements import split
from forge_migrations.words import counted
from forge_migrations.workflow.live.opened import plainly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.load import Load
    from forge_migrations.database.load import Waited
    from forge_migrations.database.steps import Step
    from forge_migrations.sql.acts import Act
    from forge_migrations.workflow.live.opened import Live

TABLES = "tables"
"""What `--load` is without a file."""
_ROWS = frozenset({"update", "delete", "merge"})
"""Verbs that hold the rows that they write."""
LEAST = 0.1
"""Seconds from which on somebody has waited."""


class Ran(NamedTuple):
    """A statement of the migrations, and when it began."""

    path: str
    line: int
    start: float
    acts: tuple[Act, ...]

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}"


class Wait(NamedTuple):
    """The longest of one reader or writer for one statement."""

    who: str
    seconds: float
    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.who} waited {seconds_in_words(self.seconds)} for {self.path}:{self.line}"


def asked_beside(live: Live, connection: Connection, steps: Sequence[Step], wish: str) -> list[Asked]:  # fmt: skip
    """What runs beside: a reader and a writer on each table that the steps touch and the copy has, or the
    statements of a file. Raises `UsageError` for a file that can't be read or has none."""
    dialect = steps[0].dialect
    if wish != TABLES:
        return _of_file(wish, dialect)
    names = {name for step in steps for act in acts_of(step.text, dialect) for name in _names(act)}
    own = behaviour_of(live.target.engine)
    with plainly(live.target):
        tables = own.tables(connection, live.ledger.schema, live.ledger.table)
    touched = [table for table in tables if _bare(table.label) in {_bare(name) for name in names}]
    return on_tables(touched, live.target.engine)


def waits(load: Load, ran: Sequence[Ran], live: Live) -> list[Wait]:
    """The longest wait of each for each statement, the longest first."""
    lasting = live.driver.transaction and row_of(live.target.engine).ddl_in_transactions
    found: dict[tuple[str, str, int], Wait] = {}
    for one in load.waited:
        cause = _cause(one, ran, lasting)
        if one.seconds < LEAST or cause is None:
            continue
        key = (one.asked.who, cause.path, cause.line)
        if key not in found or found[key].seconds < one.seconds:
            found[key] = Wait(one.asked.who, one.seconds, cause.path, cause.line)
    return sorted(found.values(), key=lambda each: -each.seconds)


def lines(load: Load, found: Sequence[Wait]) -> Iterator[str]:
    """For a person."""
    yield f"beside it: {counted(sum(load.done.values()), 'statement')} of {counted(len(load.done), 'loop')}"
    for each in found:
        yield str(each)
    if not found:
        yield f"nobody waited longer than {LEAST:g} s"


def as_object(load: Load, found: Sequence[Wait]) -> dict[str, Any]:
    """For a program."""
    return {
        "ran": dict(sorted(load.done.items())),
        "waits": [{**each._asdict(), "seconds": round(each.seconds, 3)} for each in found],
    }


def _cause(one: Waited, ran: Sequence[Ran], lasting: bool) -> Ran | None:
    """The statement that it waited for: the first that locks its table, where locks last to the end of the
    transaction, else the one that ran while it waited."""
    end = one.start + one.seconds
    begun = [each for each in ran if each.start < end]
    if not begun:
        return None
    if lasting and one.asked.table:
        held = (each for each in begun if _holds(each, one.asked))
        first = next(held, None)
        if first is not None:
            return first
    during = [each for each in begun if each.start >= one.start - LEAST]
    return during[0] if during else begun[-1]


def _holds(ran: Ran, asked: Asked) -> bool:
    """True when it locks the table, or rows of it, against that one."""
    table = _bare(asked.table)
    for act in ran.acts:
        if any(_bare(name) == table and (both or asked.writes) for name, both in locked_by(act)):
            return True
        if asked.writes and act.verb in _ROWS and _bare(act.table) == table:
            return True
    return False


def _of_file(path: str, dialect: Any) -> list[Asked]:
    if not os.path.isfile(path):
        raise UsageError(
            f"--load {path}: there is no such file", "name a file of SQL, or leave the name out"
        )
    with open(path, encoding="utf-8") as file:
        statements = split(file.read(), dialect).statements
    if not statements:
        raise UsageError(
            f"--load {path}: it holds no statement", "write the load's statements there"
        )
    name = os.path.basename(path)
    return [Asked(f"{name}:{each.line}", "", True, each.text) for each in statements]


def _names(act: Act) -> Iterator[str]:
    if act.table:
        yield act.table
    if act.constraint is not None and act.constraint.reference is not None:
        yield act.constraint.reference.table


def _bare(name: str) -> str:
    return name.removeprefix("public.").removeprefix("main.").lower()
