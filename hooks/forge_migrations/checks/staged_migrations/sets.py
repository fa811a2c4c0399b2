"""Which migrations are staged in part, and which stayed in the work tree, as data."""

from __future__ import annotations

import os
import posixpath
import re

from forge_migrations.drizzle.history.sql_names import words
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History


class Piece(NamedTuple):
    """A migration of which the work tree has what the commit lacks."""

    rule: str
    tag: str
    path: str
    message: str
    missing: tuple[str, ...]
    """The paths to stage."""


def incomplete(before: History, after: History, work: History) -> list[Piece]:
    """Migrations that are staged in part, where the work tree has the rest."""
    found = []
    had = {one.tag: one for one in before.migrations}
    on_disk = {one.tag: one for one in work.migrations}
    for one in after.migrations:
        there = on_disk.get(one.tag)
        missing = []
        if there and there.blob and not one.blob:
            missing.append(one.path)
        if there and there.snapshot_blob and not one.snapshot_blob:
            missing.append(one.snapshot)
        was = had.get(one.tag)
        if missing and not (
            was and was.blob == one.blob and was.snapshot_blob == one.snapshot_blob
        ):
            names = " and ".join(map(posixpath.basename, missing))
            found.append(_piece(one.tag, after.journal or missing[0], names, missing))
    by_sql = {one.path: one for one in work.migrations}
    by_snapshot = {one.snapshot: one for one in work.migrations}
    known = {*before.orphans, *before.stray_snapshots}
    for path in [*after.orphans, *after.stray_snapshots]:
        entry = by_sql.get(path) or by_snapshot.get(path)
        journal = work.journal or posixpath.join(after.out, "meta/_journal.json")
        if path in known or any(path in (*piece.missing, piece.path) for piece in found):
            continue
        if entry is not None and entry.tag not in {one.tag for one in after.migrations}:
            staged = {*after.orphans, *after.stray_snapshots}
            rest = [one for one in (entry.path, entry.snapshot) if one not in staged]
            if not any(piece.tag == entry.tag for piece in found):
                found.append(_piece(entry.tag, path, "its journal entry", [*rest, journal]))
        elif journal_is_hidden() and (snapshot := _snapshot_of(path)) in work.stray_snapshots:
            tag = posixpath.basename(path).removesuffix(".sql")
            rest = [] if snapshot in after.stray_snapshots else [snapshot]
            found.append(_piece(tag, path, "its journal entry", [*rest, journal]))
    return found


def _piece(tag: str, path: str, lacks: str, missing: Iterable[str]) -> Piece:
    return Piece("partial-migration", tag, path, f"{tag} is staged without {lacks}", tuple(missing))


def unstaged(after: History, work: History) -> list[Piece]:
    """Migrations of the work tree of which nothing is staged."""
    tags = {one.tag for one in after.migrations}
    staged = {*after.orphans, *after.stray_snapshots}
    found = []
    for one in work.migrations:
        if one.tag not in tags and one.blob and not {one.path, one.snapshot} & staged:
            paths = [one.path] + ([one.snapshot] if one.snapshot_blob else [])
            found.append(
                _left(one.tag, one.path, [*paths, *([work.journal] if work.journal else [])])
            )
    for path in work.orphans:
        snapshot = _snapshot_of(path)
        if path not in staged and snapshot in work.stray_snapshots and journal_is_hidden():
            tag = posixpath.basename(path).removesuffix(".sql")
            found.append(_left(tag, path, [path, snapshot, work.journal]))
    return found


def _left(tag: str, path: str, missing: Iterable[str]) -> Piece:
    message = f"a schema change is staged, and its migration {tag} is not"
    return Piece("migration-not-staged", tag, path, message, tuple(missing))


def _snapshot_of(sql: str) -> str:
    folder, name = posixpath.split(sql)
    return posixpath.join(folder, f"meta/{name.split('_')[0]}_snapshot.json")


def journal_is_hidden() -> bool:
    """True under pre-commit, which puts unstaged changes of tracked files away while hooks run:
    https://pre-commit.com/#pre-commit-during-commits. What is untracked stays visible."""
    return "PRE_COMMIT" in os.environ


def changed_words(before: Tree, after: Tree, paths: Iterable[str]) -> frozenset[str]:
    """The words on the lines that differ between two states of some scripts, comments left out."""
    found: set[str] = set()
    paths = list(paths)
    old, new = before.read_many(paths), after.read_many(paths)
    for path in paths:
        one, other = _lines(old.get(path, b"")), _lines(new.get(path, b""))
        for line in set(one) ^ set(other):
            found |= words(line)
    return frozenset(found)


def _lines(data: bytes) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", data.decode("utf-8", "replace"), flags=re.DOTALL)
    return [re.sub(r"(^|\s)//.*", "", line).strip() for line in text.splitlines()]
