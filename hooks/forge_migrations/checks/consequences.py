"""What follows from another finding isn't said beside it: the remedies would contradict or repeat."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.findings import Finding
    from forge_migrations.findings import Note

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
UNLOADABLE = frozenset(("unloadable-schema", "missing-import"))
OF_THE_SCHEMA = frozenset(("stale-migrations", "rehearsal"))
"""The checks that need the schema loaded."""
CAN_NOT_RUN = frozenset(
    ("already-exists", "does-not-exist", "empty-statement", "if-exists-unsupported")
)
"""What was read of the SQL and what a rehearsal meets when it runs it."""
UNRECORDED = frozenset(("missing-snapshot", "orphan-sql"))
MEASURED = "breaks-released-code"
DROPS = frozenset(
    (
        "drop-column", "rebuild-drops-column", "drop-and-add-column", "drop-type-cascade", "drop-table",
        "drop-table-cascade", "drop-schema",
    )
)  # fmt: skip
"""What takes from running code what it names, and says so."""
NEAR = 2
"""Lines: a rehearsal names the end of an empty piece, the rule its beginning."""


def without_following(notes: Iterable[Note], findings: Iterable[Finding]) -> tuple[Note, ...]:
    """The notes, less those on what could not be checked because the schema can't be loaded, where a
    finding says so."""
    broken = {each.project for each in findings if each.rule in UNLOADABLE and each.refuses}
    return tuple(
        each
        for each in notes
        if not (each.undecided and each.check in OF_THE_SCHEMA and each.project in broken)
    )


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
    said = _told_once(_without_the_next_generate(measured_once(_met_once(said))))
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


def _met_once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What a rule reads in the SQL and a rehearsal meets there is one finding: it refuses as the
    rehearsal has it, and says what the rule tells to do."""
    read = {(each.rule, each.path): each for each in findings if each.check == "destructive-sql"}

    def same(met: Finding) -> Finding | None:
        one = read.get((met.rule, met.path)) if met.check == "rehearsal" else None
        near = one is not None and abs(one.line - met.line) <= NEAR
        return one if near and one is not None and not one.acknowledged and met.refuses else None

    twice = {one for each in findings if (one := same(each)) and not one.refuses}
    kept = []
    for each in findings:
        one = same(each)
        if one in twice and one is not None:
            each = each._replace(line=one.line, column=one.column, remedy=one.remedy)
        if each not in twice:
            kept.append(each)
    return tuple(kept)


def measured_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a rule takes of running code from a statement's words isn't said where that code's own
    queries were run and are refused by it; nor is that, where the statement drops what they name."""
    every = tuple(findings)
    met = {(f.path, f.line) for f in every if f.rule == MEASURED}
    read = [f for f in every if f.check == "destructive-sql" and (f.path, f.line) in met]
    drops = {(f.path, f.line) for f in read if f.rule in DROPS}
    guessed = {f for f in read if f.kind == "breaks-clients" and not f.acknowledged}
    return tuple(
        each
        for each in every
        if each not in guessed and not (each.rule == MEASURED and (each.path, each.line) in drops)
    )


def _told_once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """A wait that a rule has told of the statement isn't told by the rehearsal again."""
    told = [each for each in findings if each.production and each.check != "rehearsal"]

    def again(each: Finding) -> bool:
        return (each.check, each.rule) == ("rehearsal", "long-block") and any(
            one.path == each.path
            and abs(one.line - each.line) <= NEAR
            and one.production is not None
            and one.production.seconds is not None
            and (one.refuses or not each.refuses)
            for one in told
        )

    return tuple(each for each in findings if not again(each))


def _without_the_next_generate(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What the next generate would write again follows from the migration without its snapshot, where
    that is refused with the same remedy."""
    causes = [f for f in findings if f.rule in UNRECORDED and f.refuses]
    return tuple(
        each
        for each in findings
        if each.rule != "hand-written-migration"
        or not any(
            cause.project == each.project
            and cause.remedy == each.remedy
            and _tag(cause) in each.message
            for cause in causes
        )
    )


def _tag(finding: Finding) -> str:
    folder, _, name = finding.path.rpartition("/")
    return folder.rpartition("/")[2] if name == "migration.sql" else name.removesuffix(".sql")
