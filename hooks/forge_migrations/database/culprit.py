"""Which statement of the pending migrations it is that a query no longer runs after."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from forge_migrations.database.arena import Arena
from forge_migrations.database.arena import Setting
from forge_migrations.database.asked import Refusal
from forge_migrations.database.asked import run
from forge_migrations.database.asked import without_table
from forge_migrations.database.asking import tell
from forge_migrations.database.deadline import Deadline
from forge_migrations.database.migrator import as_driver_sees
from forge_migrations.database.steps import Segment
from forge_migrations.database.steps import Step
from forge_migrations.database.trial import Broken
from forge_migrations.sql.mentions import mentions


class Culprit(NamedTuple):
    """A statement of a migration."""

    step: Step
    line: int


def culprits(
    arena: Arena,
    before: Sequence[Step],
    pending: Sequence[Step],
    setting: Setting,
    broken: Sequence[Broken],
) -> list[Culprit]:
    """For each of `broken` the statement from which on it is refused as it is in the end.

    The history is made once more, and what is pending runs statement by statement: inside the
    migrator's one transaction nobody could look. What isn't found so is laid at the last statement
    that names the table.
    """
    engine = setting.ledger.engine
    last: list[Refusal | None] = [None] * len(broken)
    found: list[Culprit | None] = [None] * len(broken)
    database = arena.again(before, setting)
    many = len(broken) * sum(len(step.segments) for step in pending) > MANY
    with arena.connect(database) as connection, Deadline(connection, setting.timeout) as deadline:
        for step, segment in _statements(engine, setting, pending):
            # What only runs in a transaction (LOCK, SET LOCAL) changes nothing that is asked here.
            with contextlib.suppress(Exception):
                deadline.start()
                arena.execute(connection, step, segment)
            deadline.end()
            tell(connection, "BEGIN")
            try:
                for index, each in enumerate(broken):
                    if many and not _named(each, step, segment):
                        continue
                    refusal = run(connection, engine, each.asked)
                    was = last[index]
                    # One that is made anew did it where the old one went.
                    anew = was is not None and without_table(was) and refusal is not None
                    if refusal != was and not anew:
                        found[index] = Culprit(step, segment.line)
                    last[index] = refusal
            finally:
                tell(connection, "ROLLBACK")
    return [
        culprit if culprit is not None and _same(refusal, each.refusal) else _naming(each, pending)
        for each, culprit, refusal in zip(broken, found, last, strict=True)
    ]


MANY = 3000
"""Queries beyond which one is only tried behind statements that name what it uses."""


def _named(broken: Broken, step: Step, segment: Segment) -> bool:
    names = {each.name for each in broken.asked.query.uses}
    return any(mentions(segment.sql, step.dialect, name) for name in names)


def _same(refusal: Refusal | None, told: Refusal) -> bool:
    """True for what is told, which has no value in it."""
    return (
        refusal is not None
        and refusal.code == told.code
        and refusal.message.startswith(told.message)
    )


def _statements(
    engine: str, setting: Setting, pending: Sequence[Step]
) -> Iterator[tuple[Step, Segment]]:
    for step in pending:
        for segment in step.segments:
            pieces = as_driver_sees(engine, setting.driver, segment)
            if not isinstance(pieces, str):
                for piece in pieces:
                    yield step, piece


def _naming(broken: Broken, pending: Sequence[Step]) -> Culprit:
    for name in (broken.asked.query.column, *(each.name for each in broken.asked.query.uses)):
        for step in reversed(pending):
            for segment in reversed(step.segments):
                if name and mentions(segment.sql, step.dialect, name):
                    return Culprit(step, segment.line)
    return Culprit(pending[-1], 1)
