"""What a MySQL or MariaDB server does with each statement, found by asking it before.

DDL commits, so its locks are gone before anybody could look. Instead each ALTER is tried on an
empty
copy of the table with one `ALGORITHM` after another: the first that the server accepts is the one
that it uses. https://mariadb.com/kb/en/innodb-online-ddl-overview/
"""

from __future__ import annotations

import contextlib

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.renames import Renames
from forge_migrations.database.tracing import Destroyed
from forge_migrations.database.tracing import Lock
from forge_migrations.database.tracing import Tracer
from forge_migrations.engines import MYSQL
from forge_migrations.sql.read import read
from forge_migrations.sql.statements import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step

PROBE = "forge_probe"
"""A database for the copies; the migration's user may use it."""
_WAYS = (
    ("INSTANT", "ALGORITHM=INSTANT", ""),
    ("NOCOPY", "ALGORITHM=NOCOPY, LOCK=NONE", ""),
    ("INPLACE", "ALGORITHM=INPLACE, LOCK=NONE", 'rebuilds table "{}" beside reads and writes'),
    ("INPLACE, SHARED", "ALGORITHM=INPLACE, LOCK=SHARED", 'blocks writes to table "{}"'),
    ("COPY", "ALGORITHM=COPY", 'copies table "{}" and blocks writes to it'),
)
_ALTERING = frozenset({"ALTER", "CREATE", "DROP"})
_INVENTORY = """
SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
"""


class MysqlTracer(Tracer):
    """Measures one connection's statements; `probe` is a connection to the database of copies."""

    def __init__(
        self, connection: Connection, tables: Sequence[Table], probe: Connection, product: str
    ) -> None:
        super().__init__()
        self._connection = connection
        self._probe = probe
        self._product = product
        self._database = str(ask(connection, "SELECT DATABASE()")[0][0])
        self.renames = Renames([table.key for table in tables], MYSQL.dialect)
        self._there = self._inventory()
        self._counts = self._count()
        self._lock: tuple[Lock, ...] = ()
        self._work: tuple[str, ...] = ()

    def now(self) -> dict[str, str]:
        """Where each table and column is now, by its key before."""
        return self.renames.now({table for table, _ in self._inventory()})

    def before(self, step: Step, segment: Segment) -> None:
        self._lock, self._work = (), ()
        for statement in split(segment.sql, MYSQL.dialect).statements:
            acts = read(statement, MYSQL.dialect)
            tables = {act.table for act in acts if act.table in self.renames.tables.values()}
            first = statement.text.split(None, 1)[0].upper()
            if len(tables) == 1 and first in _ALTERING:
                self._try(tables.pop(), statement.text)

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        super().after(step, segment, seconds, rows)
        self.renames.follow(segment.sql)
        there, counts = self._inventory(), self._count()
        moved = set(self.now().values())
        gone = [
            each
            for each in sorted(self._there - there)
            if each[0] not in moved and f"{each[0]}.{each[1]}" not in self.now()
        ]
        tables = {table for table, _ in self._there} - {table for table, _ in there}
        dropped = [Destroyed("table", table, False) for table in sorted(tables)]
        dropped += [
            Destroyed("table column", f"{table}.{column}", False)
            for table, column in gone
            if table not in tables
        ]
        fewer = tuple(
            key for key, count in self._counts.items() if key in counts and counts[key] < count
        )
        self._there = there
        self._counts |= counts
        self.amend(locks=self._lock, work=self._work, destroyed=tuple(dropped), deleted=fewer)

    def _try(self, table: str, sql: str) -> None:
        """Find the way that the server goes, on an empty copy that has the table's name."""
        name = MYSQL.quoted(table)
        source = f"{MYSQL.quoted(self._database)}.{name}"
        with contextlib.suppress(Exception):
            tell(self._probe, f"DROP TABLE IF EXISTS {name}")
            tell(self._probe, f"CREATE TABLE {name} LIKE {source}")
            for mode, clause, words in _WAYS:
                if mode == "NOCOPY" and self._product != "MariaDB":
                    continue
                joint = ", " if sql.split(None, 1)[0].upper() == "ALTER" else " "
                extra = clause if joint == ", " else clause.replace(",", "")
                try:
                    tell(self._probe, f"{sql}{joint}{extra}")
                except Exception as error:
                    code = getattr(getattr(error, "orig", None), "args", (0,))[0]
                    if code in (1845, 1846, 1800, 1235):
                        continue
                    return
                self._lock = (Lock(table, mode),)
                self._work = (words.format(table),) if words else ()
                return

    def _inventory(self) -> set[tuple[str, str]]:
        return {(str(row[0]), str(row[1])) for row in ask(self._connection, _INVENTORY)}

    def _count(self) -> dict[str, int]:
        there = {table for table, _ in self._inventory()}
        wanted = [(key, name) for key, name in self.renames.tables.items() if name in there]
        if not wanted:
            return {}
        counts = ", ".join(f"(SELECT count(*) FROM {MYSQL.quoted(name)})" for _, name in wanted)
        found = ask(self._connection, f"SELECT {counts}")[0]
        return {key: int(count) for (key, _), count in zip(wanted, found, strict=True)}
