"""On MySQL DDL commits by itself: what ran stays, and must never run twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest

import forge_migrations
from forge_migrations.cli import main
from forge_migrations.database.connection import connect
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.database.target import parse_target
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.live_databases import MysqlDatabase

STEPS = [
    ("one", ["CREATE TABLE a (id int PRIMARY KEY);", "INSERT INTO a VALUES (1);"], {}),
    ("two", ["ALTER TABLE a ADD COLUMN name varchar(40);", "UPDATE a SET name = '100% :x';"], {}),
    ("three", ["CREATE INDEX a_name ON a (name);", "INSERT INTO a VALUES (2, 'b');"], {}),
]
HOOKS = os.path.dirname(os.path.dirname(forge_migrations.__file__))
PROGRESS = (
    "SELECT 1 FROM information_schema.tables WHERE table_name = '__forge_migrations_progress'"
)


def made(server: Mysql) -> Iterator[MysqlDatabase]:
    name = f"live_{uuid.uuid4().hex[:10]}"
    server.create(name)
    yield MysqlDatabase(server, name)
    server.drop(name)


@pytest.fixture
def database(mysql: Mysql) -> Iterator[MysqlDatabase]:
    yield from made(mysql)


def apply(database: MysqlDatabase, *words: str) -> int:
    return main(["apply", "--yes", "--database-url", database.url, *words])


@pytest.mark.parametrize("turns", ["ooo", "oto", "tot"])
@pytest.mark.parametrize("generation", ["0.45", "1.0"])
def test_any_order_with_the_real_migrator_gives_one_database_and_one_ledger(
    repo: Repo, database: MysqlDatabase, generation: str, turns: str
) -> None:
    out = repo.path / "drizzle"
    for number, turn in enumerate(turns, 1):
        files = history(*STEPS[:number], dialect="mysql")
        repo.write(files if generation == "0.45" else folders(files))
        if turn == "o":
            assert apply(database) == 0
        else:
            said = database.theirs(generation, out)
            assert said.ok, said
    control = next(iter(made(database.server)))
    assert control.theirs(generation, out).ok
    name = ", name" if generation == "1.0" else ""
    question = f"SELECT hash, created_at{name} FROM __drizzle_migrations ORDER BY created_at"
    assert database.ask(question) == control.ask(question)
    assert database.columns() == control.columns()
    assert database.ask("SELECT * FROM a ORDER BY id") == [(1, "100% :x"), (2, "b")]


def test_after_a_failure_the_next_apply_goes_on_behind_what_ran(
    repo: Repo, database: MysqlDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["CREATE TABLE b (id int);", "ALTER TABLE b ADD COLUMN x int;", "CREATE TABLE a (id int);",
           "INSERT INTO b VALUES (1, 1);"]  # fmt: skip
    repo.write(history(STEPS[0], ("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 1
    error = capsys.readouterr().err
    assert "0001_bad is half applied: what stands at line 1, 3 ran and stays" in error
    main(["status", "--database-url", database.url])
    assert "half applied  its first 2 statements ran" in capsys.readouterr().out
    sql[2] = "CREATE TABLE c (id int);"
    repo.write(history(STEPS[0], ("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 0
    assert "goes on behind its first 2 statements" in capsys.readouterr().out
    assert database.ask("SELECT id, x FROM b") == [(1, 1)]
    assert len(database.ask("SELECT id FROM __drizzle_migrations")) == 2
    assert database.ask(f"{PROGRESS} AND table_schema = '{database.name}'") == []


def test_rows_that_were_rolled_back_are_written_again(repo: Repo, database: MysqlDatabase) -> None:
    sql = ["CREATE TABLE b (id int PRIMARY KEY);", "INSERT INTO b VALUES (1);",
           "INSERT INTO b VALUES (1);"]  # fmt: skip
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 1
    assert database.ask("SELECT id FROM b") == []
    sql[2] = "INSERT INTO b VALUES (2);"
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 0
    assert database.ask("SELECT id FROM b ORDER BY id") == [(1,), (2,)]


def test_what_ran_must_stay_as_it_was_written(
    repo: Repo, database: MysqlDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["CREATE TABLE b (id int);", "CREATE TABLE b (id int);"]
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 1
    sql = ["CREATE TABLE other (id int);", "CREATE TABLE c (id int);"]
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 2
    assert "was edited above the statement at which it stopped" in capsys.readouterr().err


@pytest.mark.parametrize("slow", ["DO SLEEP(30);", "INSERT INTO b SELECT SLEEP(30);"])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_runs_twice(
    repo: Repo, database: MysqlDatabase, slow: str
) -> None:
    sql = ["CREATE TABLE b (id int);", "INSERT INTO b VALUES (7);", slow,
           "CREATE TABLE c (id int);"]  # fmt: skip
    repo.write(history(STEPS[0], ("slow", sql, {}), dialect="mysql"))
    command = [sys.executable, "-m", "forge_migrations", "apply", "--yes", "--database-url"]
    process = subprocess.Popen(
        [*command, database.url], cwd=repo.path, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": HOOKS}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    running = (
        "SELECT id FROM information_schema.processlist"
        f" WHERE info LIKE '%SLEEP(30)%' AND db = '{database.name}' AND id <> CONNECTION_ID()"
    )
    end = time.monotonic() + 30
    while not (found := database.ask(running)):
        assert time.monotonic() < end
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    for (session,) in found:
        database.ask(f"KILL {session}")
    sql[2] = "DO 1;"
    repo.write(history(STEPS[0], ("slow", sql, {}), dialect="mysql"))
    while apply(database, "--wait", "10", "--resume", "again"):
        assert time.monotonic() < end
    assert database.ask("SELECT id FROM b") == [(7,)]
    assert len(database.ask("SELECT id FROM __drizzle_migrations")) == 2


def test_of_two_at_once_one_leaves(
    repo: Repo, database: MysqlDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(history(STEPS[0], dialect="mysql"))
    target = parse_target(database.url, "mysql", "")
    with connect(target) as connection, alone(connection, target, 0):
        assert apply(database) == 3
        assert "another forge-migrations apply is running" in capsys.readouterr().err
    assert apply(database) == 0


def test_comments_above_statements_do_not_confuse_what_ran(
    repo: Repo, database: MysqlDatabase
) -> None:
    sql = ["-- first\nCREATE TABLE b (id int);", "-- then\n\n-- more\nCREATE TABLE b (id int);"]
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 1
    sql[1] = "-- then\nCREATE TABLE c (id int);"
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 0


def test_what_ran_is_known_though_the_rows_behind_it_were_rolled_back(
    repo: Repo, database: MysqlDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["CREATE TABLE b (id int);", "ALTER TABLE b MODIFY COLUMN id bigint;",
           "INSERT INTO b VALUES (1, 2);"]  # fmt: skip
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 1
    assert "what stands at line 1, 3 ran and stays" in capsys.readouterr().err
    sql[2] = "INSERT INTO b VALUES (1);"
    repo.write(history(("bad", sql, {}), dialect="mysql"))
    assert apply(database) == 0
    assert "goes on behind its first 2 statements" in capsys.readouterr().out


def test_a_migration_whose_rows_were_rolled_back_is_not_said_to_be_applied(
    repo: Repo, database: MysqlDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    one = ["CREATE TABLE b (id int PRIMARY KEY);", "INSERT INTO b VALUES (1);"]
    repo.write(
        history(("one", one, {}), ("two", ["INSERT INTO b VALUES (1);"], {}), dialect="mysql")
    )
    assert apply(database) == 1
    error = capsys.readouterr().err
    assert "0000_one applied" not in error
    assert "0000_one is half applied: what stands at line 1 ran and stays" in error
    repo.write(
        history(("one", one, {}), ("two", ["INSERT INTO b VALUES (2);"], {}), dialect="mysql")
    )
    assert apply(database) == 0
    assert database.ask("SELECT id FROM b ORDER BY id") == [(1,), (2,)]
    assert len(database.ask("SELECT id FROM __drizzle_migrations")) == 2
