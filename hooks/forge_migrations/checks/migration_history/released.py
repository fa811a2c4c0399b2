"""What a state of a history did to the migrations that are released."""

from __future__ import annotations

import posixpath

from forge_migrations.checks.migration_history.edits import edited
from forge_migrations.checks.migration_history.reset import reset
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.checks.migration_history.violation import moment
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import git_restore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.migration_history.sides import Sides
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.findings import Severity
    from forge_migrations.remedy import Command

FEW = 3
"""Deleted migrations that are named one by one."""


def against_released(sides: Sides) -> Iterator[Violation]:
    """Released migrations that were edited, renamed or deleted, a whole reset in one."""
    if not sides.base.migrations or not sides.after.readable:
        return
    gone = [
        one for one in sides.base.migrations if sides.now(one) is None and not sides.upgraded(one)
    ]
    moved = [(one, sides.renamed(one)) for one in gone]
    lost = [one for one, new in moved if new is None or new.blob != one.blob]
    if len(lost) > 1 and 2 * len(gone) > len(sides.base.migrations):
        yield reset(sides, gone)
        return
    deleted = [one for one, new in moved if new is None]
    if len(deleted) > FEW:
        yield _many_deleted(sides, deleted)
    for one, new in moved:
        if new is not None:
            yield _renamed(sides, one, new)
        elif len(deleted) <= FEW:
            yield _deleted(sides, one)
    for one in sides.base.migrations:
        now = sides.now(one)
        if now is not None:
            yield from edited(sides, one, now)
    yield from _orphans(sides)


def _renamed(sides: Sides, one: Migration, new: Migration) -> Violation:
    what = f"renames released migration {one.tag} to {new.tag}"
    severity: Severity = "refuse"
    if sides.after.layout == "folders":
        what += ": every database that has run it runs it again"
    elif new.when > one.when:
        what += f" and dates it {moment(new.when)}: every database that has run it runs it again"
    elif new.blob != one.blob:
        what += " with other SQL, which no database that has run it will run"
    elif not sides.by_name:
        what += ": no database notices, for the migrator goes by the date"
        severity = "report"
    else:
        what += ": every database that has run it runs it again, for the files are run by name"
    return Violation(
        "released-renamed",
        f"{one.tag} {new.tag}",
        new.path,
        1,
        what,
        Remedy("take it back", *_moved_back(sides, one, new)),
        severity,
    )


def _deleted(sides: Sides, one: Migration) -> Violation:
    where = sides.after.journal or one.path
    return Violation(
        "released-deleted",
        one.tag,
        where,
        1,
        f"deletes released migration {one.tag}: databases that have run it keep what it made",
        Remedy("take it back, and undo it in a new migration", _back(sides, one)),
    )


def _many_deleted(sides: Sides, deleted: list[Migration]) -> Violation:
    first, last = deleted[0].tag, deleted[-1].tag
    return Violation(
        "released-deleted",
        ", ".join(one.tag for one in deleted),
        sides.after.journal or deleted[0].path,
        1,
        f"deletes {len(deleted)} released migrations, {first} to {last}:"
        " databases that have run them keep what they made",
        Remedy("take them back", git_restore(sides.base.out, source=sides.source)),
    )


def _orphans(sides: Sides) -> Iterator[Violation]:
    """A released SQL file that no entry names never ran: that it goes or changes is worth a line."""
    for path in sides.base.orphans:
        name = posixpath.basename(path)
        now = posixpath.join(sides.after.out, name)
        new = next((one for one in sides.after.migrations if one.path == now), None)
        if new is not None:
            continue
        if now not in sides.tree:
            what = "deletes"
        elif sides.tree.blob(now) != sides.released.blob(path):
            what = "edits"
        else:
            continue
        yield Violation(
            "released-orphan",
            f"{name} {sides.tree.blob(now)}",
            now,
            1,
            f"{what} {name}, which is released but has no entry in the journal: the migrator never"
            " ran it",
            Remedy("take it back, if it was run by hand", git_restore(path, source=sides.source)),
            "report",
        )


def _moved_back(sides: Sides, one: Migration, new: Migration) -> Iterator[Command]:
    """The files under their old names, with what they held then."""
    moves = [(new.path, one.path)] if new.blob and new.path != one.path else []
    if new.snapshot_blob and one.snapshot_blob and new.snapshot != one.snapshot:
        moves.append((new.snapshot, one.snapshot))
    if sides.after.layout == "folders":
        yield command("mkdir", "-p", posixpath.dirname(one.path))
    for each in moves:
        yield command("git", "mv", "-f", *each)
    yield _back(sides, one)


def _back(sides: Sides, one: Migration) -> Command:
    paths = [one.path] if one.blob else []
    paths += [one.snapshot] if one.snapshot_blob else []
    paths += [sides.base.journal] if sides.base.journal else []
    return git_restore(*paths, source=sides.source)
