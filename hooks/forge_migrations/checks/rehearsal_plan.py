"""What one project's rehearsal runs, and the server that it runs on."""

from __future__ import annotations

import os
from typing import NamedTuple

from forge_migrations.checks.subject import ProjectChange
from forge_migrations.checks.subject import Subject
from forge_migrations.database.arena import Arena
from forge_migrations.database.arena import Prepared
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.database.steps import Step
from forge_migrations.database.steps import steps_of
from forge_migrations.drizzle.history import read_history

VERSION = "9"
"""Of what is measured and how it is told: part of the kept verdict's key."""


class Planned(NamedTuple):
    """What one project's rehearsal depends on, and nothing else."""

    before: tuple[Step, ...]
    """The released history."""
    after: tuple[Step, ...]
    new: frozenset[str]
    """Paths of the migrations that this change brought in."""
    setting: Setting


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
