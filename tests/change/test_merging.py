"""What a merge brought in from the default branch is not the change's own."""

from __future__ import annotations

import pytest

from forge_migrations.change.change import range_change
from forge_migrations.change.merging import brought_by_default
from forge_migrations.change.repository import Repository
from repositories import Repo


@pytest.fixture
def branched(repo: Repo) -> Repo:
    """`main` and `feature` with a commit each since they parted; `feature` is checked out."""
    repo.commit({"shared": "1"})
    repo.git("checkout", "-qb", "feature")
    repo.commit({"ours": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit({"theirs": "1"})
    repo.git("checkout", "-q", "feature")
    return repo


def merge(repo: Repo, other: str) -> str:
    repo.git("merge", "-q", "--no-ff", "-m", "m", other)
    return repo.git("rev-parse", "HEAD")


def test_what_a_branch_takes_in_of_main_has_another_side(branched: Repo) -> None:
    start = branched.git("rev-parse", "feature")
    main = branched.git("rev-parse", "main")
    merged = merge(branched, "main")

    assert brought_by_default(Repository.find(), start, merged) == main
    sides = list(range_change(Repository.find(), start, merged).other_sides())
    assert [sorted(side.changed) for side in sides] == [["ours"]]


def test_that_is_so_after_main_has_taken_the_branch_too(branched: Repo) -> None:
    start = branched.git("rev-parse", "feature")
    main = branched.git("rev-parse", "main")
    merged = merge(branched, "main")
    branched.commit({"ours": "2"})
    branched.git("checkout", "-q", "main")
    merge(branched, "feature")

    assert brought_by_default(Repository.find(), start, merged) == main


def test_what_main_takes_in_of_a_branch_has_no_other_side(branched: Repo) -> None:
    branched.git("checkout", "-q", "main")
    start = branched.git("rev-parse", "main")
    merged = merge(branched, "feature")

    assert brought_by_default(Repository.find(), start, merged) is None
    assert brought_by_default(Repository.find(), start, merged, base=start) is None


def test_several_commits_on_main_have_none_either(branched: Repo) -> None:
    branched.git("checkout", "-q", "main")
    start = branched.git("rev-parse", "main")
    merge(branched, "feature")
    branched.commit({"theirs": "2"})
    end = branched.commit({"theirs": "3"})

    assert brought_by_default(Repository.find(), start, end) is None


def test_a_base_that_is_named_stands_in_for_main(branched: Repo) -> None:
    branched.git("checkout", "-qb", "release", "main")
    branched.commit({"released": "1"})
    branched.git("checkout", "-q", "feature")
    start = branched.git("rev-parse", "feature")
    release = branched.git("rev-parse", "release")
    merged = merge(branched, "release")

    assert brought_by_default(Repository.find(), start, merged, base="release") == release


def test_a_branch_without_merges_has_no_other_side(branched: Repo) -> None:
    start = branched.git("rev-parse", "feature")
    end = branched.commit({"ours": "2"})

    assert brought_by_default(Repository.find(), start, end) is None
    assert brought_by_default(Repository.find(), None, end) is None
