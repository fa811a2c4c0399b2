"""What is wrong with a history in the layout of 1.0: one folder per migration."""

from __future__ import annotations

import posixpath

from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.journal import SnapshotHead


def folders(history: History) -> Iterator[Violation]:
    """The 1.0 layout. Source: drizzle-orm 1.0 `migrator.js`, drizzle-kit 1.0 `check`."""
    ids = {head.id: head for head in history.snapshots}
    order = {one.snapshot: position for position, one in enumerate(history.migrations)}
    heads = {head.path: head for head in history.snapshots}
    seen: dict[str, str] = {}
    for one in history.migrations:
        folder = posixpath.join(history.out, one.tag)
        if one.when == 0:
            yield Violation(
                "folder-name", one.tag, one.path, 1,
                f"{one.tag} doesn't start with 14 digits of a date: the migrator fails on it",
                Remedy("give it the next date", command("git", "mv", folder, _dated(folder, history))),
            )  # fmt: skip
        if one.blob is None:
            yield Violation(
                "missing-sql", one.tag, one.snapshot, 1,
                f"{one.tag} has no migration.sql: the migrator skips it without a word",
            )  # fmt: skip
        elif one.path != f"{folder}/migration.sql":
            yield Violation(
                "missing-sql", one.tag, one.path, 1,
                f"the SQL of {one.tag} stands outside of its folder: the migrator skips it"
                " without a word",
                Remedy("move it in", command("git", "mv", one.path, f"{folder}/migration.sql")),
            )  # fmt: skip
        if one.snapshot_blob is None:
            yield Violation(
                "missing-snapshot", one.tag, one.path, 1,
                f"{one.tag} has no snapshot.json: the next generate doesn't know what it changed"
                " and writes it again",
            )  # fmt: skip
        head = heads.get(one.snapshot)
        if head is None:
            continue
        if head.id in seen:
            yield Violation(
                "duplicate-snapshot-id", one.tag, head.path, 1,
                f"the snapshots of {one.tag} and {seen[head.id]} have the same id",
            )  # fmt: skip
        seen.setdefault(head.id, one.tag)
        yield from _parents(one, head, ids, order)
    yield from _leaves(history)


def _dated(folder: str, history: History) -> str:
    """The folder's name with the second after the newest migration's before it."""
    from datetime import UTC
    from datetime import datetime

    newest = max((each.when for each in history.migrations), default=0) // 1000 + 1
    date = datetime.fromtimestamp(newest, UTC).strftime("%Y%m%d%H%M%S")
    above, name = posixpath.split(folder)
    return posixpath.join(above, f"{date}_{name}")


def _parents(
    one: Migration, head: SnapshotHead, ids: dict[str, SnapshotHead], order: dict[str, int]
) -> Iterator[Violation]:
    for parent in head.parents:
        if parent == ORIGIN:
            continue
        if parent not in ids:
            yield Violation(
                "broken-chain", one.tag, head.path, 1,
                f"the snapshot of {one.tag} names the parent {parent}, which does not exist",
            )  # fmt: skip
        elif parent == head.id:
            yield Violation(
                "broken-chain", one.tag, head.path, 1,
                f"the snapshot of {one.tag} names itself as its parent",
            )  # fmt: skip
        elif order[ids[parent].path] > order[head.path]:
            before = posixpath.basename(posixpath.dirname(ids[parent].path))
            yield Violation(
                "out-of-order", one.tag, one.path, 1,
                f"{one.tag} runs before {before}, which it was made after",
            )  # fmt: skip


def _leaves(history: History) -> Iterator[Violation]:
    named = {parent for head in history.snapshots for parent in head.parents}
    leaves = [head for head in history.snapshots if head.id not in named]
    if len(leaves) > 1:
        tags = ", ".join(posixpath.basename(posixpath.dirname(head.path)) for head in leaves)
        yield Violation(
            "several-leaves", tags, leaves[-1].path, 1,
            f"no migration follows on {tags}: they were made side by side",
            severity="report",
        )  # fmt: skip
