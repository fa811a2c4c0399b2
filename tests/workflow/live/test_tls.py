"""Servers that take nobody without TLS, with certificates of an authority of our own: what looks, backs up and restores."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.database.process import unprivileged_user
from repositories import Repo
from workflow.histories import history

Capture = pytest.CaptureFixture[str]
PASSWORD = "CANARYpassword"
FIRST = ("first", ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))"], {})
THEN = ("then", ["CREATE TABLE pets (id integer PRIMARY KEY)"], {})

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is missing")


def quietly(command: list[str], folder: Path, **more: Any) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **more)
    assert done.returncode == 0, done.stderr[-600:]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user may use, with an authority, another one, and a certificate for localhost."""
    folder = Path(tempfile.mkdtemp(prefix="forge-tls-"))
    folder.chmod(0o755)
    for name in ("ca", "other"):
        quietly(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                 "-keyout", f"{name}.key", "-out", f"{name}.pem"], folder)  # fmt: skip
    quietly(["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "server.key",
             "-out", "server.csr"], folder)  # fmt: skip
    (folder / "san").write_text("subjectAltName=DNS:localhost")
    quietly(["openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
             "-CAcreateserial", "-out", "server.pem", "-extfile", "san"], folder)  # fmt: skip
    (folder / "server.key").chmod(0o600)
    user = unprivileged_user()
    if user is not None:
        for each in (folder, folder / "server.key"):
            os.chown(each, user, user)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until(works: Callable[[], object]) -> None:
    for _ in range(300):
        try:
            works()
            return
        except Exception:
            time.sleep(0.1)
    works()


def dialled(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as talk:
        talk.connect(path)


@pytest.fixture
def postgres_url(place: Path) -> Iterator[str]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is missing")
    user = unprivileged_user()
    own: dict[str, Any] = (
        {"user": user, "group": user, "extra_groups": []} if user is not None else {}
    )
    (place / "word").write_text(PASSWORD)
    quietly([f"{binaries.folder}/initdb", "-D", "data", "-U", "app", "--auth=scram-sha-256", "--pwfile=word", "--no-sync"],
            place, **own)  # fmt: skip
    (place / "data/pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
    port = free_port()
    words = [f"{binaries.folder}/postgres", "-D", "data", "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c",
             "unix_socket_directories=", "-c", "ssl=on", "-c", f"ssl_cert_file={place}/server.pem", "-c",
             f"ssl_key_file={place}/server.key", "-c", "fsync=off"]  # fmt: skip
    process = subprocess.Popen(
        words, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **own
    )
    try:
        import psycopg

        reach = f"host=localhost hostaddr=127.0.0.1 port={port} user=app password={PASSWORD} sslmode=require"
        until(lambda: psycopg.connect(f"{reach} dbname=postgres").close())
        with psycopg.connect(f"{reach} dbname=postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE shop")
            admin.execute("CREATE DATABASE other")
        yield f"postgres://app:{PASSWORD}@localhost:{port}/shop"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture
def mysql_url(place: Path) -> Iterator[str]:
    binaries = find_mysql("MariaDB")
    if binaries is None or binaries.product != "MariaDB":
        pytest.skip("MariaDB is missing")
    user = unprivileged_user()
    own: dict[str, Any] = (
        {"user": user, "group": user, "extra_groups": []} if user is not None else {}
    )
    quietly(["mariadb-install-db", "--no-defaults", f"--datadir={place}/data", "--skip-test-db",
             "--auth-root-authentication-method=normal"], place, env={**os.environ, "TMPDIR": str(place)}, **own)  # fmt: skip
    port = free_port()
    words = [binaries.server, "--no-defaults", f"--datadir={place}/data", f"--socket={place}/s", f"--port={port}",
             "--bind-address=127.0.0.1", f"--tmpdir={place}", f"--ssl-cert={place}/server.pem", f"--pid-file={place}/pid",
             f"--ssl-key={place}/server.key", "--require-secure-transport=ON",
             "--character-set-server=utf8mb4"]  # fmt: skip
    process = subprocess.Popen(
        words, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **own
    )
    try:
        import pymysql

        until(lambda: dialled(f"{place}/s"))  # PyMySQL leaves a socket open that nobody takes
        with closing(pymysql.connect(unix_socket=f"{place}/s", user="root")) as admin:
            for sql in ("CREATE DATABASE shop", "CREATE DATABASE other", f"CREATE USER app@'%' IDENTIFIED BY '{PASSWORD}'",
                        "GRANT ALL ON *.* TO app@'%'"):  # fmt: skip
                admin.cursor().execute(sql)
        yield f"mysql://app:{PASSWORD}@localhost:{port}/shop"
    finally:
        process.terminate()
        process.wait(60)


def goes_through(repo: Repo, url: str, dialect: str, capsys: Capture) -> None:
    """Applied, observed, verified, backed up and restored into another database."""
    out = repo.path / "backups"
    repo.write(history(FIRST, dialect=dialect))
    said = []

    def typed(*words: str, at: str = url) -> int:
        code = main([*words, "--database-url", at])
        said.append("".join(capsys.readouterr()))
        return code

    capsys.readouterr()
    assert typed("apply", "--yes") == 0, said
    assert typed("observe") == 0, said
    assert typed("verify") == 0, said
    repo.write(history(FIRST, THEN, dialect=dialect))
    assert typed("apply", "--yes", "--backup", "backups") == 0, said
    (file,) = [path for path in out.iterdir() if path.name != ".gitignore"]
    other = url.replace("/shop", "/other")
    assert typed("restore", str(file), "--yes", at=other) == 0, said
    assert typed("status", at=other) == 0, said
    assert re.search(r"0001_then +pending", said[-1])
    assert PASSWORD not in "".join(said)


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_postgresql_over_tls(
    repo: Repo, postgres_url: str, place: Path, mode: str, capsys: Capture
) -> None:
    url = f"{postgres_url}?sslmode={mode}&sslrootcert={place}/ca.pem"
    goes_through(repo, url, "postgresql", capsys)


def test_postgresql_of_another_authority_or_without_tls_is_refused(
    repo: Repo, postgres_url: str, place: Path, capsys: Capture
) -> None:
    repo.write(history(FIRST, dialect="postgresql"))
    for words in (f"sslmode=verify-full&sslrootcert={place}/other.pem", "sslmode=disable"):
        capsys.readouterr()
        assert main(["status", "--database-url", f"{postgres_url}?{words}"]) == 3
        said = "".join(capsys.readouterr())
        assert "certificate" in said or "no encryption" in said, said
        assert PASSWORD not in said


def test_mariadb_over_tls(
    repo: Repo, mysql_url: str, place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(place / "ca.pem"))
    goes_through(repo, f'{mysql_url}?ssl=%7B"rejectUnauthorized":true%7D', "mysql", capsys)


def test_mariadb_whose_certificate_nobody_asks_for(
    repo: Repo, mysql_url: str, capsys: Capture
) -> None:
    goes_through(repo, f'{mysql_url}?ssl=%7B"rejectUnauthorized":false%7D', "mysql", capsys)


def test_mariadb_of_an_unknown_authority_is_refused(
    repo: Repo, mysql_url: str, place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(place / "other.pem"))
    repo.write(history(FIRST, dialect="mysql"))
    capsys.readouterr()
    url = f'{mysql_url}?ssl=%7B"rejectUnauthorized":true%7D'
    assert main(["status", "--database-url", url]) == 3
    said = "".join(capsys.readouterr())
    assert "certificate" in said, said
    assert PASSWORD not in said
