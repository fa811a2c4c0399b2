"""PGlite as a scratch server: PostgreSQL compiled to WebAssembly, for machines without a server.

A small Node program (`pglite.cjs`) puts it behind a Unix socket, or where there are none behind a port
of loopback that the system chooses, with a password of each server's own. Each database is a data folder of
its own. Migrations run as its superuser: nothing outside its own folder exists for it, no process
and no network. Needs Node and https://www.npmjs.com/package/@electric-sql/pglite 0.3 or newer.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import struct

from forge_migrations.database.asking import tell
from forge_migrations.database.folders import copy_folder
from forge_migrations.database.folders import keep_template
from forge_migrations.database.folders import template
from forge_migrations.database.folders import unpack_template
from forge_migrations.database.own_server import OwnServer
from forge_migrations.database.postgres.plain import Socket
from forge_migrations.database.process import plain_environment
from forge_migrations.database.server import Version
from forge_migrations.drizzle.kit.runtimes import find_node
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system import sockets
from forge_migrations.system.processes import KILL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.database.asking import Reach

SCRIPT = os.path.join(os.path.dirname(__file__), "pglite.cjs")
PACKAGE = os.path.join("node_modules", "@electric-sql", "pglite")
BASE = "template1"
"""The empty database that every other one is copied from."""
_SETTINGS = {
    # What it sets aside for more is zeroed at every opening: half of the time that takes.
    "shared_buffers": "8MB",
    "max_connections": "5",
    "max_wal_senders": "0",
}
SEGMENT = 16 * 1024 * 1024
"""Bytes of a segment of the write-ahead log."""
CLOSE = 0x466F7267
"""The code of `pglite.cjs`'s own start-up packet that closes a database."""


class Package(NamedTuple):
    """An installed PGlite."""

    folder: str
    version: str
    """Its own, `0.5.14`; PostgreSQL's is told by the server."""


def own_folder() -> str:
    """Where `forge-migrations setup --pglite` installs it."""
    return os.path.join(cache_folder(), "pglite")


def find_pglite(near: str | None = None) -> Package | None:
    """The project's own copy, looked for in `near` and above it, else the one of `setup`."""
    if find_node() is None:
        return None
    folder = os.path.abspath(near or "")
    while near:
        found = _package(os.path.join(folder, PACKAGE))
        if found is not None:
            return found
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return _package(os.path.join(own_folder(), PACKAGE))


def _package(folder: str) -> Package | None:
    try:
        with open(os.path.join(folder, "package.json"), encoding="utf-8") as file:
            version = str(json.load(file)["version"])
    except (OSError, ValueError, KeyError):
        return None
    numbers = tuple(int(each) for each in version.split("-")[0].split(".") if each.isdigit())
    return Package(os.path.realpath(folder), version) if numbers >= (0, 3) else None


