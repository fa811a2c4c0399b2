"""One project's rehearsal as findings: kept by content, run when it isn't known."""

from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from forge_migrations.checks.rehearsal_findings import CHECK
from forge_migrations.checks.rehearsal_findings import findings_of
from forge_migrations.checks.rehearsal_limits import left_out
from forge_migrations.checks.rehearsal_limits import needs_left_out
from forge_migrations.checks.rehearsal_limits import undecided_of
from forge_migrations.checks.rehearsal_structure import Expected
from forge_migrations.checks.rehearsal_structure import compare
from forge_migrations.checks.rehearsal_structure import expected_at
from forge_migrations.checks.rehearsal_structure import make_expected
from forge_migrations.checks.rehearsal_structure import told
from forge_migrations.checks.subject import ProjectChange
from forge_migrations.checks.subject import Subject
from forge_migrations.database.arena import Arena
from forge_migrations.database.arena import Prepared
from forge_migrations.database.arena import Setting
from forge_migrations.database.beside import Beside
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.open import identity_of
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.database.privileges import extension_statements
from forge_migrations.database.rehearsal import Rehearsal
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.database.rehearsal import structure_of
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import steps_of
from forge_migrations.database.structure import Structure
from forge_migrations.database.structure import Thing
from forge_migrations.drizzle.history import read_history
from forge_migrations.facts import digest
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided

VERSION = "8"
"""Of what is measured and how it is told: part of the kept verdict's key."""


class Planned(NamedTuple):
    """What one project's rehearsal depends on, and nothing else."""

    before: tuple[Step, ...]
    """The released history."""
    after: tuple[Step, ...]
    new: frozenset[str]
    """Paths of the migrations that this change brought in."""
    setting: Setting


def alone(subject: Subject) -> bool:
    """True when the rehearsal is what was asked for, and not one check of the umbrella."""
    return subject.only_check.removeprefix("forge-") == CHECK


def planned(subject: Subject, change: ProjectChange) -> Planned:
    """Read the steps. Raises `Undecided` for a history that the migrator can't read."""
    after = steps_of(change.after, subject.change.after)
    if subject.whole:
        released: tuple[Step, ...] = ()
        known: set[tuple[str, str | None]] = set()
    else:
        history, tree = change.base, subject.change.base
        if history is change.before:  # nothing changed here, so what is released wasn't read
            history = read_history(tree, change.before.out, subject.facts)
        if not history.migrations:
            history, tree = change.before, subject.change.before
        released = steps_of(history, tree)
        known = {(each.path, each.blob) for each in change.before.migrations}
    new = frozenset(step.path for step in after if (step.path, step.blob) not in known)
    setting = Setting(
        Ledger.of(change.project, change.after),
        driver_of(change.project),
        prelude_of(subject.policy, subject.change.after, change.project),
        float(subject.policy.get("statement_timeout", 60)),
    )
    return Planned(released, after, new, setting)


def judged(subject: Subject, change: ProjectChange) -> Iterator[Finding | Note]:
    """The findings and notes of one project's rehearsal."""
    plan = planned(subject, change)
    # Of a schema that isn't known no verdict is kept either: the server starts meanwhile.
    unknown = alone(subject) and subject.kit.foresee(change.project, subject.change.after)
    with Beside(partial(begin, subject, change, plan, not subject.whole), unknown) as beside:
        expected, note = _expected(subject, change)
    key = _key(subject, change, plan, expected)
    kept = None if unknown else subject.facts.get_large("rehearsal", key)
    if isinstance(kept, dict):
        findings = [Finding(*each) for each in kept["findings"]]
        notes = [Note(*each) for each in kept["notes"]]
    else:
        begun = beside.result()
        try:
            done = rehearsed(subject, change, plan, expected, begun)
        finally:
            begun.arena.close()
        findings, notes = done.findings, done.notes
        kept = {"findings": [list(each) for each in findings], "notes": [list(n) for n in notes]}
        subject.facts.put_large("rehearsal", key, kept)
    for finding in findings:
        if not _is_told_already(finding, subject):
            yield finding
    yield from notes
    if note is not None:
        yield note


class Begun(NamedTuple):
    """A server that runs; whoever began it closes the arena."""

    arena: Arena
    prepared: Prepared | None
    """The released history with rows in it; `None` where only an empty database is wanted."""


