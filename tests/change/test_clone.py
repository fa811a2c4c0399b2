from __future__ import annotations

import os

import pytest

from forge_migrations.change.clone import configure
from forge_migrations.change.clone import configured_hooks
from forge_migrations.change.clone import elsewhere
from forge_migrations.change.clone import hooks_folder
from forge_migrations.change.clone import write_as_in
from forge_migrations.change.repository import Repository
from forge_migrations.findings import Undecided
from repositories import Repo


def test_a_hooks_path_that_somebody_set_is_told(repo: Repo) -> None:
    found = Repository.find()
    assert configured_hooks(found) == ""
    assert hooks_folder(found) == str(repo.path / ".git/hooks")
    configure(found, {"core.hooksPath": ".husky/_"})
    assert configured_hooks(found) == ".husky/_"
    assert hooks_folder(found) == str(repo.path / ".husky/_")


def test_files_are_written_as_a_commit_has_them_and_nothing_is_staged(repo: Repo) -> None:
    old = repo.commit({"schema.ts": "old", "b": "1"})
    repo.commit({"schema.ts": "new", "b": "2"})
    write_as_in(Repository.find(), old, ["schema.ts"])
    assert (repo.path / "schema.ts").read_text() == "old"
    assert repo.git("diff", "--cached", "--name-only") == ""
    assert repo.git("diff", "--name-only") == "schema.ts"


def test_another_repository_is_asked_and_not_the_one_whose_hook_this_is(
    repo: Repo, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    other = Repo(tmp_path_factory.mktemp("other"))
    there = other.commit({"b": "1"})
    monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
    assert elsewhere(str(other.path), "rev-parse", "HEAD") == there + "\n"
    told = {**os.environ, "GIT_DIR": str(repo.path / ".git")}
    assert elsewhere(str(other.path), "rev-parse", "HEAD", env=told) != there + "\n"


def test_a_failure_there_is_told_in_gits_own_words(repo: Repo) -> None:
    with pytest.raises(Undecided, match="git rev-parse: Needed a single revision"):
        elsewhere(str(repo.path), "rev-parse", "--verify", "nothing")
