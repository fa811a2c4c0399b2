from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.cli import main
from forge_migrations.database.connection import connect
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.target import parse_target
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Live = SqliteFile | PostgresDatabase

STEPS = [
    ("one", ["CREATE TABLE a (id integer PRIMARY KEY)", "INSERT INTO a VALUES (1)"], {}),
    ("two", ["CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a(id))"], {}),
    ("three", ["ALTER TABLE a ADD COLUMN name text", "UPDATE a SET name = '100% :x'"], {}),
    ("four", ["CREATE INDEX a_name ON a (name)", "INSERT INTO a VALUES (2, 'b')"], {}),
]
HOOKS = os.path.dirname(os.path.dirname(forge_migrations.__file__))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    if request.param == "sqlite":
        yield SqliteFile(tmp_path / "live.db")
    else:
        yield from made(request.getfixturevalue("postgres"))


@pytest.fixture
def on_postgres(postgres: Postgres) -> Iterator[PostgresDatabase]:
    yield from made(postgres)


def made(server: Postgres) -> Iterator[PostgresDatabase]:
    name = f"live_{uuid.uuid4().hex[:10]}"
    server.create(name)
    yield PostgresDatabase(server, name)
    server.drop(name)


def write(repo: Repo, count: int, dialect: str, generation: str = "0.45") -> None:
    files = history(*STEPS[:count], dialect=dialect)
    repo.write(files if generation == "0.45" else folders(files))


def apply(database: Live, *words: str) -> int:
    return main(["apply", "--yes", "--database-url", database.url, *words])


def ledger(database: Live, generation: str) -> list[tuple[object, ...]]:
    name = ", name" if generation == "1.0" else ""
    return database.ask(f"SELECT hash, created_at{name} FROM {database.ledger} ORDER BY created_at")


