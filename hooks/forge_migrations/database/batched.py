"""Filling a table's NULLs in batches, each its own transaction, beside readers and writers.

A batch is a range of the table's key. How far it has come stands in a table beside the migrator's
ledger, written in the batch's own transaction, so that a kill at any moment leaves no row half done
and no range to be done twice. The table is dropped when nothing is left.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TypeVar

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.batches import FIRST
from forge_migrations.database.batches import LEAST
from forge_migrations.database.batches import LONGEST
from forge_migrations.database.batches import MOST
from forge_migrations.database.batches import TRIES
from forge_migrations.database.batches import WANTED
from forge_migrations.database.by_name import behaviour_of
from forge_migrations.engines import row_of
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Batches
    from forge_migrations.database.batches import Place
    from forge_migrations.database.batches import Way
    from forge_migrations.database.ledger import Ledger
    from forge_migrations.sql.fills import Fill

TABLE = "__forge_migrations_fill"
T = TypeVar("T")


class Done(NamedTuple):
    """How far it has come."""

    looked: int
    """Rows that were gone through, about."""
    written: int
    """Rows that got a value, of earlier runs too."""
    total: int
    """0 where nothing tells."""
    seconds: float
    """Of this run."""
    begun: int
    """`looked` as this run found it."""

    @property
    def left(self) -> float | None:
        """Seconds that it will take still; `None` where nothing tells."""
        here = self.looked - self.begun
        if not self.total or here <= 0:
            return None
        return max(0.0, (self.total - self.looked) * self.seconds / here)


class Store:
    """The table of how far each has come."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger
        self.name = ledger._replace(table=TABLE).name

    def make(self, own: Batches) -> None:
        text = "varchar(64)" if self._ledger.engine == "mysql" else "text"
        engine = " ENGINE=InnoDB" if self._ledger.engine == "mysql" else ""
        sql = (
            f"CREATE TABLE IF NOT EXISTS {self.name}"
            f" (fill {text} PRIMARY KEY, place text, looked bigint, written bigint){engine}"
        )
        patiently(own, lambda: tell(self._connection, sql))

    def there(self) -> bool:
        own = behaviour_of(self._ledger.engine)
        return bool(own.columns_of(self._connection, self._ledger.schema, TABLE))

    def read(self, key: str) -> tuple[Place | None, int, int]:
        found = ask(
            self._connection, f"SELECT place, looked, written FROM {self.name} WHERE fill = '{key}'"
        )
        if not found:
            tell(self._connection, f"INSERT INTO {self.name} VALUES ('{key}', NULL, 0, 0)")
            return None, 0, 0
        place, looked, written = found[0]
        return json.loads(place) if place else None, int(looked), int(written)

    def write(self, key: str, place: Place, looked: int, written: int) -> None:
        mark = row_of(self._ledger.engine).mark
        self._connection.exec_driver_sql(
            f"UPDATE {self.name} SET place = {mark}, looked = {mark}, written = {mark}"
            f" WHERE fill = '{key}'",
            (json.dumps(place), looked, written),
        )

    def drop(self, own: Batches) -> None:
        patiently(own, lambda: tell(self._connection, f"DROP TABLE IF EXISTS {self.name}"))


def patiently(own: Batches, work: Callable[[], T]) -> T:
    """Do it, and again while others are in the way. Raises the driver's error in the end."""
    for tries in range(1, TRIES):
        try:
            return work()
        except Exception as error:
            if not own.busy(error):
                raise
            time.sleep(min(LONGEST, 0.1 * 2**tries))
    return work()


def _key(way: Way, fill: Fill) -> str:
    return digest(fill.head, fill.condition, way.key)[:64]


def written(store: Store, way: Way, fill: Fill) -> int:
    """The rows that got a value so far, as the database has them; raises the driver's errors."""
    return store.read(_key(way, fill))[2]


def filled(
    connection: Connection, store: Store, own: Batches, way: Way, fill: Fill
) -> Iterator[Done]:
    """Fill it, and say after each batch how far it has come. Raises the driver's errors, and `Undecided`
    when others hold its rows too long."""
    key = _key(way, fill)
    place, looked, written = patiently(own, lambda: store.read(key))
    start, begun, size, tries = time.monotonic(), looked, FIRST, 0
    last = False
    while not last:
        began = time.monotonic()
        try:
            own.begin(connection)
            upto = way.end(connection, place, size)
            last = upto is None
            result = connection.exec_driver_sql(
                fill.within(way.range(place, upto)), execution_options={"no_parameters": True}
            )
            rows = max(0, result.rowcount)
            result.close()
            awaited = own.awaited(connection)
            if upto is not None:
                store.write(key, upto, looked + size, written + rows)
            tell(connection, "COMMIT")
        except BaseException as error:
            last = False
            with suppress(Exception):
                tell(connection, "ROLLBACK")
            if not isinstance(error, Exception) or not own.busy(error):
                raise
            tries += 1
            if tries > TRIES:
                raise Undecided(
                    f"others hold rows of {fill.table} too long: {written} rows are filled, and stay so"
                ) from None
            size = max(LEAST, size // 2)
            time.sleep(min(LONGEST, 0.1 * 2**tries))
            continue
        took = time.monotonic() - began
        tries, written, looked = 0, written + rows, looked + size
        place = upto
        if last:
            looked = max(way.total, begun) if way.total else looked
        yield Done(looked, written, way.total, time.monotonic() - start, begun)
        grown = size * WANTED / max(took, 0.001)
        size = int(min(MOST, max(LEAST, size // 2, min(grown, size * 2))))
        if awaited:
            size = max(LEAST, size // 2)
        if not last:
            time.sleep(max(took, 0.1) if awaited else own.pause(took))
