"""The Trees of a repository: what is staged, a commit's, and what stood before a change."""

from __future__ import annotations

import os
from functools import cached_property

from forge_migrations.change.glance import INDEX
from forge_migrations.change.listing import Listing
from forge_migrations.change.listing import with_changes
from forge_migrations.change.look import Entry
from forge_migrations.change.look import listed
from forge_migrations.change.tree import Tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Protocol

    from forge_migrations.change.look import Changed

    class Store(Protocol):
        """What holds the objects of a Tree: a Repository."""

        @property
        def folder(self) -> str:
            """Where git is run."""

        def ask(self, *command: str) -> bytes:
            """What a git command prints. Raises `Undecided` when it fails."""

        def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
            """(id, bytes) of many blobs, in any order."""

        def rest(self) -> None:
            """End what `blobs` keeps open."""


class StoredTree(Tree):
    """A Tree whose blobs are in a repository."""

    def __init__(self, store: Store, name: str) -> None:
        self.name = name
        self._store = store

    @property
    def folder(self) -> str:
        """Where git is asked about it."""
        return self._store.folder

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._store.blobs(blobs)

    def rest(self) -> None:
        self._store.rest()


class StagedTree(StoredTree):
    """What is staged: the index that `GIT_INDEX_FILE` names, or the usual one."""

    def _list(self) -> Mapping[str, Entry]:
        out = os.fsdecode(listed(*INDEX, cwd=self._store.folder))
        found = Listing.of(out, len("100644 "), len(" 0\t"))
        if found is not None:
            return found
        entries: dict[str, Entry] = {}
        for record in out.split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, blob, stage = head.split(" ")
            if stage in ("0", "2"):  # 2 is "ours" of a conflict, which can't be committed anyway
                entries[path] = Entry(mode, blob)
        return entries


class CommitTree(StoredTree):
    """The tree of a commit, by whose id it is named."""

    def _list(self) -> Mapping[str, Entry]:
        command = ("ls-tree", "-r", "-z", "--full-tree", self.name)
        out = os.fsdecode(listed(*command, cwd=self._store.folder))
        found = Listing.of(out, len("100644 blob "), len("\t"))
        if found is not None:
            return found
        entries: dict[str, Entry] = {}
        for record in out.split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, _kind, blob = head.split(" ")
            entries[path] = Entry(mode, blob)
        return entries


class Undone(Tree):
    """`after` with its changes taken back: HEAD beside the index, without listing HEAD too, and without
    looking through again what was looked through there."""

    def __init__(self, after: Tree, changed: Iterable[Changed], name: str) -> None:
        self.name = name
        self.under = after
        self._changed = list(changed)

    @property
    def differing(self) -> list[str]:
        """The paths whose change is taken back."""
        return [each.path for each in self._changed]

    def _list(self) -> Mapping[str, Entry]:
        gone = "000000"
        was = {path: before if before.mode != gone else None for path, before, _ in self._changed}
        return with_changes(self.under.entries, was)

    @cached_property
    def _moved(self) -> frozenset[str]:
        """The paths that one of the two Trees has alone."""
        return frozenset(path for path in self.differing if (path in self) != (path in self.under))

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file."""
        return super().folders if self._moved else self.under.folders

    def files_in(self, folder: str) -> list[str]:
        """The direct files of a folder."""
        return super().files_in(folder) if self._moved else self.under.files_in(folder)

    def folders_in(self, folder: str) -> list[str]:
        """The direct subfolders of a folder."""
        return super().folders_in(folder) if self._moved else self.under.folders_in(folder)

    def picked(self, test: Callable[[str], bool], word: str = "") -> list[str]:
        """The paths that a test picks by themselves alone; it is asked only of those that `after` lacks."""
        found = self.under.picked(test, word)
        if not self._moved:
            return found
        back = [path for path in self._moved if path in self and test(path)]
        return sorted([*(path for path in found if path not in self._moved), *back])

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self.under._stream(blobs)

    def rest(self) -> None:
        self.under.rest()
