"""One project's rehearsal as findings: kept by content, run when it isn't known."""

from __future__ import annotations

from functools import partial

from forge_migrations.checks.destructive_sql.production import observed
from forge_migrations.checks.rehearsal.beyond import beyond
from forge_migrations.checks.rehearsal.differences import structural
from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.checks.rehearsal.findings import findings_of
from forge_migrations.checks.rehearsal.limits import left_out
from forge_migrations.checks.rehearsal.limits import undecided_of
from forge_migrations.checks.rehearsal.limits import unknown_there
from forge_migrations.checks.rehearsal.plan import VERSION
from forge_migrations.checks.rehearsal.plan import begin
from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.plan import planned
from forge_migrations.checks.rehearsal.released import Said
from forge_migrations.checks.rehearsal.released import order_note
from forge_migrations.checks.rehearsal.released import sides_of
from forge_migrations.checks.rehearsal.released import trial_of
from forge_migrations.checks.rehearsal.released import tried
from forge_migrations.checks.rehearsal.session import explained
from forge_migrations.checks.rehearsal.structure import expected_at
from forge_migrations.database.beside import Beside
from forge_migrations.database.open import identity_of
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import engine_of
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.checks.destructive_sql.production import Observed
    from forge_migrations.checks.rehearsal.beyond import Beyond
    from forge_migrations.checks.rehearsal.plan import Begun
    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.checks.rehearsal.released import Sides
    from forge_migrations.checks.rehearsal.structure import Expected
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.findings import Predicted


def alone(subject: Subject) -> bool:
    """True when the rehearsal is what was asked for, and not one check of the umbrella."""
    return subject.only_check.removeprefix("forge-") == CHECK


def judged(subject: Subject, change: ProjectChange) -> Iterator[Finding | Note]:
    """The findings and notes of one project's rehearsal."""
    plan = planned(subject, change)
    if not plan.after:
        text = f"nothing to rehearse: {plan.begun} does nothing, its SQL stands in a comment"
        yield Note(CHECK, text, change.project.config)
        return
    # Of a schema that isn't known no verdict is kept either: the server starts meanwhile.
    unknown = alone(subject) and subject.kit.foresee(change.project, subject.change.after)
    with Beside(partial(begin, subject, change, plan, not subject.whole), unknown) as beside:
        expected, note = _expected(subject, change)
        sides, untried = sides_of(subject, change, plan)
    key = _key(subject, change, plan, expected, sides)
    kept = None if unknown else subject.facts.get_large("rehearsal", key)
    if isinstance(kept, dict):
        findings = [*map(Finding.from_kept, kept["findings"])]
        notes = [*map(Note.from_kept, kept["notes"])]
    else:
        begun = beside.result()
        try:
            done = rehearsed(subject, change, plan, expected, begun, sides=sides)
        finally:
            begun.arena.close()
        findings, notes = done.findings, done.notes
        kept = {"findings": [f.kept() for f in findings], "notes": [n.kept() for n in notes]}
        subject.facts.put_large("rehearsal", key, kept)
    for finding in findings:
        if not _is_told_already(finding, subject):
            yield finding
    yield from notes
    yield from (each for each in (note, untried) if each is not None)


class Done(NamedTuple):
    """A rehearsal and what is said of it."""

    result: Rehearsal
    findings: list[Finding]
    notes: list[Note]
    tried: Said = Said([], None)
    """What became of the code's queries."""
    predicted: Mapping[tuple[str, int], Predicted] = {}
    """By path and line: what each statement takes on production's rows."""


