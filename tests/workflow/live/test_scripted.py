"""`apply --script`: what it writes is run by the engine's own shell, then the migrations by drizzle-orm's
migrator."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from database import test_batched
from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

ROWS = 6_000
VALUE = {
    "postgresql": "concat('%s it''s \\', a)",
    "mysql": "concat('%s it''s \\\\', a)",
    "sqlite": "'%s it''s \\' || a",
}


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    engine = request.param
    if engine == "sqlite":
        if shutil.which("sqlite3") is None:
            pytest.skip("no sqlite3 shell is installed")
        yield SqliteFile(tmp_path / "live.db")
        return
    server: Any = request.getfixturevalue("postgres" if engine == "postgresql" else "mysql")
    name = f"script_{uuid.uuid4().hex[:10]}"
    server.create(name)
    yield (PostgresDatabase if engine == "postgresql" else MysqlDatabase)(server, name)
    server.drop(name)


def shell(database: Any, script: Path) -> subprocess.CompletedProcess[str]:
    """The script, run as its first line says."""
    if database.dialect == "postgresql":
        words = [
            "psql",
            "-X",
            "-h",
            database.host,
            "-U",
            "postgres",
            "-d",
            database.name,
            "-f",
            str(script),
        ]
        return subprocess.run(words, capture_output=True, text=True)
    with script.open() as text:
        if database.dialect == "sqlite":
            words = ["sqlite3", str(database.path)]
        else:
            url = database.server.engine(database.name, admin=True).url
            client = shutil.which("mariadb") or "mysql"
            words = [
                client,
                f"--socket={url.query['unix_socket']}",
                f"--user={url.username}",
                database.name,
            ]
        return subprocess.run(words, stdin=text, capture_output=True, text=True)


CHOSEN = {"composite", "none", "text", "binary", "without rowid"}
KEYS = [
    (engine, name, key, values)
    for engine, name, key, values in test_batched.TABLES
    if name in CHOSEN
]


@pytest.mark.parametrize(
    ("database", "key", "values"), [(e, k, v) for e, _, k, v in KEYS], ids=[f"{e}-{n}" for e, n, *_ in KEYS],
    indirect=["database"],
)  # fmt: skip
def test_script_then_drizzles_own_migrator(
    repo: Repo,
    database: Any,
    key: str,
    values: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine = database.dialect
    first, comma, rest = key.partition(", PRIMARY")
    end = " WITHOUT ROWID" if "k2 blob" in key else ""
    made = [f"CREATE TABLE t ({first}, a int, b text{comma}{rest}){end}"]
    if "mood" in key:
        made.insert(0, "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad')")
    value = VALUE[engine]
    later = [f"UPDATE t SET b = {value} WHERE b IS NULL", "CREATE TABLE u (a int)"]
    if engine == "postgresql":
        later.insert(1, "CREATE UNIQUE INDEX IF NOT EXISTS t_a ON t (a)")
    repo.write(history(("one", made, {}), dialect=engine))
    assert database.theirs("0.45", repo.path / "drizzle").ok
    numbers = test_batched.NUMBERS[engine].replace("1000", str(ROWS))
    database.ask(
        f"INSERT INTO t SELECT {values.replace('%', '%%') if engine == 'mysql' else values}, n, NULL FROM ({numbers}) s".replace(
            "%%", "%"
        )
    )
    repo.write(history(("one", made, {}), ("two", later, {}), dialect=engine))
    script = tmp_path / "before.sql"
    assert main(["apply", "--script", str(script), "--database-url", database.url]) == 0
    capsys.readouterr()
    said = shell(database, script)
    assert said.returncode == 0, said.stderr
    if engine != "sqlite":
        assert f"filled t.b: {ROWS} rows" in said.stdout + said.stderr
    assert database.ask(f"SELECT count(*) FROM t WHERE b = {value}") == [(ROWS,)]
    if engine == "postgresql":
        assert database.ask(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('t_a')"
        ) == [(True,)]
    said = shell(database, script)
    assert said.returncode == 0, said.stderr
    assert (
        "filled" not in said.stdout + said.stderr
        or "filled t.b: 0 rows" in said.stdout + said.stderr
    )
    done = database.theirs("0.45", repo.path / "drizzle")
    assert done.ok, done
    assert database.ask("SELECT count(*) FROM u") == [(0,)]
    assert main(["status", "--exit-code", "--database-url", database.url]) == 0