def begin(subject: Subject, change: ProjectChange, plan: Planned, upgrade: bool = True) -> Begun:
    """Start the server and make the released history. Raises `Undecided` without a server."""
    arena = arena_of(subject, change, plan)
    try:
        return Begun(arena, arena.prepare(plan.before, plan.setting) if upgrade else None)
    except Exception as error:
        arena.close()
        refuse_faults(error)
        raise


def arena_of(subject: Subject, change: ProjectChange, plan: Planned) -> Arena:
    """Where the plan is rehearsed; the caller closes it. Raises `Undecided` without a server."""
    near = near_of(subject, change)
    return open_arena(plan.setting.ledger.engine, subject.policy, plan.after, near)


def near_of(subject: Subject, change: ProjectChange) -> str | None:
    """The project's folder in the work tree, where there is one."""
    root = subject.change.root
    return None if root is None else os.path.join(root, change.project.cwd)


class Done(NamedTuple):
    """A rehearsal and what is said of it."""

    result: Rehearsal
    findings: list[Finding]
    notes: list[Note]


def rehearsed(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected | None,
    begun: Begun,
    afterwards: Callable[[Rehearsal], object] = bool,
) -> Done:
    """Rehearse on what was begun; `afterwards` as `rehearse` has it."""
    config = change.project.config
    result = rehearse(
        begun.arena,
        plan.before,
        plan.after,
        plan.setting,
        upgrade=begun.prepared is not None,
        prepared=begun.prepared,
        afterwards=afterwards,
    )
    said: list[Finding | Note] = [*findings_of(result, plan.new, plan.after, config)]
    said += _notes(result, config, str(subject.policy.get("postgres", "")))
    if expected is not None and result.structure is not None:
        said += _structural(subject, change, plan, expected, begun.arena, result)
    said = [undecided_of(each, result, subject.policy, config) for each in said]
    findings = [each for each in said if isinstance(each, Finding)]
    return Done(result, findings, [each for each in said if isinstance(each, Note)])


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


def _structural(
    subject: Subject,
    change: ProjectChange,
    plan: Planned,
    expected: Expected,
    arena: Arena,
    result: Rehearsal,
) -> Iterator[Finding | Note]:
    config = change.project.config
    assert result.structure is not None
    try:
        wanted = _wanted(subject, change, plan, expected, arena, plan.after)
        found = compare(result.structure, wanted)
        found = [each for each in found if not needs_left_out(each, arena.left_out)]
        inherited = _known_before(subject, change, plan, arena, result) if found else ()
    except Undecided as error:
        yield Note(CHECK, str(error), config, remedy=error.remedy)
        return
    yield from told(found, inherited, plan.after, plan.new, config)


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
    extensions = extension_statements(steps)
    key = digest(VERSION, engine, repr(plan.setting), expected.key, *extensions)
    kept = subject.facts.get_large("structure-wanted", key)
    if isinstance(kept, list):
        return {Thing(*thing): aspects for thing, aspects in kept}
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
        steps = steps_of(change.before, subject.change.before)
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


def _key(subject: Subject, change: ProjectChange, plan: Planned, expected: Expected | None) -> str:
    return digest(
        VERSION,
        expected.key if expected else "",
        change.project.config,
        identity_of(plan.setting.ledger.engine, subject.policy, near_of(subject, change)),
        repr(plan.setting),
        str(subject.whole),
        *(f"{step.path} {step.millis} {step.hash}" for step in plan.before),
        "and",
        *(f"{step.path} {step.millis} {step.hash} {step.path in plan.new}" for step in plan.after),
    )


def _notes(result: Rehearsal, project: str, production: str) -> Iterator[Note]:
    version, ours = result.version, result.version.number.partition(".")[0]
    other = version.engine == "postgresql" and production.partition(".")[0] not in ("", ours)
    text = f", not on PostgreSQL {production}, which .forge-migrations.toml names" if other else ""
    yield Note(CHECK, f"rehearsed on {version}{text}", project)
    yield from left_out(result.left_out, result.version.product, project)
    for table, reason in result.unfilled.items():
        yield Note(CHECK, f'table "{table}" was rehearsed without rows: {reason}', project)


def _is_told_already(finding: Finding, subject: Subject) -> bool:
    """Under the umbrella, what the statement itself says is the static rule's to tell."""
    return not alone(subject) and finding.rule in ("drop-table", "drop-column")
