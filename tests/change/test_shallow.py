"""Shallow clones: deepened in CI, told how elsewhere, never judged by half."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forge_migrations.change.change import range_change
from forge_migrations.change.repository import Repository
from forge_migrations.findings import UsageError
from repositories import Repo


def _origin(repo: Repo, commits: int = 120) -> None:
    """`main` with many commits; `feature` leaves it 30 commits before its end and adds two."""
    for number in range(commits):
        repo.git("commit", "-q", "--allow-empty", "-m", f"m{number}")
    repo.git("checkout", "-q", "-b", "feature", "HEAD~30")
    repo.commit({"a.txt": "a"})
    repo.commit({"b.txt": "b"})
    repo.git("checkout", "-q", "main")


def _clone(repo: Repo, path: Path, *options: str) -> Repository:
    subprocess.run(
        ["git", "clone", "-q", *options, repo.path.as_uri(), str(path)],
        check=True,
        capture_output=True,
    )
    return Repository.find(str(path))


def test_a_shallow_clone_tells_how_to_fetch_the_rest(repo: Repo, tmp_path: Path) -> None:
    _origin(repo)
    clone = _clone(repo, tmp_path / "clone", "--depth=1", "--no-single-branch")

    with pytest.raises(UsageError) as raised:
        range_change(clone, "origin/main", "origin/feature")

    assert "shallow" in str(raised.value)
    assert raised.value.remedy.endswith("git fetch --unshallow origin")


def test_ci_deepens_a_shallow_clone_until_the_range_is_whole(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _origin(repo)
    clone = _clone(repo, tmp_path / "clone", "--depth=1", "--no-single-branch")
    monkeypatch.setenv("CI", "true")

    change = range_change(clone, "origin/main", "origin/feature")

    assert change.before.name == repo.git("merge-base", "main", "feature")
    assert change.changed == {"a.txt", "b.txt"}
    assert change.base.name == change.before.name


def test_ci_fetches_the_start_and_the_default_branch_that_a_checkout_lacks(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """actions/checkout of a pull request: one commit, no branch of the remote."""
    _origin(repo)
    repo.git("branch", "-m", "main", "develop")
    start = repo.git("rev-parse", "develop")
    repo.git("checkout", "-q", "--detach", "develop")
    repo.git("merge", "-q", "--no-ff", "-m", "pr", "feature")
    repo.git("update-ref", "refs/pull/1/merge", "HEAD")
    repo.git("checkout", "-q", "develop")
    path = tmp_path / "checkout"
    checkout = Repo(path)
    checkout.git("remote", "add", "origin", repo.path.as_uri())
    checkout.git(
        "fetch",
        "-q",
        "--no-tags",
        "--depth=1",
        "origin",
        "+refs/pull/1/merge:refs/remotes/pull/1/merge",
    )
    checkout.git("checkout", "-q", "--detach", "refs/remotes/pull/1/merge")
    monkeypatch.setenv("CI", "true")

    change = range_change(Repository.find(str(path)), start, "HEAD")

    assert change.before.name == start
    assert change.base.name == start
    assert change.changed == {"a.txt", "b.txt"}


def test_a_ref_that_is_nowhere_is_told(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _origin(repo, 40)
    clone = _clone(repo, tmp_path / "clone", "--depth=1")
    monkeypatch.setenv("CI", "true")

    with pytest.raises(UsageError, match="'origin/nowhere' names no commit"):
        range_change(clone, "origin/nowhere", "HEAD")


def test_unrelated_histories_start_from_nothing(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a.txt": "a"})
    repo.git("checkout", "-q", "--orphan", "other")
    repo.commit({"b.txt": "b"})
    repo.git("checkout", "-q", "main")
    clone = _clone(repo, tmp_path / "clone", "--depth=1", "--no-single-branch")
    monkeypatch.setenv("CI", "true")

    assert range_change(clone, "origin/main", "origin/other").before.name == "nothing"


def test_a_default_branch_of_one_commit_is_deepened_by_one_when_nothing_says_what_was_before(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _origin(repo, 40)
    repo.commit({"c.txt": "c"})
    clone = _clone(repo, tmp_path / "clone", "--depth=1")
    monkeypatch.setenv("CI", "true")

    change = range_change(clone, "0" * 40, "HEAD")

    assert change.before.name == repo.git("rev-parse", "HEAD~")
    assert change.changed == {"c.txt"}
