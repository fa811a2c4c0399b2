"""A scratch MariaDB or MySQL server from binaries that are installed: socket only, one folder.

MariaDB stands in for MySQL where only it is installed; both differ in generated columns, checks and
expression defaults, and the one that ran is always told.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import subprocess

from forge_migrations.database.folders import keep_template
from forge_migrations.database.folders import template
from forge_migrations.database.folders import unpack_template
from forge_migrations.database.own_server import OwnServer
from forge_migrations.database.process import plain_environment
from forge_migrations.database.process import unprivileged_user
from forge_migrations.database.server import Version
from forge_migrations.engines import MYSQL
from forge_migrations.facts import digest
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.system.processes import KILL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from forge_migrations.database.asking import Reach

ADMIN = "root"
ROLE = "forge"
"""The migration's user: everything in its databases, nothing of the server (no FILE, no SUPER)."""

_FOLDERS = ("/usr/sbin", "/usr/libexec", "/usr/local/mysql/bin", "/opt/homebrew/opt/m*/bin")
_SETTINGS = (
    "--no-defaults",
    "--skip-networking",
    "--skip-name-resolve",
    "--skip-log-bin",
    "--innodb-log-file-size=4M",
    "--innodb-buffer-pool-size=32M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-fast-shutdown=2",
    "--character-set-server=utf8mb4",
    "--default-time-zone=+00:00",
    "--performance-schema=OFF",
    "--local-infile=0",
    "--lc-messages=en_US",
)


class MysqlBinaries(NamedTuple):
    """A server binary and what it says it is."""

    server: str
    product: str
    """`MariaDB` or `MySQL`."""
    version: str
    """`10.11.19`."""


def find_mysql(prefer: str = "") -> MysqlBinaries | None:
    """The server of this machine, `mariadbd` or `mysqld`: the preferred product, else MySQL first."""
    found = []
    for name in ("mysqld", "mariadbd"):
        on_path = shutil.which(name)
        candidates = [on_path] if on_path else []
        for pattern in _FOLDERS:
            candidates += [os.path.join(folder, name) for folder in sorted(glob.glob(pattern))]
        for path in candidates:
            if os.access(path, os.X_OK):
                found.append(_look(os.path.realpath(path)))
                break
    known = [each for each in dict.fromkeys(found) if each]
    preferred = [each for each in known if each.product.lower() == prefer.lower()]
    order = preferred or sorted(known, key=lambda each: each.product != "MySQL")
    return order[0] if order else None


def _look(server: str) -> MysqlBinaries | None:
    said = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"Ver (\d+\.\d+\.\d+)", said)
    product = "MariaDB" if "MariaDB" in said else "MySQL"
    return MysqlBinaries(server, product, number.group(1)) if number else None


