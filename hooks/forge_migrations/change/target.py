"""Which branch a change is for: the one whose `[branch."…"]` table in the policy holds."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository

_QUEUE = r"(?:refs/heads/)?gh-readonly-queue/(?P<target>.+)/pr-\d+-[0-9a-f]+$"
"""https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/merging-a-pull-request-with-a-merge-queue"""


def target_branch(
    repository: Repository, from_ref: str | None, environ: Mapping[str, str] | None = None
) -> str:
    """The branch that takes the change in; empty when nothing says.

    What the CI's environment says of a pull or merge request or a merge queue; a branch of the
    remote that the range starts from; the branch that is checked out.
    """
    env = os.environ if environ is None else environ
    return (
        _in_ci(env)
        or (_of_remote(repository, from_ref) if from_ref else "")
        or _checked_out(repository)
    )


def _in_ci(env: Mapping[str, str]) -> str:
    """https://docs.github.com/en/actions/reference/workflows-and-actions/variables,
    https://docs.gitlab.com/ci/variables/predefined_variables/"""
    queued = re.match(_QUEUE, env.get("GITHUB_REF", ""))
    if queued:
        return queued["target"]
    on_branch = env.get("GITHUB_REF_TYPE") == "branch" and "GITHUB_ACTIONS" in env
    return (
        env.get("GITHUB_BASE_REF", "")
        or (env.get("GITHUB_REF_NAME", "") if on_branch else "")
        or env.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "")
        or (env.get("CI_COMMIT_BRANCH", "") if "GITLAB_CI" in env else "")
    )


def _of_remote(repository: Repository, from_ref: str) -> str:
    known = ("rev-parse", "--verify", "--quiet", "--symbolic-full-name")
    full = repository.ask(*known, from_ref, may_fail=True)
    ref = os.fsdecode(full).strip()
    if ref.startswith("refs/remotes/"):
        return ref.split("/", 3)[-1]
    return ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""


def _checked_out(repository: Repository) -> str:
    head = repository.ask("symbolic-ref", "--quiet", "HEAD", may_fail=True)
    return os.fsdecode(head).strip().removeprefix("refs/heads/")
