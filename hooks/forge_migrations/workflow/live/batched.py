"""What fills a column is done in batches before the migrations run, and said while it goes on."""

from __future__ import annotations

import sys
import time
from contextlib import suppress

from forge_migrations.database.batched import Store
from forge_migrations.database.batched import filled
from forge_migrations.database.batched import written
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.database.connection import connect
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.debts import dotted
from forge_migrations.workflow.live.consent import again
from forge_migrations.workflow.live.opened import is_of_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.batched import Done
    from forge_migrations.database.batches import Way
    from forge_migrations.sql.fills import Fill
    from forge_migrations.workflow.live.opened import Live

EACH, EACH_IN_A_LOG = 1.0, 15.0
"""Seconds between two lines about how far it has come, on a terminal and elsewhere."""


def fill(live: Live, one: Fill, typed: Sequence[str]) -> int | str:
    """The rows that got a value, those of earlier runs that were ended too; or why it is left to the
    migration: nothing where its table isn't there.

    Raises `Undecided` where a batch is refused, `KeyboardInterrupt` with what to type.
    """
    own = behaviour_of(live.target.engine).batches()
    told = _Told(one)
    with connect(live.target) as connection:
        if live.target.engine == "sqlite":
            connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(live.driver.foreign_keys)}")
        store = Store(connection, live.ledger)
        way: Way | str = ""
        try:
            way = own.way(connection, dotted(one.table, live.steps[0].dialect))
            if isinstance(way, str):
                return way
            store.make(own)
            for state in filled(connection, store, own, way, one):
                told.on(state)
            store.drop(own)
        except KeyboardInterrupt:
            told.rows = _written(live, way, one, told.rows)
            raise KeyboardInterrupt(f"{told}; {again(typed)}") from None
        except Undecided as error:
            raise Undecided(str(error), again(typed)) from None
        except Exception as error:
            if not is_of_driver(error):
                raise
            words = live.target.scrub(str(getattr(error, "orig", error))).splitlines()[0]
            raise Undecided(
                f"{one} can't be filled: {words}; {told}, and its migration was not run",
                Remedy("look at the rows", ours("preflight")),
            ) from None
    told.end()
    return told.rows


def _written(live: Live, way: Way | str, one: Fill, known: int) -> int:
    """What the database has of it: the batch that was interrupted may be there."""
    if not isinstance(way, str):
        with suppress(Exception), connect(live.target) as connection:
            return written(Store(connection, live.ledger), way, one)
    return known


class _Told:
    """How far it has come, as a person reads it."""

    def __init__(self, one: Fill) -> None:
        self._what = str(one)
        self._last = time.monotonic()
        self._every = EACH if sys.stdout.isatty() else EACH_IN_A_LOG
        self._seconds = 0.0
        self.rows = 0

    def on(self, state: Done) -> None:
        if state.begun and not self.rows:
            print(f"  {self._what}: goes on behind {state.begun:,} rows", flush=True)
        self.rows, self._seconds = state.written, state.seconds
        now = time.monotonic()
        if now - self._last < self._every:
            return
        self._last = now
        of = f" of about {state.total:,}" if state.total else ""
        left = f", about {_time(state.left)} left" if state.left is not None else ""
        looked = min(state.looked, state.total) if state.total else state.looked
        print(f"  {self._what}: {looked:,}{of} rows gone through, {state.written:,} filled{left}",
              flush=True)  # fmt: skip

    def end(self) -> None:
        print(f"  filled {self._what}: {self.rows:,} rows in {_time(self._seconds)}", flush=True)

    def __str__(self) -> str:
        return f"{self.rows:,} rows of {self._what} are filled and stay so"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
