"""What a hook manager put away is read from its patch."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.change.put_aside import put_aside
from forge_migrations.change.repository import Repository
from repositories import Repo

ENDINGS = (".ts",)


@pytest.fixture
def away(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose work tree changed one script, deleted one and changed a text; where the
    patch of it is written to."""
    repo.commit({"src/a.ts": "one\ntwo\n", "src/ü b.ts": "gone\n", "notes.txt": "x\n"})
    repo.write({"src/a.ts": "one\nthree\n", "notes.txt": "y\n"})
    (repo.path / "src/ü b.ts").unlink()
    monkeypatch.setenv("PRE_COMMIT", "1")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    (tmp_path / "pre-commit").mkdir()
    (tmp_path / "prek/patches").mkdir(parents=True)
    return tmp_path


def stash(repo: Repo, path: Path) -> None:
    """As pre-commit's `staged_files_only.py` does it."""
    diff = repo.git("-c", "core.quotepath=false", "diff", "--binary", "--no-color")
    path.write_text(diff + "\n")
    repo.git("checkout", "--", ".")


@pytest.mark.parametrize("name", ["pre-commit/patch1-{}", "prek/patches/1-{}.patch"])
def test_scripts_are_as_the_work_tree_had_them(repo: Repo, away: Path, name: str) -> None:
    stash(repo, away / name.format(os.getppid()))
    found = put_aside(Repository.find(str(repo.path)), ENDINGS)
    assert found == {"src/a.ts": b"one\nthree\n", "src/ü b.ts": None}


def test_the_patch_of_another_process_is_none_of_ours(repo: Repo, away: Path) -> None:
    stash(repo, away / "pre-commit/patch1-1")
    assert put_aside(Repository.find(str(repo.path)), ENDINGS) == {}


def test_without_a_hook_manager_nothing_is_looked_for(
    repo: Repo, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stash(repo, away / f"pre-commit/patch1-{os.getppid()}")
    monkeypatch.delenv("PRE_COMMIT")
    assert put_aside(Repository.find(str(repo.path)), ENDINGS) == {}


def test_a_patch_that_does_not_apply_says_nothing(repo: Repo, away: Path) -> None:
    stash(repo, away / f"pre-commit/patch1-{os.getppid()}")
    repo.stage({"src/a.ts": "other\n"})
    assert put_aside(Repository.find(str(repo.path)), ENDINGS) == {"src/ü b.ts": None}
