"""A history as a stream: every commit with what it changed against its first parent."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import IO
from typing import Any
from typing import NamedTuple

from forge_migrations.change.look import CONFIG
from forge_migrations.change.look import DIFF
from forge_migrations.change.look import Changed
from forge_migrations.change.look import Entry
from forge_migrations.change.repository import Repository
from forge_migrations.change.repository import ended
from forge_migrations.change.tree import Tree
from forge_migrations.findings import Undecided

_FIELDS = "%H%x02%P%x02%ct%x02%an%x02%s"


class Commit(NamedTuple):
    """One commit of the walk."""

    id: str
    parents: tuple[str, ...]
    time: int
    """Seconds since the epoch, the committer's."""
    author: str
    subject: str
    changes: tuple[Changed, ...]
    """Against the first parent, and only within the folders that were asked for."""


def commits(
    repository: Repository, span: str, folders: Iterable[str], first_parent: bool
) -> Iterator[Commit]:
    """The commits of a range from the oldest to the newest, parents first, from one git process.

    With `first_parent` only those that touch the folders; else all of them, for a merge's parents
    are needed too.
    """
    within = tuple(folder + "/" if folder else "" for folder in folders)
    paths = [f":(top,literal){folder}" for folder in within if folder] if first_parent else []
    walk = ["--first-parent"] if first_parent else ["--diff-merges=first-parent"]
    command = ["log", "--topo-order", "--reverse", "--no-show-signature", "--root", *walk, *DIFF]
    mark = os.urandom(8).hex()  # no path of a hostile history can look like the next commit
    process = _started(repository, [*command, f"--format=%x01{mark}{_FIELDS}", span, "--", *paths])
    for record in _records(process.stdout, f"\0\1{mark}".encode()):
        yield _commit(record, within)
    ended(process, f"git log: can't walk {span}")


def _started(repository: Repository, command: list[str], **more: Any) -> Any:
    """GitPython ends the process when it is dropped."""
    return repository.git.execute(["git", *CONFIG, *command], as_process=True, **more)


def _records(stream: IO[bytes], mark: bytes) -> Iterator[bytes]:
    """What stands between two marks. Nothing stands before the first one."""
    rest = b"\0"
    while chunk := stream.read(1 << 20):
        *whole, rest = (rest + chunk).split(mark)
        yield from filter(None, whole)
    if rest != b"\0":
        yield rest


def _commit(record: bytes, within: tuple[str, ...]) -> Commit:
    head, _, raw = record.partition(b"\0")
    name, parents, time, author, subject = (
        head.strip(b"\n\0\x01").decode("utf-8", "replace").split("\x02", 4)
    )
    return Commit(
        name, tuple(parents.split()), int(time), author, subject, tuple(_changes(raw, within))
    )


def _changes(raw: bytes, within: tuple[str, ...]) -> Iterator[Changed]:
    fields = raw.lstrip(b"\n").split(b"\0")
    for head, name in zip(fields[0::2], fields[1::2], strict=False):
        path = os.fsdecode(name)
        if path.startswith(within):
            old_mode, new_mode, old, new, _status = head.decode().lstrip("\n:").split(" ")
            yield Changed(path, Entry(old_mode, old), Entry(new_mode, new))


class Blobs:
    """Blobs by one git process that stays, for a walk that asks for a few at a time."""

    def __init__(self, repository: Repository) -> None:
        self._process = _started(repository, ["cat-file", "--batch"], istream=subprocess.PIPE)

    def read(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """(id, bytes) of each; raises `Undecided` for a blob that isn't in this clone."""
        for blob in ids:
            self._process.stdin.write(blob.encode() + b"\n")
            self._process.stdin.flush()
            head = self._process.stdout.readline().split()
            if len(head) != 3:
                raise Undecided(
                    f"the object {blob[:12]} is not in this clone",
                    "fetch it: git fetch --refetch --no-filter",
                )
            data = self._process.stdout.read(int(head[2]))
            self._process.stdout.read(1)
            yield blob, data

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


class FolderTree(Tree):
    """The files of one folder at one commit, and nothing else of it."""

    def __init__(self, name: str, files: Mapping[str, Entry], blobs: Blobs) -> None:
        self.name = name
        self.files = files
        self._blobs = blobs

    def _list(self) -> Mapping[str, Entry]:
        return self.files

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._blobs.read(blobs)
