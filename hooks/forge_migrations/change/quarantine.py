"""A repository that somebody is pushing to: read with limits, because nothing in it is trusted yet."""

from __future__ import annotations

import os

from forge_migrations.change.glance import CONFIG
from forge_migrations.change.glance import DIFF
from forge_migrations.change.look import Entry
from forge_migrations.change.repository import Repository
from forge_migrations.change.repository import ended
from forge_migrations.change.trees import StoredTree
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import IO
    from typing import Any

    from forge_migrations.change.tree import Tree

PATHS = 400_000
"""Paths in one tree. A tree of trees that name each other ten times over has 10^10 of them."""
LISTING = 128 * 1024 * 1024
"""Bytes of one tree's paths: a tree that is 10,000 folders deep is listed with its square."""
BLOB = 32 * 1024 * 1024
"""Bytes of one file that a check reads; the largest snapshot seen in the wild has 2 MB."""

ENVIRONMENT = {
    # A pushed refs/replace/* would show every later git process another object than the one that
    # is checked out: https://git-scm.com/docs/git-replace
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}
SETTINGS = {
    "protocol.allow": "never",
    "log.showSignature": "false",
    "core.hooksPath": os.devnull,
}


def environment(around: Mapping[str, str]) -> dict[str, str]:
    """What every git process of a server hook is told: fetch nothing, sign nothing, ask nobody.

    The settings follow those that the server's own environment names.
    Source: https://git-scm.com/docs/git-config#ENVIRONMENT
    """
    told, count = dict(ENVIRONMENT), int(around.get("GIT_CONFIG_COUNT", "0") or 0)
    for number, (key, value) in enumerate(SETTINGS.items(), start=count):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return told | {"GIT_CONFIG_COUNT": str(count + len(SETTINGS))}


class Quarantined(Repository):
    """The repository of a server hook: the objects of the push are seen through the quarantine
    that git names in the environment (https://git-scm.com/docs/git-receive-pack#_quarantine_environment).

    Raises `Undecided` instead of reading more than the limits allow.
    """

    def _tree(self, commit: str) -> Tree:
        return _Listed(self, commit)

    def heads(self) -> dict[str, str]:
        """`refs/heads/…` -> the commit that it stands at before the push."""
        out = self.ask("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
        return dict(line.rsplit(" ", 1) for line in os.fsdecode(out).splitlines())

    def head(self) -> str:
        """The ref that HEAD names, whether it exists or not; empty when it names a commit."""
        return os.fsdecode(self.ask("symbolic-ref", "--quiet", "HEAD", may_fail=True)).strip()

    def starts(self, new: str) -> list[str] | None:
        """The commits that the server has already and that the new ones were made on.

        `None` when `new` brings no new commit at all.
        """
        out = self.ask("rev-list", "--boundary", new, "--not", "--all").decode().split()
        return [commit[1:] for commit in out if commit.startswith("-")] if out else None

    def touched(self, before: str, after: str) -> Iterator[str]:
        """The paths that differ between two commits, each as soon as git names it."""
        process: Any = self.git.execute(
            ["git", *CONFIG, "diff", *DIFF[1:], "--name-only", before, after], as_process=True
        )
        # GitPython ends the process when this generator is dropped before its end.
        for record in _records(process.stdout, after):
            yield os.fsdecode(record)
        ended(process, f"git diff: can't compare {before[:12]} with {after[:12]}")

    def blobs(self, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        wanted = list(ids)
        asked = "".join(f"{blob}\n" for blob in wanted).encode()
        form = "--batch-check=%(objectname) %(objecttype) %(objectsize)"
        for line in self.ask("cat-file", form, stdin=asked).splitlines() if wanted else ():
            blob, _, size = line.decode().partition(" ")
            if size.startswith("blob ") and int(size[5:]) > BLOB:
                raise Undecided(
                    f"the file with the id {blob[:12]} has {int(size[5:]) // 2**20} MB, "
                    f"more than the {BLOB // 2**20} MB that are read of one file",
                    f"see which one it is: git log --all --find-object={blob}",
                )
        return super().blobs(wanted)


class _Listed(StoredTree):
    """A commit's tree, listed with limits."""

    def __init__(self, repository: Quarantined, commit: str) -> None:
        super().__init__(repository, commit)
        self._repository = repository

    def _list(self) -> Mapping[str, Entry]:
        process: Any = self._repository.git.execute(
            ["git", *CONFIG, "ls-tree", "-r", "-z", "--full-tree", self.name], as_process=True
        )
        entries: dict[str, Entry] = {}
        for record in _records(process.stdout, self.name):
            head, _, path = record.partition(b"\t")
            mode, _kind, blob = head.decode().split(" ")
            entries[os.fsdecode(path)] = Entry(mode, blob)
            if len(entries) > PATHS:
                raise Undecided(f"{self.name[:12]} holds more than {PATHS:,} files")
        ended(process, f"git ls-tree: can't list {self.name[:12]}")
        return entries


def _records(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """The NUL-terminated records of a listing, one in memory at a time."""
    rest, total = b"", 0
    while chunk := stream.read(1 << 20):
        total += len(chunk)
        if total > LISTING:
            raise Undecided(f"the paths of {name[:12]} take more than {LISTING // 2**20} MB")
        records = (rest + chunk).split(b"\0")
        rest = records.pop()
        yield from records
