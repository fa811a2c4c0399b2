"""How long each statement takes on production's rows: measured at two sizes, and a line through them.

A statement costs something whatever is in its table, and something for each row: two sizes tell both.
Sorting costs a comparison more for each doubling, so an index is a line over rows times their logarithm.
"""

from __future__ import annotations

import math
import time
from functools import partial

from forge_migrations.database.arena import SIZED
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.many_rows import Sample
from forge_migrations.database.many_rows import fill_many
from forge_migrations.database.migrator import migrate
from forge_migrations.database.own_time import OwnTime
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system.disk import seconds_a_byte
from forge_migrations.system.turns import OWN
from forge_migrations.system.turns import waited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.many_rows import Wanted
    from forge_migrations.database.steps import Step
    from forge_migrations.sql.production import Production

SMALL, ENOUGH, LARGE = 5_000, 50_000, 400_000
"""Rows of the measurements: the second are too many for a scratch server's memory, and as the third go as many
as the budget is enough for, where that is more."""
BUDGET = 3.0
"""Seconds for all of it, with filling."""
FACTOR = 2.0
"""How far the line may be off at production's rows, up or down: docs/live-databases.md has what
`benchmarks.production` measured."""
FIXED, FIXED_SHARE = 0.01, 0.1
"""Seconds, and the share of the larger run, that a statement takes at most for whatever number of rows: what
the smaller run took beyond was the machine, and would be taken off the rows."""
ALONE, ALONE_OWN = 4.0, 3.0
"""What the error is taken for where a busy machine had no time for a run between: on a system that doesn't tell
how long it waited for a processor, and on one that does. Who waits for a process that helps is not told."""
READ = 0.4e-9
"""Seconds for a byte that PostgreSQL gets from the system's memory, since its own is smaller than the table:
`SET NOT NULL` on ten million rows took so much longer than the line says."""

PAGE = 8192
"""Bytes of a page of PostgreSQL's."""

_MORE = 1.5
"""How many times as many rows are worth another run."""


class Measured(NamedTuple):
    """One segment of a migration at two sizes."""

    path: str
    line: int
    rows: tuple[int, int]
    seconds: tuple[float, float]
    """The quickest of each size: what makes one slower is the machine, that does something else too."""
    between: tuple[int, float] | None
    """Rows and seconds of a run between them; `None` where there was no time for another."""
    flushed: tuple[float, float] = (0.0, 0.0)
    """Seconds that a disk takes for what is written, which a scratch server doesn't wait for."""
    own: bool = False
    """True where what was waited for a processor isn't in the seconds."""

    def at(self, rows: int, sorts: bool) -> float:
        """What it takes on so many rows. `sorts`: it builds an index."""
        return self._line(self.seconds, rows, sorts) + self._line(self.flushed, rows, False)

    def factor(self, rows: int, sorts: bool) -> float:
        """How far that may be off: as far as the run between says something else, and never less than
        what the benchmark found."""
        if self.between is None:
            return ALONE_OWN if self.own else ALONE
        number, seconds = self.between
        less = self._replace(rows=(self.rows[0], number), seconds=(self.seconds[0], seconds))
        one, other = (max(each._line(each.seconds, rows, sorts), 0.001) for each in (self, less))
        return max(FACTOR, math.ceil(max(one, other) / min(one, other)))

    def _line(self, seconds: tuple[float, float], rows: int, sorts: bool) -> float:
        small, large = (_work(number, sorts) for number in self.rows)
        few = min(seconds[0], max(FIXED, seconds[1] * (FIXED_SHARE + small / large)))
        slope = max((seconds[1] - few) / (large - small), 0.0)
        start = max(few - slope * small, 0.0)
        return start + slope * _work(rows, sorts)


def fetched(size: int, production: Production) -> float:
    """Seconds to get a table of so many bytes from the system, where the server's memory is smaller."""
    pages = production.number("shared_buffers", 16 << 10)
    return READ * size if production.engine == "PostgreSQL" and size > pages * PAGE else 0.0


def measured(
    arena: Arena,
    before: Sequence[Step],
    pending: Sequence[Step],
    setting: Setting,
    wanted: Mapping[str, Wanted],
    production: Production,
    budget: float = BUDGET,
) -> list[Measured]:
    """Run the pending migrations on databases of the released history with few and with many rows.

    `wanted`: the tables by label. Raises `Undecided` where the rows can't be made or the migrations don't run on them.
    """
    began = time.perf_counter()
    run = partial(_run, arena, before, pending, setting, wanted, production)
    runs = {SMALL: run(SMALL), ENOUGH: run(ENOUGH)}
    left = budget - (time.perf_counter() - began) - runs[ENOUGH].ready
    affordable = min(LARGE, int(ENOUGH * left / max(runs[ENOUGH].worked, 0.001)))
    if affordable > ENOUGH * _MORE:
        runs[affordable] = run(affordable)
    logged = any(log for _seconds, log in runs[ENOUGH].took.values())
    disk = seconds_a_byte() if logged else 0.0
    return [_measured(place, runs, disk) for place in runs[SMALL].took]


class _Ran(NamedTuple):
    """One of the runs."""

    took: dict[tuple[str, int], tuple[float, int]]
    """Seconds and bytes of the log, by path and line."""
    ready: float
    """Seconds until the database was there, without rows."""
    worked: float
    """Seconds for the rows and the statements."""


def _measured(place: tuple[str, int], runs: Mapping[int, _Ran], disk: float) -> Measured:
    sizes = sorted(runs)
    seconds, logs = zip(*(runs[size].took[place] for size in sizes), strict=True)
    # What is in the log is in the table or index that it is the log of, too.
    flushed = (2 * disk * logs[0], 2 * disk * logs[-1])
    return Measured(
        *place,
        (sizes[0], sizes[-1]),
        (seconds[0], seconds[-1]),
        (sizes[1], seconds[1]) if len(sizes) > 2 else None,
        flushed,
        waited(OWN) > 0,
    )


def _run(
    arena: Arena,
    before: Sequence[Step],
    pending: Sequence[Step],
    setting: Setting,
    wanted: Mapping[str, Wanted],
    production: Production,
    rows: int,
) -> _Ran:
    began = time.perf_counter()
    database = arena.empty(setting, SIZED)
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
        arena.size(connection, Sample(tables, wanted, rows, production))
        watcher = OwnTime(arena.thread(connection), partial(arena.logged, connection))
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
    return _Ran(watcher.took, ready - began, time.perf_counter() - ready)


def _reason(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    primary = getattr(getattr(original, "diag", None), "message_primary", None)
    return str(primary or original).splitlines()[0]


def _work(rows: int, sorts: bool) -> float:
    return rows * math.log2(rows + 2) if sorts else float(rows)
