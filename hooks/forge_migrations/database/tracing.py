"""What each statement did, as it is told to people and to machines, whichever engine ran it."""

from __future__ import annotations

from forge_migrations.database.migrator import Watcher
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.database.failures import Failure
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step


class Lock(NamedTuple):
    """A lock that a statement took on a table that was there before the migration."""

    table: str
    mode: str
    """PostgreSQL's words, `ACCESS EXCLUSIVE`; `COPY`, `INPLACE`, … where MySQL tells how it works.
    """


class Destroyed(NamedTuple):
    """An object that a statement removed."""

    kind: str
    """The engine's word: `table`, `table column`, `index`, `table constraint`, `view`, …"""
    name: str
    """The engine's identity for it: `public.users.email`."""
    cascade: bool
    """True when the statement didn't name it: CASCADE took it, or it went with its table."""
    key: str = ""


class Traced(NamedTuple):
    """One statement: what it was and what was measured."""

    path: str
    tag: str
    line: int
    sql: str
    seconds: float = 0.0
    rows: int = -1
    """The driver's count; -1 when it tells none."""
    locks: tuple[Lock, ...] = ()
    work: tuple[str, ...] = ()
    """`rewrites table "t"`, `scans table "t"`, `builds index "i"`: what took time with the lock
    held."""
    destroyed: tuple[Destroyed, ...] = ()
    deleted: tuple[str, ...] = ()
    """Labels of tables that had more rows before this statement than after it."""
    error: str = ""


class Tracer(Watcher):
    """Collects a `Traced` for each statement; an engine's tracer adds what it can measure."""

    def __init__(self) -> None:
        self.statements: list[Traced] = []

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        self.statements.append(
            Traced(step.path, step.tag, segment.line, segment.sql.strip(), seconds, rows)
        )

    def failed(self, failure: Failure, seconds: float) -> None:
        step, segment = failure.step, failure.segment
        self.statements.append(
            Traced(
                step.path,
                step.tag,
                failure.line,
                segment.sql.strip(),
                seconds,
                error=str(failure),
            )
        )

    def amend(self, **measured: object) -> None:
        """Add what was measured to the statement that ran last."""
        last: Any = self.statements[-1]
        self.statements[-1] = last._replace(**measured)
