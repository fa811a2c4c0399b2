"""What links migrations, and orders them: the parents of snapshots and the dates of entries."""

from __future__ import annotations

import posixpath

from forge_migrations.checks.migration_history.sides import released_as
from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.checks.migration_history.violation import moment
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.journal import SnapshotHead

BEHIND = Remedy(
    "make what the databases without it lack by a new migration, with IF NOT EXISTS; then accept this one",
    ours("baseline"),
    decide=True,
)
"""What is left where a released migration was skipped: a later date makes every database that has run
it run it again."""
LEFT = Remedy("date each later one after it, and accept this one", ours("baseline"), decide=True)
DAY = 86_400_000
ROUND = 100_000
"""`when` of a generated migration ends in these milliseconds once in a hundred thousand times."""


def chain(history: History) -> Iterator[Violation]:
    """Every snapshot's prevId is the id of the one before it, and no two share one."""
    heads = {head.path: head for head in history.snapshots}
    seen: dict[str, str] = {}
    children: dict[str, SnapshotHead] = {}
    previous: SnapshotHead | None = None
    certain = True
    for migration in history.migrations:
        head = heads.pop(migration.snapshot, None)
        if head is None:
            # What the next one follows on can't be told; the missing snapshot itself is said.
            certain = False
            continue
        parent = head.parents[0] if head.parents else ""
        name, here = posixpath.basename(head.path), (head.path, 1)
        if head.id in seen:
            yield Violation(
                "duplicate-snapshot-id", migration.tag, *here,
                f"{name} and {seen[head.id]} have the same id",
            )  # fmt: skip
        if head.id == parent:
            yield Violation(
                "broken-chain", migration.tag, *here, f"{name} names itself as its parent (prevId)"
            )
        elif parent in children and parent != ORIGIN:
            other = posixpath.basename(children[parent].path)
            yield Violation(
                "forked-chain", migration.tag, *here,
                f"{other} and {name} have the same parent (prevId): drizzle-kit stops at the next"
                " generate",
            )  # fmt: skip
        elif certain and previous is not None and parent != previous.id:
            yield Violation(
                "broken-chain", migration.tag, *here,
                f"the parent (prevId) of {name} is not {posixpath.basename(previous.path)}",
            )  # fmt: skip
        seen.setdefault(head.id, name)
        if head.id != parent:
            children.setdefault(parent, head)
        previous, certain = head, True
    newest = history.newest_snapshot
    if (
        newest is not None
        and previous is not None
        and newest.path != previous.path
        and newest.path not in history.stray_snapshots
    ):
        name = posixpath.basename(newest.path)
        yield Violation(
            "snapshot-order", name, newest.path, 1,
            f"the next generate starts from {name}, which sorts last, and not from"
            f" {posixpath.basename(previous.path)}, which is the newest",
            _named_as_its_migration(history, newest.path),
        )  # fmt: skip


def _named_as_its_migration(history: History, path: str) -> Remedy:
    """The number of its migration in front, where no other snapshot has it; else `repair` looks."""
    own = next((one for one in history.migrations if one.snapshot == path), None)
    if own is None:
        return Remedy()
    named = posixpath.join(posixpath.dirname(path), f"{own.tag.split('_')[0]}_snapshot.json")
    if named == path or any(head.path == named for head in history.snapshots):
        return Remedy()
    return Remedy("name it as its migration is", command("git", "mv", path, named))


def order(history: History, released: History) -> Iterator[Violation]:
    """The 0.31 migrator runs an entry only when its `when` is above the newest one in the ledger.

    Source: drizzle-orm 0.45 `pg-core/dialect.js`, `mysql-core/dialect.js`, `sqlite-core/dialect.js`.
    """
    known = released_as(history, released)
    highest: Migration | None = None
    begins_anew = 2 * len(known) < len(released.migrations)
    journaled = released.migrations if released.layout == "journal" and not begins_anew else ()
    newest = max(journaled, key=lambda one: one.when, default=None)
    for one in history.migrations:
        above = highest
        if one.tag not in known and newest is not None:
            above = newest if above is None or newest.when > above.when else above
        if above is not None and one.when <= above.when and above.tag != one.tag:
            yield Violation(
                "out-of-order", one.tag, history.journal, one.line,
                f"{one.tag} is dated {moment(one.when)}, not after {above.tag}"
                f" ({moment(above.when)}): the migrator skips it on every database that has run"
                f" {above.tag}, and runs it on new ones only",
                BEHIND
                if one.tag in known
                else Remedy(),
            )  # fmt: skip
        if highest is None or one.when > highest.when:
            highest = one


def clock(history: History, released: History, now: int) -> Iterator[Violation]:
    """Dates that nobody's clock has written. What is released keeps the date that databases know."""
    known = {one.tag: one.when for one in released.migrations}
    for one in history.migrations:
        if one.when > now + DAY:
            yield Violation(
                "future-when", one.tag, history.journal, one.line,
                f"{one.tag} is dated {moment(one.when)}, in the future: until then the migrator"
                " skips every later migration on a database that has run it",
                LEFT
                if known.get(one.tag) == one.when
                else Remedy(),
            )  # fmt: skip
        if one.when % ROUND == 0:
            yield Violation(
                "round-when", one.tag, history.journal, one.line,
                f"the date of {one.tag} ({one.when}) was typed by hand",
                severity="report",
            )  # fmt: skip
