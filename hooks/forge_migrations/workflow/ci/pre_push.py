"""Judge what is about to be pushed: git's pre-push hook, which reads the refs from standard input.

What a push brings is judged as one range, and its migrations are rehearsed where a scratch database
can be had. Where nothing tells the refs (another hook read them, or it is run by hand), it is what
HEAD has and the default branch lacks. `init` adds it to the hooks:

    forge-migrations pre-push
"""

from __future__ import annotations

import os
import sys

from forge_migrations.change.repository import Repository
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from collections.abc import Sequence

NOTHING = "0" * 40


class Pushed(NamedTuple):
    """A line of what git tells the hook: https://git-scm.com/docs/githooks#_pre_push"""

    ref: str
    commit: str
    remote_ref: str
    remote_commit: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "remote", nargs="*", help="the remote's name and address, as git tells them"
    )


def run(options: argparse.Namespace) -> int:
    """The worst exit code of the ranges: 1 before 3 before 0. `options.judge`: what a hook's words run."""
    repository = Repository.find()
    lines = b"" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.buffer.read()
    ranges = [*ranges_of(repository, pushed(lines))] if lines else [(NOTHING, "HEAD")]
    judge: Callable[[Sequence[str]], int] = options.judge
    codes = {judge(["--pushed", "--from-ref", old, "--to-ref", new]) for old, new in ranges}
    return next((code for code in (130, 2, 1, 3) if code in codes), 0)


def pushed(lines: bytes) -> list[Pushed]:
    """The lines as data. Raises `UsageError` for anything else."""
    found = []
    for line in os.fsdecode(lines).splitlines():
        words = line.split(" ")
        if len(words) != 4:
            raise UsageError(
                f"{line!r} is no line 'ref commit ref commit'",
                "let git run this: it is a pre-push hook",
            )
        found.append(Pushed(*words))
    return found


def ranges_of(repository: Repository, refs: list[Pushed]) -> list[tuple[str, str]]:
    """(what the remote has, what it gets) of every branch; a deletion and a tag bring nothing new.

    What the remote has may not be in this clone (a forced push over somebody else's commits); then
    the branch is judged as a new one.
    """
    ranges = []
    for one in refs:
        if one.commit.strip("0") and not one.remote_ref.startswith("refs/tags/"):
            known = one.remote_commit.strip("0") and repository.named(one.remote_commit)
            ranges.append((one.remote_commit if known else NOTHING, one.commit))
    return list(dict.fromkeys(ranges))
