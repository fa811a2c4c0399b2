"""A Tree: paths with their blob ids, listed once, and bytes read in batch when asked for."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

from forge_migrations.change.look import Entry as Entry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

FILE, EXECUTABLE, SYMLINK, SUBMODULE = "100644", "100755", "120000", "160000"


class Tree:
    """The files of one state of the repository: the index, a commit, or a dict in a test.

    Paths are relative to the root, with `/`; bytes that are no UTF-8 are surrogate-escaped.
    Subclasses give `_list` (one git call) and `_stream` (one git call for many blobs).
    """

    name: str
    """What messages call it: `the index`, a commit id."""

    def _list(self) -> Mapping[str, Entry]:
        raise NotImplementedError

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        raise NotImplementedError

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every path, sorted, with its mode and blob id. Submodules and links are listed too."""
        found = self._list()
        ordered = sorted(found)
        return found if ordered == list(found) else {path: found[path] for path in ordered}

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file, at any depth; the root is the empty string."""
        found = {""}
        for folder in {path.rpartition("/")[0] for path in self.entries}:
            while folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)

    @cached_property
    def learned(self) -> dict[str, dict[str, str]]:
        """What readers of the whole Tree have found, so that the next one needn't look again."""
        return {}

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What was made of the whole Tree, by who made it, for who asks for the same again: a Tree
        never changes."""
        return {}

    def picked(self, test: Callable[[str], bool], word: str = "") -> list[str]:
        """The paths that a test picks by themselves alone, looked through once; sorted. Each that it
        picks has `word` in it, in capitals or not."""
        found: list[str] | None = self.kept.get(test)
        if found is None:
            paths = zip(self.entries, self._in_lower_case, strict=True)
            found = [path for path, lower in paths if word in lower and test(path)]
            self.kept[test] = found
        return found

    @cached_property
    def _in_lower_case(self) -> list[str]:
        return "\0".join(self.entries).lower().split("\0") if self.entries else []

    @cached_property
    def _direct(self) -> dict[tuple[str, bool], list[str]]:
        """What was asked of `files_in` and `folders_in`."""
        return {}

    def __contains__(self, path: object) -> bool:
        return path in self.entries

    def is_file(self, path: str) -> bool:
        """True for a regular file: no link, no submodule."""
        entry = self.entries.get(path)
        return entry is not None and entry.mode in (FILE, EXECUTABLE)

    def blob(self, path: str) -> str | None:
        """The blob id at `path`, or `None`."""
        entry = self.entries.get(path)
        return entry.blob if entry else None

    def files_in(self, folder: str) -> list[str]:
        """The direct files of a folder, as whole paths."""
        found = self._direct.get((folder, False))
        if found is None:
            start = len(folder) + 1 if folder else 0
            below = self.files_under(folder)
            found = [path for path in below if path.find("/", start) < 0]
            self._direct[folder, False] = found
        return found

    def folders_in(self, folder: str) -> list[str]:
        """The direct subfolders of a folder, as whole paths, sorted."""
        found = self._direct.get((folder, True))
        if found is None:
            start = len(folder) + 1 if folder else 0
            below = self.files_under(folder)
            found = []
            at = 0
            while at < len(below):
                end = below[at].find("/", start)
                if end < 0:
                    at += 1
                else:
                    found.append(below[at][:end])
                    at = bisect_left(below, found[-1] + "0", at)  # behind all that it holds
            found.sort()
            self._direct[folder, True] = found
        return found

    def has_folder(self, folder: str) -> bool:
        """True for a folder that holds a file, at any depth; the root is the empty string."""
        paths = self._sorted
        at = bisect_left(paths, folder + "/")
        return not folder or (at < len(paths) and paths[at].startswith(folder + "/"))

    def files_under(self, folder: str) -> list[str]:
        """All files of a folder at any depth, as whole paths."""
        paths = self._sorted
        if folder == "":
            return paths
        # `0` follows `/`, and surrogate-escaped bytes sort as their code points do.
        return paths[bisect_left(paths, folder + "/") : bisect_left(paths, folder + "0")]

    def equals_under(self, folder: str, other: Tree) -> bool:
        """True when the folder holds the same files with the same content at another Tree."""
        if self.entries is other.entries:
            return True
        paths = self.files_under(folder)
        return paths == other.files_under(folder) and all(
            self.entries[path] == other.entries[path] for path in paths
        )

    @cached_property
    def _sorted(self) -> list[str]:
        return list(self.entries)

    def read(self, path: str) -> bytes:
        """The bytes at `path`; `KeyError` when there is none."""
        return self.read_many([path])[path]

    def read_many(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The bytes of several paths by one batch; a path that isn't a blob is left out."""
        wanted = {
            path: self.entries[path].blob
            for path in paths
            if path in self.entries and self.entries[path].mode != SUBMODULE
        }
        missing = sorted({blob for blob in wanted.values() if blob not in self._bytes})
        if missing:
            self._bytes.update(self._stream(missing))
        return {path: self._bytes[blob] for path, blob in wanted.items() if blob in self._bytes}

    def holds(self, path: str, data: bytes) -> bool:
        """True when the file at a path has these bytes."""
        return self.is_file(path) and self.blob(path) == blob_id(data)

    def of_blobs(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of blobs, from what was read before where they were."""
        wanted = list(blobs)
        missing = [blob for blob in wanted if blob not in self._bytes]
        yield from ((blob, self._bytes[blob]) for blob in wanted if blob in self._bytes)
        yield from self._stream(missing)

    def once(self, path: str) -> bytes:
        """The bytes at `path` without keeping them, for one large file after the other; `KeyError`
        when there is none."""
        kept = self._bytes.get(self.entries[path].blob)
        return dict(self.each([path]))[path] if kept is None else kept

    def rest(self) -> None:
        """End what reading keeps open; a later `read` opens it again."""

    def each(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(path, bytes) of several paths by one batch, one in memory at a time, none kept.

        For many large files: 300 snapshots of 500 KB don't fit where `read_many` would hold them.
        """
        by_blob: dict[str, list[str]] = {}
        for path in paths:
            entry = self.entries.get(path)
            if entry is not None and entry.mode != SUBMODULE:
                by_blob.setdefault(entry.blob, []).append(path)
        for blob, data in self._stream(by_blob):
            for path in by_blob[blob]:
                yield path, data

    @cached_property
    def _bytes(self) -> dict[str, bytes]:
        return {}


class MemoryTree(Tree):
    """A Tree of given contents: for tests, and for `before` when there is nothing before."""

    def __init__(
        self, files: Mapping[str, bytes | str] | None = None, name: str = "memory"
    ) -> None:
        self.name = name
        self._files = {
            path: text.encode() if isinstance(text, str) else text
            for path, text in (files or {}).items()
        }
        self._by_blob = {blob_id(data): data for data in self._files.values()}

    def _list(self) -> Mapping[str, Entry]:
        return {path: Entry(FILE, blob_id(data)) for path, data in self._files.items()}

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((blob, self._by_blob[blob]) for blob in blobs)


def blob_id(data: bytes) -> str:
    """The id that git gives these bytes (SHA-1): https://git-scm.com/book/en/v2/Git-Internals-Git-Objects"""
    import hashlib

    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
