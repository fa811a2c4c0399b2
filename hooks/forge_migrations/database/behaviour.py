"""What every engine's databases do and each in its own way. `by_name.py` picks; an engine's folder
fills it in its `behaviour.py`.

How an engine rehearses is an `Arena`; what needs no database to be told is a row of `engines.py`.
"""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from typing import Any

    from sqlalchemy import URL

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Batches
    from forge_migrations.database.batches import Script
    from forge_migrations.database.observed import Observed
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.target import Target

    Meanings = Sequence[tuple[str, str, str]]
    """A pattern of a refusal's number and words, what it means, and what to do."""


class Behaviour(Protocol):
    """One engine's databases, live and scratch. Every connection commits each statement by itself."""

    # Refusals
    meanings: Meanings
    by_code: Mapping[str, str]
    """A failure's code -> what to do about it."""

    def is_there(self, code: str, message: str) -> bool:
        """True when a statement failed since what it makes is there already."""
        ...

    # The migrator's ledger
    ledger_columns: Mapping[str, str]
    """Layout of the migrations -> the columns of its table, as drizzle-orm writes them."""
    ledger_order: str
    """What tells in which order rows were written."""
    applied_at: str
    """The type of `applied_at`, with its default."""
    stamps_itself: bool
    """False when the migrator has to write `applied_at`."""

    def columns_of(self, connection: Connection, schema: str, table: str) -> set[str]:
        """The names of a table's columns; empty when it isn't there."""
        ...

    # Sessions
    def connect_arguments(self, url: URL) -> dict[str, Any]:
        """What the driver takes besides the URL."""
        ...

    def plain_url(self, url: URL) -> URL:
        """The URL without what only other drivers know."""
        ...

    def wait_for_locks(self, connection: Connection, seconds: float) -> None:
        """Let no statement wait longer for a lock."""
        ...

    def read_only(self, connection: Connection, seconds: float) -> None:
        """Let nothing be written any more, and no statement run longer."""
        ...

    def reading(self, connection: Connection, seconds: float) -> AbstractContextManager[None]:
        """One transaction that can write nothing and holds no lock a writer waits for; no statement
        runs longer (SQLite: all of it)."""
        ...

    def locked(
        self, connection: Connection, target: Target, wait: float
    ) -> AbstractContextManager[bool]:
        """The lock of whoever applies; False when another holds it after `wait` seconds."""
        ...

    # Facts
    def observed(self, connection: Connection) -> Observed:
        """Sizes, fractions and settings, without any value."""
        ...

    def moment(
        self, connection: Connection, target: Target, tables: Sequence[str]
    ) -> Iterator[str]:
        """What makes this no good moment to change these tables, a sentence each, and what the role
        may not see of it."""
        ...

    # Filling
    def batches(self) -> Batches:
        """How a table's NULLs are filled in batches."""
        ...

    def script(self) -> Script:
        """How that is written for the engine's own shell."""
        ...

    def hidden(self, connection: Connection) -> Mapping[str, str]:
        """Kinds of things that the role doesn't see although they are there, and the right that shows them."""
        ...

    def tables(self, connection: Connection, schema: str, ledger: str) -> list[Table]:
        """Every table that rows can be put into, but the migrator's ledger."""
        ...

    # Rows
    last_moment: str
    """The latest timestamp that it holds; a year later than 9999 is no year to any driver."""
    whole_seconds: bool
    """A timestamp has no fraction unless its type asks for one."""
    truths: tuple[str | int, str | int]
    """How false and true are written."""
    by_affinity: bool
    """A type may be any words."""

    def bits(self, number: int, size: int) -> str | int:
        """A bit string of this size."""
        ...

    def as_text(self, column: str) -> str:
        """The expression of a column's value as text; the name is quoted."""
        ...

    def problems(self, connection: Connection, every: bool) -> Iterator[str]:
        """One sentence for each thing that is wrong with the data. `every`: of validated keys too."""
        ...
