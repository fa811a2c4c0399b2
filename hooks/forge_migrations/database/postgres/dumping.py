"""A backup by pg_dump and its way back by pg_restore and psql, in one transaction.

https://www.postgresql.org/docs/current/app-pgdump.html
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress

from forge_migrations.database.asking import ask
from forge_migrations.database.client_program import finish
from forge_migrations.database.client_program import run
from forge_migrations.database.client_program import running
from forge_migrations.database.postgres.server import FOLDERS
from forge_migrations.database.process import plain_environment
from forge_migrations.database.target import Target
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from sqlalchemy import URL

    from forge_migrations.database.asking import Connection

_BY_ENVIRONMENT = {
    "sslmode": "PGSSLMODE", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT", "sslcrl": "PGSSLCRL", "channel_binding": "PGCHANNELBINDING", "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT", "host": "PGHOST", "port": "PGPORT",
    "gssencmode": "PGGSSENCMODE", "target_session_attrs": "PGTARGETSESSIONATTRS",
    "sslnegotiation": "PGSSLNEGOTIATION",
}  # fmt: skip
"""https://www.postgresql.org/docs/current/libpq-envars.html"""
_THERE = """
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype = 'e')"""
"""What no extension brought."""
_EMPTIED = """
DO $forge$
DECLARE one record;
BEGIN
  FOR one IN SELECT format('%I.%I', n.nspname, c.relname) AS name, CASE c.relkind WHEN 'v' THEN 'VIEW'
      WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.deptype IN ('e', 'i')) LOOP
    EXECUTE 'DROP ' || one.kind || ' IF EXISTS ' || one.name || ' CASCADE';
  END LOOP;
  FOR one IN SELECT format('%I.%I', n.nspname, t.typname) AS name FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE n.nspname = 'public' AND t.typtype IN ('e', 'd', 'c', 'r') AND coalesce(c.relkind, 'c') = 'c'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                    AND d.deptype = 'e') LOOP
    EXECUTE 'DROP TYPE IF EXISTS ' || one.name || ' CASCADE';
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure::text AS name, CASE p.prokind WHEN 'p' THEN 'PROCEDURE'
      WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END AS kind
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND d.deptype = 'e') LOOP
    EXECUTE 'DROP ' || one.kind || ' IF EXISTS ' || one.name || ' CASCADE';
  END LOOP;
END $forge$;
"""
"""`public` without its contents: dropped and made again it would lack the rights that it came with."""


_ROLE = re.compile(rb"(?:ALTER .* OWNER TO (.+)|GRANT .* TO (.+?)(?: WITH GRANT OPTION)?);$")
"""How pg_restore writes who owns a thing and who has rights there, a line each."""


class PostgresDumps:
    """Fills `Dumps`."""

    ending = ".dump"
    magic = b"PGDMP"
    whole = True

    def write(self, connection: Connection, target: Target, path: str) -> None:
        folder = _tools(connection)
        command = [os.path.join(folder, "pg_dump"), "--format=custom", f"--file={path}"]
        run(command, _environment(target), target)

    def check(self, connection: Connection, path: str) -> None:
        """The whole file is read, each row's COPY too, and written nowhere."""
        folder = _tools(connection)
        command = [os.path.join(folder, "pg_restore"), f"--file={os.devnull}", path]
        run(command, plain_environment(), Target("postgresql", None, ""))

    def holds(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*)" + _THERE).scalar())

    def lacking(self, connection: Connection, path: str) -> list[str]:
        script = [os.path.join(_tools(connection), "pg_restore"), "--schema-only", "--file=-", path]
        found: set[str] = set()
        with running(script, plain_environment(), gives=subprocess.PIPE) as reader:
            assert reader.stdout
            for line in reader.stdout:
                named = _ROLE.match(line)
                found.update(_names((named[1] or named[2]) if named else b""))
            finish(reader, script, Target("postgresql", None, ""))
        there = {str(row[0]) for row in ask(connection, "SELECT rolname FROM pg_roles")}
        return sorted(found - there - {"PUBLIC", "CURRENT_USER", "SESSION_USER"})

    def load(
        self, connection: Connection, target: Target, path: str, replace: bool, owners: bool = True
    ) -> None:
        """pg_restore writes the script, psql runs it; ended early, nothing of it is committed."""
        folder = _tools(connection)
        psql = [os.path.join(folder, "psql"), "--no-psqlrc", "--quiet", "--single-transaction",
                "--set=ON_ERROR_STOP=1", f"--output={os.devnull}", "--file=-"]  # fmt: skip
        without = [] if owners else ["--no-owner", "--no-privileges"]
        restore = [os.path.join(folder, "pg_restore"), *without, "--file=-", path]
        with (
            running(psql, _environment(target), takes=subprocess.PIPE) as writer,
            running(restore, plain_environment(), gives=subprocess.PIPE) as reader,
        ):
            assert writer.stdin and reader.stdout
            first = _prelude(folder, path) if replace else b""
            if _sent(writer.stdin, reader.stdout, first):
                try:
                    finish(reader, restore, target)
                except Undecided:
                    writer.kill()  # before the end of its input, where it would commit
                    raise
                with suppress(BrokenPipeError):
                    writer.stdin.close()
            finish(writer, psql, target)


