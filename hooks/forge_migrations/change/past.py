"""What a repository's history says about one path, one range, one line of commits."""

from __future__ import annotations

import os
import posixpath
from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.change.repository import Repository


def commit_that_made(repository: Repository, path: str) -> str | None:
    """The oldest commit that added the file; `None` when none did."""
    log = ("log", "--format=%H", "--diff-filter=A", "--", path)
    made = repository.ask(*log).decode().split() if repository.has_commits() else []
    return made[-1] if made else None


def bringing_commit(repository: Repository, path: str) -> str | None:
    """The newest commit that added or edited a file, moves of it looked through."""
    if not repository.has_commits():
        return None
    log = ("log", "-1", "--format=%H", "--diff-filter=AM", "--name-only")
    name = posixpath.basename(path)
    for how in (
        ("--follow", "-M100%"),  # a folder that moved
        # A file that was made, or renumbered, while a merge was resolved stands in its diff only.
        ("--no-renames", "--first-parent", "--diff-merges=first-parent"),
    ):
        found = os.fsdecode(repository.ask(*log, *how, "--", path)).split("\n")
        if len(found) > 2 and posixpath.basename(found[2]) == name:
            return found[0]
    return None


def trailers(repository: Repository, key: str, span: str, path: str) -> Iterator[tuple[str, str]]:
    """(author's address, value) of every such trailer of the range: of the commits that touch the
    path, and of the merges.

    Source: https://git-scm.com/docs/git-log#Documentation/git-log.txt-trailersoptions
    """
    values = f"%(trailers:key={key},valueonly,unfold,separator=%x02)"
    log = ("log", "--no-show-signature", "--no-color", f"--format=%ae%x01{values}%x03")
    for which in (("--full-history", span, "--", f":(top,literal){path}"), ("--merges", span)):
        for record in os.fsdecode(repository.ask(*log, *which)).split("\x03"):
            author, _, said = record.strip().partition("\x01")
            for value in said.split("\x02"):
                yield author, value.strip()


def last_merge(repository: Repository, span: str) -> str | None:
    """The newest merge on the first-parent line of a range."""
    out = repository.ask("rev-list", "--first-parent", "--merges", "-1", span)
    return out.decode().strip() or None


def first_parent_line(repository: Repository, end: str) -> list[str]:
    """The commits from the first one to `end`, along the first parents."""
    return repository.ask("rev-list", "--first-parent", "--reverse", end).decode().split()


def children(repository: Repository, span: str) -> Counter[str]:
    """Commit -> how many commits of the range were made on it."""
    found: Counter[str] = Counter()
    for names in repository.ask("rev-list", "--parents", span).decode().splitlines():
        found.update(names.split()[1:])
    return found


def length(repository: Repository, span: str) -> int:
    """How many commits the range has."""
    return int(repository.ask("rev-list", "--count", span))


def ever_added(repository: Repository, end: str, patterns: Iterable[str]) -> set[str]:
    """Every path that a commit up to `end` added and that matches one of git's glob patterns."""
    out = repository.ask(
        "log", "--format=", "--name-only", "-z", "--no-renames", "--diff-filter=A",
        "--diff-merges=first-parent", "--full-history", end, "--",
        *(f":(top,glob){pattern}" for pattern in patterns),
    )  # fmt: skip
    return {path.lstrip("\n") for path in os.fsdecode(out).split("\0")} - {""}


def took_word_away(
    repository: Repository, word: str, end: str, paths: list[str]
) -> tuple[str, int]:
    """The newest commit up to `end` in which a text's count in the files changed, and how many days ago
    it was made: https://git-scm.com/docs/git-log#Documentation/git-log.txt--Sltstringgt"""
    import time

    if not paths:
        return "", 0
    log = ("log", "-1", "--no-show-signature", "--format=%H %ct", "--first-parent", f"-S{word}")
    found = repository.ask(*log, end, "--", *(f":(top,literal){path}" for path in paths))
    commit, _, moment = found.decode().strip().partition(" ")
    if not commit:
        return "", 0
    return commit, max(0, int(time.time() - int(moment)) // 86400)
