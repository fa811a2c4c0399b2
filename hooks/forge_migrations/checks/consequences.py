"""What follows from a half staged migration isn't said beside it: its remedies would contradict."""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.findings import Finding

CAUSES = frozenset(("partial-migration", "migration-not-staged"))
"""The work tree has the rest: staging it is the whole remedy."""
FOLLOWS = frozenset(
    (
        "orphan-sql", "orphan-snapshot", "missing-sql", "missing-snapshot", "snapshot-order",
        "stale", "hand-written-migration", "ambiguous-rename", "lost-export",
    )
)  # fmt: skip
"""What tells to make the migration again, which is there already."""


def without_consequences(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, less those that a half staged migration of the same project explains.

    The commit is refused all the same, and what staging the rest doesn't mend is said then.
    """
    said = tuple(findings)
    half = {each.project for each in said if each.rule in CAUSES and each.refuses}
    return tuple(
        each
        for each in said
        if each.project not in half or each.rule not in FOLLOWS or each.inherited
    )
