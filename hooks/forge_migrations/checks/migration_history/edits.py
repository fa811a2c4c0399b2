"""What a change edited of a migration that is released: its SQL, its date, its snapshot."""

from __future__ import annotations

import json
import posixpath

from forge_migrations.checks.migration_history.respelt import first_edit
from forge_migrations.checks.migration_history.violation import ORIGIN
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.checks.migration_history.violation import dated
from forge_migrations.checks.migration_history.violation import moment
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_restore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.migration_history.sides import Sides
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.history.history import Migration


def edited(sides: Sides, one: Migration, now: Migration) -> Iterator[Violation]:
    if one.blob and now.blob and one.blob != now.blob:
        dialect = sides.after.dialect or sides.base.dialect
        line = first_edit(one, sides.released, now, sides.tree, dialect, sides.migrator)
        if line == 0:
            yield Violation(
                "released-reformatted",
                f"{one.tag} {now.blob}",
                now.path,
                1,
                f"rewrites released migration {one.tag} without a change of what it does: its hash"
                " in the ledger no longer agrees, and Drizzle never compares it",
                Remedy("take it back", git_restore(one.path, source=sides.source)),
                "report",
            )
        else:
            yield Violation(
                "released-edited",
                f"{one.tag} {now.blob}",
                now.path,
                line,
                f"edits released migration {one.tag}: databases that have run it never see the"
                " change",
                Remedy(
                    "take it back and write a new migration",
                    git_restore(one.path, source=sides.source),
                ),
            )
    if one.when != now.when and sides.base.layout == sides.after.layout:
        yield _redated(sides, one, now)
    yield from _snapshot_changed(sides, one, now)


def _redated(sides: Sides, one: Migration, now: Migration) -> Violation:
    dates = f"from {moment(one.when)} to {moment(now.when)}"
    mends = _skipped(sides.base, one) and not _skipped(sides.after, now)
    if mends:
        message = (
            f"dates released migration {one.tag} {dates}: databases that skipped it for its old"
            " date run it now, and those that were made since run it again"
        )
    elif now.when > one.when:
        message = (
            f"changes the date of released migration {one.tag} {dates}:"
            " every database that has run it runs it again"
        )
    else:
        message = (
            f"changes the date of released migration {one.tag} {dates}:"
            " databases that have not run it may skip it"
        )
    return Violation(
        "released-redated",
        f"{one.tag} {now.when}",
        sides.after.journal or now.path,
        now.line,
        message,
        Remedy("", dated(sides.tree, sides.after.journal, now, one.when)),
        "report" if mends else "refuse",
    )


def _skipped(history: History, one: Migration) -> bool:
    """True when an earlier entry has a date that is not older: the migrator skips `one`."""
    for each in history.migrations:
        if each.tag == one.tag:
            return False
        if each.when >= one.when:
            return True
    return False


def _snapshot_changed(sides: Sides, one: Migration, now: Migration) -> Iterator[Violation]:
    if not one.snapshot_blob or not now.snapshot_blob or one.snapshot_blob == now.snapshot_blob:
        return
    before = _parsed(sides.released.read(one.snapshot))
    after = _parsed(sides.tree.read(now.snapshot))
    if before is None or after is None or before == after:
        return  # unreadable ones are said elsewhere; a formatter's work is none
    keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    name = posixpath.basename(now.snapshot)
    if "version" in keys and before.get("version") != after.get("version"):
        versions = f"{before.get('version')} to {after.get('version')}"
        message, severity = f"upgrades released snapshot {name} from version {versions}", "report"
    elif keys <= {"id", "prevId", "prevIds"} and _mends(sides, one, now):
        message, severity = f"relinks released snapshot {name}, whose chain was broken", "report"
    elif keys <= {"id", "prevId", "prevIds"}:
        message = f"changes {' and '.join(sorted(keys))} of released snapshot {name}"
        severity = "refuse"
    else:
        changed = ", ".join(sorted(keys - {"id", "prevId", "prevIds"}))
        message = f"changes {changed} in released snapshot {name}"
        message += ": what its SQL made stays as it was"
        severity = "refuse"
    yield Violation(
        "released-snapshot-changed",
        f"{one.tag} {now.snapshot_blob}",
        now.snapshot,
        1,
        message,
        _given_back(sides, one, now, severity),
        "report" if severity == "report" else "refuse",
    )


def _given_back(sides: Sides, one: Migration, now: Migration, severity: str) -> Remedy:
    """Where it moved to another number, its old path can be another migration's, whose snapshot
    nothing else has: a checkout would write over it."""
    keep = "keep it, or " if severity == "report" else ""
    if now.snapshot == one.snapshot:
        return Remedy(f"{keep}take it back", git_restore(one.snapshot, source=sides.source))
    return Remedy(
        f"{keep}give {one.tag} its released number and snapshot"
        f" ({posixpath.basename(one.snapshot)}) back, and number what is new after it",
        decide=True,
    )


def _mends(sides: Sides, one: Migration, now: Migration) -> bool:
    """True when the chain was broken at this migration, and no longer is."""
    return not _linked(sides.base, one) and _linked(sides.after, now)


def _linked(history: History, one: Migration) -> bool:
    previous = ORIGIN
    for migration in history.migrations:
        head = next((h for h in history.snapshots if h.path == migration.snapshot), None)
        if head is None:
            previous = ""  # what comes next can't be linked to what isn't there
            continue
        if migration.tag == one.tag:
            return head.parents[:1] == (previous,)
        previous = head.id
    return False


def _parsed(data: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
