from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.workflow.editor.ground import name_in
from forge_migrations.workflow.editor.ground import repository_of
from forge_migrations.workflow.editor.ground import stood
from repositories import Repo


def test_what_git_does_is_seen_without_asking_git(repo: Repo) -> None:
    repo.commit({"a": "1"})
    here = Repository.find()
    before = stood(here)
    assert stood(here) == before
    repo.stage({"a": "2"})
    staged = stood(here)
    assert staged != before
    repo.git("commit", "-qm", "two")
    committed = stood(here)
    assert committed != staged
    repo.git("checkout", "-qb", "other")
    assert stood(here) != committed


def test_a_linked_work_tree_has_an_index_of_its_own(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = repository_of(str(tmp_path / "linked" / "a"))
    assert linked is not None
    before = stood(linked)
    (tmp_path / "linked" / "b").write_text("1")
    repo.git("-C", str(tmp_path / "linked"), "add", "b")
    assert stood(linked) != before


def test_a_file_that_is_not_there_yet_has_a_repository(repo: Repo, tmp_path: Path) -> None:
    found = repository_of(str(repo.path / "new" / "folder" / "x.sql"))
    assert found is not None
    assert (
        name_in(str(repo.path / "new" / "folder" / "x.sql"), str(repo.path)) == "new/folder/x.sql"
    )
    assert repository_of(str(tmp_path / "x.sql")) is None
    assert name_in(str(tmp_path / "x.sql"), str(repo.path)) is None


def test_a_folder_that_is_known_by_a_link_is_the_same_one(repo: Repo, tmp_path: Path) -> None:
    link = tmp_path / "link"
    try:
        os.symlink(repo.path, link)
    except OSError:
        pytest.skip("no links here")
    assert name_in(str(link / "a" / "x.sql"), str(repo.path)) == "a/x.sql"
