"""A backup by mysqldump or mariadb-dump, packed, and its way back by the client.

https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html, https://mariadb.com/kb/en/mariadb-dump/
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import ssl
import subprocess
import tempfile
import zlib
from contextlib import contextmanager
from contextlib import suppress
from functools import partial

from forge_migrations.database.asking import ask
from forge_migrations.database.client_program import finish
from forge_migrations.database.client_program import running
from forge_migrations.database.process import plain_environment
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.target import Target

_END = b"-- Dump completed"
"""The last line of a dump that is whole: https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html#option_mysqldump_comments"""
_DEFINERS = re.compile(rb"\bDEFINER ?= ?`((?:[^`]|``)*)`@`((?:[^`]|``)*)`")
"""As dumps write it before a view, trigger, routine or event."""
_VIEW = (b"/*!50001 VIEW", b"/*!50001 CREATE")
_KINDS = {"BASE TABLE": "TABLE", "VIEW": "VIEW", "SEQUENCE": "SEQUENCE",
          "SYSTEM VERSIONED": "TABLE"}  # fmt: skip


class _Tools(NamedTuple):
    dump: str
    client: str
    mariadb: bool
    version: int
    """Major."""


class MysqlDumps:
    """Fills `Dumps`."""

    ending = ".sql.gz"
    magic = b"\x1f\x8b"
    whole = False

    def write(self, connection: Connection, target: Target, path: str) -> None:
        tools = _tools(connection)
        with _told(target, tools) as file:
            assert target.url is not None
            command = [
                tools.dump, f"--defaults-extra-file={file}", "--single-transaction", "--quick",
                "--routines", "--events", "--triggers", "--hex-blob", "--no-tablespaces",
                *([] if tools.mariadb else ["--set-gtid-purged=OFF"]), str(target.url.database),
            ]  # fmt: skip
            with running(command, plain_environment(), gives=subprocess.PIPE) as dump:
                assert dump.stdout
                with gzip.open(path, "wb", compresslevel=1) as packed:
                    shutil.copyfileobj(dump.stdout, packed, 1 << 16)
                finish(dump, command, target)

    def check(self, connection: Connection, path: str) -> None:
        last = b""
        try:
            with gzip.open(path, "rb") as file:
                while some := file.read(1 << 20):
                    last = (last + some)[-200:]
        except (OSError, EOFError, zlib.error) as error:
            raise Undecided(f"the backup can't be read: {error}") from None
        if _END not in last:
            raise Undecided("the backup isn't whole: it lacks the dump's last line")

    def holds(self, connection: Connection) -> int:
        return len(_there(connection))

    def lacking(self, connection: Connection, path: str) -> list[str]:
        """Who defined views, triggers and routines: loaded all the same, they fail when they are used."""
        with gzip.open(path, "rb") as script:
            named = {
                found
                for line in script
                if not _is_of_rows(line)
                for found in _DEFINERS.findall(line)
            }
        wanted = sorted(
            (user.decode("utf-8", "replace"), host.decode("utf-8", "replace"))
            for user, host in named
        )
        try:
            known = {
                (str(user), str(host))
                for user, host in ask(connection, "SELECT User, Host FROM mysql.user")
            }
        except Exception:  # the role may not look: then the server says what it refuses
            return []
        return [f"{user}@{host}" for user, host in wanted if (user, host) not in known]

    def load(
        self, connection: Connection, target: Target, path: str, replace: bool, owners: bool = True
    ) -> None:
        tools = _tools(connection)
        if replace:
            _empty(connection)
        with _told(target, tools) as file, gzip.open(path, "rb") as script:
            assert target.url is not None
            fitted = partial(_fitted, _database_of(path), str(target.url.database), owners)
            command = [tools.client, f"--defaults-extra-file={file}", "--batch",
                       str(target.url.database)]  # fmt: skip
            with running(command, plain_environment(), takes=subprocess.PIPE) as client:
                assert client.stdin
                with suppress(BrokenPipeError):  # it ended, and says why
                    for line in script:
                        client.stdin.write(line if _is_of_rows(line) else fitted(line))
                    client.stdin.close()
                finish(client, command, target)


def _is_of_rows(line: bytes) -> bool:
    """An INSERT holds them all, or (MariaDB) each its own line; their breaks are escaped."""
    return line.startswith((b"INSERT INTO", b"("))