def rehearsed(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected | None,
    begun: Begun,
    afterwards: Callable[[Rehearsal], object] = bool,
    sides: Sides | None = None,
) -> Done:
    """Rehearse on what was begun, with the queries of both `sides`; `afterwards` as `rehearse` has it."""
    config = change.project.config
    trial = trial_of(plan, sides)
    result = rehearse(
        begun.arena,
        plan.before,
        plan.after,
        plan.setting,
        upgrade=begun.prepared is not None,
        prepared=begun.prepared,
        afterwards=afterwards,
        trial=trial,
    )
    told = tried(trial, begun.arena, plan, result, change)
    said: list[Finding | Note] = [*told.findings, *order_note(told, config)]
    after = beyond(subject, change, plan, begun.arena, result)
    result = after.result if after else result
    said += findings_of(result, plan.new, plan.after, config)
    said += _notes(result, config, str(subject.policy.get("postgres", "")), after)
    if expected is not None and result.structure is not None:
        said += structural(subject, change, plan, expected, begun.arena, result)
    said = [explained(each, result, plan.after, plan.new) for each in said]
    said = [undecided_of(each, result, subject.policy, config) for each in said]
    start = plan.setting.start
    told_by = after.snapshot if after else start.path if start else ""
    if told_by:
        said = [unknown_there(each, result, plan.after, told_by, start is None) for each in said]
    findings = [each for each in said if isinstance(each, Finding)]
    notes = [each for each in said if isinstance(each, Note)]
    facts = _facts(subject, change)
    if not facts.environments or after is not None:
        return Done(result, findings, notes, told)
    from forge_migrations.checks.rehearsal.predicted import lasting_blocks
    from forge_migrations.checks.rehearsal.predicted import long_blocks
    from forge_migrations.checks.rehearsal.predicted import predicted

    measure = alone(subject) or subject.pushed
    sizes = predicted(facts.environments, plan, begun.arena, result, config, measure)
    blocks = [*long_blocks(sizes, facts.environments, result, config)]
    if result.version.engine == "postgresql" and plan.setting.driver.transaction:
        blocks += lasting_blocks(sizes, facts.environments, result, config)
    findings += [each for each in blocks if each.path in plan.new]
    return Done(result, findings, [*notes, *sizes.notes], told, sizes.statements)


def _facts(subject: Subject, change: ProjectChange) -> Observed:
    return observed(subject, change.project, DIALECTS[engine_of(change.project.dialect)])


def _expected(subject: Subject, change: ProjectChange) -> tuple[Expected | None, Note | None]:
    """The schema's DDL, or why there is none. Under the umbrella it isn't asked for."""
    if not alone(subject):
        return None, None
    return wanted_structure(subject, change)


def wanted_structure(
    subject: Subject, change: ProjectChange
) -> tuple[Expected | None, Note | None]:
    """The schema's DDL, or a note with the reason for which there is none."""
    try:
        return expected_at(subject, change.project, subject.change.after), None
    except Undecided as error:
        words = str(error)
        if "structure" not in words:
            words = f"the structure was not compared: {words}"
        return None, Note(CHECK, words, change.project.config, remedy=error.remedy)


def _key(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected | None,
    sides: Sides | None,
) -> str:
    return digest(
        VERSION,
        expected.key if expected else "",
        f"{sides.released.key} {sides.coming.key}" if sides else "",
        change.project.config,
        identity_of(plan.setting.ledger.engine, subject.policy, near_of(subject, change)),
        repr(plan.setting),
        str(subject.whole),
        _facts(subject, change).key,
        str(alone(subject) or subject.pushed),
        *(f"{step.path} {step.millis} {step.hash}" for step in plan.before),
        "and",
        *(f"{step.path} {step.millis} {step.hash} {step.path in plan.new}" for step in plan.after),
    )


def _notes(
    result: Rehearsal, project: str, production: str, after: Beyond | None
) -> Iterator[Note]:
    version, ours = result.version, result.version.number.partition(".")[0]
    other = version.engine == "postgresql" and production.partition(".")[0] not in ("", ours)
    text = f", not on PostgreSQL {production}, which .forge-migrations.toml names" if other else ""
    seen = Note(CHECK, f"rehearsed on {version}{text}", project, when="clean")
    yield after.note if after else seen
    yield from left_out(result.left_out, result.version.product, project)
    for table, reason in result.unfilled.items():
        yield Note(CHECK, f'table "{table}" was rehearsed without rows: {reason}', project)


def _is_told_already(finding: Finding, subject: Subject) -> bool:
    """Under the umbrella, what the statement itself says is the static rule's to tell."""
    return not alone(subject) and finding.rule in ("drop-table", "drop-column")