class Mysql(OwnServer):
    """One running server. `template_name` starts it from a data folder that `save` kept earlier."""

    def __init__(self, binaries: MysqlBinaries, template_name: str | None = None) -> None:
        self._binaries = binaries
        self._user = unprivileged_user()
        self._engines: dict[tuple[str, bool], Engine] = {}
        super().__init__(KILL, template_name, f"scratch {binaries.product}")

    @property
    def version(self) -> Version:
        return Version(MYSQL.name, self._binaries.product, self._binaries.version)

    @property
    def identity(self) -> str:
        """What a kept data folder depends on besides its contents."""
        return digest(self._binaries.server, self._binaries.version, repr(_SETTINGS), "1")[:16]

    @property
    def _socket(self) -> str:
        return os.path.join(self._folder.path, "s")

    def wait(self) -> None:
        """Wait until the server listens."""
        self._process.wait_until(lambda: os.path.exists(self._socket), 60, self._binaries.product)

    def create(self, database: str) -> None:
        self._admin(f"CREATE DATABASE `{database}` CHARACTER SET utf8mb4")
        self._admin(f"GRANT ALL ON `{database}`.* TO '{ROLE}'@'localhost'")

    def drop(self, database: str) -> None:
        self._forget(database)
        self._admin(f"DROP DATABASE IF EXISTS `{database}`")

    def engine(self, database: str, admin: bool = False) -> Reach:
        found = self._engines.get((database, admin))
        if found is None:
            found = self._engines[database, admin] = self._connect(database, admin)
        return found

    def save(self, name: str, told: str = "{}") -> None:
        """Keep the data folder under `name`, with `told` in it as `forge.json`; starts again."""
        self._end()
        self._keep(name, told)
        self._launch()
        self.wait()

    def stop(self) -> None:
        self._forget()
        self._process.stop()

    def _connect(self, database: str, admin: bool) -> Engine:
        from sqlalchemy import URL
        from sqlalchemy import create_engine
        from sqlalchemy.pool import NullPool

        self.wait()
        query = {"unix_socket": self._socket, "charset": "utf8mb4"}
        url = URL.create(
            "mysql+pymysql", username=ADMIN if admin else ROLE, database=database, query=query
        )
        return create_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": 10},
        )

    def _admin(self, statement: str) -> None:
        with self.engine("", admin=True).connect() as connection:
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def _forget(self, database: str | None = None) -> None:
        for key in [key for key in self._engines if database in (None, key[0])]:
            self._engines.pop(key).dispose()

    def _end(self) -> None:
        self._forget()
        self._process.end_with(signal.SIGTERM, 30)

    def _begin(self, kept: str | None) -> None:
        name = f"mysql-{self.identity}"
        base = kept or template(name)
        if base is not None:
            unpack_template(base, self._data)
            self._launch()
            return
        self._initialise()
        self._launch()
        self._admin(f"CREATE USER '{ROLE}'@'localhost'")
        self._end()
        keep_template(self._data, name)
        self._launch()

    def _initialise(self) -> None:
        if self._binaries.product == "MariaDB":
            tool = shutil.which("mariadb-install-db") or shutil.which("mysql_install_db")
            if tool is None:
                raise Undecided("mariadb-install-db is missing", "apt-get install mariadb-server")
            command = [tool, "--no-defaults", f"--datadir={self._data}", "--skip-test-db"]
            command += ["--auth-root-authentication-method=normal", "--skip-name-resolve"]
            command += ["--innodb-log-file-size=4M", "--innodb-undo-tablespaces=0"]
        else:
            command = [self._binaries.server, "--no-defaults", "--initialize-insecure"]
            command += [f"--datadir={self._data}"]
        done = subprocess.run(
            command,
            cwd=self._folder.path,
            # The tool is of no help when its user can't write to our TMPDIR.
            env=plain_environment() | {"TMPDIR": self._folder.path},
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user is not None else None,
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            last = said[-1] if said else "it said nothing"
            raise Undecided(f"{self._binaries.product} can't make its data folder: {last}")

    def _launch(self) -> None:
        command = [self._binaries.server, *_SETTINGS]
        if self._binaries.product == "MySQL":
            # MySQL 9 has no such size any more; what is `loose` it leaves out where it doesn't know it.
            command = [each for each in command if "doublewrite" not in each]
            command = [each.replace("--innodb-log", "--loose-innodb-log") for each in command]
            command += ["--loose-innodb-redo-log-capacity=8M", "--mysqlx=OFF"]
        command += [f"--datadir={self._data}", f"--socket={self._socket}"]
        command += [f"--pid-file={self._folder.path}/server.pid", f"--tmpdir={self._folder.path}"]
        command.append(f"--secure-file-priv={self._folder.path}/nowhere")
        if self._binaries.product == "MySQL":
            command[-1] = "--secure-file-priv=NULL"
        else:
            os.makedirs(os.path.join(self._folder.path, "nowhere"), exist_ok=True)
        self._process.start(command, self._user, plain_environment())
