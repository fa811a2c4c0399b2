"""SQLite's arena: databases in memory, copied from files that are kept by the history's content."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import contextmanager
from contextlib import suppress
from typing import cast

from forge_migrations.database.arena import AGAIN
from forge_migrations.database.arena import SIZED
from forge_migrations.database.arena import Prepared
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.asking import ask
from forge_migrations.database.filling import Filled
from forge_migrations.database.filling import fill
from forge_migrations.database.folders import ScratchFolder
from forge_migrations.database.folders import remove
from forge_migrations.database.given import begin_with
from forge_migrations.database.leniency import LenientSqlite
from forge_migrations.database.renames import Renames
from forge_migrations.database.sqlite.engine import version
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.shapes import read_tables
from forge_migrations.database.sqlite.structure import read_structure
from forge_migrations.database.tracing import Destroyed
from forge_migrations.database.tracing import Tracer
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.many_rows import Sample
    from forge_migrations.database.server import Version
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure

_FORBIDDEN_PRAGMAS = frozenset({"temp_store_directory", "data_store_directory", "mmap_size"})
KEPT = 64
"""Files of prepared histories that are kept."""


class SqliteArena:
    """Databases in memory, but for the one that is measured; nothing outside of it can be reached from a
    migration."""

    def __init__(self) -> None:
        self._databases: dict[str, PlainConnection] = {}
        self._folder: ScratchFolder | None = None
        """Where the one that is measured lies, once there is one."""
        self.execute = LenientSqlite()

    @property
    def version(self) -> Version:
        return version()

    @property
    def concurrent(self) -> bool:
        return False

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return self.execute.left_out

    def prepare(self, steps: Sequence[Step], setting: Setting) -> Prepared:
        name = digest(
            "sqlite-5",
            sqlite3.sqlite_version,
            repr(setting.ledger),
            repr(setting.driver),
            *setting.prelude,
            repr(setting.start),
            *(f"{step.tag} {step.millis} {step.hash}" for step in steps),
        )
        self.execute.strings = setting.driver.strings
        kept = _load(name)
        if kept is not None:
            self._databases["history"], filled = kept
            self._enforce("history", setting)
            return Prepared("history", filled)
        failure, filled = self._filled("history", steps, setting)
        if failure is None and not self.left_out:
            _keep(name, self._databases["history"], filled)
        self._enforce("history", setting)
        return Prepared("history", filled, failure)

    def _filled(
        self, name: str, steps: Sequence[Step], setting: Setting
    ) -> tuple[Failure | None, Filled]:
        connection = self._databases[self.empty(setting, name)]
        failure = applied_in_turn(connection, steps, setting, self.execute)
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        return failure, fill(connection, self.tables(connection, setting), "sqlite")

    def again(self, steps: Sequence[Step], setting: Setting) -> str:
        self._filled(AGAIN, steps, setting)
        self._enforce(AGAIN, setting)
        return AGAIN

    def empty(self, setting: Setting, name: str = "fresh") -> str:
        if name in self._databases:
            self._databases[name].close()
        self.execute.strings = setting.driver.strings
        made = self._databases[name] = PlainConnection(
            self._file() if name == SIZED else ":memory:"
        )
        made.driver.set_authorizer(_authorize)
        for text in setting.prelude:
            made.driver.executescript(text)
        if setting.start is not None:
            begin_with(made, setting.start, self.execute)
        self._enforce(name, setting)
        return name

    def _file(self) -> str:
        """A new file's path; an older one goes."""
        if self._folder is None:
            self._folder = ScratchFolder()
        path = os.path.join(self._folder.path, "sized.db")
        for end in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                os.unlink(path + end)
        return path

    def _enforce(self, database: str, setting: Setting) -> None:
        on = int(setting.driver.foreign_keys)
        self._databases[database].exec_driver_sql(f"PRAGMA foreign_keys = {on}")

    @contextmanager
    def connect(self, database: str) -> Iterator[Connection]:
        yield self._databases[database]

    def tables(self, connection: Connection, setting: Setting) -> list[Table]:
        return read_tables(connection, but=(setting.ledger.table,))

    def tracer(self, connection: Connection, tables: Sequence[Table]) -> Tracer:
        return _SqliteTracer(connection, tables)

    def renamed(self, tracer: Tracer) -> dict[str, str]:
        assert isinstance(tracer, _SqliteTracer)
        return tracer.renamed

    def broken(self, connection: Connection) -> list[str]:
        found = [
            f'row {row[1]} of table "{row[0]}" refers to a row of "{row[2]}" that isn\'t there'
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        ]
        corrupt = connection.exec_driver_sql("PRAGMA integrity_check").all()
        return found + [str(row[0]) for row in corrupt if row[0] != "ok"]

    def structure(self, connection: Connection, setting: Setting) -> Structure:
        return read_structure(connection, but=(setting.ledger.table,))

    def size(self, connection: Connection, sample: Sample) -> None:
        mode = str(sample.production.settings.get("journal_mode", "")).lower()
        if mode in ("delete", "truncate", "persist", "wal"):
            ask(connection, f"PRAGMA journal_mode = {mode}")

    def thread(self, connection: Connection) -> str:
        return ""  # the engine is in this one

    def logged(self, connection: Connection) -> int:
        return 0  # its journal is on the disk here too

    def close(self) -> None:
        for connection in self._databases.values():
            connection.close()
        self._databases = {}
        if self._folder is not None:
            self._folder.release()
            remove(self._folder.path)
            self._folder = None