def _names(listed: bytes) -> list[str]:
    """The roles of one line, which stand in quotes where they aren't words."""
    found = re.findall(r'"((?:[^"]|"")*)"|([\w$]+)', listed.decode("utf-8", "replace"))
    return [quoted.replace('""', '"') or plain for quoted, plain in found]


def _sent(to: IO[bytes], script: IO[bytes], first: bytes) -> bool:
    """False when psql ended before it had all: it says why, and nobody reads the script any more."""
    try:
        to.write(first)
        shutil.copyfileobj(script, to, 1 << 16)
    except BrokenPipeError:
        return False
    return True


def _prelude(folder: str, path: str) -> bytes:
    """What takes away the schemas that the backup makes, and what is in `public`.

    The listing separates a name from its owner by a blank, which either may hold; the script of those
    entries alone has the name as SQL.
    """
    program = os.path.join(folder, "pg_restore")
    listed = subprocess.run([program, "--list", path], env=plain_environment(),
                            capture_output=True, check=False).stdout  # fmt: skip
    wanted = re.findall(rb"^\d+; \d+ \d+ SCHEMA - .*$", listed, re.MULTILINE)
    with tempfile.NamedTemporaryFile(suffix=".list", delete=False) as chosen:
        chosen.write(b"\n".join(wanted) + b"\n")
    try:
        made = subprocess.run(
            [program, f"--use-list={chosen.name}", "--file=-", path],
            env=plain_environment(), capture_output=True, check=False,
        ).stdout  # fmt: skip
    finally:
        os.unlink(chosen.name)
    names = re.findall(rb"^CREATE SCHEMA (.+);$", made, re.MULTILINE)
    dropped = [b"DROP SCHEMA IF EXISTS " + name + b" CASCADE;\n" for name in names]
    return b"".join(dropped) + _EMPTIED.encode()


def _tools(connection: Connection) -> str:
    """The folder of pg_dump, pg_restore and psql of the server's major version, or the next one.

    Raises `Undecided`: an older pg_dump refuses a newer server.
    """
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar())
    wanted = number // 10000
    found = {major: folder for folder in _folders() if (major := _major(folder))}
    fit = sorted(major for major in found if major >= wanted)
    if fit:
        return found[fit[0]]
    told = f"pg_dump of PostgreSQL {max(found)} is too old" if found else "there is no pg_dump"
    raise Undecided(
        f"{told} for a server of version {wanted}",
        f"install it: apt-get install postgresql-client-{wanted}, or brew install postgresql@{wanted}",
    )


def _folders() -> list[str]:
    on_path = shutil.which("pg_dump")
    folders = [os.path.dirname(on_path)] if on_path else []
    for pattern in FOLDERS:
        folders += sorted(glob.glob(pattern))
    return list(dict.fromkeys(folders))


def _major(folder: str) -> int:
    """0 without the program. Debian's /usr/bin/pg_dump is a script that takes the newest."""
    try:
        said = subprocess.run([os.path.join(folder, "pg_dump"), "--version"],
                              capture_output=True, text=True, check=False).stdout  # fmt: skip
    except OSError:
        return 0
    number = re.search(r"(\d+)(?:\.\d+)*", said)
    return int(number.group(1)) if number else 0


def _environment(target: Target) -> dict[str, str]:
    url: URL | None = target.url
    assert url is not None
    found = plain_environment()
    for name, value in url.query.items():
        if name in _BY_ENVIRONMENT:
            found[_BY_ENVIRONMENT[name]] = str(value)
    for name, told in (
        ("PGHOST", url.host), ("PGPORT", url.port), ("PGUSER", url.username),
        ("PGPASSWORD", url.password), ("PGDATABASE", url.database),
    ):  # fmt: skip
        if told:
            found[name] = str(told)
    return found
