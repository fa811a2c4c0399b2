"""Refuse a migration history that a database can't replay."""

from __future__ import annotations

import itertools
import posixpath
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.change.tree import Tree
from forge_migrations.checks.history_released import against_released
from forge_migrations.checks.history_sides import Sides
from forge_migrations.checks.history_state import violations
from forge_migrations.checks.history_violation import Violation
from forge_migrations.drizzle.brought import brought_in
from forge_migrations.drizzle.history import History
from forge_migrations.drizzle.journal import unsound_files
from forge_migrations.drizzle.project import Project
from forge_migrations.drizzle.project import engine_of
from forge_migrations.drizzle.scripts import generate
from forge_migrations.drizzle.sql_text import second_statement
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.remedy import Edit
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_restore
from forge_migrations.remedy import ours

if TYPE_CHECKING:
    from forge_migrations.checks.subject import Subject

CHECK = "migration-history"
STATEMENTS_FACT = "second-statement-1"
ONE_AT_A_TIME = {
    "better-sqlite3": "better-sqlite3",
    "mysql2": "mysql2",
    "@planetscale/database": "PlanetScale's driver",
    "@libsql/client": "libSQL's client",
    "@tidbcloud/serverless": "TiDB's driver",
}
"""Packages whose drivers take one statement at a time unless they are told otherwise."""


DATED = ("out-of-order", "future-when", "round-when")
"""Rules that rest on what Drizzle's migrator does with `when`."""
REPAIRED = (
    "missing-snapshot", "orphan-sql", "orphan-snapshot", "unpaired-snapshot", "broken-chain",
    "forked-chain", "duplicate-snapshot-id", "snapshot-order",
)  # fmt: skip
"""What `repair` mends, or says why it can't."""
SUPABASE = "supabase/migrations"
"""Where Supabase's CLI looks, and goes by the names: https://supabase.com/docs/guides/deployment/database-migrations"""
D1_RUNNERS = ("wrangler.toml", "wrangler.json", "wrangler.jsonc", "alchemy.run.ts")


class State(NamedTuple):
    """A history and the tree that it was read from."""

    history: History
    tree: Tree


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What the change does to every project's history."""
    change = subject.change
    for project, gone, before, after, base in subject.projects:
        if gone:
            yield from _removed(project, base, change.after)
            continue
        # Which tree is released is asked for only where it matters: finding it takes git.
        released = change.before if base is before else change.base
        for finding in history_findings(
            project,
            State(before, change.before),
            State(after, change.after),
            State(base, released),
            subject.facts,
        ):
            yield finding._replace(inherited=finding.inherited and not subject.whole)


def history_findings(
    project: Project,
    before: State,
    after: State,
    base: State,
    facts: Facts | None = None,
    now: int | None = None,
) -> Iterator[Finding]:
    """The findings of one project: inherited where `before` had them too.

    `base` is what is released; `now` in milliseconds, the clock's when left out.
    """
    judge = _Judge(project, base, facts or Facts(), int(time.time() * 1000) if now is None else now)
    if before.history == after.history:
        for one in judge.standing(after):
            yield judge.finding(one, before.tree, after.tree, True)
        return
    known = {(one.rule, one.key) for one in judge.judged(before)}
    for one in judge.judged(after):
        yield judge.finding(one, before.tree, after.tree, (one.rule, one.key) in known)


