"""What every scratch server offers, whichever engine it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import Protocol

if TYPE_CHECKING:
    from forge_migrations.database.asking import Reach


class Version(NamedTuple):
    """Which engine ran, as it is told to people: `PostgreSQL 15.18`, `MariaDB 10.11.19`."""

    engine: str
    """`postgresql`, `mysql` or `sqlite`."""
    product: str
    """`PostgreSQL`, `PGlite`, `MariaDB`, `MySQL`, `SQLite`."""
    number: str

    def __str__(self) -> str:
        return f"{self.product} {self.number}"


class Server(Protocol):
    """A scratch server: databases are made and dropped in it, and nothing else is."""

    @property
    def version(self) -> Version: ...

    def create(self, database: str) -> None:
        """Make an empty database that the migration's role owns."""
        ...

    def clone(self, source: str, database: str) -> None:
        """Make a database with the structure and rows of another one."""
        ...

    def drop(self, database: str) -> None:
        """Remove a database that `create` or `clone` made."""
        ...

    def engine(self, database: str, admin: bool = False) -> Reach:
        """Connections to a database that commit each statement; as the migration's role unless
        `admin`."""
        ...

    def stop(self) -> None:
        """End the server and remove what it wrote."""
        ...
