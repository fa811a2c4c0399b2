"""What one project's rehearsal runs, and the server that it runs on."""

from __future__ import annotations

import contextlib
import json
import os

from forge_migrations.checks.migration_history.respelt import respelt
from forge_migrations.checks.migration_history.start import start_of
from forge_migrations.database.arena import Setting
from forge_migrations.database.drivers import driver_of
from forge_migrations.database.failures import refuse_faults
from forge_migrations.database.given import start_step
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.open import open_arena
from forge_migrations.database.open import prelude_of
from forge_migrations.database.steps import steps_of
from forge_migrations.drizzle.history.brought import brought_in
from forge_migrations.drizzle.history.by_name import as_run_by_name
from forge_migrations.drizzle.history.by_name import runs_by_name
from forge_migrations.drizzle.history.history import of_another_engine
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import engine_of
from forge_migrations.findings import Undecided
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.migration_history.start import Start
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.database.arena import Arena
    from forge_migrations.database.arena import Prepared
    from forge_migrations.database.steps import Step
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.drizzle.project import Project

VERSION = "14"
"""Of what is measured and how it is told: part of the kept verdict's key."""


class Planned(NamedTuple):
    """What one project's rehearsal depends on, and nothing else."""

    before: tuple[Step, ...]
    """The released history."""
    after: tuple[Step, ...]
    new: frozenset[str]
    """Paths of the migrations that this change brought in."""
    setting: Setting
    begun: str = ""
    """The first migration, where its snapshot tells what was there before, its SQL does nothing and
    it came with an earlier change: whether a driver takes a comment was told then."""

    def run(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps but the one that does nothing."""
        return tuple(step for step in steps if step.tag != self.begun)


def planned(subject: Subject, change: ProjectChange) -> Planned:
    """Read the steps. Raises `Undecided` for a history that the migrator can't read."""
    by_name = runs_by_name(change.project, subject.change.after)
    after = _steps(change.after, subject.change.after, by_name)
    if subject.whole:
        released: tuple[Step, ...] = ()
        known: set[tuple[str, str | None]] = set()
    else:
        history, tree = change.base, subject.change.base
        if history is change.before:  # nothing changed here, so what is released wasn't read
            history = read_history(tree, change.before.out, subject.facts)
        if not history.migrations or of_another_engine(history, change.after):
            history, tree = change.before, subject.change.before
        released = _steps(history, tree, by_name)
        known = {(each.path, each.blob) for each in change.before.migrations}
    new = frozenset(step.path for step in after if (step.path, step.blob) not in known)
    old = respelt(change, subject.change.base, subject.change.after) if new else frozenset()
    new = new if subject.whole else new - old
    first = (
        any(brought_in(change.base, change.after)[:1])
        and change.after.migrations[0].path not in old
    )
    start = _start(subject, change, first)
    ledger = Ledger.of(change.project, change.after)
    setting = Setting(
        ledger._replace(layout="folders") if by_name else ledger,
        driver_of(change.project),
        prelude_of(subject.policy, subject.change.after, change.project),
        float(subject.policy.get("statement_timeout", 60)),
        _made_by(subject, change, start) if start else None,
    )
    past = start is not None and start.whole and not first
    plan = Planned(released, after, new, setting, after[0].tag if past else "")
    return plan._replace(before=plan.run(released), after=plan.run(after))


def _steps(history: History, tree: Tree, by_name: bool) -> tuple[Step, ...]:
    """The steps in the order in which they are run. By name: what isn't recorded under its name."""
    return steps_of(as_run_by_name(history, tree) if by_name else history, tree)


def _start(subject: Subject, change: ProjectChange, new: bool) -> Start | None:
    dialect = DIALECTS.get(engine_of(change.project.dialect))
    if dialect is None:
        return None
    return start_of(change.after, subject.change.after, dialect, subject.facts, new)


def _made_by(subject: Subject, change: ProjectChange, start: Start) -> Step:
    """What makes the start: drizzle-kit's own DDL for its snapshot where that is all of it and
    drizzle-kit is asked anyway, else what follows from the snapshot's words."""
    sql = start.sql
    engine = engine_of(change.project.dialect)
    if start.whole and engine != "sqlite":
        with contextlib.suppress(Undecided, ValueError):
            sql = ddl_of(subject, change.project, subject.change.after, start.path)
    return start_step(start.tag, start.path, sql, engine)


def ddl_of(subject: Subject, project: Project, tree: Tree, path: str) -> tuple[str, ...]:
    """What drizzle-kit writes to make a snapshot's structure of nothing.

    Raises `Undecided` or `ValueError` when it can't.
    """
    snapshot = json.loads(tree.read(path))
    key = f"nothing {tree.blob(path)}"
    return subject.kit.statements(project, tree, None, snapshot, key).sql


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
    start = (plan.setting.start,) if plan.setting.start else ()
    return open_arena(plan.setting.ledger.engine, subject.policy, (*start, *plan.after), near)


def near_of(subject: Subject, change: ProjectChange) -> str | None:
    """The project's folder in the work tree, where there is one."""
    root = subject.change.root
    return None if root is None else os.path.join(root, change.project.cwd)
