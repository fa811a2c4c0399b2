"""Which commit brought each SQL file: the one that wrote it, not one that moved it.

Read by one `git log` over the additions and deletions of SQL, kept for the commit that it ends at, and
continued from there by the next one.
"""

from __future__ import annotations

import os

from forge_migrations.change.glance import DIFF
from forge_migrations.change.shallow import cut_off
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from forge_migrations.change.repository import Repository
    from forge_migrations.facts import Facts

FACT = "sql-arrivals-1"


class Arrival(NamedTuple):
    """The commit that wrote a file."""

    commit: str
    subject: str


class _Event(NamedTuple):
    """A file that a commit added or deleted."""

    path: str
    blob: str
    added: bool


def arrivals(repository: Repository, facts: Facts) -> dict[str, Arrival]:
    """Path -> what brought it, as of HEAD; a file that was moved keeps the commit that wrote it.

    A file that is only staged isn't in it, nor is one whose commit a shallow clone doesn't have.
    Files that are gone may be in it.
    """
    tip = repository.named("HEAD")
    if tip is None:
        return {}
    start, kept = _kept(facts)
    if start == tip:
        return {path: Arrival(*each) for path, each in kept.items()}
    span = tip
    if start and _is_ancestor(repository, start, tip):
        span = f"{start}..{tip}"
    else:
        kept = {}
    found = {path: Arrival(*each) for path, each in kept.items()}
    for arrival, events in _commits(repository, span):
        _take(found, arrival, events)
    facts.put(FACT, "HEAD", [tip, {path: list(each) for path, each in found.items()}])
    return found


def _kept(facts: Facts) -> tuple[str, dict[str, list[str]]]:
    kept: Any = facts.get(FACT, "HEAD")
    try:
        tip, found = kept
        return str(tip), dict(found)
    except (TypeError, ValueError):
        return "", {}


def _is_ancestor(repository: Repository, start: str, tip: str) -> bool:
    """Asked of what was kept: the commit may be gone, or on another branch."""
    if repository.named(start) is None:
        return False
    return repository.merge_base(start, tip) == start


def _take(found: dict[str, Arrival], arrival: Arrival | None, events: list[_Event]) -> None:
    """What one commit did to the files; `None` for one that a shallow clone begins with."""
    gone: dict[str, list[str]] = {}
    for each in events:
        if not each.added:
            gone.setdefault(each.blob, []).append(each.path)
    before = dict(found)
    for each in events:
        if not each.added:
            continue
        sources = gone.get(each.blob)
        brought = before.get(_source(each.path, sources)) if sources else arrival
        found.pop(each.path, None)
        if brought is not None:
            found[each.path] = brought


def _source(path: str, gone: list[str]) -> str:
    """Where a moved file was: two migrations with the same text keep their names."""
    name = os.path.basename(path)
    return next((each for each in gone if os.path.basename(each) == name), gone[0])


def _commits(repository: Repository, span: str) -> Iterator[tuple[Arrival | None, list[_Event]]]:
    """What each commit of a range added and deleted, the oldest first.

    `-c` tells of a merge what none of its parents has: https://git-scm.com/docs/git-log (`-c`).
    """
    walk = ("--topo-order", "--reverse", "--no-show-signature", "--root", "-c")
    mark = os.urandom(8).hex()  # no path of a hostile history can look like the next commit
    form = f"--format=%x01{mark}%H%x02%s"
    out = repository.ask(
        "log", *walk, *DIFF, "--diff-filter=AD", form, span, "--", ":(top,glob)**/*.sql"
    )
    cut = cut_off(repository)
    for record in out.split(f"\1{mark}".encode())[1:]:
        head, _, raw = record.partition(b"\0")
        commit, _, subject = head.decode("utf-8", "replace").strip().partition("\x02")
        yield (None if commit in cut else Arrival(commit, subject)), list(_events(raw))


def _events(raw: bytes) -> Iterator[_Event]:
    """https://git-scm.com/docs/diff-format: a colon, a mode and a blob for each parent."""
    fields = raw.lstrip(b"\n\0").split(b"\0")
    for head, name in zip(fields[0::2], fields[1::2], strict=False):
        words = head.decode("ascii", "replace").strip("\n").split(" ")
        parents = len(words[0]) - len(words[0].lstrip(":"))
        if not parents:
            continue
        blobs, status = words[parents + 1 : -1], words[-1]
        added = set(status) == {"A"}
        if added or set(status) == {"D"}:
            yield _Event(os.fsdecode(name), blobs[-1] if added else blobs[0], added)
