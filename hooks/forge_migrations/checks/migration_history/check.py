"""Refuse a migration history that a database can't replay."""

from __future__ import annotations

import posixpath
import time

from forge_migrations.change.ignoring import ignoring_rule
from forge_migrations.checks.migration_history.by_name import as_run_by_name
from forge_migrations.checks.migration_history.encoding import misread_sql
from forge_migrations.checks.migration_history.mending import in_one_layout
from forge_migrations.checks.migration_history.mending import made_again
from forge_migrations.checks.migration_history.mending import repaired
from forge_migrations.checks.migration_history.owed import owed
from forge_migrations.checks.migration_history.released import against_released
from forge_migrations.checks.migration_history.reset import reset
from forge_migrations.checks.migration_history.sides import Sides
from forge_migrations.checks.migration_history.sides import source_of
from forge_migrations.checks.migration_history.state import violations
from forge_migrations.checks.migration_history.violation import Violation
from forge_migrations.checks.migration_history.violation import dated
from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.encoding import misread
from forge_migrations.drizzle.encoding import saved_as_utf_8
from forge_migrations.drizzle.history.by_name import runs_by_name
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import of_another_engine
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.journal import unsound_files
from forge_migrations.engines import dialect_of
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import git_restore
from forge_migrations.sql.migrator import migrator_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.project import Project
    from forge_migrations.findings import Note
    from forge_migrations.sql.migrator import Migrator

CHECK = "migration-history"
SUPABASE = "supabase/migrations"
"""Where Supabase's CLI looks, and goes by the names: https://supabase.com/docs/guides/deployment/database-migrations"""


class State(NamedTuple):
    """A history and the tree that it was read from."""

    history: History
    tree: Tree


def check(subject: Subject) -> Iterator[Finding | Note]:
    """What the change does to every project's history."""
    change = subject.change
    for project, gone, before, after, base, replaced in subject.projects:
        if gone:
            yield from _removed(project, base, change.after)
            continue
        if replaced.migrations:
            yield from _replaced(subject, project, replaced, after, bool(before.migrations))
        # Which tree is released is asked for only where it matters: finding it takes git.
        released = change.before if base is before else change.base
        earlier = None
        if base is not before and change.base_before is not change.base:
            was = read_history(change.base_before, before.out, subject.facts)
            if not of_another_engine(was, after):
                earlier = State(was, change.base_before)
        for finding in history_findings(
            project,
            State(before, change.before),
            State(after, change.after),
            State(base, released),
            subject.facts,
            earlier=earlier,
        ):
            yield finding._replace(inherited=finding.inherited and not subject.whole)
        if subject.whole or _pairs(before) != _pairs(after):
            from forge_migrations.checks.migration_history.agreement.check import disagreeing

            yield from disagreeing(
                project,
                (before, change.before),
                (after, change.after),
                (base, released),
                subject.facts,
                subject.whole,
            )
            trees = (after, change.after)
            yield from owed(project, before, trees, base, subject.whole, subject.facts)


def _pairs(history: History) -> list[tuple[str | None, str | None]]:
    return [(one.blob, one.snapshot_blob) for one in history.migrations]


def history_findings(
    project: Project,
    before: State,
    after: State,
    base: State,
    facts: Facts | None = None,
    now: int | None = None,
    earlier: State | None = None,
) -> Iterator[Finding]:
    """The findings of one project: inherited where `before` had them too.

    `base` is what is released, and `earlier` what of `before` is where a merge takes in more; `now`
    in milliseconds, the clock's when left out.
    """
    now = int(time.time() * 1000) if now is None else now
    judge = _Judge(project, before, base, facts or Facts(), now)
    if before.history == after.history and earlier is None:
        for one in judge.standing(after):
            yield judge.finding(one, after, True)
        return
    own = judge if earlier is None else _Judge(project, before, earlier, judge.facts, now)
    known = {(one.rule, one.key) for one in own.judged(before)}
    for one in judge.judged(after):
        yield judge.finding(one, after, (one.rule, one.key) in known)


