"""Which statement of the pending migrations it is that a query no longer runs after."""

from __future__ import annotations

import contextlib
import re

from forge_migrations.database.asked import run
from forge_migrations.database.asked import without_table
from forge_migrations.database.asking import tell
from forge_migrations.database.deadline import Deadline
from forge_migrations.database.migrator import as_driver_sees
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.mentions import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Setting
    from forge_migrations.database.asked import Refusal
    from forge_migrations.database.steps import Segment
    from forge_migrations.database.steps import Step
    from forge_migrations.database.trial import Broken


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
    names = [_words(each) for each in broken]
    with arena.connect(database) as connection, Deadline(connection, setting.timeout) as deadline:
        for step, segment in _statements(engine, setting, pending):
            # What only runs in a transaction (LOCK, SET LOCAL) changes nothing that is asked here.
            with contextlib.suppress(Exception):
                deadline.start()
                arena.execute(connection, step, segment)
            deadline.end()
            reaches = REACHES.search(segment.sql) is not None
            words = set(WORD.findall(segment.sql.casefold()))
            asked = [index for index, mine in enumerate(names) if reaches or mine & words]
            if not asked:
                continue
            tell(connection, "BEGIN")
            try:
                for index in asked:
                    each = broken[index]
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


REACHES = re.compile(
    r"\b(?:function|procedure|trigger|view|schema|domain|cascade|execute|policy|security|role|grant|revoke"
    r"|owned|extension|rule|search_path|call|inherits?|partition)\b"
    r"|\b(?:create|alter|drop)\s+type\b|^\s*(?:do|set|reset|pragma|use|replace|lock)\b",
    re.IGNORECASE,
)
"""What a statement has in it that can change what is said of a table that it doesn't name."""
WORD = re.compile(r"[\w$]+")


def _words(broken: Broken) -> set[str]:
    """The words of the names of what a query uses."""
    return {word for each in broken.asked.query.uses for word in WORD.findall(each.name.casefold())}


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
