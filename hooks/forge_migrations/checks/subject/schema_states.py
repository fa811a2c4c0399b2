"""A project's schema and newest snapshot at both trees of a change: what two checks share."""

from __future__ import annotations

from functools import cached_property

from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.history.computed import value_at
from forge_migrations.drizzle.history.newest import newest_at
from forge_migrations.drizzle.kit.bridge import settled
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.computed import Path
    from forge_migrations.drizzle.history.newest import Newest
    from forge_migrations.drizzle.kit.bridge import Loaded
    from forge_migrations.drizzle.project import Project
    from forge_migrations.engines import Dialect

MANIFESTS = ("package.json", "tsconfig.json", "jsconfig.json")


class States:
    """Lazily what one project is before and after the change."""

    def __init__(self, subject: Subject, one: ProjectChange) -> None:
        self.subject = subject
        self.one = one
        self.project = one.project

    @property
    def dialect(self) -> Dialect:
        """Whose SQL the migrations are; PostgreSQL's where that can't be told."""
        return dialect_of(self.project.dialect, self.one.after.dialect) or "postgres"

    @cached_property
    def earlier(self) -> Project:
        """The project as its config said before the change."""
        change = self.subject.change
        if self.project.config not in change.changed and self.project.config in change.before:
            return self.project
        from forge_migrations.drizzle.config.moves import origin

        facts, found = self.subject.facts, self.subject.found(change.before)
        was = origin(self.project, change.after, found.projects, change.before, facts)
        return was or self.project

    @cached_property
    def concerned(self) -> bool:
        """False when nothing that changed can have a part in a schema or in its snapshots."""
        out = self.project.out + "/"
        return self.subject.whole or any(
            path.startswith(out) or path.endswith((*EXTENSIONS, ".json"))
            for path in self.subject.change.changed
        )

    @cached_property
    def same_history(self) -> bool:
        return self.one.after.snapshots == self.one.before.snapshots

    @cached_property
    def untouched(self) -> bool:
        """True when schema and newest snapshot are the same on both sides. A schema that nobody can
        name is discovery's to tell."""
        if not self.project.schema:
            return True
        if self.subject.whole:
            return False
        return not self.concerned or (self.same_history and self.same_schema)

    @cached_property
    def same_schema(self) -> bool:
        """True when nothing that the schema reaches is another on both sides: told by a closure that
        is known, or by loading it, so that what was kept decides no verdict."""
        if self.known_same or not self.concerned or self.earlier != self.project:
            return self.known_same
        try:
            self._loaded_after  # noqa: B018  # its closure is known from here on
        except Undecided:
            return False
        return self._same_closure()

    @cached_property
    def known_same(self) -> bool:
        """The same by what is known already; needs no Node."""
        return self.earlier == self.project and self._same_closure()

    def _same_closure(self) -> bool:
        change = self.subject.change
        return self.subject.kit.same_closure(self.project, change.before, change.after)

    @property
    def wants_schema(self) -> bool:
        """True when the schema has to be known after the change."""
        return (
            bool(self.project.schema)
            and self.concerned
            and (self.subject.whole or not self.same_schema)
        )

    @cached_property
    def has_by_hand(self) -> bool:
        """True when a migration before the change had no snapshot."""
        return any(each.blob and not each.snapshot_blob for each in self.one.before.migrations)

    @cached_property
    def may_concern_schema(self) -> bool:
        """Judged without drizzle-kit: a schema file, one beside it, or one that speaks of Drizzle."""
        change = self.subject.change
        entries = schema_files(self.project, change.after) + schema_files(
            self.earlier, change.before
        )
        folders = {path.rpartition("/")[0] + "/" for path in entries}
        scripts = [path for path in change.changed if path.endswith(EXTENSIONS)]
        out = self.project.out + "/"
        if any(
            path in entries or (path.startswith(tuple(folders)) and not path.startswith(out))
            for path in scripts
        ):
            return True
        texts = [*_texts(change.before, scripts), *_texts(change.after, scripts)]
        return self.project.config in change.changed or any(
            b"drizzle-orm" in text for text in texts
        )

    @cached_property
    def borrows_kit(self) -> bool:
        """True when the project's own scripts find no drizzle-kit, and the one used is elsewhere."""
        try:
            return self.subject.kit.place(self.project, self.subject.change.after).borrowed
        except Undecided:
            return False

    @cached_property
    def after(self) -> Loaded:
        """The schema after the change. Raises `Undecided`."""
        loaded = self._loaded_after
        if not loaded.computed:
            return loaded
        paths = [path for path in loaded.computed if self._follows(path)]
        return settled(loaded, self.newest_after, paths)

    @cached_property
    def _loaded_after(self) -> Loaded:
        return self.subject.kit.load(self.project, self.subject.change.after)

    def _follows(self, path: Path) -> bool:
        """True when the newest snapshot's value may be the computed one as it was when drizzle-kit
        wrote it: it was computed before the change too, or the change brought the value. What holds
        where a variable isn't set is the project's own word."""
        if self.subject.whole:
            return True
        loaded, was = self._loaded_after, self._loaded_before
        same = value_at(was.snapshot, path) == value_at(loaded.snapshot, path)
        if path in was.computed and (same or path not in loaded.by_environment):
            return True
        return value_at(self.newest_before.content, path) != value_at(
            self.newest_after.content, path
        )

    @cached_property
    def before(self) -> Loaded:
        """The schema before the change. Raises `Undecided`."""
        loaded = self._loaded_before
        return settled(loaded, self.newest_before, loaded.computed) if loaded.computed else loaded

    @cached_property
    def _loaded_before(self) -> Loaded:
        return self.subject.kit.load(self.earlier, self.subject.change.before)

    @cached_property
    def newest_after(self) -> Newest:
        return newest_at(self.subject.change.after, self.one.after)

    @cached_property
    def newest_before(self) -> Newest:
        return newest_at(self.subject.change.before, self.one.before)

    @cached_property
    def built_upon(self) -> bool:
        """True when the newest snapshot after the change descends from the newest one before it."""
        before = self.one.before.newest_snapshot
        heads = {head.id: head for head in self.one.after.snapshots}
        here = self.one.after.newest_snapshot
        if before is None or here is None or here.id == before.id:
            return False
        seen: set[str] = set()
        while here is not None and here.id not in seen:
            if before.id in here.parents:
                return before.id in heads
            seen.add(here.id)
            here = next((heads[each] for each in here.parents if each in heads), None)
        return False


def _texts(tree: Tree, paths: list[str]) -> list[bytes]:
    return list(tree.read_many(path for path in paths if tree.is_file(path)).values())


def states_of(subject: Subject, one: ProjectChange) -> States:
    """The states of a project, shared by the checks of one run."""
    kept: dict[str, States] = subject.states
    return kept.setdefault(one.project.config, States(subject, one))


def foresee(subject: Subject) -> None:
    """Start the process that loads schemas where one will be needed: the checks that need only git
    run meanwhile."""
    for one in subject.projects:
        states = states_of(subject, one)
        wanted = states.project.schema and states.concerned and not one.gone
        if wanted and (subject.whole or not states.known_same):
            subject.kit.foresee(one.project, subject.change.after)
            return
