"""What the sqlite3 shell does before the migrations: a column filled in batches, written out one by one,
as the shell has no loop."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.batches import Way
    from forge_migrations.sql.fills import Fill

EACH = 5000
"""Rows of a batch."""


HEAD = """\
-- sqlite3 FILE < this file, before the migrations run.
-- It can be ended and run again at any moment: what is done stays so, and is done once.
.bail on
.timeout 5000
PRAGMA foreign_keys = {};
"""


class SqliteScript:
    """Fills `Script`."""

    def head(self, foreign_keys: bool) -> str:
        return HEAD.format("ON" if foreign_keys else "OFF")

    def filling(self, connection: Connection, fill: Fill, way: Way) -> Iterator[str]:
        """A statement for each range of the rows that are there now, the last without an end."""
        yield f"\n-- {fill}\n".replace("\r", " ")
        place = None
        while True:
            upto = way.end(connection, place, EACH)
            yield f"{fill.within(way.range(place, upto))};\n"
            if upto is None:
                return
            place = upto
