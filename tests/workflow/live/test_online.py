"""`apply --online` on a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.postgres.server import Postgres
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live.test_apply import made
from workflow.live.test_scripted import shell
from workflow.live_databases import PostgresDatabase

TABLE = "CREATE TABLE t (id integer PRIMARY KEY, a text)"
INDEX = "CREATE UNIQUE INDEX IF NOT EXISTS t_a ON t (a) WHERE a NOT LIKE 'x%'"
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('t_a')"


@pytest.fixture
def database(postgres: Postgres, repo: Repo) -> Iterator[PostgresDatabase]:
    """The table is there; its index is pending."""
    for database in made(postgres):
        repo.write(history(("one", [TABLE], {}), dialect="postgresql"))
        assert main(["apply", "--yes", "--database-url", database.url]) == 0
        steps = [("one", [TABLE], {}), ("two", [INDEX, "CREATE TABLE u (a int)"], {})]
        repo.write(history(*steps, dialect="postgresql"))
        yield database


def apply(database: PostgresDatabase, *words: str) -> int:
    return main(["apply", "--yes", "--no-preflight", "--database-url", database.url, *words])


def test_the_index_is_there_before_the_migration(
    database: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert apply(database, "--online", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("apply", told)
    assert (told["built"], told["ran"]) == (["t_a"], ["0001_two"])
    assert database.ask(VALID) == [(True,)]
    assert "'x%'::text" in database.ask("SELECT pg_get_indexdef('t_a'::regclass)")[0][0]


def test_what_an_earlier_build_left_is_made_anew(
    database: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    database.ask("INSERT INTO t VALUES (1, 'a'), (2, 'a')")
    with pytest.raises(Exception, match="could not create unique index"):
        database.ask("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)")
    database.ask("DELETE FROM t WHERE id = 2")
    assert database.ask(VALID) == [(False,)]
    assert apply(database, "--online") == 0
    said = capsys.readouterr().out
    assert "drops t_a, which an earlier build left invalid" in said
    assert database.ask(VALID) == [(True,)]


def test_rows_that_break_it_stop_before_any_migration(
    database: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    database.ask("INSERT INTO t VALUES (1, 'a'), (2, 'a')")
    assert apply(database, "--online") == 3
    assert "index t_a can't be built: " in capsys.readouterr().err
    assert database.ask(VALID) == []
    assert database.ask("SELECT to_regclass('u')") == [(None,)]


def test_a_script_does_the_same_for_drizzles_own_migrator(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    script = tmp_path / "before.sql"
    assert apply(database, "--script", str(script)) == 0
    text = script.read_text()
    assert INDEX.replace("INDEX IF", "INDEX CONCURRENTLY IF") + ";" in text
    assert database.ask("SELECT to_regclass('t_a')") == [(None,)]


def test_the_script_makes_anew_what_an_earlier_build_left(
    database: PostgresDatabase, tmp_path: Path
) -> None:
    database.ask("INSERT INTO t VALUES (1, 'a'), (2, 'a')")
    script = tmp_path / "before.sql"
    assert apply(database, "--script", str(script)) == 0
    said = shell(database, script)
    assert said.returncode == 3
    assert "could not create unique index" in said.stderr
    database.ask("DELETE FROM t WHERE id = 2")
    assert database.ask(VALID) == [(False,)]
    assert shell(database, script).returncode == 0
    assert database.ask(VALID) == [(True,)]
