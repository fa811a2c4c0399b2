from __future__ import annotations

import os

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.staged_migrations import work as staging_work
from forge_migrations.checks.staged_migrations.work import left_behind
from forge_migrations.checks.staged_migrations.work import on_disk
from repositories import Repo


@pytest.fixture
def started(repo: Repo) -> Repo:
    repo.commit(
        {"out/kept": "1", "out/edited": "1", "out/gone": "1", ".gitignore": "*.log\n!out/b.log\n"}
    )
    repo.write({"out/edited": "2", "out/new é": "3", "out/a.log": "4", "other/new": "5"})
    (repo.path / "out/gone").unlink()
    return repo


def left(ignored: bool = False) -> dict[str, bytes]:
    return left_behind(Repository.find(), ["out"], ignored=ignored)


def test_what_differs_from_what_is_staged_is_left_behind(started: Repo) -> None:
    assert left() == {"out/edited": b"2", "out/new é": b"3"}
    started.git("add", "out/edited")
    assert left() == {"out/new é": b"3"}


def test_what_a_rule_ignores_is_left_behind_where_it_is_asked_for(started: Repo) -> None:
    assert left(ignored=True) == {"out/edited": b"2", "out/new é": b"3", "out/a.log": b"4"}


def test_links_and_very_large_files_stay_where_they_are(
    started: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.symlink("kept", started.path / "out/link")
    started.write({"out/large": "x" * 11})
    monkeypatch.setattr(staging_work, "LARGE", 10)
    assert set(left()) == {"out/edited", "out/new é"}


def test_what_is_on_disk_is_laid_over_what_is_staged() -> None:
    tree = on_disk(MemoryTree({"a": "1", "b": "1"}), {"b": b"2", "c": b"3"})
    assert tree.read_many("abc") == {"a": b"1", "b": b"2", "c": b"3"}
