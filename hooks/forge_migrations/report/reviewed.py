"""A Review as data: what `forge-migrations review` found out, before it becomes text or a page."""

from __future__ import annotations

from forge_migrations.drizzle.history.tables import EMPTY
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from forge_migrations.drizzle.history.table_changes import TableChange
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

    Verdict = Literal["yes", "no", "unknown"]

BLANK = "—"
"""A cell of the measured table in which nothing was measured."""


class Answer(NamedTuple):
    """One line of the checklist: a sentence that holds (`yes`), doesn't, or couldn't be decided."""

    verdict: Verdict
    claim: str
    """`Every change of the schema has its statement`."""
    said: tuple[str, ...] = ()
    """Names of what speaks against it, or why it isn't known."""
    fails: str = ""
    """What is so where the claim doesn't hold: `Data is lost`."""


class Place(NamedTuple):
    """A line of a migration."""

    path: str
    line: int


class Explained(NamedTuple):
    """A change of the schema and the statements that carry it."""

    change: TableChange
    places: tuple[Place, ...] = ()


class ReviewedMigration(NamedTuple):
    """One migration's SQL with what was found in it."""

    tag: str
    path: str
    sql: str
    findings: tuple[Finding, ...] = ()
    marks: tuple[tuple[int, int, str], ...] = ()
    """(start, end, kind) of what is coloured, in order: `comment` (what no database runs, breakpoints
    too), `keyword`, `name`, `string`, `number`."""
    statements: tuple[tuple[int, int], ...] = ()
    """(first, last) line of each statement, in order."""


class Stop(NamedTuple):
    """Where a rehearsal stopped, and what the database said."""

    path: str
    line: int
    why: str


class Measured(NamedTuple):
    """What a rehearsal measured, as a table; `rows` has one tuple per statement."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    missing: str = ""
    """Why there are no rows."""
    stop: Stop | None = None
    """Set when the migrations didn't run to their end."""
    findings: tuple[Finding, ...] = ()
    """What the released code's own queries met."""
    deploy_order: str = ""
    """`migrate first: before the migrations the new code fails: …`; empty where no query was tried."""
    passed: frozenset[str] = frozenset()
    """Tables on which no query of the released code was refused, before or after."""

    @property
    def filled(self) -> list[int]:
        """The columns in which something was measured."""
        return [
            number
            for number in range(len(self.columns))
            if any(row[number] not in ("", BLANK) for row in self.rows)
        ]


class Review(NamedTuple):
    """One project's migrations under review."""

    project: str
    """The Drizzle config's path."""
    dialect: str
    migrations: tuple[ReviewedMigration, ...]
    before: Shape = EMPTY
    after: Shape = EMPTY
    explained: tuple[Explained, ...] = ()
    answers: tuple[Answer, ...] = ()
    measured: Measured = Measured()
    notes: tuple[Note, ...] = ()

    @property
    def title(self) -> str:
        tags = [each.tag for each in self.migrations]
        if not tags:
            return "No migration"
        return tags[0] if len(tags) == 1 else f"{len(tags)} migrations: {tags[0]} to {tags[-1]}"

    @property
    def refusing(self) -> int:
        """How many findings refuse the commit."""
        return sum(f.refuses for each in self.migrations for f in each.findings)

    @property
    def goes(self) -> bool:
        """False when a finding refuses or the rehearsal stopped."""
        return not self.refusing and self.measured.stop is None

    @property
    def never_ran(self) -> tuple[tuple[str, int, int], ...]:
        """(path, first line, last line) of what comes after the statement that stopped."""
        stop = self.measured.stop
        paths = [each.path for each in self.migrations]
        if stop is None or stop.path not in paths:
            return ()
        found = []
        for each in self.migrations[paths.index(stop.path) :]:
            after = [s for s in each.statements if each.path != stop.path or s[0] > stop.line]
            if after:
                found.append((each.path, after[0][0], after[-1][1]))
        return tuple(found)
