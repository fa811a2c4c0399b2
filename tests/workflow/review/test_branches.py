"""The team's own command makes a copy, and takes it away whatever becomes of us. SQLite's copy of a file and
PostgreSQL's CREATE DATABASE … TEMPLATE are run here; the vendors' commands are not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import history
from workflow.live.test_restore import made
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Capture = pytest.CaptureFixture[str]
FIRST = ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))"]
HOOKS = os.path.dirname(os.path.dirname(forge_migrations.__file__))


def start(repo: Repo, database: SqliteFile | PostgresDatabase, then: list[str]) -> None:
    repo.write(history(("first", FIRST, {}), dialect=database.dialect))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask("INSERT INTO people VALUES (1, 'a'), (2, 'b')")
    repo.write(history(("first", FIRST, {}), ("then", then, {}), dialect=database.dialect))


def policy(repo: Repo, create: str, delete: str) -> None:
    repo.write(
        {".forge-migrations.toml": f"[branch]\ncreate = '''{create}'''\ndelete = '''{delete}'''\n"}
    )
    repo.git("add", ".forge-migrations.toml")


def of_file(repo: Repo, database: SqliteFile) -> Path:
    copies = repo.path.parent / "copies"
    copies.mkdir()
    policy(repo, f"cp {database.path} {copies}/$FORGE_BRANCH && echo made && echo file:{copies}/$FORGE_BRANCH",
           f"rm {copies}/$FORGE_BRANCH*")  # fmt: skip
    return copies


def test_a_copied_file_is_rehearsed_on_and_taken_away(
    repo: Repo, tmp_path: Path, capsys: Capture
) -> None:
    database = SqliteFile(tmp_path / "live.db")
    start(repo, database, ["DELETE FROM people"])
    copies = of_file(repo, database)
    assert main(["rehearse", "--on", "branch"]) == 1
    assert "lost: people has 2 rows less" in capsys.readouterr().out
    assert list(copies.iterdir()) == []
    assert database.ask("SELECT count(*) FROM people") == [(2,)]


def test_a_template_of_postgresql_is_rehearsed_on_and_dropped(
    repo: Repo, request: pytest.FixtureRequest, tmp_path: Path, capsys: Capture
) -> None:
    for database in made(request, "postgresql", tmp_path):
        assert isinstance(database, PostgresDatabase)
        start(repo, database, ["ALTER TABLE people DROP COLUMN name"])
        psql = f"psql -X -q -h {database.host} -U forge_admin template1 -c"
        policy(
            repo,
            f"""{psql} "CREATE DATABASE \\"$FORGE_BRANCH\\" TEMPLATE {database.name} OWNER postgres" >&2 &&"""
            f""" echo "postgres://postgres@/$FORGE_BRANCH?host={database.host}" """,
            f"""{psql} "DROP DATABASE \\"$FORGE_BRANCH\\"" """,
        )
        assert main(["rehearse", "--on", "branch"]) == 1, capsys.readouterr()
        assert "lost: people.name is gone with 2 values" in capsys.readouterr().out
        left = database.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'forge-%'")
        assert left == [(0,)]
        assert database.ask("SELECT count(name) FROM people") == [(2,)]


def test_killed_in_the_middle_the_copy_is_taken_away_all_the_same(
    repo: Repo, tmp_path: Path
) -> None:
    database = SqliteFile(tmp_path / "live.db")
    start(repo, database, ["DELETE FROM people"])
    copies = of_file(repo, database)
    text = (repo.path / ".forge-migrations.toml").read_text()
    repo.write({".forge-migrations.toml": text.replace("&& echo made", "&& sleep 30")})
    repo.git("add", ".")
    process = subprocess.Popen([sys.executable, "-m", "forge_migrations", "rehearse", "--on", "branch"],
                               cwd=repo.path, env={**os.environ, "PYTHONPATH": HOOKS},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    wait_until(lambda: bool(list(copies.iterdir())))
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not list(copies.iterdir()))


def wait_until(true: object) -> None:
    end = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def test_what_the_command_lacks_is_said(repo: Repo, tmp_path: Path, capsys: Capture) -> None:
    database = SqliteFile(tmp_path / "live.db")
    start(repo, database, ["DELETE FROM people"])
    assert main(["rehearse", "--on", "branch"]) == 2
    assert "doesn't say how a branch is made" in capsys.readouterr().err
    policy(repo, "echo nothing", "true")
    assert main(["rehearse", "--on", "branch"]) == 3
    assert "printed no URL" in capsys.readouterr().err
    policy(repo, "echo postgres://me:secret@h/d >&2; exit 4", "false")
    assert main(["rehearse", "--on", "branch"]) == 3
    said = capsys.readouterr().err
    assert "create ended with 4" in said
    assert "secret" not in said
    assert "is still there" in said
    assert "FORGE_BRANCH=forge-" in said
