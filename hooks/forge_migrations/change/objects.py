"""Blobs from git's folder, and the others by one `git cat-file --batch`, which stays for the next ones."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from forge_migrations.change.git_words import failure
from forge_migrations.change.glance import CONFIG
from forge_migrations.change.glance import spawned
from forge_migrations.change.look import answer
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import IO

    from forge_migrations.change.on_disk import OnDisk

CHUNK = 500
"""Ids that are asked for at once: 20 KB, which a pipe holds, so that neither side waits for the
other while both write."""


class Batch(NamedTuple):
    """A `git cat-file --batch` that is running."""

    stdin: IO[bytes]
    stdout: IO[bytes]
    end: Callable[[], None]
    """Ends it and waits for its end."""


class Objects:
    """Reads blobs of the repository around a folder; `close` ends the process, `read` starts it anew. A fork
    starts one of its own: two that ask the same one would take each other's answers."""

    def __init__(self, folder: str, on_disk: OnDisk | None = None) -> None:
        self._folder = folder
        self._on_disk = on_disk
        self._process: Batch | None = None
        self._owner = 0
        """The process whose child it is."""
        self._unread = 0

    def read(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of each, in any order, one in memory at a time.

        Raises `Undecided` for a blob that isn't in this clone.
        """
        wanted = list(ids)
        if self._on_disk is not None:
            found = set()
            for blob, data in self._on_disk.read(wanted):
                found.add(blob)
                yield blob, data
            wanted = [blob for blob in wanted if blob not in found]
        yield from self._asked(wanted)

    def _asked(self, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
        """What git says, in the order asked for."""
        if not wanted:
            return
        if self._owner != os.getpid():
            self._process, self._unread = None, 0
        if self._unread:  # asked in the middle of another answer
            other = Objects(self._folder)
            try:
                yield from other.read(wanted)
            finally:
                other.close()
            return
        for start in range(0, len(wanted), CHUNK):
            yield from self._some(wanted[start : start + CHUNK])

    def _some(self, wanted: list[str]) -> Iterator[tuple[str, bytes]]:
        stdin, stdout = self._pipes()
        stdin.write("".join(f"{blob}\n" for blob in wanted).encode())
        stdin.flush()
        self._unread = len(wanted)
        try:
            for blob in wanted:
                data = self._next(stdout, blob)
                self._unread -= 1
                yield blob, data
        finally:
            if self._unread:  # dropped before its end: what is left would answer the next question
                self.close()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._owner = os.getpid()
            self._process = _started(self._folder)
        return self._process.stdin, self._process.stdout

    def _next(self, stream: IO[bytes], blob: str) -> bytes:
        """One answer of `git cat-file --batch`: https://git-scm.com/docs/git-cat-file#_batch_output"""
        head = stream.readline().split()
        if len(head) != 3:
            raise self._failure(blob)
        data = stream.read(int(head[2]))
        stream.read(1)
        return data

    def _failure(self, blob: str) -> Exception:
        """Why there is no such object: git is asked for it alone, since a batch says little of it."""
        code, _, err = answer("cat-file", "blob", blob, cwd=self._folder)
        if not code or b"bad file" in err:
            return Undecided(
                f"the object {blob[:12]} is not in this clone",
                Remedy("fetch it", command("git", "fetch", "--refetch", "--no-filter")),
            )
        return failure("cat-file", err)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._on_disk is not None:
            self._on_disk.close()
        process, self._process, self._unread = self._process, None, 0
        if process is None or self._owner != os.getpid():
            return
        process.end()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()

    def __del__(self) -> None:
        self.close()


def _started(folder: str) -> Batch:
    """By the system's own call, as in `glance.asked`: importing `subprocess` takes as long as git's answer."""
    if sys.platform == "win32":
        return _started_by_library(folder)
    stdin, to = os.pipe()
    of, stdout = os.pipe()
    try:
        process = spawned(("cat-file", "--batch"), folder, stdout, stdin)
    except OSError:
        os.close(to)
        os.close(of)
        raise
    finally:
        os.close(stdin)
        os.close(stdout)

    def end() -> None:
        with suppress(OSError):  # who started us may have had the system bury children by itself
            os.kill(process, 9)
            os.waitpid(process, 0)

    return Batch(open(to, "wb"), open(of, "rb"), end)


def _started_by_library(folder: str) -> Batch:
    import subprocess

    process = subprocess.Popen(
        ["git", *CONFIG, "cat-file", "--batch"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None and process.stdout is not None

    def end() -> None:
        process.kill()
        process.wait()

    return Batch(process.stdin, process.stdout, end)
