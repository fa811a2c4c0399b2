"""Locks that last from one pending file into the next: a finding for each table that waits for both."""

from __future__ import annotations

from forge_migrations.checks.rehearsal.findings import acknowledged_in
from forge_migrations.engines import POSTGRESQL
from forge_migrations.findings import Finding
from forge_migrations.findings import Predicted
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.held import across
from forge_migrations.sql.held import sentence
from forge_migrations.sql.judgement import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.config import Policy
    from forge_migrations.sql.held import Across
    from forge_migrations.sql.held import Held
    from forge_migrations.sql.production import Production

RULE = "long-block"
WITHIN = "statements-after-exclusive-lock"
"""The rule that says so of one file, and of a statement behind what is pending."""


class File(NamedTuple):
    """One that is pending."""

    path: str
    text: str
    new: bool
    """True when this change brings it in: what the others did alone was told with them."""
    held: Held

    @property
    def tag(self) -> str:
        """`0007_orders`: the file's name, or its folder's."""
        folder, _, name = self.path.rpartition("/")
        return folder.rpartition("/")[2] if name == "migration.sql" else name.removesuffix(".sql")


def with_those_across(
    found: Sequence[Finding],
    files: Sequence[File],
    environments: Sequence[Production],
    policy: Policy,
) -> list[Finding]:
    """What was found file by file, and the locks that last from one into the next: what a later file's
    statement works through under such a lock is told by it, unless that alone refuses."""
    more = list(across_files(files, environments, policy))

    def again(each: Finding) -> bool:
        return each.rule == WITHIN and any(
            one.production is not None
            and f'while "{one.production.table}" is locked' in each.message
            and (one.refuses or one.acknowledged or not each.refuses)
            for one in more
        )

    return [*(each for each in found if not again(each)), *more]


def across_files(
    files: Sequence[File], environments: Sequence[Production], policy: Policy
) -> Iterator[Finding]:
    """`files`: all that are pending, in the order in which they run."""
    tags = [each.tag for each in files]
    for found in across([each.held for each in files]):
        if not any(each.new for each in files[found.at : found.end + 1]):
            continue
        told = _predicted(found, environments)
        if told is None:
            continue
        place, line = files[found.at], found.lock.line
        if not place.new:  # then where this change makes it last: at the top of what works
            place, line = next(each for each in files[found.at + 1 : found.end + 1] if each.new), 1
        limit = next(o.refuse_over for o in environments if o.environment == told.environment)
        over = limit is not None and (told.seconds or 0) > limit
        severity = policy.severity(RULE, place.path, "refuse" if over else "report")
        if severity == "off":
            continue
        finding = Finding(
            CHECK,
            RULE,
            place.path,
            line,
            f"{sentence(found, tags)}, which runs in the same transaction{told.words}",
            "deploy what locks it and what works long one after the other",
            severity,
            "lock",
            production=told,
        )
        accepted = acknowledged_in(finding, place.text, POSTGRESQL.name)
        yield finding._replace(acknowledged=accepted)


def _predicted(found: Across, environments: Sequence[Production]) -> Predicted | None:
    """Of the environment where it lasts longest; `None` where the team has patience for that."""
    from forge_migrations.sql import costs
    from forge_migrations.sql.production import seconds_in_words

    seconds, at = max((one, at) for at, one in enumerate(found.seconds))
    one = environments[at]
    if seconds * costs.FACTOR < one.patience:
        return None
    facts = one.table(found.lock.table)
    where = "" if len(environments) == 1 else f" of {one.environment}"
    old = f"; {one.old}" if one.old else ""
    words = f": ≈ {seconds_in_words(seconds)}{where} (within a factor of {costs.FACTOR:g}{old})"
    rows = facts.rows if facts else 0
    name = facts.name if facts else found.lock.table
    return Predicted(one.environment, one.observed, name, rows, words, seconds, costs.FACTOR)
