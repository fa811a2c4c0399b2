"""What the rehearsed database lacks or has beside the schema, and which of it was so before."""

from __future__ import annotations

from forge_migrations.checks.rehearsal.findings import CHECK
from forge_migrations.checks.rehearsal.limits import needs_left_out
from forge_migrations.checks.rehearsal.owed import debts_of
from forge_migrations.checks.rehearsal.owed import is_owed
from forge_migrations.checks.rehearsal.plan import VERSION
from forge_migrations.checks.rehearsal.plan import near_of
from forge_migrations.checks.rehearsal.structure import compare
from forge_migrations.checks.rehearsal.structure import expected_at
from forge_migrations.checks.rehearsal.structure import make_expected
from forge_migrations.checks.rehearsal.structure import told
from forge_migrations.database.open import identity_of
from forge_migrations.database.postgres.privileges import extension_statements
from forge_migrations.database.postgres.privileges import function_statements
from forge_migrations.database.rehearsal import structure_of
from forge_migrations.database.steps import steps_of
from forge_migrations.facts import digest
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.sql.parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.checks.rehearsal.plan import Planned
    from forge_migrations.checks.rehearsal.structure import Expected
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.rehearsal import Rehearsal
    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Structure
    from forge_migrations.findings import Finding


def structural(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected,
    arena: Arena,
    result: Rehearsal,
) -> Iterator[Finding | Note]:
    """The differences between what the migrations made and what the schema says, as findings."""
    config = change.project.config
    assert result.structure is not None
    try:
        wanted = _wanted(subject, change, plan, expected, arena, plan.after)
        found = compare(result.structure, wanted)
        found = [each for each in found if not needs_left_out(each, arena.left_out)]
        debts = debts_of(plan.after)
        found = [each for each in found if not is_owed(each, debts)]
        inherited = _known_before(subject, change, plan, arena, result) if found else ()
    except Undecided as error:
        yield Note(CHECK, str(error), config, remedy=error.remedy)
        return
    yield from told(found, inherited, plan.after, plan.new, config)
    if debts:
        owing = ", ".join(map(str, debts[:6])) + (", …" if len(debts) > 6 else "")
        remedy = Remedy("see when it is due", ours("contract", config))
        yield Note(CHECK, f"left to a later migration: {owing}", config, remedy=remedy)


def _wanted(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected,
    arena: Arena,
    steps: Sequence[Step],
) -> Structure:
    """The schema's structure, with the extensions of `steps`: made once on this engine, then kept
    with what it was made of."""
    engine = identity_of(plan.setting.ledger.engine, subject.policy, near_of(subject, change))
    given = [*extension_statements(steps), *function_statements(steps)]
    key = digest(VERSION, engine, repr(plan.setting), expected.key, *given)
    kept = subject.facts.get_large("structure-wanted", key)
    if isinstance(kept, list):
        return {Part(*thing): aspects for thing, aspects in kept}
    made = make_expected(arena, plan.setting, expected, steps)
    subject.facts.put_large("structure-wanted", key, [[list(each), made[each]] for each in made])
    return made


def _known_before(
    subject: Subject, change: ProjectChange, plan: Planned, arena: Arena, result: Rehearsal
) -> frozenset[str]:
    """The differences that were there before this change, as sentences."""
    if subject.whole or not change.before.migrations:
        return frozenset()
    try:
        steps = plan.run(steps_of(change.before, subject.change.before))
        want = expected_at(subject, change.project, subject.change.before)
        hashes = (f"{step.tag} {step.hash}" for step in steps)
        engine = identity_of(plan.setting.ledger.engine, subject.policy, near_of(subject, change))
        key = digest(VERSION, engine, repr(plan.setting), want.key, *hashes)
        kept = subject.facts.get("structure-before", key)
        if kept is not None:
            return frozenset(kept)
        have = _measured(plan, steps, result) or structure_of(arena, steps, plan.setting)
        expected = _wanted(subject, change, plan, want, arena, steps)
    except Undecided:
        return frozenset()
    found = sorted(str(each) for each in compare(have, expected))
    subject.facts.put("structure-before", key, found)
    return frozenset(found)


def _measured(plan: Planned, steps: Sequence[Step], result: Rehearsal) -> Structure | None:
    """What these steps make, if the rehearsal has just seen it."""
    made = [(step.tag, step.millis, step.hash) for step in steps]
    if made == [(step.tag, step.millis, step.hash) for step in plan.after]:
        return result.structure
    if made == [(step.tag, step.millis, step.hash) for step in plan.before]:
        return result.earlier if result.history_failure is None else None
    return None
