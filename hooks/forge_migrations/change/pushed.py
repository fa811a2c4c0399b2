"""The refs of a push, as git tells them to a server's hooks."""

from __future__ import annotations

import os

from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

LINES = 16 * 1024 * 1024
"""Bytes of ref lines: more than 100,000 refs in one push are refused."""


class Update(NamedTuple):
    """One ref of a push, as git tells its hooks: https://git-scm.com/docs/githooks#pre-receive"""

    old: str
    new: str
    ref: str

    @property
    def deletes(self) -> bool:
        return not self.new.strip("0")

    @property
    def creates(self) -> bool:
        return not self.old.strip("0")

    @property
    def branch(self) -> str:
        """The branch's name; empty for a tag, a note or anything else."""
        return self.ref.removeprefix("refs/heads/") if self.ref.startswith("refs/heads/") else ""


def parsed(lines: bytes) -> list[Update]:
    """The ref lines as data. Raises `UsageError` for anything else."""
    if len(lines) > LINES:
        raise UsageError("the push names more refs than can be judged", "push fewer refs at once")
    updates = []
    for line in os.fsdecode(lines).split("\n"):
        words = line.split(" ", 2)
        if len(words) == 3:
            updates.append(Update(*words))
        elif line:
            raise UsageError(
                f"{line!r} is no line 'old new ref'", "let git run this: it is a pre-receive hook"
            )
    return updates
