from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from repositories import Repo
from workflow.histories import history
from workflow.live.test_restore import environment
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Live = SqliteFile | PostgresDatabase | MysqlDatabase
ONE = (
    "one",
    ["CREATE TABLE a (id integer PRIMARY KEY, name varchar(40) NOT NULL)",
     ("CREATE TABLE b (id integer PRIMARY KEY, a_id integer,"
     " CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a(id))"),
     "CREATE INDEX a_name ON a (name)"],
    {},
)  # fmt: skip
TWO = ("two", ["ALTER TABLE a ADD COLUMN age integer"], {})


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    name = f"live_{uuid.uuid4().hex[:10]}"
    if request.param == "sqlite":
        yield SqliteFile(tmp_path / "live.db")
        return
    server: Postgres | Mysql = request.getfixturevalue(
        "postgres" if request.param == "postgresql" else "mysql"
    )
    server.create(name)
    if isinstance(server, Postgres):
        yield PostgresDatabase(server, name)
    else:
        yield MysqlDatabase(server, name)
    server.drop(name)


@pytest.fixture
def applied(repo: Repo, database: Live) -> Live:
    repo.write(history(ONE, dialect=database.dialect))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    return database


def drift(
    database: Live, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, list[tuple[str, str]]]:
    capsys.readouterr()
    code = main(["verify", "--format", "json", "--database-url", database.url, *words])
    said = capsys.readouterr()
    assert said.out, said.err
    found = json.loads(said.out)["drift"]
    return code, [(each["what"], each["cause"]) for each in found]


