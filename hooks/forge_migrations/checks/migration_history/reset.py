"""A released history that gave way to another one: deleted, squashed, made anew."""

from __future__ import annotations

import json

from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.checks.migration_history.violation import dated
from forge_migrations.config import FILE
from forge_migrations.drizzle.history.history import of_another_engine
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_restore
from forge_migrations.remedy import git_rm
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.migration_history.sides import Sides
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.remedy import Command

LINKS = ("id", "prevId", "prevIds")
"""What differs between two snapshots of one structure."""


def reset(sides: Sides, gone: list[Migration]) -> Violation:
    """Most released migrations are gone. What took their place is named, so that a baseline accepts
    this one and no later one."""
    base, after = sides.base, sides.after
    heirs = _heirs(sides)
    count = f"{len(base.migrations)} released migrations of {base.out}"
    whole = "all" if len(gone) == len(base.migrations) else f"{len(gone)} of the"
    if not heirs:
        what = f"deletes {whole} {count}"
    elif len(after.migrations) < len(base.migrations) and not of_another_engine(base, after):
        what = f"squashes {count} into {_named(heirs)}"
    else:
        what = f"replaces {whole} {count} by {_named(heirs)}"
    severity, remedy = "refuse", _taken_back(sides)
    if of_another_engine(base, after):
        what += f", for {after.dialect} in the place of {base.dialect}"
        severity = "report"
    elif heirs:
        again = _runs_again(sides, heirs)
        what += _effect(sides, again)
        remedy = _accepted(sides, heirs, again)
    else:
        remedy = remedy.or_else(Remedy("if no database has run them, accept it", *_acceptance()))
    return Violation(
        "history-reset",
        str(sorted(one.tag for one in heirs)),
        after.journal or (heirs or base.migrations)[0].path,
        1,
        what,
        remedy,
        "report" if severity == "report" else "refuse",
    )


def _heirs(sides: Sides) -> list[Migration]:
    """What came in their place: new migrations, and one that kept a released one's name alone."""
    released = {one.tag: one for one in sides.base.migrations}
    kept = [
        one
        for one in sides.after.migrations
        if one.tag in released and one.blob and one.blob != released[one.tag].blob
    ]
    return [*kept, *sides.new]


def _named(heirs: list[Migration]) -> str:
    if len(heirs) == 1:
        return heirs[0].tag
    return f"{len(heirs)}, {heirs[0].tag} to {heirs[-1].tag}"


def _runs_again(sides: Sides, heirs: list[Migration]) -> bool:
    """True when a database that has run the old ones runs one of the new ones."""
    if sides.by_name or sides.after.layout == "folders":
        return bool(sides.new)
    newest = max(one.when for one in sides.base.migrations)
    return any(one.when > newest for one in heirs)


def _effect(sides: Sides, again: bool) -> str:
    if again:
        return ": a database that has run them runs the new ones on top, and fails"
    said = ": a database that has run them skips the new ones"
    said += ", and one that has run only some of them never gets the rest"
    return said if _same_end(sides) else f"{said}; the newest snapshot isn't the one before"


def _same_end(sides: Sides) -> bool:
    """True when both histories end in the same structure, as far as can be told."""
    was, now = sides.base.newest_snapshot, sides.after.newest_snapshot
    if was is None or now is None or sides.base.layout != sides.after.layout:
        return True
    try:
        before = json.loads(sides.released.read(was.path))
        after = json.loads(sides.tree.read(now.path))
    except (ValueError, RecursionError):
        return True  # what can't be read is told elsewhere
    for each in (before, after):
        for key in LINKS:
            each.pop(key, None)
    return bool(before == after or "deltas" in before or "deltas" in after)


def _accepted(sides: Sides, heirs: list[Migration], again: bool) -> Remedy:
    """Squashing is what somebody means: how it is right, and how it is accepted."""
    first = sides.base.migrations[0]
    one_journal = sides.after.layout == sides.base.layout == "journal"
    if not again:
        said = "if every database has run all of them, accept it"
        return _taken_back(sides).or_else(Remedy(said, *_acceptance()))
    if one_journal and len(heirs) == 1 and not sides.by_name:
        said = "if every database has run all of them, give it the first one's date and accept that"
        edit = dated(sides.tree, sides.after.journal, heirs[0], first.when)
        return _taken_back(sides).or_else(Remedy(said, edit, git_add(edit.path), *_acceptance()))
    said = "if no database is to run them, accept it"
    return _taken_back(sides).or_else(Remedy(said, *_acceptance()))


def _acceptance() -> Iterator[Command]:
    yield ours("baseline", "--reason", "squashed on purpose")
    yield git_add(FILE)


def _taken_back(sides: Sides) -> Remedy:
    """As it is released, and nothing beside it."""
    made = {path for one in sides.after.migrations for path in (one.path, one.snapshot)}
    new = sorted(path for path in made if path in sides.tree and path not in sides.released)
    steps = [git_rm(*new, force=True)] if new else []
    return Remedy("take them back", *steps, git_restore(sides.base.out, source=sides.source))
