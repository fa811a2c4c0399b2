"""A history as a stream: every commit with what it changed against its first parent."""

from __future__ import annotations

import os

from forge_migrations.change.glance import CONFIG
from forge_migrations.change.glance import DIFF
from forge_migrations.change.look import Changed
from forge_migrations.change.look import Entry
from forge_migrations.change.repository import ended
from forge_migrations.change.tree import Tree
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import IO
    from typing import Any

    from forge_migrations.change.objects import Objects
    from forge_migrations.change.repository import Repository

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


def _started(repository: Repository, command: list[str]) -> Any:
    """GitPython ends the process when it is dropped."""
    return repository.git.execute(["git", *CONFIG, *command], as_process=True)


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


class FolderTree(Tree):
    """The files of one folder at one commit, and nothing else of it."""

    def __init__(self, name: str, files: Mapping[str, Entry], blobs: Objects) -> None:
        self.name = name
        self.files = files
        self._blobs = blobs

    def _list(self) -> Mapping[str, Entry]:
        return self.files

    def _stream(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return self._blobs.read(blobs)
