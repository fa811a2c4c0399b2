"""Blobs out of one of git's packs, deltas applied: https://git-scm.com/docs/gitformat-pack

What isn't as it is described there raises, and is left to git.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MAGIC = b"\377tOc\0\0\0\2"
"""How an index of version 2 begins."""
NAMES = 8 + 256 * 4
"""Where the ids begin: behind the magic and, for each first byte, how many ids there are up to it."""
WIDTH = 20
"""Bytes of an id (SHA-1)."""
FAR = 1 << 31
"""An offset with this bit is the number of one of 8 bytes."""
BLOB, NEAR_DELTA, NAMED_DELTA = 3, 6, 7
"""Kinds of entries: whole, changes to the entry so many bytes before, changes to the one with this id."""
FIRST, MORE = 4096, 1 << 16
"""Bytes read at once of an entry."""
KEPT = 1 << 24
"""Bytes of contents that are kept for what is written as changes to them; those that were last asked for."""
DEEPEST = 4095
"""How many changes to changes git writes at most: https://git-scm.com/docs/git-pack-objects"""


class Pack:
    """One pack with its index. Raises `OSError` or `ValueError` where it can't be read so."""

    def __init__(self, stem: str) -> None:
        self._kept: dict[int, bytes] = {}
        self._size = 0
        self._closing: list[Callable[[], None]] = []
        self._index = self._opened(f"{stem}.idx")
        try:
            self._data = self._opened(f"{stem}.pack")
            head = self._index(NAMES, 0)
            if len(head) < NAMES or not head.startswith(MAGIC):
                raise ValueError(f"{stem}.idx is of another version")
        except (OSError, ValueError):
            self.close()
            raise
        self._up_to = [int.from_bytes(head[at : at + 4]) for at in range(8, NAMES, 4)]

    def _opened(self, path: str) -> Callable[[int, int], bytes]:
        read, close = reader(path)
        self._closing.append(close)
        return read

    def close(self) -> None:
        """Close its files; whoever reads on gets a `ValueError`."""
        for close in self._closing:
            with suppress(OSError):
                close()
        self._closing = []
        self._index = self._data = _closed

    def find(self, name: bytes) -> int:
        """Where the entry of an id begins. Raises `ValueError` where the pack hasn't got it."""
        start = self._up_to[name[0] - 1] if name[0] else 0
        count = self._up_to[name[0]] - start
        names = self._index(count * WIDTH, NAMES + start * WIDTH)
        at = names.find(name)
        while at % WIDTH and at >= 0:  # the end of one id and the beginning of the next
            at = names.find(name, at + 1)
        if at < 0 or len(name) != WIDTH:
            raise ValueError("not in this pack")
        return self._offset(start + at // WIDTH)

    def _offset(self, number: int) -> int:
        offsets = NAMES + self._up_to[255] * (WIDTH + 4)
        found = int.from_bytes(self._index(4, offsets + 4 * number))
        if found < FAR:
            return found
        far = offsets + 4 * self._up_to[255] + 8 * (found - FAR)
        return int.from_bytes(self._index(8, far))

    def blob(self, at: int) -> bytes:
        """What the entry at an offset holds. Whoever asks in the order of offsets has it quickest: an entry
        lies behind the one that it changes."""
        deltas: list[tuple[int, bytes]] = []
        while (content := self._kept.pop(at, None)) is None:
            kind, base, data = self._entry(at)
            if kind == BLOB:
                content = data
                break
            deltas.append((at, data))
            if len(deltas) > DEEPEST:
                raise ValueError("changes to changes without end")
            at = base
        else:
            self._size -= len(content)
        self._keep(at, content)
        for each, delta in reversed(deltas):
            content = self._keep(each, applied(content, delta))
        return content

    def _keep(self, at: int, content: bytes) -> bytes:
        self._kept[at] = content
        self._size += len(content)
        while self._size > KEPT and len(self._kept) > 1:
            self._size -= len(self._kept.pop(next(iter(self._kept))))
        return content

    def _entry(self, at: int) -> tuple[int, int, bytes]:
        """(its kind, where the entry is that it changes, its content or the changes)."""
        data = self._data(FIRST, at)
        kind, size, position, shift = data[0] >> 4 & 7, data[0] & 15, 1, 4
        while data[position - 1] & 128:
            size |= (data[position] & 127) << shift
            position, shift = position + 1, shift + 7
        base = 0
        if kind == NEAR_DELTA:
            back = data[position] & 127
            while data[position] & 128:
                position += 1
                back = (back + 1) << 7 | data[position] & 127
            position, base = position + 1, at - back
        elif kind == NAMED_DELTA:
            base = self.find(data[position : position + WIDTH])
            position += WIDTH
        elif kind != BLOB:
            raise ValueError("no blob")
        return kind, base, self._inflated(data[position:], at + len(data), size)

    def _inflated(self, data: bytes, rest: int, size: int) -> bytes:
        inflater = zlib.decompressobj()
        parts = [inflater.decompress(data)]
        while not inflater.eof and data:
            data = self._data(MORE, rest)
            rest += len(data)
            parts.append(inflater.decompress(data))
        content = b"".join(parts)
        if len(content) != size:
            raise ValueError("an entry of another size than it says")
        return content


def reader(path: str) -> tuple[Callable[[int, int], bytes], Callable[[], None]]:
    """(what gives so many bytes from an offset on, what closes the file).

    A process that forks has no position in the file that it would share with the other. On Windows, where a file
    that is open can't be deleted, `git gc` would stumble over a pack that is: it is opened for each piece.
    """
    if sys.platform == "win32":
        return partial(_read_once, path), _nothing
    number = os.open(path, os.O_RDONLY)
    return partial(os.pread, number), partial(os.close, number)


def _read_once(path: str, length: int, offset: int) -> bytes:
    with open(path, "rb", 0) as file:
        file.seek(offset)
        return file.read(length)


def _nothing() -> None:
    pass


def _closed(length: int, offset: int) -> bytes:
    raise ValueError("the pack is closed")


def applied(base: bytes, delta: bytes) -> bytes:
    """`base` with the changes of a delta: pieces of it and pieces that are new, in their order."""
    size, position = _number(delta, 0)
    wanted, position = _number(delta, position)
    parts = []
    end = len(delta)
    while position < end:
        word = delta[position]
        position += 1
        if word < 128:
            parts.append(delta[position : position + word])
            position += word
            continue
        width, mask, shift = COPIES[word]
        if width:
            given = int.from_bytes(delta[position : position + width], "little")
            position += width
            start, length = given & mask, given >> shift
        else:
            start, length, position = _copied(delta, position, word)
        parts.append(base[start : start + length])
    content = b"".join(parts)
    if size != len(base) or wanted != len(content):
        raise ValueError("changes to another content")
    return content


def _copied(delta: bytes, position: int, word: int) -> tuple[int, int, int]:
    """(where the piece of the base begins, how long it is, where the next word stands): four bytes of an offset
    and three of a length, without those that are 0."""
    given = 0
    for bit in range(7):
        if word >> bit & 1:
            given |= delta[position] << 8 * bit
            position += 1
    return given & 0xFFFFFFFF, given >> 32 or 0x10000, position


def _usual_copies() -> list[tuple[int, int, int]]:
    """(bytes behind it, mask of the offset, where the length begins) for each word that leaves out nothing but
    highest bytes, so that one number has both; of width 0 for the others."""
    found = [(0, 0, 0)] * 256
    for offset in range(5):
        for length in range(1, 4):
            word = 128 | (1 << length) - 1 << 4 | (1 << offset) - 1
            found[word] = (offset + length, (1 << 8 * offset) - 1, 8 * offset)
    return found


COPIES = _usual_copies()


def _number(data: bytes, position: int) -> tuple[int, int]:
    """(a number of as many bytes as have their highest bit and one, where it ends)."""
    found = shift = 0
    while True:
        byte = data[position]
        found |= (byte & 127) << shift
        position, shift = position + 1, shift + 7
        if not byte & 128:
            return found, position