@pytest.mark.parametrize("order", ["ours", "ours then theirs", "theirs then ours", "in turns"])
@pytest.mark.parametrize("generation", ["0.45", "1.0"])
def test_any_order_with_the_real_migrator_gives_one_database_and_one_ledger(
    repo: Repo, database: Live, generation: str, order: str, request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:  # fmt: skip
    out = repo.path / "drizzle"
    write(repo, 4, database.dialect, generation)
    control = next(iter(_like(database, tmp_path)))
    assert control.theirs(generation, out).ok
    (repo.path / "drizzle").rename(repo.path / "all")
    turns = {"ours": "oooo", "ours then theirs": "ootto", "theirs then ours": "ttoot",
             "in turns": "otot"}[order]  # fmt: skip
    for number, turn in enumerate(turns, 1):
        write(repo, min(number, 4), database.dialect, generation)
        if turn == "o":
            assert apply(database) == 0
        else:
            said = database.theirs(generation, out)
            assert said.ok, said
    assert ledger(database, generation) == ledger(control, generation)
    assert database.columns() == control.columns()
    assert database.ask("SELECT * FROM a ORDER BY id") == [(1, "100% :x"), (2, "b")]


def _like(database: Live, tmp_path: Path) -> Iterator[Live]:
    if isinstance(database, SqliteFile):
        yield SqliteFile(tmp_path / "control.db")
    else:
        yield from made(database.server)


def test_a_ledger_of_0_45_goes_on_in_1_0(repo: Repo, database: Live) -> None:
    write(repo, 2, database.dialect)
    assert apply(database) == 0
    for path in (repo.path / "drizzle").rglob("*"):
        if path.is_file():
            path.unlink()
    write(repo, 4, database.dialect, "1.0")
    assert apply(database) == 0
    assert database.theirs("1.0", repo.path / "drizzle").ok
    assert len(ledger(database, "1.0")) == 4


def test_a_failure_says_where_what_and_what_state(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    files = history(STEPS[0], ("bad", ["CREATE TABLE c (id integer)", "CREATE TABLE a (x text)"], {}),
                    dialect=database.dialect)  # fmt: skip
    repo.write(files)
    assert apply(database) == 1
    error = capsys.readouterr().err
    assert "drizzle/0001_bad.sql:3: " in error
    assert "already exists" in error
    assert "CREATE TABLE a (x text)" in error
    assert "rolled back" in error
    assert "apply --mark" in error
    assert database.ask(f"SELECT count(*) FROM {database.ledger}") == [(0,)]


def test_to_stops_after_a_migration(repo: Repo, database: Live) -> None:
    write(repo, 4, database.dialect)
    assert apply(database, "--to", "0001_two") == 0
    assert len(ledger(database, "0.45")) == 2


def test_mark_records_without_running(repo: Repo, database: Live) -> None:
    write(repo, 4, database.dialect)
    assert apply(database, "--mark", "--unlike", "--to", "0002_three") == 0
    assert len(ledger(database, "0.45")) == 3
    names = {str(row[0]) + str(row[1]) for row in database.columns()}
    assert not any(name.startswith(("publica", "aCREATE")) for name in names)


def test_mark_records_what_the_database_holds_and_nothing_else(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 4, database.dialect)
    for sql in (STEPS[0][1][0], STEPS[1][1][0]):
        database.ask(sql)
    assert apply(database, "--mark") == 2
    error = capsys.readouterr().err
    assert "is not as 0002_three makes it: column" in error
    assert "forge-migrations apply --mark --to 0001_two && forge-migrations apply" in error
    assert apply(database, "--mark", "--to", "0001_two") == 0
    assert apply(database) == 0
    assert len(ledger(database, "0.45")) == 4


def test_mark_records_nothing_on_an_empty_database(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 2, database.dialect)
    if isinstance(database, SqliteFile):
        database.ask("SELECT 1")
    assert apply(database, "--mark") == 2
    assert "forge-migrations apply --to 0000_one" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 1, database.dialect)
    if isinstance(database, SqliteFile):
        database.ask("SELECT 1")
    assert main(["apply", "--dry-run", "--database-url", database.url]) == 0
    assert "INSERT INTO a VALUES (1)" in capsys.readouterr().out
    assert database.columns() == []


def test_what_the_migrator_would_pass_over_is_refused(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 2, database.dialect)
    assert apply(database) == 0
    files = history(*STEPS[:3], dialect=database.dialect)
    files["drizzle/meta/_journal.json"]["entries"][2]["when"] = 1_700_000_000_500
    repo.write(files)
    assert apply(database) == 2
    said = capsys.readouterr()
    assert "0002_three.sql would be skipped: its `when`" in said.out
    assert "apply --mark" in said.err


def test_an_edited_file_is_told(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 2, database.dialect)
    assert apply(database) == 0
    sql = repo.path / "drizzle/0000_one.sql"
    sql.write_text(sql.read_text() + "\n-- later")
    assert apply(database) == 0
    assert "0000_one.sql was edited since it was applied" in capsys.readouterr().out
    assert main(["status", "--exit-code", "--database-url", database.url]) == 1
    assert "0000_one  edited" in capsys.readouterr().out


def test_an_unsound_history_is_refused(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 2, database.dialect)
    journal = repo.path / "drizzle/meta/_journal.json"
    journal.write_text("<<<<<<< ours\n" + journal.read_text())
    assert apply(database) == 2
    assert "_journal.json:1: conflict markers" in capsys.readouterr().err


def test_without_a_terminal_nothing_is_applied_unasked(
    repo: Repo, database: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, 1, database.dialect)
    with open(os.devnull) as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert main(["apply", "--database-url", database.url]) == 2
    assert database.columns() == []


def test_of_two_at_once_one_leaves(
    repo: Repo, database: Live, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 2, database.dialect)
    target = parse_target(database.url, database.dialect, "")
    with connect(target) as connection, alone(connection, target, 0):
        assert apply(database) == 3
        assert "another forge-migrations apply is running" in capsys.readouterr().err
    assert apply(database) == 0
    assert len(ledger(database, "0.45")) == 2


def test_killed_between_two_statements_nothing_is_lost_and_nothing_runs_twice(
    repo: Repo, on_postgres: PostgresDatabase
) -> None:
    sql = ["INSERT INTO a VALUES (7)", "SELECT pg_sleep(30)", "CREATE TABLE late (id int)"]
    repo.write(history(STEPS[0], ("slow", sql, {}), dialect="postgresql"))
    process = started(repo, on_postgres)
    wait_for(lambda: on_postgres.ask(
        "SELECT 1 FROM pg_stat_activity WHERE strpos(query, 'pg_sleep(30)') > 0 AND state = 'active'"
        " AND pid <> pg_backend_pid()") != [])  # fmt: skip
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=10)
    on_postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND usename = current_user")  # fmt: skip
    quick = [sql[0], "SELECT 1", sql[2]]
    repo.write(history(STEPS[0], ("slow", quick, {}), dialect="postgresql"))
    wait_for(lambda: apply(on_postgres) == 0)
    assert on_postgres.ask("SELECT id FROM a ORDER BY id") == [(1,), (7,)]
    assert len(ledger(on_postgres, "0.45")) == 2


