"""Which side of a merge or a rebase is the base, and which migrations are this branch's own."""

from __future__ import annotations

import os

from forge_migrations.change.past import last_merge
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.repository import Repository
    from forge_migrations.change.tree import Tree


class Branches(NamedTuple):
    """The two histories that meet."""

    base: Tree
    ours: tuple[Tree, ...]
    """Where this branch's own migrations stand, the older one first."""
    before: Tree | None
    """What `ours` was made on, where only its last commit counts (a rebase goes by commits)."""
    go_on: str
    """The command that ends what is in progress; empty when nothing is."""


def meeting(repository: Repository, named: str = "") -> Branches:
    """What is being merged or rebased here, else the branch that was just merged.

    `named` is the base that was asked for. Raises `UsageError` when the base isn't merged yet.
    """
    merging = _head(repository, "MERGE_HEAD")
    if merging:
        head = repository.commit("HEAD")
        base, ours = (head, merging) if _is_released(repository, head) else (merging, head)
        if named and repository.commit(named) == head:
            base, ours = head, merging
        return Branches(repository.at(base), (repository.at(ours),), None, "git commit --no-edit")
    for name, go_on in (("REBASE_HEAD", "rebase"), ("CHERRY_PICK_HEAD", "cherry-pick")):
        picked = _head(repository, name)
        if picked:
            head = repository.commit("HEAD")
            go_on = f"git {go_on} --continue"
            before = repository.parent(picked)
            parent = repository.at(before) if before else None
            return Branches(repository.at(head), (repository.at(picked),), parent, go_on)
    return _merged(repository, named)


def _merged(repository: Repository, named: str) -> Branches:
    tip = repository.default_tip
    if not named and tip is None:
        raise UsageError(
            "there is no default branch", "name the base: forge-migrations rebase BASE"
        )
    base = repository.commit(named or (tip.commit if tip else ""))
    head = repository.commit("HEAD")
    if repository.merge_base(base, head) != base:
        raise UsageError(
            f"{named or 'the default branch'} is not merged into this branch yet",
            f"merge it, then run this again: git merge {named or base[:12]}",
        )
    ours = [repository.at(head)]
    span = f"{base}..{head}"
    merge = last_merge(repository, span)
    if merge:  # what it lost of this branch stands in its first parent
        ours.insert(0, repository.at(repository.commit(f"{merge}^1")))
    return Branches(repository.at(base), tuple(ours), None, "")


def _head(repository: Repository, name: str) -> str:
    try:
        with open(os.path.join(repository.git_folder, name), encoding="ascii") as file:
            return file.readline().strip()
    except OSError:
        return ""


def _is_released(repository: Repository, commit: str) -> bool:
    tip = repository.default_tip
    return tip is not None and repository.merge_base(tip.commit, commit) == commit
