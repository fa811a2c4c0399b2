"""A work tree that is looked at again and again: what hasn't changed since is the same object."""

from __future__ import annotations

import os

from forge_migrations.change.change import Change
from forge_migrations.change.change import staged_change
from forge_migrations.change.ignoring import ignored_by
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.overlay import Typed
from forge_migrations.change.overlay import differing
from forge_migrations.change.overlay import read_from
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.change.tree import Tree

    Stamp = tuple[int, int, int] | None
    """When a file was written, its size and which one it is; `None` where there is none."""

WATCHED = (
    *("HEAD", "index", "logs/HEAD", "MERGE_HEAD", "FETCH_HEAD", "packed-refs"),
    *("refs/heads", "refs/remotes/origin"),
)
"""What of git's folder is written by each of its commands that moves something; a folder is where
a file is put under its name: https://git-scm.com/docs/gitrepository-layout"""


class Stood(NamedTuple):
    """A repository as it stood when it was looked at; equal while git has done nothing."""

    files: tuple[Stamp, ...]


def stood(repository: Repository) -> Stood:
    """What git's own files say, without asking git."""
    folders = dict.fromkeys((repository.git_folder, repository.common_folder))
    return Stood(tuple(stamp(os.path.join(folder, name)) for folder in folders for name in WATCHED))


def stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


class Standing:
    """HEAD against the work tree as it stands on the disk, for whoever asks many times."""

    def __init__(self, repository: Repository) -> None:
        assert repository.root is not None
        self.repository = repository
        self._stood: Stood | None = None
        self._index: Tree | None = None
        self._index_stamp: Stamp = None
        self._head: Tree = MemoryTree(name="nothing")
        self._differs: tuple[tuple[str, Stamp], ...] = ()
        self._change: Change | None = None
        self._ignored: dict[str, bool] = {}

    def look(self) -> Change:
        """The change as it is now. What is released of it is asked for when it is wanted."""
        now = stood(self.repository)
        if now != self._stood:
            self._renew()
        paths = differing(self.repository)
        root = self.repository.folder
        differs = tuple((path, stamp(os.path.join(root, path))) for path in paths)
        if self._change is None or now != self._stood or differs != self._differs:
            assert self._index is not None
            files, modes = read_from(root, paths, self._index)
            after = Overlay(self._index, files, "the work tree", modes)
            self._change = self._against(after)
            self._ignored = {}
        self._stood, self._differs = now, differs
        return self._change

    def known(self) -> Change:
        """The same without asking what differs on the disk, where git has done nothing since."""
        change = self._change
        return self.look() if change is None or stood(self.repository) != self._stood else change

    def over(self, change: Change, texts: Mapping[str, bytes]) -> Change:
        """A change with these contents laid over what it has, by path; itself where they add nothing.
        What git ignores stays ignored."""
        after = change.after
        files = {path: self._as_stored(path, data, after) for path, data in texts.items()}
        files = {path: data for path, data in files.items() if not after.holds(path, data)}
        ignored = self._ignored_of([path for path in files if path not in after])
        files = {path: data for path, data in files.items() if path not in ignored}
        if not files:
            return change
        typed = Typed(after, files)
        made = self._against(typed, change)
        before, entries = made.before.entries, typed.entries
        same = {path for path in files if before.get(path) == entries.get(path)}
        made.changed = (change.changed | files.keys()) - same
        return made

    def staged(self) -> Change:
        """What is staged."""
        return staged_change(self.repository)

    def rest(self) -> None:
        """End the process that reads blobs."""
        self.repository.rest()

    def _renew(self) -> None:
        """Git did something: what was learned of refs may be wrong, what a commit holds is not."""
        was = self.repository
        self.repository = Repository(was.root, was.git_folder, was.common_folder)
        commit = self.repository.named("HEAD")
        if commit is None:
            self._head = MemoryTree(name="nothing")
        elif commit != self._head.name:
            self._head = self.repository.at(commit)
        index = stamp(os.path.join(was.git_folder, "index"))
        if self._index is None or index != self._index_stamp or index is None:
            self._index, self._index_stamp = self.repository.index(), index

    def _as_stored(self, path: str, data: bytes, after: Tree) -> bytes:
        """A text as git would keep it: where it takes carriage returns out of what the disk has
        (https://git-scm.com/docs/gitattributes#_text), it does so with what is typed."""
        unlike = {each for each, _stamp in self._differs}
        if b"\r\n" not in data or path in unlike or not after.is_file(path):
            return data
        stored = after.read(path)
        if b"\r\n" in stored or b"\n" not in stored:
            return data
        return data.replace(b"\r\n", b"\n")

    def _ignored_of(self, paths: list[str]) -> set[str]:
        unknown = [path for path in paths if path not in self._ignored]
        found = ignored_by(self.repository, unknown)
        self._ignored.update({path: path in found for path in unknown})
        return {path for path in paths if self._ignored[path]}

    def _against(self, after: Tree, of: Change | None = None) -> Change:
        repository = self.repository
        before = of.before if of else self._head
        base = (lambda: of.base) if of else (lambda: staged_change(repository).base)
        return Change(before, after, base, "staged", repository, repository.merge_heads)
