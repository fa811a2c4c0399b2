"""A clone that was cut off: what a range needs of it is fetched in CI, and told how elsewhere."""

from __future__ import annotations

import os
import re
import sys

from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.repository import Repository

DEEPER = ("--deepen=50", "--deepen=500", "--deepen=5000", "--unshallow")
_ID = r"[0-9a-f]{40}|[0-9a-f]{64}"
_REMOTE = "origin"


def may_fetch() -> bool:
    """True in CI, whose clone nobody works in: GitHub, GitLab and the others set `CI`."""
    return os.environ.get("CI", "").lower() in ("true", "1", "yes")


def start_of(repository: Repository, from_ref: str, to: str) -> str | None:
    """The merge base of a ref and a commit, or `None` when they share nothing.

    In a shallow clone it is only an answer when no cut commit lies between the two: behind a cut
    there could be a newer one. Raises `UsageError` that says what to fetch.
    """
    start = _commit(repository, from_ref)
    if not cut_off(repository):
        return repository.merge_base(start, to)
    base = _joined(repository, start, to)
    join_default(repository, to)
    return base


def join_default(repository: Repository, to: str) -> None:
    """Have what joins a commit with the remote's default branch, for a branch that is new."""
    if cut_off(repository):
        released = _default_tip(repository)
        if released:
            _joined(repository, released, to)


def tip_of(repository: Repository, ref: str, to: str) -> str:
    """The commit of a ref, and what joins it with another one; fetched where CI's clone lacks it."""
    tip = _commit(repository, ref)
    if cut_off(repository):
        _joined(repository, tip, repository.commit(to))
    return tip


def parent_of(repository: Repository, commit: str) -> str | None:
    """The first parent, fetched where the clone was cut off; `None` where a history begins."""
    if commit in cut_off(repository):
        _deepen(repository, "--deepen=1", commit)
    return repository.parent(commit)


def _joined(repository: Repository, one: str, to: str) -> str | None:
    """The merge base of two commits, after fetching what it takes to be sure of it."""
    for deeper in (*DEEPER, ""):
        base, cut = repository.merge_base(one, to), cut_off(repository)
        between = set(repository.ask("rev-list", f"{one}...{to}").decode().split())
        if not cut or (base and not between & cut):
            return base
        if deeper:
            _deepen(repository, deeper, one, to)
    raise Undecided(f"{one[:12]} and {to[:12]} can't be joined: the clone stays shallow")


def cut_off(repository: Repository) -> frozenset[str]:
    """The commits whose parents the clone doesn't have: https://git-scm.com/docs/shallow"""
    try:
        path = os.path.join(repository.common_folder, "shallow")
        with open(path, encoding="ascii") as file:
            return frozenset(file.read().split())
    except OSError:
        return frozenset()


def _commit(repository: Repository, ref: str) -> str:
    try:
        return repository.commit(ref)
    except UsageError:
        if not may_fetch() or not _fetched(repository, _refspecs(ref)):
            raise
    return repository.commit(ref)


def _refspecs(ref: str) -> list[str]:
    if re.fullmatch(_ID, ref):
        return [ref]
    branch = ref.removeprefix("refs/remotes/").removeprefix(f"{_REMOTE}/")
    return [f"+refs/heads/{branch}:refs/remotes/{_REMOTE}/{branch}"]


def _deepen(repository: Repository, deeper: str, *commits: str) -> None:
    if not may_fetch():
        raise UsageError(
            "the clone is shallow and doesn't reach back to where the range starts",
            f"fetch the rest of it: git fetch --unshallow {_REMOTE}",
        )
    # Asking for the two commits deepens both their lines; a commit that was made here is none of
    # the remote's, so that the second try asks for the remote's own branches.
    why = _fetch(repository, [*commits], deeper) and _fetch(repository, [], deeper)
    if why is not None:
        raise UsageError(
            f"the clone is shallow, and git fetch {deeper} {_REMOTE} failed: {why}",
            f"let CI fetch all of it (actions/checkout: fetch-depth: 0), or: git fetch --unshallow "
            f"{_REMOTE}",
        )
    print(f"forge-migrations: deepened the shallow clone ({deeper})", file=sys.stderr)


def _default_tip(repository: Repository) -> str | None:
    """The remote's default branch, which says what is released; a CI's clone is made to have it."""
    names = [f"refs/remotes/{_REMOTE}/{name}" for name in ("HEAD", "main", "master")]
    for name in names:
        out = repository.ask("rev-parse", "--verify", "--quiet", name, may_fail=True)
        if out:
            return out.decode().strip()
    if not may_fetch():
        return None
    try:
        answer = repository.ask("ls-remote", "--symref", _REMOTE, "HEAD")
    except Undecided:  # no remote, or none that answers: what is released stays unknown
        return None
    for branch in _heads(os.fsdecode(answer)):
        if _fetched(repository, _refspecs(branch)):
            repository.ask("symbolic-ref", names[0], f"refs/remotes/{_REMOTE}/{branch}")
            return repository.commit(names[0])
    return None


def _heads(answer: str) -> Iterator[str]:
    """`ref: refs/heads/main\tHEAD`: https://git-scm.com/docs/git-ls-remote"""
    for line in answer.splitlines():
        if line.startswith("ref: refs/heads/"):
            yield line.split("\t")[0].removeprefix("ref: refs/heads/")


def _fetched(repository: Repository, refspecs: list[str]) -> bool:
    return _fetch(repository, refspecs) is None


def _fetch(repository: Repository, refspecs: list[str], *options: str) -> str | None:
    """Git's own words where it could not fetch."""
    os.environ.setdefault("GIT_TERMINAL_PROMPT", "0")  # nobody is there to answer
    if not options and cut_off(repository):
        options = ("--depth=1",)
    try:
        repository.ask("fetch", "--quiet", "--no-tags", *options, _REMOTE, *refspecs)
    except Undecided as error:
        return str(error).removeprefix("git fetch: ")
    return None
