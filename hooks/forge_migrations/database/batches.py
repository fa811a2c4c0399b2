"""What each engine does in its own way to fill a table's NULLs in batches: which key it goes by, and when
others are in the way. `batched.py` does it."""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.database.asking import Connection
    from forge_migrations.sql.fills import Fill

    Place = list[Any]
    """A key's values, as JSON holds them."""

WANTED = 0.25
"""Seconds that a batch should take."""
FIRST, LEAST, MOST = 1000, 50, 50_000
"""Rows of a batch: the first, and what they shrink and grow to."""
TRIES = 12
"""How often in a row a batch meets somebody's lock before it is given up."""
LONGEST = 3.0
"""Seconds between two tries at most."""


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


class Script(Protocol):
    """The same, written for one engine's own shell."""

    def head(self, foreign_keys: bool) -> str:
        """What it begins with. `foreign_keys`: whether the project's driver has them enforced."""
        ...

    def filling(self, connection: Connection, fill: Fill, way: Way) -> Iterator[str]:
        """One fill, piece by piece; the way is one that the engine's `Batches` gave."""
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


def between(names: Sequence[str], after: str, upto: str) -> str:
    """The condition of the rows behind one key, up to another, as a comparison of rows. The keys are in
    SQL, empty where there is none."""
    key = f"({', '.join(names)})"
    parts = [f"{key} > ({after})"] if after else []
    parts += [f"{key} <= ({upto})"] if upto else []
    return " AND ".join(parts) or "true"
