"""A work tree that is asked about again and again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from forge_migrations.change.overlay import work_tree
from forge_migrations.change.repository import Repository
from forge_migrations.change.standing import Standing
from forge_migrations.change.standing import stood
from repositories import Repo


@pytest.fixture
def standing(repo: Repo) -> Standing:
    repo.commit({"a.sql": "1\n", "b/c.ts": "2\n", ".gitignore": "out\n"})
    return Standing(Repository.find())


def test_what_has_not_changed_is_the_same_object(repo: Repo, standing: Standing) -> None:
    first = standing.look()
    assert standing.look() is first
    assert standing.known() is first
    repo.write({"a.sql": "changed\n"})
    assert standing.known() is first
    second = standing.look()
    assert second is not first
    assert second.before is first.before
    assert second.changed == {"a.sql"}
    assert second.after.read("a.sql") == b"changed\n"


@pytest.mark.parametrize(
    "command", ["commit -qam x", "checkout -q -b other", "stash -q", "add a.sql"]
)
def test_what_git_did_is_seen_without_asking_what_differs(
    repo: Repo, standing: Standing, command: str
) -> None:
    repo.write({"a.sql": "changed\n"})
    first = standing.look()
    repo.git(*command.split())
    now = standing.known()
    assert now is not first
    assert now.after.entries == work_tree(Repository.find()).entries
    assert now.before.entries == standing.repository.at(repo.git("rev-parse", "HEAD")).entries


def test_what_a_push_moves_is_released_from_then_on(
    repo: Repo, standing: Standing, tmp_path: Path
) -> None:
    Repo(tmp_path / "other").git("config", "receive.denyCurrentBranch", "ignore")
    repo.git("remote", "add", "origin", str(tmp_path / "other"))
    repo.git("push", "-q", "origin", "main")
    new = {"a.sql": "second\n"}
    repo.commit(new)
    assert standing.look().base.read("a.sql") == b"1\n"
    repo.git("push", "-q", "origin", "main")
    assert standing.known().base.read("a.sql") == b"second\n"


def test_texts_are_laid_over_what_is_there(repo: Repo, standing: Standing) -> None:
    here = standing.look()
    over = standing.over(here, {"a.sql": b"typed\n", "new/d.sql": b"4\n", "b/c.ts": b"2\n"})
    assert over.changed == {"a.sql", "new/d.sql"}
    assert over.after.read_many(["a.sql", "b/c.ts"]) == {"a.sql": b"typed\n", "b/c.ts": b"2\n"}
    assert over.after.files_in("new") == ["new/d.sql"]
    assert over.before is here.before
    assert standing.over(here, {"a.sql": b"1\n"}) is here


def test_what_is_typed_back_is_no_change(repo: Repo, standing: Standing) -> None:
    repo.write({"a.sql": "changed\n"})
    here = standing.look()
    assert standing.over(here, {"a.sql": b"1\n"}).changed == frozenset()


def test_what_git_ignores_stays_ignored(repo: Repo, standing: Standing) -> None:
    here = standing.look()
    assert standing.over(here, {"out/a.sql": b"typed\n"}) is here


def test_carriage_returns_that_git_takes_out_are_no_change(repo: Repo, standing: Standing) -> None:
    repo.git("config", "core.autocrlf", "true")
    (repo.path / "a.sql").write_bytes(b"1\r\n")
    repo.git("add", "a.sql")
    here = standing.look()
    assert here.changed == frozenset()
    assert standing.over(here, {"a.sql": b"1\r\n"}) is here
    typed = standing.over(here, {"a.sql": b"2\r\n"})
    assert typed.after.read("a.sql") == b"2\n"


def test_a_repository_without_a_commit_has_nothing_before(repo: Repo) -> None:
    repo.write({"a.sql": "1\n"})
    standing = Standing(Repository.find())
    assert standing.look().changed == {"a.sql"}
    repo.commit({})
    assert standing.known().changed == frozenset()


def test_a_linked_work_tree_has_an_index_of_its_own(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = Repository.find(str(tmp_path / "linked"))
    before = stood(linked)
    assert stood(linked) == before
    (tmp_path / "linked" / "b").write_text("1")
    repo.git("-C", str(tmp_path / "linked"), "add", "b")
    assert stood(linked) != before


def test_a_file_that_goes_while_it_is_read_is_gone(repo: Repo, standing: Standing) -> None:
    os.unlink(repo.path / "a.sql")
    assert standing.look().changed == {"a.sql"}
    assert "a.sql" not in standing.look().after
