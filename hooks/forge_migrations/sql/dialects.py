"""Whose SQL a dialect's name stands for, as configs, journals, snapshots and engines say it."""

from __future__ import annotations

from typing import Final
from typing import Literal

Dialect = Literal["postgres", "mysql", "sqlite", "libsql"]
DIALECTS: Final[dict[str, Dialect]] = {
    "postgresql": "postgres",
    "postgres": "postgres",
    "pg": "postgres",
    "mysql": "mysql",
    "singlestore": "mysql",
    "sqlite": "sqlite",
    "turso": "libsql",
}


def dialect_of(*names: str) -> Dialect | None:
    """The dialect of the first name that isn't empty; `None` when its SQL can't be read."""
    return DIALECTS.get(next((name for name in names if name), ""))
