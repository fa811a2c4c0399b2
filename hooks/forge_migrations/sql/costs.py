"""How long a statement keeps others waiting, by the rows of its table: what is known without measuring.

Each cost was measured by `python -m benchmarks.production`, which prints it beside what the same
statement took on a large table; docs/live-databases.md has the figures.
"""

from __future__ import annotations

import math

from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final
    from typing import Literal

    Kind = Literal["index", "text index", "scan", "foreign key", "copy", "write"]
    """What the engine does with the rows: sorts them into an index (of text, which is compared byte by
    byte), reads each once, looks each up in another table, writes the table anew, writes each row again."""
    Engine = Literal["postgres", "mysql", "sqlite"]


FACTOR: Final = 4.0
"""How far a cost that was measured elsewhere may be off, up or down: other disks and processors, rows of
another order, a busy server."""


class Cost(NamedTuple):
    """Microseconds."""

    row: float = 0.0
    """Each row."""
    byte: float = 0.0
    """Each byte of the table, without indexes."""
    step: float = 0.0
    """Each comparison of a sort: a row costs log2(rows) of them."""


COSTS: Final[dict[Engine, dict[Kind, Cost]]] = {
    "postgres": {
        "index": Cost(step=0.025),
        "text index": Cost(step=0.08),
        "scan": Cost(row=0.05, byte=0.001),
        "foreign key": Cost(row=0.1, byte=0.001),
        "copy": Cost(row=0.6, byte=0.005),
        "write": Cost(row=4.0, byte=0.01),
    },
    "mysql": {
        "index": Cost(step=0.08),
        "text index": Cost(step=0.15),
        "scan": Cost(row=0.3),
        "foreign key": Cost(row=8.0, byte=0.01),
        "copy": Cost(row=3.0, byte=0.01),
        "write": Cost(row=6.0, byte=0.01),
    },
    "sqlite": {
        "index": Cost(step=0.03),
        "text index": Cost(step=0.06),
        "scan": Cost(row=0.1),
        "foreign key": Cost(row=0.5),
        "copy": Cost(row=0.8, byte=0.003),
        "write": Cost(row=0.8, byte=0.003),
    },
}
"""By engine and kind. Measured on PostgreSQL 15, MariaDB 10.11 and SQLite 3.40 on two cores."""


def seconds(engine: Engine, kind: Kind, rows: int, size: int, indexes: int = 0) -> float:
    """What a statement of this kind takes. `size`: bytes of the table; `indexes`: what a copy builds
    again beside the table."""
    cost = COSTS[engine][kind]
    micro = rows * cost.row + size * cost.byte + rows * cost.step * math.log2(rows + 2)
    took = micro / 1e6
    if kind in ("copy", "write") and indexes:
        took += indexes * seconds(engine, "index", rows, size)
    return took
