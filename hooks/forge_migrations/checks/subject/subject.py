"""What every check is handed: one Change, its projects, and the answers that are shared."""

from __future__ import annotations

from functools import cached_property

from forge_migrations.change.change import Change
from forge_migrations.checks import GIT_ONLY
from forge_migrations.checks.subject.unread import Asked
from forge_migrations.checks.subject.unread import Unread
from forge_migrations.config import Policy
from forge_migrations.drizzle.history.history import History
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.config.discovery import Projects
    from forge_migrations.drizzle.config.discovery import Runner
    from forge_migrations.drizzle.config.values import Setting
    from forge_migrations.drizzle.kit.bridge import Kit
    from forge_migrations.drizzle.project import Project
    from forge_migrations.findings import Note


class ProjectChange(NamedTuple):
    """A project with its migrations folder at the three trees."""

    project: Project
    """As it is after the change, or before it when it is gone."""
    gone: bool
    before: History
    after: History
    base: History
    replaced: History = History("")
    """What is released for another engine, where this history is a new one; else empty."""


class Subject:
    """One Change and what is learned of it, once, by whichever check needs it first."""

    def __init__(
        self,
        change: Change,
        policy: Policy | None = None,
        facts: Facts | None = None,
        *,
        kit_folder: str = "",
        fix: bool = False,
        only_project: str = "",
        only_check: str = "",
        pushed: bool = False,
        list_released: bool = False,
        first: Subject | None = None,
        kit: Kit | None = None,
    ) -> None:
        self.change = change
        self.policy = policy or Policy()
        self.facts = facts or Facts()
        self.kit_folder = kit_folder
        """`--kit`: a folder whose node_modules has drizzle-kit and drizzle-orm."""
        self.fix = fix
        self.only_project = only_project
        self.only_check = only_check
        """The one check that runs; empty under the umbrella."""
        self.pushed = pushed
        """True at a push, where what takes seconds is done too."""
        self.list_released = list_released
        """`--released`: what released SQL did is listed, and not only counted."""
        self.notes: list[Note] = []
        """What was not checked, said by the shared steps (discovery) and not by one check."""
        self.states: dict[str, Any] = {}
        """By project what the checks share of its schema: `schema_states.states_of`."""
        self._histories: dict[str, list[Tree]] = {}
        """By folder: the Trees at which its history was read."""
        self._started: Kit | None = None
        self._first = first
        self._lent = kit
        """A bridge that whoever made this Subject has and ends."""
        """The Subject whose kit this one shares."""

    def seen_from(self, change: Change) -> Subject:
        """The same judgement over another Change (the other side of a merge)."""
        return Subject(
            change,
            self.policy,
            self.facts,
            kit_folder=self.kit_folder,
            only_project=self.only_project,
            only_check=self.only_check,
            pushed=self.pushed,
            first=self._first or self,
        )

    @cached_property
    def others(self) -> tuple[Subject, ...]:
        """The same Subject seen from the other parents of a merge; empty where there is none."""
        return tuple(map(self.seen_from, self.change.other_sides()))

    def standing(self, since: Tree) -> Subject:
        """What this side of a merge is itself: what it became since a Tree."""
        change = self.change
        return self.seen_from(Change(since, change.before, change.base, "range", change.repository))

    def close(self) -> None:
        """End what was started: the one Node process."""
        if self._started is not None:
            self._started.close()

    @property
    def whole(self) -> bool:
        """True when the whole state is judged, so that inherited findings refuse too."""
        return self.change.mode == "everything"

    @property
    def looks_for_uses(self) -> bool:
        """True where it is looked for who still uses what is taken away: at a push, of a range, and at a
        commit where the policy says so; never of a whole history, nor by a check that runs alone."""
        when = self.policy.looking.when
        if when == "never" or self.only_check or self.whole or self.change.root is None:
            return False
        return bool(when == "commit" or self.pushed or self.change.mode == "range")

    @cached_property
    def projects(self) -> tuple[ProjectChange, ...]:
        """The projects of `after`, and those of `before` that are gone."""
        from forge_migrations.drizzle.config.moves import origin

        change = self.change
        after, before = self.found(change.after), self.found(change.before)
        asked = Asked(self.only_project, self.only_check, self.whole)
        self.notes.extend(map(Unread(asked, self.change, before, after).judged, after.notes))
        origins = {
            project.config: origin(
                project, change.after, before.projects, change.before, self.facts
            )
            for project in after.projects
        }
        kept = {one.config for one in origins.values() if one is not None}
        kept |= {note.project for note in after.notes}
        gone = [project for project in before.projects if project.config not in kept]
        # A project that isn't wanted is not read.
        wanted = [
            self._project_change(project, origins[project.config], False)
            for project in after.projects
            if self._wants(project)
        ]
        wanted += [
            self._project_change(project, project, True) for project in gone if self._wants(project)
        ]
        if self.only_project and not wanted:
            raise UsageError(
                f"--project {self.only_project}: there is no such project",
                Remedy("name one of those that this prints", ours("projects")),
            )
        return tuple(wanted)

    def found(self, tree: Tree) -> Projects:
        """The projects at a Tree; configs are run where code of the repository may be."""
        from forge_migrations.drizzle.config.discovery import find_projects

        run = self._runner(tree)
        asked = ("projects", repr(self.policy.projects), run is not None)
        known: Projects | None = tree.kept.get(asked)
        if known is None:
            known = find_projects(tree, self.facts, self.policy.projects, run)
            if not any(note.undecided for note in known.notes):
                tree.kept[asked] = known
        return known

    def _history(self, tree: Tree, out: str) -> History:
        """The history at a Tree, read once of those whose folders hold the same."""
        from forge_migrations.drizzle.history.history import read_history

        known: History | None = tree.kept.get(("history", out))
        if known is None:
            same = (each for each in self._histories.get(out, ()) if each.equals_under(out, tree))
            other = next(same, None)
            known = other.kept["history", out] if other else read_history(tree, out, self.facts)
            tree.kept["history", out] = known
            self._histories.setdefault(out, []).append(tree)
        return known

    def _runner(self, tree: Tree) -> Runner | None:
        """Runs a config that can't be read, where code of the repository may be run at all."""
        if self.only_check in GIT_ONLY or not (self.change.root or self.kit_folder):
            return None

        def run(path: str, folder: str) -> dict[str, Setting] | None:
            from forge_migrations.drizzle.kit.config_run import ran

            return ran(self.kit, path, folder, tree)

        return run

    def _wants(self, project: Project) -> bool:
        wanted = self.only_project
        return not wanted or wanted in (project.config, project.cwd, *project.also)

    def _project_change(
        self, project: Project, earlier: Project | None, gone: bool
    ) -> ProjectChange:
        from forge_migrations.drizzle.history.history import of_another_engine

        change = self.change
        was = earlier or project
        after = History(project.out) if gone else self._history(change.after, project.out)
        before = self._history(change.before, was.out)
        seen = (change, *(other.change for other in self.others))
        if self.whole or any(each.touches(project.out) or each.touches(was.out) for each in seen):
            base = before
            if not change.base.equals_under(was.out, change.before):
                base = self._history(change.base, was.out)
            if not base.migrations and before.migrations:
                base = self._released_elsewhere(was)
        else:
            base = before  # nothing of it changed, so nothing released can have been edited
        if gone:
            return ProjectChange(project, gone, before, after, base)
        # Another engine's history is nobody's past: nothing of it is edited, run or compared.
        own, replaced = History(project.out), History("")
        if of_another_engine(base, after):
            base, replaced = own, base
        if of_another_engine(before, after):
            before = own
        return ProjectChange(project, gone, before, after, base, replaced)

    def _released_elsewhere(self, was: Project) -> History:
        """What is released of a project that moved on this branch, before this change."""
        from forge_migrations.drizzle.config.moves import origin

        change = self.change
        released = self.found(change.base).projects
        found = origin(was, change.before, released, change.base, self.facts)
        return self._history(change.base, (found or was).out)

    @cached_property
    def kit(self) -> Kit:
        """The bridge to drizzle-kit; asking it for the first time starts the one Node process."""
        if self._lent is not None:
            return self._lent
        if self._first is not None:
            return self._first.kit
        from forge_migrations.drizzle.kit.bridge import Kit

        repository = self.change.repository
        self._started = Kit(
            root=self.change.root,
            main_root=lambda: repository.main_root if repository else None,
            facts=self.facts,
            folder=self.kit_folder,
            timeout=float(self.policy.get("kit_timeout", 60)),
        )
        return self._started
