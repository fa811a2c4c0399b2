"""A Change: what is being judged, as two trees and what of them is released."""

from __future__ import annotations

import os
from bisect import bisect_left
from functools import cache
from functools import cached_property

from forge_migrations.change.look import staged
from forge_migrations.change.merging import brought_by_default
from forge_migrations.change.shallow import join_default
from forge_migrations.change.shallow import parent_of
from forge_migrations.change.shallow import start_of
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.change.trees import Undone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Literal

    from forge_migrations.change.look import Changed
    from forge_migrations.change.repository import Repository

    Mode = Literal["staged", "range", "everything"]


class Change:
    """`before` and `after`, and `base`: the tree that is released.

    `staged`: HEAD against the index. `range`: the merge base of two commits against the second.
    `everything`: nothing against the index, or against HEAD in a bare repository.
    """

    def __init__(
        self,
        before: Tree,
        after: Tree,
        base: Tree | Callable[[], Tree],
        mode: Mode = "staged",
        repository: Repository | None = None,
        merged: Callable[[], list[str]] = list,
        released_of: Callable[[str], Tree] | None = None,
    ) -> None:
        self.before = before
        self.after = after
        self.mode: Mode = mode
        self.repository = repository
        self._base = base
        self._merged = merged
        self._released_of = released_of

    def seen_from(self, before: Tree) -> Change:
        """The same `after` against another `before`."""
        base, of = (lambda: self.base), self._released_of
        return Change(before, self.after, base, self.mode, self.repository, released_of=of)

    def other_sides(self) -> Iterator[Change]:
        """The same `after` against what else a merge has as its parent."""
        for commit in self._merged():
            assert self.repository is not None
            yield self.seen_from(self.repository.at(commit))

    @cached_property
    def base(self) -> Tree:
        """What is released, and so untouchable; an empty tree when nothing is."""
        return self._base if isinstance(self._base, Tree) else self._base()

    @cached_property
    def base_before(self) -> Tree:
        """What of `before` is released. It is less than `base` where a merge takes in more."""
        return self._released_of(self.before.name) if self._released_of else self.base

    @property
    def root(self) -> str | None:
        """The work tree's absolute path; `None` where there is none."""
        return self.repository.root if self.repository else None

    @cached_property
    def changed(self) -> frozenset[str]:
        """Every path whose mode or content differs, added and deleted ones included."""
        before, after = self.before.entries, self.after.entries
        paths: Iterable[str]
        if isinstance(self.before, Undone) and self.before.under is self.after:
            paths = self.before.differing
        else:
            paths = {*before, *after}
        return frozenset(path for path in paths if before.get(path) != after.get(path))

    def touches(self, folder: str) -> bool:
        """True when something under the folder changed."""
        if not folder:
            return bool(self.changed)
        at = bisect_left(self._sorted, folder + "/")
        return at < len(self._sorted) and self._sorted[at].startswith(folder + "/")

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.changed)


def staged_change(
    repository: Repository, base: str | None = None, changed: list[Changed] | None = None
) -> Change:
    """HEAD against the index. `changed` is what `staged()` said, when it was asked already."""
    after = repository.index()
    if changed is None:
        changed = staged(repository.folder)
    before = Undone(after, changed, "HEAD")

    def released() -> Tree:
        found = _released_of_all(repository, base, ["HEAD", *repository.merge_heads()])
        tip = repository.default_tip if base is None else None
        if tip and tip.current and found.name == tip.commit and not any(map(_unmerged, changed)):
            found.entries = before.entries  # HEAD: what is staged, taken back, lists it already
        return found

    return Change(
        before,
        after,
        released,
        "staged",
        repository,
        repository.merge_heads,
        lambda commit: _released(repository, base, None, commit),
    )


def _unmerged(each: Changed) -> bool:
    """True for a conflict: git's listing has nothing of either side."""
    return each.before.mode == each.after.mode == "000000"


def range_change(
    repository: Repository, from_ref: str, to_ref: str, base: str | None = None
) -> Change:
    """What `to_ref` brings that `from_ref` doesn't have (three dots). Raises `UsageError`."""
    to = repository.commit(to_ref)
    if set(from_ref) <= {
        "0"
    }:  # a new branch, as git tells hooks: https://git-scm.com/docs/githooks
        join_default(repository, to)
        start = repository.default_base(to)
        if start == to:  # it is the default branch itself, or on it: the newest commit is judged
            start = parent_of(repository, to)
    else:
        start = start_of(repository, from_ref, to)
    before: Tree = repository.at(start) if start else MemoryTree(name="nothing")
    taken = cache(lambda: _taken_in(repository, start, to, base))

    def released() -> Tree:
        """With what a merge in the range took in of the default branch."""
        return repository.at(taken()[0]) if taken() else _released(repository, base, start, to)

    return Change(
        before,
        repository.at(to),
        released,
        "range",
        repository,
        taken,
        lambda commit: _released(
            repository, base, *((start, to) if commit == start else (None, commit))
        ),
    )


def whole_change(repository: Repository, base: str | None = None) -> Change:
    """Everything that stands in the index, or in HEAD of a bare repository."""
    after = (
        repository.at(repository.commit("HEAD")) if repository.root is None else repository.index()
    )
    return Change(
        MemoryTree(name="nothing"),
        after,
        lambda: _released(repository, base, None, "HEAD"),
        "everything",
        repository,
    )


def _taken_in(repository: Repository, start: str | None, to: str, base: str | None) -> list[str]:
    newest = brought_by_default(repository, start, to, base)
    return [newest] if newest else []


def _released(repository: Repository, base: str | None, start: str | None, to: str) -> Tree:
    """The tree of what is released: `--base`, or what the default branch had before this change."""
    if base is not None:
        return repository.at(repository.commit(base))
    found = repository.default_base(to, start)
    return repository.at(found) if found else MemoryTree(name="nothing")


def _released_of_all(repository: Repository, base: str | None, heads: list[str]) -> Tree:
    """The newest of what the parents of a merge have of the default branch."""
    found = _released(repository, base, None, heads[0])
    for head in heads[1:] if base is None else ():
        more = repository.default_base(head)
        known = found.name if found.name != "nothing" else None
        if more and (
            known is None or repository.merge_base(known, more) == repository.commit(known)
        ):
            found = repository.at(more)
    return found


def asked_for_all_files(environ: dict[str, str] | None = None) -> bool:
    """True under `pre-commit run --all-files` (or prek's), which tells its hooks only by its own
    command line. Never true under `git commit`, which names its index in `GIT_INDEX_FILE`."""
    env = os.environ if environ is None else environ
    if "PRE_COMMIT" not in env or "GIT_INDEX_FILE" in env or "PRE_COMMIT_FROM_REF" in env:
        return False
    from forge_migrations.change.processes import callers

    for _process, command in callers():
        words = [os.path.basename(word) for word in command]
        if "run" in words and ("--all-files" in words or "-a" in words):
            return True
    return False
