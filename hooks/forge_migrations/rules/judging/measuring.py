"""What the replay of a SQLite migration showed, over what the rules said of its text."""

from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.sql.judgement import CHECK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.judgement import Judgement
    from forge_migrations.sql.replay import Outcome
    from forge_migrations.sql.statements import Statement

_PROVEN_WRONG = ("rebuild-deletes-children", "sqlite-drop-column")
"""Rules that a replay on seeded tables disproves when nothing failed and nothing was lost."""


_WRITING = frozenset(
    [
        "delete",
        "update",
        "truncate",
        "insert",
        "merge",
        "create-trigger",
        "rename-table",
        "create-table",
        "rename-column",
        "drop-column",
        "alter-column-to",
    ]
)
"""Acts that change rows or names themselves: the rules judge them, the replay doesn't count them."""


def weighed(
    judgement: Judgement, outcome: Outcome, statements: tuple[Statement, ...], path: str
) -> Judgement:
    """The judgement with what was measured: confirmed, withdrawn, added."""
    if not outcome.decided:
        return judgement
    findings = [
        finding
        for finding in judgement.findings
        if not (finding.rule in _PROVEN_WRONG and _disproved(finding, outcome))
    ]
    findings = [_confirmed(finding, outcome) for finding in findings]
    if outcome.statement >= 0:
        findings += _failure(findings, outcome, statements, path)
    else:
        findings += _unseen(findings, judgement, outcome, path)
    return judgement._replace(findings=tuple(findings))


def _disproved(finding: Finding, outcome: Outcome) -> bool:
    """Every table that the finding names held rows, and none of them lost any."""
    named = {part.lower() for part in finding.message.split('"')[1::2]}
    tables = named & outcome.seeded
    return (
        outcome.statement < 0
        and len(tables) >= (2 if finding.rule == "rebuild-deletes-children" else 1)
        and not any(loss.table in named for loss in outcome.losses)
    )


def _confirmed(finding: Finding, outcome: Outcome) -> Finding:
    if finding.rule != "rebuild-deletes-children":
        return finding
    named = {part.lower() for part in finding.message.split('"')[1::2]}
    for loss in outcome.losses:
        if loss.table in named:
            what = f'values of "{loss.column}"' if loss.column else "rows"
            measured = f"measured in memory: {loss.rows} of 2 {what} of {loss.table} are gone"
            return finding._replace(details=measured)
    return finding


def _failure(
    findings: list[Finding], outcome: Outcome, statements: tuple[Statement, ...], path: str
) -> Iterator[Finding]:
    """A failure that no rule has named."""
    if any(finding.kind == "fails-on-data" for finding in findings):
        return
    statement = statements[outcome.statement]
    yield Finding(
        CHECK,
        "replay-fails",
        path,
        statement.line,
        f"fails on a database with two rows in every table: {outcome.error}",
        "mend the rows in an earlier statement, or write the change so that they satisfy it",
        "refuse",
        "fails-on-data",
        statement.column,
    )


def _unseen(
    findings: list[Finding], judgement: Judgement, outcome: Outcome, path: str
) -> Iterator[Finding]:
    """Rows that went although no statement deletes them and no rule has named their table."""
    written = {act.table.lower() for act in judgement.acts if act.verb in _WRITING}
    for loss in outcome.losses:
        quoted = f'"{loss.table}"'
        said = any(
            quoted in finding.message.lower() and finding.kind == "data-loss"
            for finding in findings
        )
        if said or loss.table in written:
            continue
        what = f'the values of "{loss.column}"' if loss.column else f"{loss.rows} of 2 rows"
        yield Finding(
            CHECK,
            "replay-loses-rows",
            path,
            1,
            f"replayed in memory, {what} of table {quoted} are gone",
            "find the statement that takes them along, and copy them aside before it",
            "refuse",
            "data-loss",
        )
