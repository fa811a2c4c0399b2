from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.workflow.editor.ground import name_in
from forge_migrations.workflow.editor.ground import repository_of
from repositories import Repo


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
