"""A backup before an apply, and the way back by it: real servers, real client programs."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live.test_rollback import LATER
from workflow.live.test_rollback import SQLITE
from workflow.live.test_rollback import project
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Live = SqliteFile | PostgresDatabase | MysqlDatabase
Capture = pytest.CaptureFixture[str]

FIRST = ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))",
         "INSERT INTO people VALUES (1, 'it''s 100% \\\\ \"CANARY\"'), (2, NULL)"]  # fmt: skip
THEN = ["CREATE TABLE pets (id integer PRIMARY KEY, owner integer REFERENCES people(id))",
        "UPDATE people SET name = 'lost'", "ALTER TABLE people ADD COLUMN age integer"]  # fmt: skip
HOOKS = os.path.dirname(os.path.dirname(forge_migrations.__file__))


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    yield from made(request, request.param, tmp_path)


@pytest.fixture
def another(request: pytest.FixtureRequest, database: Live, tmp_path: Path) -> Iterator[Live]:
    """A second, empty database of the same engine."""
    yield from made(request, database.dialect, tmp_path)


def made(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Live]:
    name = f"live_{uuid.uuid4().hex[:10]}"
    if engine == "sqlite":
        yield SqliteFile(tmp_path / f"{name}.db")
        return
    server = request.getfixturevalue("postgres" if engine == "postgresql" else "mysql")
    server.create(name)
    yield PostgresDatabase(server, name) if engine == "postgresql" else MysqlDatabase(server, name)
    server.drop(name)


@pytest.fixture
def applied(repo: Repo, database: Live, capsys: Capture) -> Repo:
    """One migration applied, a second one pending."""
    repo.write(history(("first", FIRST, {}), dialect=database.dialect))
    assert run("apply", database) == 0
    repo.write(history(("first", FIRST, {}), ("then", THEN, {}), dialect=database.dialect))
    capsys.readouterr()
    return repo


def run(command: str, database: Live, *words: str) -> int:
    return main([command, *words, "--yes", "--database-url", database.url])


def backups(repo: Repo, folder: str = "backups") -> list[Path]:
    return [path for path in sorted((repo.path / folder).iterdir()) if path.name != ".gitignore"]


def state(database: Live) -> object:
    return (
        database.columns(),
        database.ask("SELECT * FROM people ORDER BY id"),
        database.ask(f"SELECT hash, created_at FROM {database.ledger} ORDER BY created_at"),
    )


def test_what_apply_did_is_undone_by_what_it_printed(
    applied: Repo, database: Live, capsys: Capture
) -> None:
    before = state(database)
    assert run("apply", database, "--backup", "backups") == 0
    said = capsys.readouterr().out
    assert state(database) != before
    [file] = backups(applied)
    assert re.fullmatch(r"\d{8}T\d{6}Z-before-0001_then\..*", file.name)
    assert file.stat().st_mode & 0o077 == 0
    assert "CANARY" not in said
    typed = re.search(r"forge-migrations (restore .*)", said)
    assert typed and f"backups/{file.name} --replace" in typed[1]
    assert run("restore", database, f"backups/{file.name}", "--replace") == 0
    assert state(database) == before
    assert run("apply", database) == 0  # the ledger came back too
    assert ("pets",) in {(row[0],) for row in database.columns()} or any(
        "pets" in row for row in database.columns()
    )


def test_it_is_loaded_into_another_database(
    applied: Repo, database: Live, another: Live, capsys: Capture
) -> None:
    before = state(database)
    assert run("apply", database, "--backup", "backups") == 0
    assert run("restore", another, str(backups(applied)[0])) == 0
    assert state(another) == before
    assert main(["status", "--database-url", another.url]) in (0, 1)
    assert "0001_then" in capsys.readouterr().out


def test_a_database_that_holds_something_is_refused(
    applied: Repo, database: Live, capsys: Capture
) -> None:
    assert run("apply", database, "--backup", "backups") == 0
    after = state(database)
    [file] = backups(applied)
    assert run("restore", database, f"backups/{file.name}") == 2
    said = capsys.readouterr()
    assert "isn't empty" in said.err
    assert f"restore backups/{file.name} --replace" in said.err
    assert state(database) == after


def test_without_a_yes_nothing_is_loaded(applied: Repo, database: Live, capsys: Capture) -> None:
    assert run("apply", database, "--backup", "backups") == 0
    after = state(database)
    [file] = backups(applied)
    words = ["restore", str(file), "--replace", "--database-url", database.url]
    assert main(words) == 2  # nobody can be asked here
    assert "--yes" in capsys.readouterr().err
    assert state(database) == after


def test_a_file_that_was_cut_changes_nothing(
    applied: Repo, database: Live, capsys: Capture
) -> None:
    assert run("apply", database, "--backup", "backups") == 0
    after = state(database)
    [file] = backups(applied)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])
    assert run("restore", database, str(file), "--replace") == 3, capsys.readouterr()
    assert state(database) == after


def test_another_engine_s_file_is_refused(applied: Repo, database: Live, capsys: Capture) -> None:
    (applied.path / "other").write_bytes(b"MZ\x00 no backup")
    assert run("restore", database, "other", "--replace") == 2
    assert f"no backup of {database.dialect}" in capsys.readouterr().err


def test_json_names_the_file_and_the_way_back(
    applied: Repo, database: Live, capsys: Capture
) -> None:
    assert run("apply", database, "--backup", "backups", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("apply", told)
    file = f"backups/{backups(applied)[0].name}"
    assert told["backup"]["file"] == file
    assert told["backup"]["bytes"] > 0
    assert told["backup"]["restore"][1:4] == ["restore", file, "--replace"]
    assert run("restore", database, file, "--replace", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("restore", told)
    assert told["restored"] is True


def test_git_takes_no_backup(applied: Repo, database: Live, capsys: Capture) -> None:
    assert run("apply", database, "--backup", "backups") == 0
    assert "backups" not in applied.git("status", "--porcelain", "--untracked-files=all")
    (applied.path / "shown").mkdir()
    repeat = history(("first", FIRST, {}), ("then", THEN, {}), ("last", ["SELECT 1"], {}),
                     dialect=database.dialect)  # fmt: skip
    applied.write(repeat)
    assert run("apply", database, "--backup", "shown") == 2
    said = capsys.readouterr().err
    assert "git would take" in said
    applied.write({".gitignore": "shown/\n"})  # what it says to type
    assert "echo shown/ >> .gitignore" in said
    assert run("apply", database, "--backup", "shown") == 0


def test_a_backup_that_finds_no_room_stops_the_apply(applied: Repo, database: Live) -> None:
    before = state(database)
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900));"
        "from forge_migrations.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    words = ["apply", "--yes", "--backup", "backups", "--database-url", database.url]
    ran = subprocess.run([sys.executable, "-c", script, *words], cwd=applied.path, env=environment(),
                         capture_output=True, text=True)  # fmt: skip
    assert ran.returncode == 3, ran
    assert state(database) == before
    assert backups(applied) == []


def test_killed_while_it_is_written_the_apply_has_not_begun(
    applied: Repo, database: Live, tmp_path: Path
) -> None:
    """At many moments: either nothing ran and nothing is called a backup, or the backup is whole."""
    before = state(database)
    words = [
        "apply",
        "--yes",
        "--backup",
        "backups",
        "--no-preflight",
        "--database-url",
        database.url,
    ]
    for tenths in (2, 4, 5, 6, 7, 8):
        process = subprocess.Popen(
            [sys.executable, "-m", "forge_migrations", *words], cwd=applied.path, env=environment(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(tenths / 10)
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole = [p for p in backups(applied) if p.suffix != ".part"] if (
            applied.path / "backups").is_dir() else []  # fmt: skip
        if not whole:
            assert state(database) == before
            continue
        assert run("restore", database, str(whole[-1]), "--replace") == 0
        assert state(database) == before
        return


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": HOOKS}


def test_an_older_pg_dump_is_told_before_it_fails(
    repo: Repo, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:  # fmt: skip
    database = next(made(request, "postgresql", tmp_path))
    old = tmp_path / "bin"
    old.mkdir()
    (old / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    (old / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{old}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("forge_migrations.database.postgres.dumping.FOLDERS", ())
    repo.write(history(("first", FIRST, {}), dialect="postgresql"))
    assert run("apply", database, "--backup", "backups") == 3
    said = capsys.readouterr().err
    assert "pg_dump of PostgreSQL 9 is too old for a server of version" in said
    assert "postgresql-client-" in said


def test_neither_password_nor_host_is_an_argument_of_a_program(
    applied: Repo, database: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every program that is started is written down by a stand-in of its name before it runs."""
    if isinstance(database, SqliteFile):
        pytest.skip("SQLite starts no program")
    seen = tmp_path / "seen"
    spies = tmp_path / "spies"
    spies.mkdir()
    real = (
        ("/usr/lib/postgresql/15/bin", ("pg_dump", "pg_restore", "psql"))
        if isinstance(database, PostgresDatabase)
        else ("/usr/bin", ("mariadb-dump", "mariadb"))
    )
    for name in real[1]:
        path = next(
            (p for p in (Path(real[0]) / name, Path("/usr/bin") / name) if p.exists()), None
        )
        if path is None:
            pytest.skip(f"{name} isn't where Debian has it")
        (spies / name).write_text(f'#!/bin/sh\necho "$0 $*" >> {seen}\nexec {path} "$@"\n')
        (spies / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{spies}{os.pathsep}{os.environ['PATH']}")
    assert run("apply", database, "--backup", "backups") == 0
    assert run("restore", database, str(backups(applied)[0]), "--replace") == 0
    told = seen.read_text()
    place = database.host if isinstance(database, PostgresDatabase) else str(
        database.server.engine(database.name, admin=True).url.query["unix_socket"])  # fmt: skip
    assert "dump" in told and place not in told


def test_sqlite_in_wal_mode_is_copied_with_what_is_in_the_log(repo: Repo, tmp_path: Path) -> None:
    database = SqliteFile(tmp_path / "wal.db")
    repo.write(history(("first", FIRST, {}), dialect="sqlite"))
    assert run("apply", database) == 0
    with sqlite3.connect(database.path) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("INSERT INTO people VALUES (3, 'in the log')")
        writer.commit()
        repo.write(history(("first", FIRST, {}), ("then", THEN, {}), dialect="sqlite"))
        assert run("apply", database, "--backup", "backups") == 0
    writer.close()
    copy = sqlite3.connect(backups(repo)[0])
    assert copy.execute("SELECT name FROM people WHERE id = 3").fetchall() == [("in the log",)]
    copy.close()


def test_a_migration_that_fails_behind_a_backup_names_it(
    applied: Repo, database: Live, capsys: Capture
) -> None:
    before = state(database)
    broken = [*THEN, "INSERT INTO people (id) VALUES (1)"]
    applied.write(history(("first", FIRST, {}), ("then", broken, {}), dialect=database.dialect))
    assert run("apply", database, "--backup", "backups") == 1
    said = capsys.readouterr().err
    typed = re.search(r"or to come back: forge-migrations (restore \S+ --replace)", said)
    assert typed, said
    assert run("restore", database, *typed[1].split()[1:]) == 0
    assert state(database) == before


def test_rollback_says_which_backup_has_what_is_lost(
    repo: Repo, kit31: str, tmp_path: Path, capsys: Capture
) -> None:
    """Only the one from before what goes away, the newest, and none that isn't whole."""
    project(repo, kit31, "sqlite", SQLITE, LATER)
    database = SqliteFile(tmp_path / "live.db")
    assert run("apply", database, "--to", "0000_first") == 0
    database.ask("INSERT INTO users VALUES (1, 'kept')")
    assert run("apply", database, "--backup", "backups") == 0
    [file] = backups(repo)
    (repo.path / "backups/20990101T000000Z-before-0001_second.sqlite.part").write_text("half")
    (repo.path / "backups/20990101T000000Z-before-0000_first.sqlite").write_text("older state")
    capsys.readouterr()
    assert main(["rollback", "--backup", "backups"]) == 0
    said = capsys.readouterr().out
    assert f"backups/{file.name} has the rows of before" in said
    assert main(["rollback", "--backup", "backups", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("rollback", told)
    assert told["backup"] == f"backups/{file.name}"
    (repo.path / "none").mkdir()
    assert main(["rollback", "--backup", "none"]) == 0
    assert "none has no backup from before these migrations" in capsys.readouterr().out


def test_a_schema_that_the_backup_lacks_stays_whatever_the_others_are_called(
    repo: Repo, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    for database in made(request, "postgresql", tmp_path):
        database.ask('CREATE SCHEMA "my shop"')
        database.ask('CREATE TABLE "my shop".t (id integer)')
        repo.write(history(("first", FIRST, {}), dialect="postgresql"))
        assert run("apply", database, "--backup", "backups") == 0
        database.ask("CREATE SCHEMA my")
        database.ask("CREATE TABLE my.kept (id integer)")
        database.ask('INSERT INTO "my shop".t VALUES (1)')
        [file] = backups(repo)
        assert run("restore", database, str(file), "--replace") == 0
        assert database.ask("SELECT count(*) FROM my.kept") == [(0,)]
        assert database.ask('SELECT count(*) FROM "my shop".t') == [(0,)]
        assert database.ask("SELECT to_regclass('people')") == [(None,)]


def test_a_script_that_fails_at_its_beginning_is_waited_for_by_nobody(
    repo: Repo, request: pytest.FixtureRequest, tmp_path: Path, capsys: Capture
) -> None:
    """What pg_restore still has to write is more than a pipe holds."""
    full = next(made(request, "postgresql", tmp_path))
    full.ask("CREATE TYPE mood AS ENUM ('a')")
    full.ask("CREATE TABLE big AS SELECT md5(n::text) FROM generate_series(1, 50000) n")
    repo.write(history(("first", FIRST, {}), dialect="postgresql"))
    assert run("apply", full, "--backup", "backups") == 0
    other = next(made(request, "postgresql", tmp_path))
    other.ask("CREATE TYPE mood AS ENUM ('b')")
    assert run("restore", other, str(backups(repo)[0])) == 3
    assert 'type "mood" already exists' in " ".join(capsys.readouterr().err.split())
    assert other.ask("SELECT to_regclass('big')") == [(None,)]