def started(repo: Repo, database: Live, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "forge_migrations", "apply", "--yes", "--database-url"]
    return subprocess.Popen(
        [*command, database.url, *words], cwd=repo.path, text=True, stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": HOOKS}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def wait_for(condition: object, seconds: float = 20) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def test_a_rebuild_keeps_the_rows_of_children(repo: Repo, tmp_path: Path) -> None:
    """drizzle-orm's own migrator deletes them: the PRAGMA does nothing inside its transaction."""
    database = SqliteFile(tmp_path / "live.db")
    first = ["CREATE TABLE u (id integer PRIMARY KEY, n text NOT NULL)",
             "CREATE TABLE p (id integer PRIMARY KEY, u_id integer REFERENCES u(id) ON DELETE CASCADE)",
             "INSERT INTO u VALUES (1, 'x')", "INSERT INTO p VALUES (1, 1)"]  # fmt: skip
    rebuild = ["PRAGMA foreign_keys=OFF;", "CREATE TABLE `__new_u` (id integer PRIMARY KEY, n text)",
               "INSERT INTO `__new_u`(id, n) SELECT id, n FROM u", "DROP TABLE u",
               "ALTER TABLE `__new_u` RENAME TO u", "PRAGMA foreign_keys=ON;"]  # fmt: skip
    repo.write(history(("a", first, {}), ("b", rebuild, {})))
    assert apply(database) == 0
    assert database.ask("SELECT * FROM p") == [(1, 1)]


SECRET = "h0t:p@ss/w?rd"
QUOTED = "h0t%3Ap%40ss%2Fw%3Frd"


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        (f"postgres://u:{QUOTED}@127.0.0.1:1/db", 3, "nothing listens there"),
        (f"postgres://u:{QUOTED}@nowhere.invalid/db", 3, "the host's name is unknown"),
        (f"postgres://u:{SECRET}@localhost/db", (2, 3), ""),
        (f"postgres://u:{QUOTED}@localhost", 2, "names no database"),
        (f"mysql://u:{QUOTED}@127.0.0.1:1/db", 2, "the project's dialect is postgresql"),
        (f"mongodb://u:{QUOTED}@127.0.0.1:1/db", 2, "no scheme that is known"),
        (f"u:{QUOTED}@127.0.0.1:1/db", 2, "no scheme that is known"),
    ],
)
def test_a_bad_url_is_told_plainly_and_without_its_password(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    url: str,
    code: int | tuple[int, ...],
    words: str,
) -> None:
    write(repo, 1, "postgresql")
    assert main(["apply", "--yes", "--database-url", url, "--debug"]) in (
        code if isinstance(code, tuple) else (code,)
    )
    said = capsys.readouterr()
    assert words in said.err
    for secret in (SECRET, QUOTED, "p@ss", "p%40ss"):
        assert secret not in said.out + said.err


def test_no_such_database_and_no_such_role(
    repo: Repo, on_postgres: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 1, "postgresql")
    url = on_postgres.url
    assert main(["apply", "--yes", "--database-url", url.replace(on_postgres.name, "gone")]) == 3
    assert "there is no such database" in capsys.readouterr().err
    assert main(["apply", "--yes", "--database-url", url.replace("postgres@", "nobody@")]) == 3
    assert "lets this user not in" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        ("folder", "there is no folder"),
        ("text", "this is no SQLite file"),
        ("readonly", "the file is read-only"),
        ("directory", "is a folder, not a database file"),
    ],
)
def test_a_sqlite_file_that_will_not_do_is_told_plainly(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str], prepare: str, words: str
) -> None:
    write(repo, 1, "sqlite")
    path = tmp_path / "x.db"
    if prepare == "folder":
        path = tmp_path / "none" / "x.db"
    elif prepare == "text":
        path.write_text("hello " * 1000)
    elif prepare == "directory":
        path.mkdir()
    else:
        SqliteFile(path).ask("CREATE TABLE t (x)")
        path.chmod(0o400)
        if os.access(path, os.W_OK):
            pytest.skip("root writes to read-only files")
    assert main(["apply", "--yes", "--database-url", f"file:{path}"]) == 3
    assert words in capsys.readouterr().err


