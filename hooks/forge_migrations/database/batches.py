"""What each engine does in its own way to fill a table's NULLs in batches: which key it goes by, and when
others are in the way. `batched.py` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection

WANTED = 0.25
"""Seconds that a batch should take."""
FIRST, LEAST, MOST = 1000, 50, 50_000
"""Rows of a batch: the first, and what they shrink and grow to."""
TRIES = 12
"""How often in a row a batch meets somebody's lock before it is given up."""
LONGEST = 3.0
"""Seconds between two tries at most."""

Place = list[Any]
"""A key's values, as JSON holds them."""


class Way(Protocol):
    """How an engine goes through one table."""

    total: int
    """The rows of the table, about; 0 where nothing tells."""
    key: str
    """The key that it goes by, as a person reads it."""

    def end(self, connection: Connection, after: Place | None, rows: int) -> Place | None:
        """The key of the last of so many rows behind a place; `None` when fewer are left."""
        ...

    def range(self, after: Place | None, upto: Place | None) -> str:
        """The condition of the rows behind one place, up to the other."""
        ...


class Batches(Protocol):
    """What one engine does in its own way."""

    def way(self, connection: Connection, table: str) -> Way | str:
        """How to go through a table, quoted; why it can't be, or that it isn't there: empty."""
        ...

    def begin(self, connection: Connection) -> None:
        """A transaction that waits for nobody for long."""
        ...

    def awaited(self, connection: Connection) -> bool:
        """True when others wait for what this transaction holds."""
        ...

    def busy(self, error: Exception) -> bool:
        """True for an error of a driver that is somebody else's lock, or took too long."""
        ...

    def pause(self, took: float) -> float:
        """Seconds that others get after a batch."""
        ...