class _Judge:
    def __init__(self, project: Project, base: State, facts: Facts, now: int) -> None:
        self.project = project
        self.base = base
        self.facts = facts
        self.now = now

    def standing(self, state: State) -> Iterator[Violation]:
        """What is wrong with a state in itself."""
        found = violations(state.history, self.base.history, self.now)
        if not runs_by_name(self.project, state.tree):
            yield from found
            return
        for one in found:
            if one.rule == "orphan-sql":
                what = f"{one.key} has no entry in the journal: drizzle-kit doesn't know of it"
                yield one._replace(message=what, severity="report")
            elif one.rule not in DATED:
                yield one

    def judged(self, state: State) -> Iterator[Violation]:
        """What is wrong with a state, in itself and against what is released."""
        history, released = state.history, self.base.history
        yield from self.standing(state)
        if history == released:
            return
        yield from self._unsound(state)
        yield from self._crowded(state)
        by_name = history.out.endswith(SUPABASE) or runs_by_name(self.project, state.tree)
        yield from against_released(Sides(released, history, self.base.tree, state.tree, by_name))
        if self.project.prefix == "none" and history.migrations:
            yield Violation(
                "prefix-none",
                "",
                self.project.config,
                1,
                "migrations.prefix is none: drizzle-kit finds no snapshot by it, and every"
                " generate writes the whole schema again",
                Remedy(f'write prefix: "index" in {self.project.config}'),
            )

    def _unsound(self, state: State) -> Iterator[Violation]:
        """Snapshots that are new are parsed in full; of old ones the head is enough."""
        old = {head.blob for head in self.base.history.snapshots}
        paths = [head.path for head in state.history.snapshots if head.blob not in old]
        broken = unsound_files(state.tree, paths, self.facts)
        yield from violations(History(state.history.out, broken=tuple(broken)), History(""), 0)

    def _crowded(self, state: State) -> Iterator[Violation]:
        """Several statements without a breakpoint, where the driver takes one at a time."""
        engine = engine_of(self.project.dialect)
        drivers = [name for one, name in ONE_AT_A_TIME.items() if one in self.project.packages]
        if engine not in ("sqlite", "mysql") or not drivers:
            return
        brought = brought_in(self.base.history, state.history)
        for one in itertools.compress(state.history.migrations, brought):
            line = self._second_statement(state.tree, one.path)
            if line:
                yield Violation(
                    "missing-breakpoint",
                    one.tag,
                    one.path,
                    line,
                    f"{one.tag} holds a second statement without a breakpoint before it:"
                    f" {drivers[0]} takes one at a time",
                    Remedy("", Edit(one.path, line, "--> statement-breakpoint")),
                    "refuse" if one.breakpoints else "report",
                )

    def _second_statement(self, tree: Tree, path: str) -> int:
        blob = tree.blob(path) or ""
        fact = self.facts.get(STATEMENTS_FACT, blob)
        if fact is None:
            fact = second_statement(tree.read(path))
            self.facts.put(STATEMENTS_FACT, blob, fact)
        return int(fact)

    def finding(self, one: Violation, before: Tree, tree: Tree, inherited: bool) -> Finding:
        return Finding(
            CHECK,
            one.rule,
            one.path,
            one.line,
            one.message,
            one.remedy or self._remedy(one, before, tree),
            one.severity,
            "history",
            project=self.project.config,
            inherited=inherited,
        )

    def _remedy(self, one: Violation, before: Tree, tree: Tree) -> Remedy:
        if one.rule == "missing-sql":
            path = self._sql_of(one.key)
            if path in before:
                return Remedy("restore it", git_restore(path))
            return Remedy("stage it with its journal", git_add(path))
        if one.rule in REPAIRED:
            return Remedy("run", ours("repair", "--write", self.project.config))
        if one.rule == "round-when":
            name = one.key.removesuffix(".sql").partition("_")[2] or one.key
            command = generate(self.project, tree, "--custom", "--name", name)
            return Remedy("have drizzle-kit make the migration, and put this SQL into it", command)
        tag = one.key.removesuffix(".sql")
        return Remedy(
            f"delete {tag} (SQL, snapshot, journal entry) and generate it again",
            generate(self.project, tree),
            decide=True,
        )

    def _sql_of(self, tag: str) -> str:
        folder = self.project.out
        old = self.base.history.layout != "folders"
        return f"{folder}/{tag}.sql" if old else f"{folder}/{tag}/migration.sql"


def runs_by_name(project: Project, tree: Tree) -> bool:
    """True when Cloudflare's tools run the SQL files by name, whatever the journal says.

    https://developers.cloudflare.com/d1/reference/migrations/
    """
    if not project.driver.startswith("d1"):
        return False
    folder = project.cwd
    while True:
        paths = [posixpath.join(folder, name) for name in D1_RUNNERS]
        texts = tree.read_many(path for path in paths if tree.is_file(path))
        if any(b"migrations_dir" in text or b"migrationsDir" in text for text in texts.values()):
            return True
        if not folder:
            return False
        folder = posixpath.dirname(folder)


def _removed(project: Project, base: History, after: Tree) -> Iterator[Finding]:
    """A project that the change takes away, with its migrations or without."""
    if not base.migrations or base.migrations[-1].path in after:
        return
    yield Finding(
        CHECK,
        "project-removed",
        project.config,
        1,
        f"removes {project.config} and its {len(base.migrations)} released migrations",
        Remedy("take them back, if a database still needs them", git_restore(project.out)),
        "report",
        "history",
        project=project.config,
    )