def _fitted(old: str, new: str, owners: bool, line: bytes) -> bytes:
    """A line of definitions for this database: a view's text names the one that it was in before each column."""
    if old != new and line.startswith(_VIEW):
        line = line.replace(_quoted(old).encode() + b".", b"")
    return line if owners else _DEFINERS.sub(b"", line)


def _database_of(path: str) -> str:
    """The name in the dump's head; empty where none is."""
    with gzip.open(path, "rb") as script:
        head = script.read(2000)
    found = re.search(rb"^-- Host: .*?Database: (.+?)\r?$", head, re.MULTILINE)
    return found[1].decode("utf-8", "replace").strip() if found else ""


def _there(connection: Connection) -> list[tuple[str, str]]:
    found = connection.exec_driver_sql(
        "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE()"
    )
    return [(str(name), _KINDS.get(str(kind), "TABLE")) for name, kind in found]


def _empty(connection: Connection) -> None:
    """Tables, views, routines and events go; the triggers go with their tables."""
    connection.exec_driver_sql("SET SESSION foreign_key_checks = 0")
    for name, kind in _there(connection):
        connection.exec_driver_sql(f"DROP {kind} IF EXISTS {_quoted(name)}")
    for column, where in (("routine_type", "routines"), ("'EVENT'", "events")):
        prefix = where[:-1]
        found = connection.exec_driver_sql(
            f"SELECT {prefix}_name, {column} FROM information_schema.{where}"
            f" WHERE {prefix}_schema = DATABASE()"
        ).all()
        for name, kind in found:
            connection.exec_driver_sql(f"DROP {kind} IF EXISTS {_quoted(str(name))}")
    connection.exec_driver_sql("SET SESSION foreign_key_checks = 1")


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def _tools(connection: Connection) -> _Tools:
    """The programs of the server's product. Raises `Undecided` without them, or with older ones."""
    said = str(connection.exec_driver_sql("SELECT VERSION()").scalar())
    mariadb = "MariaDB" in said
    wanted = int(said.split(".")[0])
    names = ("mariadb-dump", "mariadb") if mariadb else ("mysqldump", "mysql")
    for dump, client in (names, ("mysqldump", "mysql")):
        paths = shutil.which(dump), shutil.which(client)
        if not paths[0] or not paths[1]:
            continue
        version = subprocess.run([paths[0], "--version"], capture_output=True, text=True,
                                 check=False).stdout  # fmt: skip
        number = re.search(r"(?:Distrib|from|Ver) (\d+)\.\d+\.\d+", version)
        if number and ("MariaDB" in version) == mariadb and int(number.group(1)) >= wanted:
            return _Tools(paths[0], paths[1], mariadb, int(number.group(1)))
    product = "MariaDB" if mariadb else "MySQL"
    package = "mariadb-client" if mariadb else "mysql-client"
    raise Undecided(
        f"there is no {names[0]} of {product} {wanted} or later",
        f"install it: apt-get install {package}, or brew install {package}",
    )


@contextmanager
def _told(target: Target, tools: _Tools) -> Iterator[str]:
    """A file of ours alone with the address and the password: an argument is everybody's to read."""
    url = target.url
    assert url is not None
    lines = ["[client]"]
    socket = url.query.get("socketPath") or url.query.get("unix_socket")
    for name, value in (
        ("host", "" if socket else url.host), ("port", "" if socket else url.port),
        # Of a host called localhost the programs would take the socket, which no driver does.
        ("protocol", "" if socket else "tcp"), ("socket", socket), ("user", url.username), ("password", url.password),
        ("default-character-set", "utf8mb4"),
    ):  # fmt: skip
        if value:
            escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{name}="{escaped}"')
    asked = url.query.get("ssl")
    if asked and asked != "false":
        loose = '"rejectUnauthorized":false' in str(asked).replace(" ", "")
        authority = os.environ.get("SSL_CERT_FILE") or ssl.get_default_verify_paths().cafile
        if (
            authority and not loose
        ):  # the one that the driver takes; the programs know none by themselves
            lines.append(f'ssl-ca="{authority}"')
        if tools.mariadb:
            lines += ["ssl"] if loose else ["ssl", "ssl-verify-server-cert"]
        else:
            lines.append(f"ssl-mode={'REQUIRED' if loose else 'VERIFY_CA'}")
    handle, path = tempfile.mkstemp(prefix="forge-", suffix=".cnf")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        yield path
    finally:
        os.unlink(path)
