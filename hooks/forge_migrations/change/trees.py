"""The Trees of a repository: what is staged, a commit's, and what stood before a change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import TYPE_CHECKING

from forge_migrations.change.look import Changed
from forge_migrations.change.look import Entry
from forge_migrations.change.look import listed
from forge_migrations.change.tree import Tree

if TYPE_CHECKING:
    from forge_migrations.change.repository import Repository


class StoredTree(Tree):
    """A Tree whose blobs are in a repository."""

    def __init__(self, repository: Repository, name: str) -> None:
        self.name = name
        self._repository = repository

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._repository.blobs(blobs)

    def rest(self) -> None:
        self._repository.rest()


class StagedTree(StoredTree):
    """What is staged: the index that `GIT_INDEX_FILE` names, or the usual one."""

    def _list(self) -> Mapping[str, Entry]:
        out = listed("ls-files", "--stage", "-z", cwd=self._repository.folder)
        entries: dict[str, Entry] = {}
        for record in os.fsdecode(out).split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, blob, stage = head.split(" ")
            if stage in ("0", "2"):  # 2 is "ours" of a conflict, which can't be committed anyway
                entries[path] = Entry(mode, blob)
        return entries


class CommitTree(StoredTree):
    """The tree of a commit, by whose id it is named."""

    def _list(self) -> Mapping[str, Entry]:
        out = self._repository.ask("ls-tree", "-r", "-z", "--full-tree", self.name)
        entries: dict[str, Entry] = {}
        for record in os.fsdecode(out).split("\0")[:-1]:
            head, _, path = record.partition("\t")
            mode, _kind, blob = head.split(" ")
            entries[path] = Entry(mode, blob)
        return entries


class Undone(Tree):
    """`after` with its changes taken back: HEAD beside the index, without listing HEAD too."""

    def __init__(self, after: Tree, changed: Iterable[Changed], name: str) -> None:
        self.name = name
        self._after = after
        self._changed = list(changed)

    def _list(self) -> Mapping[str, Entry]:
        entries = dict(self._after.entries)
        for path, before, _after in self._changed:
            if before.mode == "000000":
                entries.pop(path, None)
            else:
                entries[path] = before
        return entries

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._after._stream(blobs)

    def rest(self) -> None:
        self._after.rest()
