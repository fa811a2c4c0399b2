"""The database that a person names: its URL, read as Drizzle's drivers read it."""

from __future__ import annotations

import os
import re

from forge_migrations.database.failures import without_secrets
from forge_migrations.engines import ENGINES
from forge_migrations.engines import row_of
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sqlalchemy import URL

SCHEMES = {scheme: row.name for row in ENGINES for scheme in row.schemes}
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
        port = f":{self.url.port}" if self.url.port else ""
        host = self.url.host or str(self.url.query.get("host") or "the local socket")
        return f"{row_of(self.engine).title}, host {host}{port}, database {self.url.database}"

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
            Remedy("run it on a file, or by", command("npx", "drizzle-kit", "migrate")),
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
        url = url.set(query=query)
    return url.set(drivername=row_of(engine).client)
