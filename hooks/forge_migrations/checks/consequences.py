"""What follows from another finding isn't said beside it: the remedies would contradict or repeat."""

from __future__ import annotations

from collections.abc import Iterable

from forge_migrations.findings import Finding

CAUSES = frozenset(("partial-migration", "migration-not-staged", "missing-journal"))
"""The work tree, or the commit before, has the rest: staging it is the whole remedy."""
STAGED = frozenset(("partial-migration", "migration-not-staged"))
"""Where the work tree has it, nothing is to be taken back."""
FOLLOWS = frozenset(
    (
        "orphan-sql", "orphan-snapshot", "missing-sql", "missing-snapshot", "snapshot-order",
        "stale", "hand-written-migration", "ambiguous-rename", "lost-export", "snapshot-lacks",
    )
)  # fmt: skip
"""What tells to make the migration again, which is there already."""


LINKS = frozenset(("forked-chain", "broken-chain", "duplicate-snapshot-id"))
"""How snapshots are linked: not told beside what one lacks, for it is made again."""
UNSTAGED = "schema-not-staged"
BEHIND = frozenset(("lost-schema-change", "migration-before-schema"))
"""What the schema files that stayed in the work tree explain."""
CAN_NOT_RUN = frozenset(
    ("already-exists", "does-not-exist", "empty-statement", "if-exists-unsupported")
)
"""What was read of the SQL and what a rehearsal meets when it runs it."""
NEAR = 2
"""Lines: a rehearsal names the end of an empty piece, the rule its beginning."""


def without_consequences(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings, less those that a half staged migration of the same project explains, and less
    the failures in a rehearsal of what can't run.

    The commit is refused all the same, and what staging the rest doesn't mend is said then.
    """
    said = tuple(findings)
    stops = {(each.path, each.line) for each in said if each.rule in CAN_NOT_RUN and each.refuses}
    said = tuple(
        each
        for each in said
        if each.rule != "migration-fails"
        or not any(each.path == path and abs(each.line - line) <= NEAR for path, line in stops)
    )
    half = {each.project for each in said if each.rule in CAUSES and each.refuses}
    work = {each.project for each in said if each.rule in STAGED and each.refuses}
    unstaged = {each.project for each in said if each.rule == UNSTAGED and each.refuses}
    lacking = {each.project for each in said if each.rule == "snapshot-lacks" and each.refuses}

    def follows(each: Finding) -> bool:
        return (
            (each.project in half and each.rule in FOLLOWS | BEHIND)
            or (each.project in work and each.rule == "missing-journal")
            or (each.project in unstaged and each.rule in BEHIND)
            or (each.project in lacking and each.rule in LINKS)
        )

    return tuple(each for each in said if each.inherited or not follows(each))
