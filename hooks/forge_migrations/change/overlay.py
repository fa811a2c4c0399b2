"""A Tree with some of its files replaced: the work tree over the index, a plan over what is there."""

from __future__ import annotations

import os
from functools import cached_property

from forge_migrations.change.listing import with_changes
from forge_migrations.change.tree import EXECUTABLE
from forge_migrations.change.tree import FILE
from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import Entry
from forge_migrations.change.tree import Tree
from forge_migrations.change.tree import blob_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository


class Overlay(Tree):
    """`under` with the given contents laid over it; `None` takes a file away."""

    def __init__(
        self,
        under: Tree,
        files: Mapping[str, bytes | None],
        name: str = "",
        modes: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name or under.name
        self._under = under
        self._files = dict(files)
        self._modes = modes or {}
        self._by_blob = {blob_id(data): data for data in files.values() if data is not None}

    @property
    def under(self) -> Tree:
        """What is laid over."""
        return self._under

    @property
    def differing(self) -> list[str]:
        """The paths of the given contents."""
        return list(self._files)

    def _list(self) -> Mapping[str, Entry]:
        under = self._under.entries
        changes: dict[str, Entry | None] = {}
        for path, data in self._files.items():
            known = under.get(path)
            mode = self._modes.get(path) or (known.mode if known else FILE)
            changes[path] = None if data is None else Entry(mode, blob_id(data))
        return with_changes(under, changes)

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(blobs)
        below = [blob for blob in wanted if blob not in self._by_blob]
        for blob in wanted:
            if blob in self._by_blob:
                yield blob, self._by_blob[blob]
        yield from self._under._stream(below)


class Typed(Overlay):
    """A Tree with texts over it that somebody is typing, each of which makes a new one: what the paths
    alone decide is found once, below it, while no path is new."""

    def __init__(self, under: Tree, files: Mapping[str, bytes]) -> None:
        super().__init__(under, files)
        self._same_paths = all(path in under.entries for path in files)

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file."""
        return self._under.folders if self._same_paths else super().folders

    def files_in(self, folder: str) -> list[str]:
        """The direct files of a folder."""
        return self._under.files_in(folder) if self._same_paths else super().files_in(folder)

    def folders_in(self, folder: str) -> list[str]:
        """The direct subfolders of a folder."""
        return self._under.folders_in(folder) if self._same_paths else super().folders_in(folder)

    @cached_property
    def _sorted(self) -> list[str]:
        return self._under._sorted if self._same_paths else super()._sorted

    def picked(self, test: Callable[[str], bool], word: str = "") -> list[str]:
        """The paths that a test picks."""
        found = self._under.picked(test, word)
        new = [path for path in self._files if path not in self._under and test(path)]
        return sorted([*found, *new]) if new else found

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """What is below is read there, and so only once."""
        wanted = list(blobs)
        below = [blob for blob in wanted if blob not in self._by_blob]
        yield from ((blob, self._by_blob[blob]) for blob in wanted if blob in self._by_blob)
        yield from self._under.of_blobs(below)


def work_tree(repository: Repository) -> Tree:
    """The work tree as it stands on disk: what is staged, modified or untracked, not ignored."""
    assert repository.root is not None
    index = repository.index()
    files, modes = read_from(repository.root, differing(repository), index)
    return Overlay(index, files, "the work tree", modes)


def differing(repository: Repository) -> list[str]:
    """The paths of the work tree that aren't as they are staged, gone and untracked ones too."""
    out = repository.ask(
        "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"
    )
    # A folder is a repository inside of this one.
    return [
        path for path in dict.fromkeys(os.fsdecode(out).split("\0")) if path and path[-1] != "/"
    ]


def read_from(
    root: str, paths: Iterable[str], index: Tree
) -> tuple[dict[str, bytes | None], dict[str, str]]:
    """(path -> bytes on the disk, `None` for what is gone; path -> mode)."""
    files: dict[str, bytes | None] = {}
    modes: dict[str, str] = {}
    for path in paths:
        whole = os.path.join(root, path)
        try:
            if os.path.islink(whole):
                files[path], modes[path] = os.fsencode(os.readlink(whole)), SYMLINK
            elif os.path.isfile(whole):
                with open(whole, "rb") as file:
                    files[path] = file.read()
                modes[path] = EXECUTABLE if os.access(whole, os.X_OK) else FILE
            elif not os.path.lexists(whole) or index.is_file(path):  # or a folder has its place
                files[path] = None
        except FileNotFoundError:  # it went between two looks
            files[path] = None
    return files, modes