def test_permission_denied_is_told(
    repo: Repo, on_postgres: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    with on_postgres.server.engine(on_postgres.name, admin=True).connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{on_postgres.name}" OWNER TO forge_admin')
    write(repo, 1, "postgresql")
    assert apply(on_postgres) == 3
    assert "permission denied" in capsys.readouterr().err


def test_the_grants_that_are_named_let_the_role_apply(
    repo: Repo, on_postgres: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = on_postgres.server.engine(on_postgres.name, admin=True)
    with engine.connect() as connection:
        connection.exec_driver_sql(f'ALTER DATABASE "{on_postgres.name}" OWNER TO forge_admin')
        connection.exec_driver_sql('CREATE SCHEMA "drizzle"')
        connection.exec_driver_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.exec_driver_sql("ALTER SCHEMA public OWNER TO forge_admin")
    write(repo, 1, "postgresql")
    said = []
    while (code := apply(on_postgres)) != 0:
        error = capsys.readouterr().err
        found = re.search(r"have the owner run: (.*;) \(or name", error)
        assert found and found[1] not in said, error
        said.append(found[1])
        with engine.connect() as connection:
            connection.exec_driver_sql(found[1])
    assert code == 0
    assert len(said) > 1


def test_where_nobody_can_be_asked_the_whole_command_is_told(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 1, "sqlite")
    url = f"file:{tmp_path / 'x.db'}"
    assert main(["apply", "--database-url", url]) == 2
    assert f"forge-migrations apply --database-url {url} --yes" in capsys.readouterr().err


def test_a_server_that_only_reads_is_told(
    repo: Repo, on_postgres: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repo, 1, "postgresql")
    with on_postgres.server.engine(on_postgres.name, admin=True).connect() as connection:
        connection.exec_driver_sql(
            f'ALTER DATABASE "{on_postgres.name}" SET default_transaction_read_only = on'
        )
    assert apply(on_postgres) == 3
    assert "the server is read-only" in capsys.readouterr().err


def test_a_commit_of_its_own_is_told_with_what_stays(
    repo: Repo, on_postgres: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = ["CREATE TABLE kept (id integer);\nCREATE TABLE too (id integer)", "COMMIT", "SELECT 1/0"]
    repo.write(history(("own", sql, {}), dialect="postgresql"))
    assert apply(on_postgres) == 1
    error = capsys.readouterr().err
    assert "the COMMIT at drizzle/0000_own.sql:4 ended the migrator's transaction" in error
    assert on_postgres.ask("SELECT count(*) FROM kept, too") == [(0,)]


def test_libsqls_own_alter_column_is_applied_to_its_file(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [
        ("one", ["CREATE TABLE a (id integer PRIMARY KEY, name text, b text)"], {}),
        ("two", ['ALTER TABLE `a` ALTER COLUMN "name" TO "name" text NOT NULL'], {}),
    ]
    files = history(*steps, dialect="sqlite")
    config = str(files["drizzle.config.ts"])
    database = SqliteFile(tmp_path / "x.db")
    repo.write(files)
    assert apply(database) == 1
    assert "syntax error" in capsys.readouterr().err
    repo.write({"drizzle.config.ts": config.replace('"sqlite"', '"turso"')})
    assert apply(database) == 0
    assert [row[1:4] for row in database.columns() if row[0] == "a"] == [
        ("id", "INTEGER", 0), ("name", "TEXT", 1), ("b", "TEXT", 0),
    ]  # fmt: skip


def test_a_long_list_of_pending_migrations_is_cut_short(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = [(f"s{n}", [f"CREATE TABLE t{n} (id integer)"], {}) for n in range(30)]
    repo.write(history(*steps, dialect="sqlite"))
    assert apply(SqliteFile(tmp_path / "x.db"), "--dry-run") == 0
    assert not (tmp_path / "x.db").exists()
    said = capsys.readouterr().out
    assert [line.split()[:2] for line in said.splitlines() if line.startswith("  pending")] == [
        ["pending", f"{n:04}_s{n}"] for n in (*range(12), *range(25, 30))
    ]
    assert "  … and 13 more\n" in said
