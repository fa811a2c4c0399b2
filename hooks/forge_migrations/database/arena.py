"""An Arena: where one engine rehearses. It prepares databases, connects, and knows its catalog."""

from __future__ import annotations

from typing import Protocol

from forge_migrations.database.asking import tell
from forge_migrations.database.ledger import ensure
from forge_migrations.database.migrator import migrate
from forge_migrations.database.postgres.at_once import OWN_SESSION
from forge_migrations.database.postgres.at_once import applied_at_once
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.drivers import Driver
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.filling import Filled
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.many_rows import Sample
    from forge_migrations.database.migrator import Execute
    from forge_migrations.database.server import Version
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.database.tracing import Tracer

SIZED = "sized"
"""The name of a database for many rows: SQLite has it on a disk, as production has it."""


class Setting(NamedTuple):
    """What a project's migrations run in."""

    ledger: Ledger
    driver: Driver
    prelude: tuple[str, ...] = ()
    """SQL that is run before the history: stand-ins for what the history expects to be there."""
    timeout: float = 60
    """Seconds for one statement."""
    start: Step | None = None
    """What the migration's role has there before the first migration, after the prelude."""


AGAIN = "again"
"""The database that `again` makes."""
MESSAGES = 4
"""How often the rest of a history is sent at once, when one in it has to run by itself."""


class Prepared(NamedTuple):
    """A database that the released history was applied to and that has rows."""

    database: str
    filled: Filled
    failure: Failure | None = None
    """Where the history itself stopped; the steps before it are applied."""


def applied_in_turn(
    connection: Connection, steps: Sequence[Step], setting: Setting, execute: Execute | None = None
) -> Failure | None:
    """Apply a history to an empty database, each migration in a run of its own as the team's
    databases had it; where it stopped, or `None`.

    Where the engine takes many in one message they are sent so, and the one at which that stops by
    itself, to learn why.
    """
    ensure(connection, setting.ledger, steps)
    many = setting.ledger.engine == "postgresql" and setting.driver.transaction
    tries = MESSAGES if many else 0
    done = 0
    while done < len(steps):
        if tries > 0:
            tries -= 1
            done = applied_at_once(connection, setting.ledger, steps, done, setting.timeout)
            if done == len(steps):
                break
        if setting.ledger.engine == "postgresql":
            tell(connection, OWN_SESSION)
        run = migrate(
            connection,
            setting.ledger,
            [steps[done]],
            setting.driver,
            timeout=setting.timeout,
            execute=execute,
        )
        if run.failure is not None:
            return run.failure
        done += 1
    return None


class Arena(Protocol):
    """One engine's databases for one rehearsal; `close` leaves nothing behind."""

    @property
    def version(self) -> Version: ...

    @property
    def concurrent(self) -> bool:
        """True when two databases can be used at once, each by a connection of its own."""
        ...

    @property
    def execute(self) -> Execute:
        """Runs one statement."""
        ...

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Statements that this server couldn't run."""
        ...

    def prepare(self, steps: Sequence[Step], setting: Setting) -> Prepared:
        """A database with `steps` applied one by one, as they were deployed, and rows in it."""
        ...

    def again(self, steps: Sequence[Step], setting: Setting) -> str:
        """Another database such as `prepare` makes, whatever became of that one."""
        ...

    def empty(self, setting: Setting, name: str = "fresh") -> str:
        """A new database with nothing but the prelude; an older one of the name is dropped."""
        ...

    def connect(self, database: str) -> AbstractContextManager[Connection]:
        """A connection as the migration's role."""
        ...

    def tables(self, connection: Connection, setting: Setting) -> list[Table]:
        """Every table but the ledger."""
        ...

    def tracer(self, connection: Connection, tables: Sequence[Table]) -> Tracer:
        """Measures the statements of this connection from now on."""
        ...

    def renamed(self, tracer: Tracer) -> dict[str, str]:
        """Keys before to keys after, where the catalog has none that outlive a rename."""
        ...

    def broken(self, connection: Connection) -> list[str]:
        """Constraints that the data breaks now and corrupt pages: sentences, empty when all is
        well."""
        ...

    def structure(self, connection: Connection, setting: Setting) -> Structure:
        """Everything but the ledger and the prelude's own."""
        ...

    def size(self, connection: Connection, sample: Sample) -> None:
        """Have the statements on so many made rows meet what they meet in production."""
        ...

    def thread(self, connection: Connection) -> str:
        """Where this machine tells of the server's thread for the connection; empty when it has none."""
        ...

    def logged(self, connection: Connection) -> int:
        """Bytes that the server has written ahead to its log; 0 where what it writes is measured already."""
        ...

    def close(self) -> None: ...
