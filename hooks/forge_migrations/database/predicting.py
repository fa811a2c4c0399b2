"""How long each statement takes on production's rows: measured at two sizes, and a line through them.

A statement costs something whatever is in its table, and something for each row: two sizes tell both.
Sorting costs a comparison more for each doubling, so an index is a line over rows times their logarithm.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.database.arena import Arena
from forge_migrations.database.arena import Setting
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.asking import tell
from forge_migrations.database.many_rows import Wanted
from forge_migrations.database.many_rows import fill_many
from forge_migrations.database.migrator import migrate
from forge_migrations.database.shapes import Table
from forge_migrations.database.steps import Step
from forge_migrations.database.tracing import Tracer
from forge_migrations.findings import Undecided

if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

SMALL, LARGE = 5_000, 200_000
"""Rows of the two measurements; fewer in the second where the budget asks for it."""
ROUNDS = 2
"""How often each is taken."""
BUDGET = 3.0
"""Seconds for all of it, with filling."""
PARALLEL = 8 * 1024 * 1024
"""Bytes: min_parallel_table_scan_size, https://www.postgresql.org/docs/current/runtime-config-query.html"""
FACTOR = 2.0
"""How far the line may be off at production's rows, up or down: docs/live-databases.md has what
`benchmarks.production` measured."""
DISK = 4.0
"""How far it may be off for what writes a table anew: production flushes that to a disk, which a scratch
server doesn't."""
ENOUGH = 50_000
"""Rows of the larger one that don't all stay in the scratch server's memory."""
ALONE = 4.0
"""What the error is taken for where there was time for one run only."""
_LEAST = 5
"""How many times as many rows the second one has at least."""


class Measured(NamedTuple):
    """One segment of a migration at two sizes."""

    path: str
    line: int
    rows: tuple[int, int]
    seconds: tuple[float, float]
    """The quickest of each size: what makes one slower is the machine, that does something else too."""
    slowest: tuple[float, float] | None
    """`None` where there was time for one run only."""

    def at(self, rows: int, sorts: bool) -> float:
        """What it takes on so many rows. `sorts`: it builds an index."""
        return self._line(self.seconds, rows, sorts)

    def factor(self, rows: int, sorts: bool) -> float:
        """How far that may be off: as far as the slowest would have said, and never less than what the
        benchmark found."""
        if self.slowest is None:
            return ALONE
        slow, quick = self._line(self.slowest, rows, sorts), self.at(rows, sorts)
        return max(FACTOR, math.ceil(slow / max(quick, 0.001)))

    def _line(self, seconds: tuple[float, float], rows: int, sorts: bool) -> float:
        small, large = (_work(number, sorts) for number in self.rows)
        slope = max((seconds[1] - seconds[0]) / (large - small), 0.0)
        start = max(seconds[0] - slope * small, 0.0)
        return start + slope * _work(rows, sorts)


def measured(
    arena: Arena,
    before: Sequence[Step],
    pending: Sequence[Step],
    setting: Setting,
    wanted: Mapping[str, Wanted],
    budget: float = BUDGET,
) -> list[Measured]:
    """Run the pending migrations on two databases of the released history with many rows.

    `wanted`: the tables by label. Raises `Undecided` where the rows can't be made or the migrations don't run on them.
    """
    began = time.perf_counter()
    run = partial(_run, arena, before, pending, setting, wanted)
    first = [run(SMALL) for _ in range(ROUNDS)]
    ready, worked = min(one.ready for one in first), min(one.worked for one in first)
    left = budget - (time.perf_counter() - began)
    rounds, large = ROUNDS, _affordable(left / ROUNDS - ready, worked)
    if large < ENOUGH:  # a busy machine: rather one run that is large enough
        rounds, large = 1, min(_affordable(left - ready, worked), ENOUGH)
    second = [run(large) for _ in range(rounds)]
    return [
        Measured(
            path,
            line,
            (SMALL, large),
            (min(_taken(first, path, line)), min(_taken(second, path, line))),
            (min(_taken(first, path, line)), max(_taken(second, path, line)))
            if rounds > 1
            else None,
        )
        for path, line in first[0].seconds
    ]


class _Ran(NamedTuple):
    """One of the two runs."""

    seconds: dict[tuple[str, int], float]
    """By path and line."""
    ready: float
    """Seconds until the database was there, without rows."""
    worked: float
    """Seconds for the rows and the statements."""


def _affordable(left: float, worked: float) -> int:
    """Rows that so many seconds are enough for."""
    return min(LARGE, max(SMALL * _LEAST, int(SMALL * left / max(worked, 0.001))))


def _taken(runs: Sequence[_Ran], path: str, line: int) -> list[float]:
    return [run.seconds[path, line] for run in runs]


def _run(
    arena: Arena,
    before: Sequence[Step],
    pending: Sequence[Step],
    setting: Setting,
    wanted: Mapping[str, Wanted],
    rows: int,
) -> _Ran:
    began = time.perf_counter()
    database = arena.empty(setting, "sized")
    engine = setting.ledger.engine
    with arena.connect(database) as connection:
        failure = applied_in_turn(connection, before, setting, arena.execute)
        if failure is not None:
            raise Undecided(f"the released history doesn't run: {failure}")
        tables = arena.tables(connection, setting)
        ready = time.perf_counter()
        try:
            fill_many(connection, tables, wanted, rows, engine)
        except Undecided:
            raise
        except Exception as error:
            raise Undecided(f"no rows could be made: {_reason(error)}") from error
        if engine == "postgresql":
            _with_workers(connection, tables, wanted)
        watcher = Tracer()
        run = migrate(
            connection,
            setting.ledger,
            pending,
            setting.driver,
            watcher=watcher,
            timeout=setting.timeout,
            execute=arena.execute,
        )
        if run.failure is not None:
            raise Undecided(f"on made rows it stops: {run.failure}")
    seconds = {(each.path, each.line): each.seconds for each in watcher.statements}
    return _Ran(seconds, ready - began, time.perf_counter() - ready)


def _with_workers(
    connection: Connection, tables: Sequence[Table], wanted: Mapping[str, Wanted]
) -> None:
    """Let PostgreSQL build indexes by as many processes as it does on a table of production's size, which
    it takes them for from 8 MB on; how many memory allows is the same either way."""
    tell(connection, "SET max_parallel_workers = 8; SET max_parallel_maintenance_workers = 2")
    for table in tables:
        want = wanted.get(table.label)
        if want is not None and want.facts.bytes >= PARALLEL:
            with contextlib.suppress(Exception):  # a partitioned table takes no such parameter
                tell(connection, f"ALTER TABLE {table.name} SET (parallel_workers = 2)")


def _reason(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    primary = getattr(getattr(original, "diag", None), "message_primary", None)
    return str(primary or original).splitlines()[0]


def _work(rows: int, sorts: bool) -> float:
    return rows * math.log2(rows + 2) if sorts else float(rows)