class Pglite(OwnServer):
    """One running server. `template_name` starts it from data folders that `save` kept earlier."""

    role = "postgres"

    def __init__(
        self, package: Package, extensions: Iterable[str] = (), template_name: str | None = None
    ) -> None:
        self._package = package
        self._password = sockets.new_password() if sockets.over_loopback() else ""
        self._modules = _modules(package, extensions)
        super().__init__(KILL, template_name, "PGlite")

    @property
    def version(self) -> Version:
        with open(os.path.join(self._data, "version"), encoding="utf-8") as file:
            return Version("postgresql", "PGlite", file.read())

    @property
    def identity(self) -> str:
        """What a kept data folder depends on besides its contents."""
        return digest(self._package.folder, self._package.version, repr(_SETTINGS), "3")[:16]

    def wait(self) -> None:
        """Wait until the server answers."""
        self._process.wait_until(lambda: os.path.exists(self._port), 60, "PGlite")

    @property
    def _port(self) -> str:
        """The file in which `pglite.cjs` tells the port that it was given, or that it listens: a socket's
        own file is there a moment before."""
        return os.path.join(self._folder.path, "port")

    def _address(self) -> sockets.Address:
        self.wait()
        if not self._password:
            return sockets.Address(self._folder.path)
        with open(self._port, encoding="ascii") as file:
            return sockets.Address(sockets.LOOPBACK, int(file.read()), self._password)

    def create(self, database: str) -> None:
        self._bring_base()
        copy_folder(self._path(BASE), self._path(database))

    def drop(self, database: str) -> None:
        self._close(database)
        shutil.rmtree(self._path(database), ignore_errors=True)

    def engine(self, database: str, admin: bool = False) -> Reach:
        """There is one role only: `admin` changes nothing."""
        return Socket(self._address, self.role, database)

    def save(self, name: str, told: str = "{}") -> None:
        """Keep the data folders under `name`, with `told` beside them as `forge.json`.

        All but the empty database: `create` brings it when it is asked for.
        """
        for database in self._databases():
            self._close(database)
            shorten_log(self._path(database))
        aside = os.path.join(self._folder.path, BASE)
        os.rename(self._path(BASE), aside)
        self._keep(name, told)
        os.rename(aside, self._path(BASE))
        for database in self._databases():
            lengthen_log(self._path(database))

    def stop(self) -> None:
        self._process.stop()

    def _path(self, database: str) -> str:
        return os.path.join(self._data, database)

    def _close(self, database: str) -> None:
        """Have the server close a database, so that its folder is whole; it may not be open."""
        words = f"{self._password}\0{database}".encode()
        with sockets.dial(self._address()) as talk:
            talk.sendall(struct.pack("!ii", 8 + len(words), CLOSE) + words)
            talk.recv(1)  # the end of the connection says that it is done

    def _begin(self, kept: str | None) -> None:
        # Node takes as long to compile PGlite as the data folders take to be there.
        self._launch()
        base = kept or template(self._base_name)
        if base is None:
            os.makedirs(self._data)
            self._tell_databases()
            self._make_base()
            shorten_log(self._path(BASE))
            keep_template(self._data, self._base_name)
            lengthen_log(self._path(BASE))
            return
        unpack_template(base, self._data)
        for each in os.scandir(self._data):
            if each.is_dir():
                lengthen_log(each.path)
        self._tell_databases()

    @property
    def _base_name(self) -> str:
        return f"pglite-{self.identity}"

    def _bring_base(self) -> None:
        """Have the empty database there, which comes with no kept history."""
        if os.path.isdir(self._path(BASE)):
            return
        base = template(self._base_name)
        if base is None:
            self._make_base()
            return
        aside = os.path.join(self._folder.path, BASE)
        unpack_template(base, aside)
        lengthen_log(os.path.join(aside, BASE))
        os.rename(os.path.join(aside, BASE), self._path(BASE))

    def _make_base(self) -> None:
        """Have the server make the empty database."""
        os.makedirs(self._path(BASE))
        # Its first connection makes the data folder, which takes some seconds.
        with self.engine(BASE).connect() as connection:
            told = str(connection.exec_driver_sql("SHOW server_version").scalar())
            tell(connection, f'ALTER SCHEMA public OWNER TO "{self.role}"')
            # Nobody connects to them, and they are two thirds of the files that are copied.
            for spare in ("template0", "template1"):
                tell(connection, f"ALTER DATABASE {spare} IS_TEMPLATE false")
                tell(connection, f"DROP DATABASE {spare}")
        with open(os.path.join(self._data, "version"), "w", encoding="utf-8") as file:
            file.write(told.split()[0])
        self._close(BASE)
        with open(os.path.join(self._path(BASE), "postgresql.conf"), "a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())

    def _databases(self) -> list[str]:
        return [each.name for each in os.scandir(self._data) if each.is_dir() and each.name != BASE]

    def _launch(self) -> None:
        """Start Node, which waits to be told the databases."""
        node = find_node()
        if node is None:
            raise Undecided("PGlite needs Node", "install Node 18 or newer: https://nodejs.org")
        given = [f"{name}={module}" for name, module in self._modules.items()]
        listens = self._port if self._password else sockets.Address(self._folder.path).path
        # Without it half of the time goes into machine code that is too late for a short run.
        command = [node, "--liftoff-only", SCRIPT, listens, self._data, self._package.folder]
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._port)
        self._process.start([*command, *given], None, plain_environment(), listens=True)
        self._process.note_pid()

    def _tell_databases(self) -> None:
        """Have it open the databases that are there, and listen."""
        self._process.tell(f"{self._password}\n{','.join(self._databases())}\n")


def shorten_log(folder: str) -> None:
    """Cut the zeros behind a write-ahead log: they are two thirds of what is packed."""
    for path in _logs(folder):
        with open(path, "rb+") as file:
            used = len(file.read().rstrip(b"\0"))
            file.truncate(used)


def lengthen_log(folder: str) -> None:
    """Undo `shorten_log`. A file's end that nobody wrote takes no room."""
    for path in _logs(folder):
        os.truncate(path, SEGMENT)


def _logs(folder: str) -> list[str]:
    """Its segments, each named by three numbers.
    https://www.postgresql.org/docs/current/wal-internals.html"""
    place = os.path.join(folder, "pg_wal")
    return [os.path.join(place, name) for name in os.listdir(place) if len(name) == 24]


def _modules(package: Package, extensions: Iterable[str]) -> dict[str, str]:
    """The JavaScript module of each extension that is installed with this PGlite."""
    found = {}
    for name in extensions:
        file = name.replace("-", "_")
        places = (
            os.path.join(package.folder, "dist", "contrib", f"{file}.cjs"),
            os.path.join(package.folder, "dist", file, "index.cjs"),
            os.path.join(f"{package.folder}-pg{file}", "dist", "index.cjs"),
            os.path.join(f"{package.folder}-{file}", "dist", "index.cjs"),
        )
        for place in places:
            if os.path.exists(place):
                found[name] = place
                break
    return found
