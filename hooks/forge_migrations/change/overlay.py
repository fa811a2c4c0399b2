"""A Tree with some of its files replaced: the work tree over the index, a plan over what is there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping

from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import EXECUTABLE
from forge_migrations.change.tree import FILE
from forge_migrations.change.tree import SYMLINK
from forge_migrations.change.tree import Entry
from forge_migrations.change.tree import Tree
from forge_migrations.change.tree import blob_id


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

    def _list(self) -> Mapping[str, Entry]:
        entries = dict(self._under.entries)
        for path, data in self._files.items():
            if data is None:
                entries.pop(path, None)
            else:
                known = entries.get(path)
                mode = self._modes.get(path) or (known.mode if known else FILE)
                entries[path] = Entry(mode, blob_id(data))
        return entries

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(blobs)
        below = [blob for blob in wanted if blob not in self._by_blob]
        for blob in wanted:
            if blob in self._by_blob:
                yield blob, self._by_blob[blob]
        yield from self._under._stream(below)


def work_tree(repository: Repository) -> Tree:
    """The work tree as it stands on disk: what is staged, modified or untracked, not ignored."""
    assert repository.root is not None
    index = repository.index()
    out = repository.ask(
        "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"
    )
    files: dict[str, bytes | None] = {}
    modes: dict[str, str] = {}
    for path in dict.fromkeys(os.fsdecode(out).split("\0")):
        if not path or path.endswith("/"):  # a repository inside of this one
            continue
        whole = os.path.join(repository.root, path)
        if os.path.islink(whole):
            files[path], modes[path] = os.fsencode(os.readlink(whole)), SYMLINK
        elif os.path.isfile(whole):
            with open(whole, "rb") as file:
                files[path] = file.read()
            modes[path] = EXECUTABLE if os.access(whole, os.X_OK) else FILE
        elif not os.path.lexists(whole) or index.is_file(path):  # or a folder has its place
            files[path] = None
    return Overlay(index, files, "the work tree", modes)
