from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from forge_migrations.change.glance import FOLDERS
from forge_migrations.change.glance import INDEX
from forge_migrations.change.glance import TIPS
from forge_migrations.change.glance import _started
from forge_migrations.change.glance import ask_ahead
from forge_migrations.change.glance import asked
from forge_migrations.change.glance import forget_ahead
from forge_migrations.change.glance import paths_of
from forge_migrations.change.glance import staged_listing
from forge_migrations.change.look import parse_raw
from forge_migrations.change.look import staged
from forge_migrations.entry import main
from repositories import Repo
from written import history

TABLE = 'CREATE TABLE "a" ("id" text PRIMARY KEY);'
ahead = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no posix_spawn")


def test_the_listing_is_the_one_that_the_look_reads(repo: Repo) -> None:
    repo.commit({"a.ts": "1", "gone.ts": "1"})
    (repo.path / "gone.ts").unlink()
    repo.stage({"a.ts": "2", "with blank é\n.md": "new"})
    listing = staged_listing()

    assert listing is not None
    assert parse_raw(listing) == staged()
    assert sorted(paths_of(listing)) == ["a.ts", "gone.ts", "with blank é\n.md"]


def test_a_listing_larger_than_a_pipe_comes_whole(repo: Repo) -> None:
    repo.stage({f"folder/{'x' * 100}-{n}": "" for n in range(1000)})
    listing = staged_listing()

    assert listing is not None
    assert len(paths_of(listing)) == 1000


def test_what_fails_is_left_to_the_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert staged_listing() is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert staged_listing() is None
    assert capfd.readouterr() == ("", "")


def test_nothing_staged_is_no_path() -> None:
    assert paths_of(b"") == []


@ahead
def test_what_was_asked_ahead_is_answered_once(repo: Repo) -> None:
    repo.commit({"a.ts": "1"})
    ask_ahead()
    here = str(repo.path)
    try:
        first = asked(*INDEX, folder=here)
        repo.stage({"b.ts": "2"})
        later = asked(*INDEX, folder=here)
        assert first and b"b.ts" not in first and later and b"b.ts" in later
        assert asked(*TIPS, folder=here) == asked(*TIPS, folder=here) != b""
    finally:
        forget_ahead()


@ahead
def test_what_was_asked_ahead_and_not_taken_is_ended(repo: Repo) -> None:
    repo.stage({f"folder/{'x' * 100}-{n}": "" for n in range(3000)})  # more than a pipe holds
    before = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None
    ask_ahead()
    forget_ahead()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    if before is not None:
        assert set(os.listdir("/proc/self/fd")) == before


def test_nothing_is_asked_ahead_below_the_root(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"below/a.ts": "1"})
    monkeypatch.chdir(repo.path / "below")
    ask_ahead()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@ahead
def test_a_commit_that_concerns_a_migration_starts_no_process_for_nothing(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked ahead is what is asked: git is started once for each."""
    repo.commit(history(TABLE))
    repo.stage(history(TABLE, 'ALTER TABLE "a" ADD COLUMN "b" text;'))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert main(["forge-destructive-sql"]) == 0
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))
    assert main(["forge-destructive-sql"]) == 0
    ran = re.findall(r"built-in: git (\S+)", trace.read_text(encoding="utf-8"))
    assert sorted(ran) == ["diff", "for-each-ref", "ls-files", "rev-parse"]


@ahead
def test_what_is_asked_of_a_whole_repository_is_asked_ahead_too(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(history(TABLE))
    assert main(["forge-destructive-sql", "--all-files"]) == 0
    started = list[tuple[str, ...]]()
    monkeypatch.setattr("forge_migrations.change.glance._started", noted(started))
    assert main(["forge-destructive-sql", "--all-files"]) == 0
    assert started[:3] == [FOLDERS, INDEX, TIPS]
    assert not {FOLDERS, INDEX, TIPS} & {*started[3:]}


def noted(started: list[tuple[str, ...]]) -> Callable[..., tuple[int, int] | None]:
    """Starts a command as ever, and notes it."""

    def start(command: tuple[str, ...], folder: str | None) -> tuple[int, int] | None:
        started.append(command)
        return _started(command, folder)

    return start
