"""Blobs as they lie in git's folder, loose or packed, read without a process.

Of a large history most of the time went into the pipe between `git cat-file` and us. Where anything is
not as usual, nothing is found here and git is asked.
"""

from __future__ import annotations

import os
import zlib
from contextlib import suppress

from forge_migrations.change.packs import FIRST
from forge_migrations.change.packs import MORE
from forge_migrations.change.packs import Pack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

HEAD = 32
"""Bytes within which the head of a loose blob ends: `blob`, its size, a NUL."""
SMALL = 4096
"""Bytes up to which it isn't worth the while to ask first how large the content is."""
ROOM = 1 << 24
"""The C library gives the memory of a large content back as soon as nobody has it, and clears that of the
next one: half of what reading took. Once it has seen a larger one go, it keeps what it has: mallopt(3),
"dynamic mmap threshold"."""
BINARY: int = getattr(os, "O_BINARY", 0)
"""Without it Windows takes line breaks for something else."""
UNREADABLE = (OSError, ValueError, IndexError, OverflowError, MemoryError, zlib.error)


class OnDisk:
    """The objects of the repository whose git folder, which linked work trees share, is `common`."""

    def __init__(self, common: str) -> None:
        self._common = common
        self._objects = f"{common}/objects"
        self._usual: bool | None = None
        self._packs: list[Pack] | None = None

    def read(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of those that can be read here, in any order, one in memory at a time."""
        if self._usual is None:
            self._usual = self._is_usual()
            bytes(ROOM)
        if not self._usual:
            return
        packed = []
        for blob in ids:
            data = self._loose(blob)
            if data is None:
                packed.append(blob)
            else:
                yield blob, data
        for pack, at, blob in self._placed(packed) if packed else ():
            try:
                data = pack.blob(at)
            except UNREADABLE:
                continue
            yield blob, data

    def close(self) -> None:
        """Close the packs; a later `read` looks again what there is."""
        for pack in self._packs or ():
            pack.close()
        self._packs = self._usual = None

    def _is_usual(self) -> bool:
        """False for a folder of objects that the environment names, refs that are kept in another way, and
        objects that others take the place of: https://git-scm.com/docs/git-replace"""
        if "GIT_OBJECT_DIRECTORY" in os.environ or "GIT_REPLACE_REF_BASE" in os.environ:
            return False
        if any(os.path.lexists(f"{self._common}/{each}") for each in ("reftable", "refs/replace")):
            return False
        try:
            return b" refs/replace/" not in _bytes_of(f"{self._common}/packed-refs")
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def _loose(self, blob: str) -> bytes | None:
        """https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_object_storage"""
        try:
            data = _bytes_of(f"{self._objects}/{blob[:2]}/{blob[2:]}")
            if len(data) < SMALL:
                head, _, content = zlib.decompress(data).partition(b"\0")
                size = int(head.removeprefix(b"blob "))
            else:
                head = zlib.decompressobj().decompress(data, HEAD).partition(b"\0")[0]
                size = int(head.removeprefix(b"blob "))
                whole = zlib.decompress(data, bufsize=len(head) + 1 + size)
                content = whole[len(head) + 1 :]
        except UNREADABLE:
            return None
        return content if len(content) == size else None

    def _placed(self, ids: list[str]) -> list[tuple[Pack, int, str]]:
        """Where each lies that is packed, pack by pack in the order of the offsets."""
        found = []
        packs = list(enumerate(self._opened()))
        for blob in ids:
            name = bytes.fromhex(blob)
            for place, (number, pack) in enumerate(packs):
                with suppress(*UNREADABLE):
                    found.append((number, pack.find(name), blob))
                    packs.insert(0, packs.pop(place))  # its neighbours are most likely there too
                    break
        by_number = dict(packs)
        return [(by_number[number], at, blob) for number, at, blob in sorted(found)]

    def _opened(self) -> list[Pack]:
        if self._packs is None:
            self._packs = []
            with suppress(OSError):
                for name in sorted(os.listdir(f"{self._objects}/pack")):
                    if name.endswith(".idx"):
                        with suppress(*UNREADABLE):
                            self._packs.append(Pack(f"{self._objects}/pack/{name[:-4]}"))
        return self._packs


def _bytes_of(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY | BINARY)
    try:
        parts = [os.read(file, FIRST)]
        if len(parts[0]) == FIRST:
            while part := os.read(file, MORE):
                parts.append(part)
        return b"".join(parts)
    finally:
        os.close(file)
