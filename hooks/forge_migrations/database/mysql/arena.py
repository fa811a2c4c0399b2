"""MySQL's arena: a server of our own, its data folder kept by the history's content."""

from __future__ import annotations

from contextlib import ExitStack
from contextlib import contextmanager

from forge_migrations.database.arena import AGAIN
from forge_migrations.database.arena import Prepared
from forge_migrations.database.arena import applied_in_turn
from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.filling import Filled
from forge_migrations.database.filling import fill
from forge_migrations.database.given import begin_with
from forge_migrations.database.migrator import execute_segment
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.shapes import read_tables
from forge_migrations.database.mysql.structure import read_structure
from forge_migrations.database.mysql.tracer import PROBE
from forge_migrations.database.mysql.tracer import MysqlTracer
from forge_migrations.database.own_server import OwnServer
from forge_migrations.database.server import Version
from forge_migrations.engines import MYSQL
from forge_migrations.facts import digest
from forge_migrations.system.turns import of_thread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.failures import Failure
    from forge_migrations.database.leniency import LeftOut
    from forge_migrations.database.many_rows import Sample
    from forge_migrations.database.migrator import Execute
    from forge_migrations.database.mysql.server import MysqlBinaries
    from forge_migrations.database.named_server import NamedServer
    from forge_migrations.database.shapes import Table
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.database.tracing import Tracer

VERSION = "5"


class MysqlArena:
    """Starts its server when the first database is asked for; `server` is one that is lent."""

    def __init__(
        self,
        binaries: MysqlBinaries,
        server: Mysql | NamedServer | None = None,
        lent: bool = True,
    ) -> None:
        self._binaries = binaries
        self._lent = server is not None and lent
        self._running = server
        self._open = ExitStack()

    @property
    def version(self) -> Version:
        return Version(MYSQL.name, self._binaries.product, self._binaries.version)

    @property
    def concurrent(self) -> bool:
        return False

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        return ()

    @property
    def execute(self) -> Execute:
        return execute_segment

    def prepare(self, steps: Sequence[Step], setting: Setting) -> Prepared:
        name = "history-" + digest(
            VERSION,
            self._binaries.product,
            self._binaries.version,
            repr(setting),
            *(f"{step.tag} {step.millis} {step.hash}" for step in steps),
        )
        server = self._server(name)
        if isinstance(server, OwnServer) and server.from_template and not self._lent:
            return Prepared("history", Filled.from_text(server.told))
        failure, filled = self._filled("history", steps, setting)
        if failure is None and (steps or setting.start) and server.keeps and not self._lent:
            server.save(name, filled.as_text())
        return Prepared("history", filled, failure)

    def _filled(
        self, name: str, steps: Sequence[Step], setting: Setting
    ) -> tuple[Failure | None, Filled]:
        self.empty(setting, name)
        with self.connect(name) as connection:
            failure = applied_in_turn(connection, steps, setting)
        with self.connect(name) as connection:
            return failure, fill(connection, self.tables(connection, setting), MYSQL.name)

    def again(self, steps: Sequence[Step], setting: Setting) -> str:
        self._filled(AGAIN, steps, setting)
        return AGAIN

    def empty(self, setting: Setting, name: str = "fresh") -> str:
        server = self._server()
        server.drop(name)
        server.create(name)
        with server.engine(name).connect() as connection:
            for text in setting.prelude:
                for statement in text.split(";\n"):
                    if statement.strip():
                        tell(connection, statement)
            if setting.start is not None:
                begin_with(connection, setting.start, self.execute)
        return name

    @contextmanager
    def connect(self, database: str) -> Iterator[Connection]:
        with self._server().engine(database).connect() as connection:
            yield connection

    def tables(self, connection: Connection, setting: Setting) -> list[Table]:
        return read_tables(connection, setting.ledger.table)

    def tracer(self, connection: Connection, tables: Sequence[Table]) -> Tracer:
        server = self._server()
        server.drop(PROBE)
        server.create(PROBE)
        probe = self._open.enter_context(server.engine(PROBE).connect())
        return MysqlTracer(connection, tables, probe, self._binaries.product)

    def renamed(self, tracer: Tracer) -> dict[str, str]:
        assert isinstance(tracer, MysqlTracer)
        return tracer.now()

    def broken(self, connection: Connection) -> list[str]:
        return []

    def structure(self, connection: Connection, setting: Setting) -> Structure:
        return read_structure(connection, setting.ledger.table)

    def size(self, connection: Connection, sample: Sample) -> None:
        """The server's memory and log are those that it started with."""

    def thread(self, connection: Connection) -> str:
        if not isinstance(self._server(), Mysql) or self._binaries.product != "MariaDB":
            return ""
        query = "SELECT TID FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()"
        return of_thread(ask(connection, query)[0][0])

    def logged(self, connection: Connection) -> int:
        found = ask(connection, "SHOW GLOBAL STATUS LIKE 'Innodb_os_log_written'")
        return int(found[0][1]) if found else 0

    def close(self) -> None:
        self._open.close()
        if self._running is not None and not self._lent:
            self._running.stop()
        self._running = None

    def _server(self, template_name: str | None = None) -> Mysql | NamedServer:
        if self._running is None:
            self._running = Mysql(self._binaries, template_name)
        return self._running
