"""The database that a person names: its URL read, connected to, and its refusals in plain words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import cast

from forge_migrations.database.failures import without_secrets
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy import Connection

SCHEMES = {
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "mysql": "mysql",
    "mysql2": "mysql",
    "mariadb": "mysql",
    "file": "sqlite",
    "sqlite": "sqlite",
}
REMOTE = ("libsql", "http", "https", "ws", "wss", "turso")
LIBPQ = frozenset(
    [
        "sslmode",
        "sslcert",
        "sslkey",
        "sslrootcert",
        "sslcrl",
        "channel_binding",
        "application_name",
        "options",
        "connect_timeout",
        "host",
        "port",
        "gssencmode",
        "target_session_attrs",
        "sslnegotiation",
    ]
)
"""Parameters that libpq knows; poolers and ORMs put others into the same place."""
CONNECT = 10
"""Seconds until a host that doesn't answer is given up."""


class Target(NamedTuple):
    """Where to connect. `repr` and `str` show no password."""

    engine: str
    """`postgresql`, `mysql` or `sqlite`."""
    url: URL | None
    path: str
    """SQLite's file; empty for servers."""

    def __str__(self) -> str:
        """`postgresql, host db.example.com, database app`."""
        if self.url is None:
            return f"SQLite, {self.path}"
        name = {"postgresql": "PostgreSQL", "mysql": "MySQL"}[self.engine]
        port = f":{self.url.port}" if self.url.port else ""
        host = self.url.host or str(self.url.query.get("host") or "the local socket")
        return f"{name}, host {host}{port}, database {self.url.database}"

    def __repr__(self) -> str:
        return f"Target({self})"

    def scrub(self, text: str) -> str:
        """Words of a driver without this target's password, spelt either way."""
        from urllib.parse import quote

        text = without_secrets(text)
        password = str(self.url.password) if self.url and self.url.password else ""
        for secret in sorted({password, quote(password), quote(password, safe="")}, key=len)[::-1]:
            if secret:
                text = text.replace(secret, "***")
        return text


def parse_target(url: str, engine: str, folder: str) -> Target:
    """A URL as Drizzle's drivers take it. `folder`: what SQLite's relative paths start from.

    Raises `UsageError`, which never quotes the URL.
    """
    scheme, _, rest = url.strip().partition(":")
    scheme = scheme.lower().partition("+")[0]
    if scheme in REMOTE:
        raise UsageError(
            "a remote libSQL database is reached by its own client only",
            "run it on a file, or by: npx drizzle-kit migrate",
        )
    found = SCHEMES.get(scheme) if rest else None
    if found is None and engine == "sqlite" and "://" not in url:
        found, rest = "sqlite", url.strip()
    if found is None:
        raise UsageError(
            "the database URL has no scheme that is known here",
            "write postgres://user@host/database, mysql://user@host/database or file:./local.db",
        )
    if found != engine:
        raise UsageError(
            f"the project's dialect is {engine}, the URL is {found}'s",
            f"name a {engine} database: --database-url",
        )
    if found == "sqlite":
        return Target("sqlite", None, _file(rest, folder))
    return Target(found, _server(url.strip(), found), "")


def _file(rest: str, folder: str) -> str:
    path = rest.partition("?")[0]
    if path.startswith("//"):
        path = path[2:]
        path = path[1:] if path.startswith("//") or re.match(r"/[A-Za-z]:", path) else path
    if path in ("", ":memory:"):
        raise UsageError("the URL names no file", "write file:./local.db")
    return os.path.normpath(os.path.join(folder, path))


_UNREADABLE = (
    "the database URL can't be read",
    (
        "write it as postgres://user:password@host:5432/database, with / ? # @ : in the "
        "password percent-encoded"
    ),
)


def _server(text: str, engine: str) -> URL:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    # A `/`, `?` or `#` in a password ends the host for every reader, and what stands behind it would
    # be shown as the database's name.
    behind = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[1:]
    if behind and "@" in behind[0].partition("=")[0]:
        raise UsageError(*_UNREADABLE)
    try:
        url = make_url(re.sub(r"^[A-Za-z][\w+]*:", engine + ":", text))
    except (ArgumentError, ValueError) as error:
        raise UsageError(*_UNREADABLE) from error
    if not url.database:
        raise UsageError("the URL names no database", "put it behind the host: …@host/database")
    if engine == "postgresql":
        query = {name: value for name, value in url.query.items() if name in LIBPQ}
        return url.set(drivername="postgresql+psycopg", query=query)
    return url.set(drivername="mysql+pymysql")


def _mysql_arguments(url: URL) -> dict[str, Any]:
    """What mysql2 takes from a URL: `?socketPath=` and `?ssl={"rejectUnauthorized":true}`.

    https://sidorares.github.io/node-mysql2/docs/documentation/ssl
    """
    found: dict[str, Any] = {"charset": "utf8mb4"}
    socket = url.query.get("socketPath") or url.query.get("unix_socket")
    if socket:
        found["unix_socket"] = str(socket)
    asked = url.query.get("ssl")
    if asked and asked != "false":
        import ssl

        context = ssl.create_default_context()
        context.check_hostname = False  # mysql2 looks at it with `verifyIdentity` only
        if '"rejectUnauthorized":false' in str(asked).replace(" ", ""):
            context.verify_mode = ssl.CERT_NONE
        found["ssl"] = context
    return found


@contextmanager
def connect(target: Target, *, read_only: bool = False) -> Iterator[Connection]:
    """A connection that commits each statement by itself. Raises `Undecided` in plain words."""
    if target.url is None:
        with _open_file(target, read_only) as connection:
            yield connection
        return
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool

    arguments: dict[str, Any] = {"connect_timeout": CONNECT}
    if target.engine == "postgresql":
        arguments |= {"prepare_threshold": None, "application_name": "forge-migrations"}
    else:
        arguments |= _mysql_arguments(target.url)
    url = target.url if target.engine == "postgresql" else target.url.set(query={})
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments,
        hide_parameters=True,
    )  # fmt: skip
    try:
        connection = engine.connect()
    except DBAPIError as error:
        from forge_migrations.database.refusals import refused

        raise refused(target, error) from None
    except Exception as error:
        words = target.scrub(f"{type(error).__name__}: {error}")
        raise Undecided(f"{target}: {words}") from None
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


@contextmanager
def _open_file(target: Target, read_only: bool) -> Iterator[Connection]:
    """Python's own engine: importing SQLAlchemy takes as long as hundreds of migrations."""
    import sqlite3

    path = target.path
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise Undecided(f"{path}: there is no folder {folder}", f"make it: mkdir -p {folder}")
    if os.path.isdir(path):
        raise Undecided(f"{path} is a folder, not a database file", "name a file: file:./local.db")
    if read_only and not os.path.exists(path):
        raise Undecided(f"{path} doesn't exist", "make it: forge-migrations apply")

    from forge_migrations.database.plain import PlainConnection

    connection: PlainConnection | None = None
    try:
        try:
            connection = PlainConnection(path, "ro" if read_only else "rwc")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            from forge_migrations.database.refusals import refused

            raise refused(target, error) from None
        yield cast("Connection", connection)
    finally:
        if connection is not None:
            connection.close()
