"""A long history's SQL, read on two cores: a second process reads ahead, this one what it can't wait for.

The second is a fork that touches nothing but its memory, git's objects and one pipe. Without one (Windows, a
single core, other threads, or when it dies) everything is read here: the readings are the same.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import sys

from forge_migrations.sql.read import read_script
from forge_migrations.system.pipes import widened

TYPE_CHECKING = False
if TYPE_CHECKING:
    import mmap
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from forge_migrations.engines import Dialect
    from forge_migrations.sql.read import Reading

    Texts = Callable[[range], Sequence[str]]
    """The texts of the migrations at these places. The second process asks for its own ones itself, so that
    nobody waits for git to give all of them first."""

LONG = 120
"""Migrations from which a second process is worth its start and what its answers cost to send."""
CHUNK = 20
"""Migrations that are read and sent at once."""
_HEAD = struct.Struct("II")
"""Before each answer: the chunk's number, and how many bytes it has."""


class Ahead:
    """The readings of the migrations at `places`, in order, one time. `with` begins and ends the second process,
    which ends by `rest` what it has opened to read texts."""

    def __init__(
        self,
        texts: Texts,
        places: range,
        dialect: Dialect,
        rest: Callable[[], object] = lambda: None,
    ) -> None:
        self._texts, self._dialect, self._rest = texts, dialect, rest
        size = CHUNK if len(places) >= LONG else max(1, len(places))
        self._chunks = [places[at : at + size] for at in range(0, len(places), size)]
        self._claimed: mmap.mmap | None = None
        """A byte for each chunk, which both processes see: somebody reads it. Two that take one at the same
        moment do a chunk's work twice, which costs time only."""
        self._child, self._answers = 0, -1
        self._known: dict[int, list[Reading]] = {}

    def __enter__(self) -> Self:
        if sys.platform != "win32" and len(self._chunks) > 1 and _can_fork():
            self._fork()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()
        if sys.platform != "win32" and self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)

    def __iter__(self) -> Iterator[Reading]:
        for number in range(len(self._chunks)):
            yield from self._chunk(number)

    def _chunk(self, number: int) -> list[Reading]:
        """Its readings: the second process's, and while those aren't there this one reads the next chunk that
        nobody reads yet."""
        while number not in self._known:
            own = self._free(number) if self._behind() else None
            if own is not None:
                self._known[own] = self._read(own)
            elif not self._receive(number):
                return self._read(number)
        return self._known.pop(number)

    def _read(self, number: int) -> list[Reading]:
        return [read_script(text, self._dialect) for text in self._texts(self._chunks[number])]

    def _behind(self) -> bool:
        """True while the second process has nothing to hand over."""
        return self._answers >= 0 and not select.select([self._answers], [], [], 0)[0]

    def _free(self, start: int) -> int | None:
        """A chunk from `start` on that nobody reads; it is this process's from now on."""
        assert self._claimed is not None
        found = self._claimed.find(b"\0", start)
        if found < 0:
            return None
        self._claimed[found] = 1
        return found

    def _receive(self, wanted: int) -> bool:
        """Take the next answer, however long it takes; False when there is no second process (any more)."""
        head = self._bytes(_HEAD.size)
        number, size = _HEAD.unpack(head) if head else (0, 0)
        data = self._bytes(size)
        if not data:
            self._hang_up()
            return False
        if number >= wanted and number not in self._known:
            import pickle

            self._known[number] = pickle.loads(data)
        return True

    def _bytes(self, size: int) -> bytes:
        """So many bytes of the answers; none when they end before."""
        parts: list[bytes] = []
        while size and self._answers >= 0:
            part = os.read(self._answers, size)
            if not part:
                return b""
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _hang_up(self) -> None:
        if self._answers >= 0:
            os.close(self._answers)
        self._answers = -1

    def _fork(self) -> None:
        import mmap

        if sys.platform == "win32":
            return
        self._claimed = mmap.mmap(-1, len(self._chunks))
        self._answers, sending = os.pipe()
        widened(sending)
        self._child = os.fork()
        if self._child == 0:
            self._read_ahead(sending)
        os.close(sending)

    def _read_ahead(self, sending: int) -> None:
        """The second process: it sends what it read and ends, whatever happens, without cleaning up what
        belongs to the first."""
        try:
            import pickle

            os.close(self._answers)
            while (number := self._free(0)) is not None:
                data = pickle.dumps(self._read(number), 5)
                left = memoryview(_HEAD.pack(number, len(data)) + data)
                while left:
                    left = left[os.write(sending, left) :]
            self._rest()
        finally:
            os._exit(0)


def _can_fork() -> bool:
    """A fork holds only the thread that made it: with others, their locks would stay locked."""
    if (os.cpu_count() or 1) < 2:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
