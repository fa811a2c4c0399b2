"""Reads and writes beside a migration, timed: who waits for it, and how long.

Each table that the migration touches gets one reader and one writer, on connections of their own; or the
statements of a file are run in turn. Whatever is written is rolled back, so that the rows are those from before.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from contextlib import suppress

from forge_migrations.database.asking import tell
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.engines import row_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.target import Target

PAUSE = 0.005
"""Seconds between two of one: an application isn't a loop without any, and a migration has to come to its turn."""
KEPT = 0.02
"""Seconds: what took less did not wait."""
PATIENCE = 600.0
"""Seconds that one waits for a lock before it gives up."""
END = 15.0
"""Seconds until one that is still waiting after the migration is left alone."""


class Asked(NamedTuple):
    """What is asked again and again."""

    who: str
    """`reads of "events"`, `writes to "events"`, `load.sql:3`."""
    table: str
    """Its label; empty for a statement of a file."""
    writes: bool
    sql: str


class Waited(NamedTuple):
    """One that took long."""

    asked: Asked
    start: float
    """Of `time.perf_counter`."""
    seconds: float
    failed: bool
    """True when it was refused in the end: the table is gone, it gave up."""


class Load:
    """What runs beside, and what it met. Filled when the load has ended."""

    def __init__(self) -> None:
        self.waited: list[Waited] = []
        self.done: dict[str, int] = {}
        """How many of each ran, by who."""


def on_tables(tables: Iterable[Table], engine: str) -> list[Asked]:
    """A reader and a writer for each table."""
    found = []
    for table in tables:
        found.append(
            Asked(
                f'reads of "{table.label}"',
                table.label,
                False,
                f"SELECT * FROM {table.name} LIMIT 1",
            )
        )
        sql = _written(table, engine)
        if sql:
            found.append(Asked(f'writes to "{table.label}"', table.label, True, sql))
    return found


@contextmanager
def beside(target: Target, asked: Sequence[Asked]) -> Iterator[Load]:
    """Run them until the block is left, each on its own connection."""
    load, over = Load(), threading.Event()
    ready = threading.Barrier(len(asked) + 1)
    threads = [
        threading.Thread(target=_run, args=(target, one, load, over, ready), daemon=True)
        for one in asked
    ]
    for thread in threads:
        thread.start()
    with suppress(
        threading.BrokenBarrierError
    ):  # one couldn't connect: the others do what they can
        ready.wait(END)
    try:
        yield load
    finally:
        over.set()
        for thread in threads:
            thread.join(END)


def _run(
    target: Target, asked: Asked, load: Load, over: threading.Event, ready: threading.Barrier
) -> None:
    try:
        with connect(target) as connection:
            behaviour_of(target.engine).wait_for_locks(connection, PATIENCE)
            with suppress(threading.BrokenBarrierError):
                ready.wait(END)
            while not over.is_set():
                start = time.perf_counter()
                failed = not _once(connection, asked)
                seconds = time.perf_counter() - start
                load.done[asked.who] = load.done.get(asked.who, 0) + 1
                if seconds >= KEPT:
                    load.waited.append(Waited(asked, start, seconds, failed))
                over.wait(PAUSE * (10 if failed else 1))
    except Exception:  # its connection is gone; what it met so far counts
        ready.abort()


def _once(connection: Connection, asked: Asked) -> bool:
    """Run it, and take back what it wrote; False when it was refused."""
    try:
        tell(connection, "BEGIN")
        tell(connection, asked.sql)
    except Exception:
        with suppress(Exception):
            tell(connection, "ROLLBACK")
        return False
    tell(connection, "ROLLBACK")
    return True


def _written(table: Table, engine: str) -> str:
    """A row's value set to itself; of a table without a key, of no row: its locks are the same."""
    quoted = row_of(engine).quoted
    free = [column.name for column in table.columns if not column.computed]
    if not free:
        return ""
    column = quoted(next((name for name in free if name not in table.primary_key), free[0]))
    update = f"UPDATE {table.name} SET {column} = {column} WHERE "
    if not table.primary_key:
        return f"{update}1 = 0"
    key = ", ".join(map(quoted, table.primary_key))
    return f"{update}({key}) IN (SELECT {key} FROM (SELECT {key} FROM {table.name} LIMIT 1) AS one)"
