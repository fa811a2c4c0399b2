"""What only looks at a SQLite file writes nothing: its bytes, its time, its folder and the system's calls say so."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import SqliteFile

LOOKING = (["observe"], ["preflight", "--show-keys"], ["verify"], ["status"])
HOOKS = os.path.dirname(os.path.dirname(forge_migrations.__file__))


@pytest.fixture(params=["delete", "wal"])
def watched(request: pytest.FixtureRequest, repo: Repo, tmp_path: Path) -> SqliteFile:
    """A file alone in its folder, with one migration applied and one pending."""
    folder = tmp_path / "data"
    folder.mkdir()
    database = SqliteFile(folder / "app.db")
    one = ("one", ["CREATE TABLE people (id integer PRIMARY KEY, name text, boss integer)"], {})
    two = ("two", ["CREATE UNIQUE INDEX u ON people (boss)"], {})
    repo.write(history(one, dialect="sqlite"))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask(f"PRAGMA journal_mode = {request.param}")
    database.ask("INSERT INTO people VALUES (1, 'CANARY', 1), (2, NULL, 1)")
    repo.write(history(one, two, dialect="sqlite"))
    return database


def state(database: SqliteFile) -> object:
    """The file's bytes and times, and what lies beside it."""
    told = database.path.stat()
    digest = hashlib.sha256(database.path.read_bytes()).hexdigest()
    beside = sorted(path.name for path in database.path.parent.iterdir())
    return digest, told.st_mtime_ns, told.st_size, told.st_ino, told.st_mode, beside


@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_the_file_and_its_folder_are_as_before(
    watched: SqliteFile, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(watched)
    capsys.readouterr()
    assert main([*words, "--debug", "--database-url", watched.url]) in (0, 1)
    said = capsys.readouterr()
    assert "CANARY" not in said.out + said.err
    assert state(watched) == before


@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_what_a_writer_has_in_its_log_is_seen_and_stays_there(
    watched: SqliteFile, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The application has the file open; in WAL mode its newest rows are in the log alone."""
    writer = sqlite3.connect(watched.path, isolation_level=None)
    try:
        writer.execute("INSERT INTO people VALUES (3, 'x', 3)")
        before = state(watched)
        capsys.readouterr()
        assert main([*words, "--database-url", watched.url]) in (0, 1)
        assert state(watched) == before
        if words == ["observe"]:
            assert re.search(r"people\s+≈ 3 rows", capsys.readouterr().out)
        writer.execute("INSERT INTO people VALUES (4, 'x', 4)")
    finally:
        writer.close()
    assert watched.ask("SELECT count(*) FROM people") == [(4,)]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing")
@pytest.mark.parametrize("watched", ["delete"], indirect=True)
@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_the_system_is_asked_to_open_the_file_for_reading_alone(
    watched: SqliteFile, words: list[str], tmp_path: Path
) -> None:
    """Of a file in WAL mode too, but for the empty log that a reader makes and a writer has to take away."""
    log = tmp_path / "calls"
    calls = "trace=open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,truncate,ftruncate"
    subprocess.run(
        ["strace", "-f", "-e", calls, "-o", str(log), sys.executable, "-m", "forge_migrations", *words,
         "--database-url", watched.url],
        check=False, capture_output=True, env={**os.environ, "PYTHONPATH": HOOKS},
    )  # fmt: skip
    told = [line for line in log.read_text().splitlines() if "app.db" in line]
    assert any("O_RDONLY" in line for line in told)
    writing = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|unlink|rename|truncate|creat\(")
    assert [line for line in told if writing.search(line)] == []


def test_no_value_of_a_row_is_in_the_cache_or_in_what_is_written(
    watched: SqliteFile, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("FORGE_CACHE", str(cache))
    for words in LOOKING:
        main([*words, "--debug", "--database-url", watched.url])
    places = [path for root in (cache, repo.path) for path in root.rglob("*") if path.is_file()]
    assert any(path.name == "production.json" for path in places)
    assert [path for path in places if b"CANARY" in path.read_bytes()] == []