class _Judge:
    def __init__(
        self, project: Project, before: State, base: State, facts: Facts, now: int
    ) -> None:
        self.project = project
        self.before = before
        self.base = base
        self.facts = facts
        self.now = now

    def standing(self, state: State) -> Iterator[Violation]:
        """What is wrong with a state in itself."""
        found = violations(state.history, self.base.history, self.now)
        if runs_by_name(self.project, state.tree):
            found = as_run_by_name(found, state.tree)
        for one in found:
            if one.rule == "missing-journal" and state.history.out.endswith(SUPABASE):
                one = one._replace(severity="report")
            yield one

    def judged(self, state: State) -> Iterator[Violation]:
        """What is wrong with a state, in itself and against what is released."""
        history, released = state.history, self.base.history
        yield from self.standing(state)
        if history == released or history.lacks_journal:
            return
        yield from self._unsound(state)
        yield from self._misread(state)
        if self.project.push_only and not history.migrations:
            yield from self._left(state)
            return
        by_name = history.out.endswith(SUPABASE) or runs_by_name(self.project, state.tree)
        sides = Sides(
            released, history, self.base.tree, state.tree, by_name, self._migrator(history)
        )
        yield from against_released(sides)
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

    def _left(self, state: State) -> Iterator[Violation]:
        """A project that gave migrations up: its scripts push the schema from here on."""
        released = self.base.history
        if released.migrations:
            count = f"{len(released.migrations)} released migrations of {released.out}"
            back = git_restore(released.out, source=source_of(self.base.tree))
            yield Violation(
                "history-reset", "", self.project.config, 1,
                f"deletes all {count}, and the project only pushes its schema from here on",
                Remedy("take them back", back), "report",
            )  # fmt: skip

    def _migrator(self, history: History) -> Migrator | None:
        dialect = dialect_of(self.project.dialect, history.dialect)
        if dialect is None:
            return None
        return migrator_of(dialect, self.project.driver, self.project.packages)

    def _unsound(self, state: State) -> Iterator[Violation]:
        """Snapshots that are new are parsed in full; of old ones the head is enough."""
        old = {head.blob for head in self.base.history.snapshots}
        paths = [head.path for head in state.history.snapshots if head.blob not in old]
        broken = unsound_files(state.tree, paths, self.facts)
        yield from violations(History(state.history.out, broken=tuple(broken)), History(""), 0)

    def _misread(self, state: State) -> Iterator[Violation]:
        """New SQL in another encoding than Drizzle reads."""
        old = {one.blob for one in self.base.history.migrations}
        paths = [one.path for one in state.history.migrations if one.blob and one.blob not in old]
        dialect = dialect_of(self.project.dialect, state.history.dialect) or "postgres"
        yield from misread_sql(state.tree, paths, dialect, self.facts)

    def finding(self, one: Violation, state: State, inherited: bool) -> Finding:
        return Finding(
            CHECK,
            one.rule,
            one.path,
            one.line,
            one.message,
            self._remedy(one, state),
            one.severity,
            "history",
            project=self.project.config,
            inherited=inherited,
        )

    def _remedy(self, one: Violation, state: State) -> Remedy:
        """Where the finding has none of its own: `repair` mends what is not released, or says why
        it can't and writes nothing."""
        if one.rule == "released-deleted":
            # What the schema took back with it is to be said in SQL.
            made = generate(self.project, state.tree)
            return one.remedy.then(made, git_add(self.project.out))
        if one.remedy:
            return one.remedy
        if one.rule == "not-utf-8":
            wrong = misread(state.tree.read(one.path))
            if wrong is not None:
                return saved_as_utf_8(one.path, wrong)
        if one.rule == "missing-sql" and one.key in {
            each.tag for each in self.base.history.migrations if each.blob
        }:
            return Remedy(
                "restore it", git_restore(self._sql_of(one.key), source=source_of(self.base.tree))
            )
        if one.rule == "missing-journal":
            return self._journal_back(state)
        if one.rule == "mixed-layout":
            words = "have all of it in the layout of drizzle-kit 1.0"
            return Remedy(words, *in_one_layout(self.project, state.tree))
        if one.rule == "several-leaves":
            made = generate(self.project, state.tree)
            return Remedy(
                "leave it: the next migration joins them", made, git_add(state.history.out)
            )
        if one.rule == "round-when":
            return self._dated_today(one.key, state)
        if state.history.layout == "folders":
            found = [each for each in state.history.migrations if each.tag == one.key]
            steps = [step for each in found for step in made_again(self.project, state.tree, each)]
            words = "have it made again, and put into it what was written by hand"
            return Remedy(words, *steps, decide=True)
        if one.rule == "missing-sql":
            name = one.key.partition("_")[2] or one.key
            path = self._sql_of(one.key)
            force = ignoring_rule(state.tree, path) is not None
            again = Remedy("make it again", *repaired(self.project, name, force))
            if not force:
                return again
            have = Remedy("stage it, ignored or not", git_add(path, force=True))
            return have.or_else(again.reworded("if it is gone, make it again"))
        if one.rule == "not-json" and one.path == state.history.journal:
            if one.path not in self.before.tree:
                return Remedy("correct it, then", *repaired(self.project), decide=True)
            restore = git_restore(one.path, source=source_of(self.before.tree))
            words = "take it back, and have it name the new ones again"
            return Remedy(words, restore, *repaired(self.project))
        return Remedy("have it mended", *repaired(self.project))

    def _journal_back(self, state: State) -> Remedy:
        """As it was, where it was; what the work tree has of it is staged even where it is ignored."""
        journal = posixpath.join(state.history.out, "meta/_journal.json")
        for known in (self.before, self.base):
            if journal not in known.tree:
                continue
            restore = git_restore(journal, source=source_of(known.tree))
            named = {posixpath.basename(each.path) for each in known.history.migrations}
            if named.issuperset(map(posixpath.basename, state.history.orphans)):
                return Remedy("take it back", restore)
            words = "take it back, and have it name the new ones again"
            return Remedy(words, restore, *repaired(self.project))
        return Remedy("stage it, ignored or not", git_add(journal, force=True))

    def _dated_today(self, tag: str, state: State) -> Remedy:
        """Only the newest and unreleased one: any other would change places."""
        history = state.history
        one = history.migrations[-1]
        if one.tag != tag or tag in {each.tag for each in self.base.history.migrations}:
            return Remedy("leave it: the migrators go by it")
        return Remedy("date it today", dated(state.tree, history.journal, one, self.now))

    def _sql_of(self, tag: str) -> str:
        folder = self.project.out
        old = self.base.history.layout != "folders"
        return f"{folder}/{tag}.sql" if old else f"{folder}/{tag}/migration.sql"


def _replaced(
    subject: Subject, project: Project, released: History, after: History, inherited: bool
) -> Iterator[Finding]:
    """A released history that gave way to another engine's: one line, and nothing it refuses."""
    tree, base = subject.change.after, subject.change.base
    if all(tree.blob(one.path) == one.blob for one in released.migrations):
        return
    one = reset(Sides(released, after, base, tree), list(released.migrations))
    yield Finding(
        CHECK,
        one.rule,
        one.path,
        one.line,
        one.message,
        one.remedy,
        one.severity,
        "history",
        project=project.config,
        inherited=inherited and not subject.whole,
    )


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
        Remedy(
            "take them back, if a database still needs them",
            git_restore(project.config, project.out),
        ),
        "report",
        "history",
        project=project.config,
    )
