"""A server that somebody named for rehearsals: `scratch_url`, or `FORGE_SCRATCH_URL`.

Databases with a prefix of this run are made in it and dropped again; no other is touched, and the
one that the URL names is only connected to. A host that isn't this machine needs
`allow_remote_scratch = true`.
"""

from __future__ import annotations

import atexit
import contextlib
import os

from forge_migrations.database.asking import ask
from forge_migrations.database.asking import tell
from forge_migrations.database.failures import without_secrets
from forge_migrations.database.server import Version
from forge_migrations.engines import ENGINES
from forge_migrations.engines import row_of
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import URL
    from sqlalchemy import Engine

    from forge_migrations.database.asking import Reach

_ENGINES = {scheme: row.name for row in ENGINES if row.client for scheme in row.schemes}


def engine_named(url: str) -> str:
    """Which engine a URL is of: `postgresql` or `mysql`. Raises `UsageError` for any other."""
    scheme = url.partition("://")[0].partition("+")[0].lower()
    if scheme not in _ENGINES:
        raise UsageError(
            f"the scratch URL's scheme is {scheme or 'missing'}",
            "write postgresql://user@localhost/postgres or mysql://root@localhost/mysql",
        )
    return _ENGINES[scheme]


class NamedServer:
    """What an arena needs of a server, on one that others may use too."""

    keeps = False

    def __init__(self, url: str, remote: bool = False) -> None:
        from sqlalchemy.engine import make_url

        self._kind = engine_named(url)
        self._url: URL = make_url(url).set(drivername=row_of(self._kind).client)
        if not remote and not _is_local(self._url):
            raise UsageError(
                f"the scratch URL names the host {self._url.host}, which isn't this machine",
                "name a local server, or write allow_remote_scratch = true",
            )
        self.role = self._url.username or ""
        self._prefix = f"forge_{os.getpid()}_{os.urandom(3).hex()}_"
        self._made: set[str] = set()
        self._engines: dict[str, Engine] = {}
        self.version = self._look()
        atexit.register(self.stop)

    def wait(self) -> None:
        """It runs already."""

    def create(self, database: str) -> None:
        self._tell(f"CREATE DATABASE {row_of(self._kind).quoted(self._prefix + database)}")
        self._made.add(database)

    def drop(self, database: str) -> None:
        if database not in self._made:
            return
        engine = self._engines.pop(database, None)
        if engine is not None:
            engine.dispose()
        force = " WITH (FORCE)" if self._kind == "postgresql" else ""
        self._tell(
            f"DROP DATABASE IF EXISTS {row_of(self._kind).quoted(self._prefix + database)}{force}"
        )
        self._made.discard(database)

    def engine(self, database: str, admin: bool = False) -> Reach:
        if database not in self._engines:
            name = self._prefix + database if database else None
            url = self._url.set(database=name) if name else self._url
            self._engines[database] = self._connect(url)
        return self._engines[database]

    def save(self, name: str, told: str = "{}") -> None:
        """Nothing of it can be kept."""

    def stop(self) -> None:
        """Drop what was made. Never raises."""
        atexit.unregister(self.stop)
        for database in list(self._made):
            with contextlib.suppress(Exception):
                self.drop(database)
        for engine in self._engines.values():
            engine.dispose()
        self._engines = {}

    def _look(self) -> Version:
        question = "SHOW server_version" if self._kind == "postgresql" else "SELECT version()"
        try:
            with self.engine("").connect() as connection:
                said = str(ask(connection, question)[0][0])
        except Exception as error:
            told = without_secrets(str(getattr(error, "orig", None) or error))
            raise Undecided(f"the scratch server doesn't answer: {told}") from error
        product = row_of(self._kind).title
        if "MariaDB" in said:
            product = "MariaDB"
        return Version(self._kind, product, said.split()[0].split("-")[0])

    def _tell(self, statement: str) -> None:
        with self.engine("").connect() as connection:
            tell(connection, statement)

    def _connect(self, url: URL) -> Engine:
        from sqlalchemy import create_engine
        from sqlalchemy.pool import NullPool

        options: dict[str, Any] = {"connect_timeout": 10}
        if self._kind == "postgresql":
            options["prepare_threshold"] = None
        return create_engine(
            url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=options
        )


def _is_local(url: URL) -> bool:
    import ipaddress

    hosts = [url.host, url.query.get("host"), url.query.get("hostaddr")]
    for host in hosts:
        if not host or host in ("localhost", "localhost.") or str(host).startswith("/"):
            continue
        try:
            if not ipaddress.ip_address(str(host).strip("[]")).is_loopback:
                return False
        except ValueError:
            return False
    return True
