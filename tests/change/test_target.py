"""Which branch takes a change in."""

from __future__ import annotations

import pytest

from forge_migrations.change.repository import Repository
from forge_migrations.change.target import target_branch
from repositories import Repo

GITHUB = {"GITHUB_ACTIONS": "true"}


@pytest.mark.parametrize(
    ("environ", "branch"),
    [
        ({**GITHUB, "GITHUB_BASE_REF": "main", "GITHUB_REF": "refs/pull/1/merge"}, "main"),
        (
            {**GITHUB, "GITHUB_REF_TYPE": "branch", "GITHUB_REF_NAME": "release/2"},
            "release/2",
        ),
        (
            {
                **GITHUB,
                "GITHUB_REF": "refs/heads/gh-readonly-queue/release/2/pr-7-0123abcd",
                "GITHUB_REF_TYPE": "branch",
                "GITHUB_REF_NAME": "gh-readonly-queue/release/2/pr-7-0123abcd",
            },
            "release/2",
        ),
        ({"GITLAB_CI": "true", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "dev"}, "dev"),
        ({"GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main"}, "main"),
    ],
)
def test_ci_says_it(repo: Repo, environ: dict[str, str], branch: str) -> None:
    assert target_branch(Repository.find(), None, environ) == branch


def test_a_range_is_for_the_branch_that_it_starts_from(repo: Repo) -> None:
    repo.commit({"a": "a"})
    repo.git("update-ref", "refs/remotes/origin/release/1", "HEAD")

    assert target_branch(Repository.find(), "origin/release/1", {}) == "release/1"
    assert target_branch(Repository.find(), "HEAD", {}) == "main"
    assert target_branch(Repository.find(), None, {}) == "main"
