"""Which server it is that runs the migrations."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple


class Version(NamedTuple):
    """Which engine ran, as it is told to people: `PostgreSQL 15.18`, `MariaDB 10.11.19`."""

    engine: str
    """`postgresql`, `mysql` or `sqlite`."""
    product: str
    """`PostgreSQL`, `PGlite`, `MariaDB`, `MySQL`, `SQLite`."""
    number: str

    def __str__(self) -> str:
        return f"{self.product} {self.number}"