def test_a_database_that_its_migrations_made_has_no_drift(
    applied: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    assert drift(applied, capsys) == (0, [])


def test_changes_by_hand_are_named(applied: Live, capsys: pytest.CaptureFixture[str]) -> None:
    applied.ask("CREATE TABLE c (id integer PRIMARY KEY)")
    applied.ask("ALTER TABLE a ADD COLUMN extra integer")
    applied.ask("DROP INDEX a_name" + (" ON a" if applied.dialect == "mysql" else ""))
    code, found = drift(applied, capsys)
    assert code == 1
    said = " | ".join(what for what, _ in found)
    for name in ('table "c" is there', 'column "extra"', 'index "a_name" of table "a" is missing'):
        assert name in said
    assert all("hand-made" in cause for _, cause in found)
    assert 'table "c"' not in str(drift(applied, capsys, "--ignore", "c")[1])


def test_what_a_pending_migration_makes_already_was_pushed(
    repo: Repo, applied: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    applied.ask("ALTER TABLE a ADD COLUMN age integer")
    repo.write(history(ONE, TWO, dialect=applied.dialect))
    code, found = drift(applied, capsys)
    assert code == 1
    assert ["push, or a failed run: 0001_two is pending" in cause for _, cause in found] == [True]


def fixes(database: Live, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    main(["verify", "--format", "json", "--database-url", database.url])
    return [each["fix"] for each in json.loads(capsys.readouterr().out)["drift"]]


def test_what_undoes_a_change_by_hand_is_the_statement_to_type(
    applied: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    applied.ask("CREATE TABLE c (id integer PRIMARY KEY)")
    applied.ask("ALTER TABLE a ADD COLUMN extra integer")
    applied.ask("CREATE INDEX more ON a (name)")
    found = fixes(applied, capsys)
    assert len(found) == 3
    for fix in found:
        assert "apply --mark" in fix
        applied.ask(fix.rpartition("to undo it: ")[2])
    assert drift(applied, capsys) == (0, [])


def test_what_was_pushed_is_recorded_by_the_command_that_is_told(
    repo: Repo, applied: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    applied.ask("ALTER TABLE a ADD COLUMN age integer")
    repo.write(history(ONE, TWO, dialect=applied.dialect))
    (fix,) = fixes(applied, capsys)
    words = fix.partition(": forge-migrations ")[2].split()
    assert main([*words, "--yes", "--database-url", applied.url]) == 0
    assert drift(applied, capsys) == (0, [])


def test_a_skipped_migration_is_dated_anew_and_applied(
    repo: Repo, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = SqliteFile(tmp_path / "x.db")
    repo.write(history(ONE))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    made = history(ONE, TWO)
    entries = made["drizzle/meta/_journal.json"]["entries"]
    entries[1]["when"] = entries[0]["when"] - 1000
    repo.write(made)
    found = fixes(database, capsys)
    assert any("forge-migrations repair --write && git add drizzle" in each for each in found), (
        found
    )


def test_an_edited_migration_is_the_cause(
    repo: Repo, applied: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    path = repo.path / "drizzle/0000_one.sql"
    path.write_text(path.read_text().replace("varchar(40)", "integer"))
    code, found = drift(applied, capsys)
    assert code == 1
    assert any("edited migration: 0000_one" in cause for _, cause in found)
    assert any("was edited since it was applied" in what for what, _ in found)


def test_orphans_are_counted(applied: Live, capsys: pytest.CaptureFixture[str]) -> None:
    if applied.dialect == "sqlite":
        applied.ask("INSERT INTO b VALUES (1, 99)")
    elif applied.dialect == "postgresql":
        applied.ask("ALTER TABLE b DROP CONSTRAINT b_a")
        applied.ask("INSERT INTO b VALUES (1, 99)")
        applied.ask(
            "ALTER TABLE b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES a(id) NOT VALID"
        )
    else:
        applied.ask("SET foreign_key_checks = 0; INSERT INTO b VALUES (1, 99)")
    code, found = drift(applied, capsys)
    assert code == 1
    assert any(what.startswith("1 rows of b refer to no row of a") for what, _ in found)


def test_it_writes_nothing(repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = SqliteFile(tmp_path / "x.db")
    repo.write(history(ONE))
    main(["apply", "--yes", "--database-url", database.url])
    before = database.path.read_bytes()
    drift(database, capsys)
    assert database.path.read_bytes() == before
    missing = SqliteFile(tmp_path / "none.db")
    assert main(["verify", "--database-url", missing.url]) == 3
    assert not missing.path.exists()


def test_an_empty_database_is_one_difference_and_no_push(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(history(ONE, dialect=database.dialect))
    if isinstance(database, SqliteFile):
        database.path.touch()
    code, found = drift(database, capsys)
    assert code == 1
    assert [what for what, _ in found] == [
        "the database has no tables, and no migration is applied to it"
    ]


def test_a_pushed_database_without_a_ledger_is_compared_with_the_whole_history(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = SqliteFile(tmp_path / "x.db")
    repo.write(history(ONE))
    database.ask("CREATE TABLE a (id integer PRIMARY KEY, name varchar(40) NOT NULL)")
    code, found = drift(database, capsys)
    assert code == 1
    assert any(what == 'table "b" is missing' and "push" in cause for what, cause in found)


def test_watched_a_database_tells_what_changes_and_nothing_else(
    applied: Live, repo: Repo, tmp_path: Path
) -> None:
    """Until Ctrl-C. What stays is told once; a column that comes and goes twice."""
    said = tmp_path / "said"
    with said.open("w") as file:
        words = ["verify", "--watch", "0.2", "--database-url", applied.url]
        process = subprocess.Popen([sys.executable, "-m", "forge_migrations", *words], stdout=file,
                                   stderr=subprocess.PIPE, cwd=repo.path, env=environment())  # fmt: skip
    try:
        wait_for(said, "the database is what its migrations make", 1)
        applied.ask("ALTER TABLE a ADD COLUMN extra integer")
        wait_for(said, "1 difference", 1)
        time.sleep(1)
        applied.ask("ALTER TABLE a DROP COLUMN extra")
        wait_for(said, "the database is what its migrations make", 2)
    finally:
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate()
    assert process.returncode == 130, complaint
    assert said.read_text().count("1 difference") == 1


def wait_for(file: Path, words: str, times: int) -> None:
    end = time.monotonic() + 120
    while file.read_text().count(words) < times:
        assert time.monotonic() < end, file.read_text()
        time.sleep(0.1)


def test_a_watch_is_for_people(applied: Live, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["verify", "--watch", "1", "--format", "json", "--database-url", applied.url]
    assert main(words) == 2
    assert "--watch tells people what changes" in capsys.readouterr().out
    for wrong in ("0", "-1", "nan", "soon"):
        with pytest.raises(SystemExit):
            main(["verify", f"--watch={wrong}", "--database-url", applied.url])
        assert "write seconds, --watch 60" in capsys.readouterr().err
