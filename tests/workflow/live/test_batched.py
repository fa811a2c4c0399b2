"""`apply --online` fills what a pending migration fills, in batches, before the migration runs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live import test_apply
from workflow.live import test_apply_mysql
from workflow.live_databases import SqliteFile

ROWS = 60_000
NUMBERS = {
    "postgresql": f"SELECT n FROM generate_series(1, {ROWS}) n",
    "mysql": f"SELECT seq AS n FROM seq_1_to_{ROWS}",
    "sqlite": f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {ROWS})"
    " SELECT n FROM s",
}
ONE = ["CREATE TABLE t (id int PRIMARY KEY, a int, b int)"]
TWO = ["UPDATE t SET b = a + 1 WHERE b IS NULL", "CREATE TABLE u (a int)"]


@pytest.fixture(params=["postgresql", "mysql", "sqlite"])
def database(request: pytest.FixtureRequest, repo: Repo, tmp_path: Path) -> Iterator[Any]:
    """A table with rows; the migration that fills its column is pending."""
    if request.param == "sqlite":
        made: Iterator[Any] = iter([SqliteFile(tmp_path / "live.db")])
    elif request.param == "mysql":
        made = test_apply_mysql.made(request.getfixturevalue("mysql"))
    else:
        made = test_apply.made(request.getfixturevalue("postgres"))
    for database in made:
        repo.write(history(("one", ONE, {}), dialect=database.dialect))
        assert apply(database) == 0
        database.ask(f"INSERT INTO t SELECT n, n, NULL FROM ({NUMBERS[request.param]}) s")
        pending(repo, database, TWO)
        yield database


def pending(repo: Repo, database: Any, *later: list[str]) -> None:
    steps = [(f"m{number}", sql, {}) for number, sql in enumerate(later)]
    repo.write(history(("one", ONE, {}), *steps, dialect=database.dialect))


def apply(database: Any, *words: str) -> int:
    return main(["apply", "--yes", "--no-preflight", "--database-url", database.url, *words])


def whole(database: Any) -> bool:
    """Every row has its value, nothing of ours is left, and the migration ran."""
    left = database.ask("SELECT count(*) FROM t WHERE b IS NULL OR b <> a + 1")
    name = (
        "sqlite_master WHERE name"
        if database.dialect == "sqlite"
        else "information_schema.tables WHERE table_name"
    )
    ours = database.ask(f"SELECT count(*) FROM {name} = '__forge_migrations_fill'")
    return bool(left == ours == database.ask("SELECT count(*) FROM u") == [(0,)])


def test_the_rows_are_filled_before_the_migration(
    database: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert apply(database, "--online", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("apply", told)
    assert told["filled"] == [
        {"table": "t", "columns": ["b"], "migration": "0001_m0", "rows": ROWS}
    ]
    assert (told["left"], told["ran"]) == ([], ["0001_m0"])
    assert whole(database)


def started(repo: Repo, database: Any) -> subprocess.Popen[str]:
    words = ["apply", "--yes", "--no-preflight", "--online", "--database-url", database.url]
    process = subprocess.Popen(
        [sys.executable, "-m", "forge_migrations", *words], cwd=repo.path, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": test_apply.HOOKS},
    )  # fmt: skip
    until = time.monotonic() + 60
    name = f"{'drizzle.' if database.dialect == 'postgresql' else ''}__forge_migrations_fill"
    while time.monotonic() < until:
        try:
            if database.ask(f"SELECT written FROM {name} WHERE written > 0"):
                break
        except Exception:  # it isn't there yet
            time.sleep(0.01)
    return process


@pytest.mark.parametrize("ended", ["killed", "interrupted"])
def test_ended_in_the_middle_it_goes_on(
    repo: Repo, database: Any, ended: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trigger counts the writes: none of the rows is written twice."""
    if database.dialect == "postgresql":
        database.ask("CREATE TABLE seen (id int)")
        database.ask(
            "CREATE FUNCTION see() RETURNS trigger AS 'BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NEW; END' LANGUAGE plpgsql"
        )
        database.ask("CREATE TRIGGER seen BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION see()")
    process = started(repo, database)
    process.send_signal(signal.SIGKILL if ended == "killed" else signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == (130 if ended == "interrupted" else -signal.SIGKILL)
    filled = database.ask("SELECT count(*) FROM t WHERE b IS NOT NULL")[0][0]
    assert 0 < filled < ROWS
    if ended == "interrupted":
        assert (
            f"interrupted, {filled:,} rows of t.b are filled and stay so; go on: forge-migrations apply"
            in error
        )
    capsys.readouterr()
    assert apply(database, "--online", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["filled"][0]["rows"] == ROWS
    assert whole(database)
    if database.dialect == "postgresql":
        assert database.ask("SELECT count(*), count(DISTINCT id) FROM seen") == [(ROWS, ROWS)]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("UPDATE t SET b = a", "it has no IS NULL"),
        ("UPDATE t SET b = (SELECT max(id) FROM t) WHERE b IS NULL", "it reads other rows"),
        ("UPDATE t SET b = length(CURRENT_TIMESTAMP) WHERE b IS NULL", "it asks the clock (current_timestamp)"),
        ("UPDATE t SET b = mine(a) WHERE b IS NULL", "whether mine() reads more"),
        ("UPDATE t SET b = 1 WHERE a IS NULL", "it has no b IS NULL"),
        ("UPDATE t SET b = 1 WHERE b IS NULL OR a = 1", "it has no b IS NULL"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_batches_would_change_is_left_to_the_migration(
    repo: Repo, database: Any, sql: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pending(repo, database, [sql])
    apply(database, "--online")
    assert f"the UPDATE of t.b stays in 0001_m0: {why}" in capsys.readouterr().out.replace(
        "nothing tells rows that are done: ", ""
    ).replace("nobody can tell ", "")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (["UPDATE t SET a = 1 WHERE id = 1"], "another UPDATE stands before it"),
        (["ALTER TABLE t ADD COLUMN c int", "UPDATE t SET c = 1 WHERE c IS NULL"], "the migrations make its column"),
        (["CREATE TRIGGER x AFTER UPDATE ON t BEGIN DELETE FROM t WHERE id = 1; END"], "its table is changed before it"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_stands_before_it_decides(
    repo: Repo, database: Any, before: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pending(repo, database, [*before, *([] if "c IS NULL" in before[-1] else TWO[:1])])
    assert apply(database, "--online") == 0
    assert f"stays in 0001_m0: {why}" in capsys.readouterr().out


@pytest.mark.parametrize("database", ["postgresql", "sqlite"], indirect=True)
def test_rows_that_refuse_their_value_stop_before_any_migration(
    database: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    database.ask("CREATE UNIQUE INDEX one ON t (b)")
    database.ask("UPDATE t SET a = 7 WHERE id = 8")
    assert apply(database, "--online") == 3
    assert "t.b can't be filled: " in capsys.readouterr().err
    with pytest.raises(Exception, match="u"):
        database.ask("SELECT * FROM u")


def test_what_makes_its_column_runs_first(
    repo: Repo, database: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two pending migrations: the second fills, and finds it done."""
    later = [
        ["ALTER TABLE t ADD COLUMN c int"],
        ["UPDATE t SET c = a WHERE c IS NULL", "CREATE TABLE u (a int)"],
    ]
    pending(repo, database, *later)
    capsys.readouterr()
    assert apply(database, "--online", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["filled"] == [
        {"table": "t", "columns": ["c"], "migration": "0002_m1", "rows": ROWS}
    ]
    assert told["ran"] == ["0001_m0", "0002_m1"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_failure_behind_it_tells_what_stays(
    repo: Repo, database: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    later = [
        ["ALTER TABLE t ADD COLUMN c int"],
        ["UPDATE t SET c = a WHERE c IS NULL", "CREATE TABLE t (a int)"],
    ]
    pending(repo, database, *later)
    capsys.readouterr()
    assert apply(database, "--online") == 1
    assert "state: 0001_m0 applied; what stands behind was rolled back" in capsys.readouterr().err