class _SqliteTracer(Tracer):
    """Follows renames, counts rows, and hears of every dropped object from the authorizer."""

    def __init__(self, connection: Connection, tables: Sequence[Table]) -> None:
        super().__init__()
        self._connection = cast("PlainConnection", connection)
        self._labels = {table.key: table.label for table in tables}
        self._renames = Renames(self._labels, "sqlite")
        self._dropped: list[tuple[str, str]] = []
        self._connection.driver.set_authorizer(self._authorize)
        self._counts = self._count()

    @property
    def renamed(self) -> dict[str, str]:
        """Where each table and column is now, by its key before."""
        return self._renames.now(self._tables())

    def before(self, step: Step, segment: Segment) -> None:
        self._dropped = []

    def after(self, step: Step, segment: Segment, seconds: float, rows: int) -> None:
        super().after(step, segment, seconds, rows)
        self._renames.follow(segment.sql)
        counts = self._count()
        deleted = tuple(
            self._labels[key]
            for key, count in self._counts.items()
            if key in counts and counts[key] < count
        )
        self._counts |= counts
        dropped = tuple(Destroyed(kind, name, False) for kind, name in self._dropped)
        self.amend(deleted=deleted, destroyed=dropped)

    def _authorize(
        self, action: int, one: str | None, two: str | None, database: str | None, by: str | None
    ) -> int:
        if action in _DROPS:
            self._dropped.append((_DROPS[action], one or ""))
        return _authorize(action, one, two, database, by)

    def _tables(self) -> set[str]:
        listed = self._connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
        return {str(row[0]) for row in listed}

    def _count(self) -> dict[str, int]:
        there = self._tables()
        counts = {}
        for key, name in self._renames.tables.items():
            if name in there:
                quoted = name.replace('"', '""')
                found = self._connection.exec_driver_sql(f'SELECT count(*) FROM "{quoted}"')
                counts[key] = int(found.scalar())
        return counts


_DROPS = {
    sqlite3.SQLITE_DROP_TABLE: "table",
    sqlite3.SQLITE_DROP_INDEX: "index",
    sqlite3.SQLITE_DROP_TRIGGER: "trigger",
    sqlite3.SQLITE_DROP_VIEW: "view",
}


def _authorize(
    action: int, one: str | None, two: str | None, database: str | None, by: str | None
) -> int:
    if action == sqlite3.SQLITE_ATTACH:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (one or "").lower() in _FORBIDDEN_PRAGMAS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (two or "").lower() == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _folder() -> str:
    return os.path.join(cache_folder(), "scratch-sqlite")


def _load(name: str) -> tuple[PlainConnection, Filled] | None:
    path = os.path.join(_folder(), name)
    made = PlainConnection()
    try:
        with open(path + ".json", encoding="utf-8") as file:
            told = json.load(file)
        filled = Filled(dict(told["rows"]), dict(told["empty"]))
        kept = sqlite3.connect(f"file:{path}.db?mode=ro", uri=True)
        try:
            kept.backup(made.driver)
        finally:
            kept.close()
        os.utime(path + ".json")
    except (OSError, ValueError, KeyError, sqlite3.Error):
        made.close()
        return None
    made.driver.set_authorizer(_authorize)
    return made, filled


def _keep(name: str, connection: PlainConnection, filled: Filled) -> None:
    folder = _folder()
    path = os.path.join(folder, name)
    part = f"{path}.{os.getpid()}.part"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        target = sqlite3.connect(part)
        try:
            connection.driver.backup(target)
        finally:
            target.close()
        os.replace(part, path + ".db")
        with open(part, "w", encoding="utf-8") as file:
            json.dump(filled._asdict(), file)
        os.replace(part, path + ".json")
        _drop_oldest(folder)
    except (OSError, sqlite3.Error):
        return


def _drop_oldest(folder: str) -> None:
    kept = [entry for entry in os.scandir(folder) if entry.name.endswith(".json")]
    for entry in sorted(kept, key=lambda entry: entry.stat().st_mtime)[:-KEPT]:
        os.unlink(entry.path.removesuffix(".json") + ".db")
        os.unlink(entry.path)
