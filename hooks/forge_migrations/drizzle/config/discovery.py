"""Finds the projects of a Tree: every file that is a Drizzle config, and where it is run."""

from __future__ import annotations

import posixpath
from functools import cached_property

from forge_migrations.drizzle.config.explicit import from_table
from forge_migrations.drizzle.config.files import ConfigFiles
from forge_migrations.drizzle.config.reader import Place
from forge_migrations.drizzle.config.reading import Reading
from forge_migrations.drizzle.config.reading import has_migrations
from forge_migrations.drizzle.config.reading import read_config
from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.config.unread import CHECK
from forge_migrations.drizzle.config.unread import not_there
from forge_migrations.drizzle.config.unread import unreadable
from forge_migrations.drizzle.config.values import KEYS
from forge_migrations.drizzle.config.values import UNREAD
from forge_migrations.drizzle.config.values import Setting
from forge_migrations.drizzle.config.values import settings
from forge_migrations.drizzle.packages import within
from forge_migrations.engines import engine_of
from forge_migrations.facts import Facts
from forge_migrations.findings import Note
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.packages import Run
    from forge_migrations.drizzle.project import Project

    Runner = Callable[[str, str], dict[str, Setting] | None]
    """(config, folder) -> its values as running it tells them; `None` where it can't be run."""

FITS = 3
"""The score of a folder in which both the schema and the migrations are found."""
LACKING = "its schema takes the environment, a file or a package, which no check is given"
SAMPLES = ("template", "example", "fixture", "boilerplate", "scaffold")
"""Words in the paths of configs that are written to be copied; when such a one's paths lead
nowhere, it is no project."""


class Projects(NamedTuple):
    """What discovery found."""

    projects: tuple[Project, ...]
    """Sorted by the config's path."""
    notes: tuple[Note, ...] = ()
    """The configs that could not be read, and what to write so that they can."""


def find_projects(
    tree: Tree,
    facts: Facts | None = None,
    tables: Sequence[Mapping[str, Any]] = (),
    run: Runner | None = None,
) -> Projects:
    """The projects at a Tree. `tables` are the `[[project]]` tables of the policy: each stands in
    for what its config says, or for a config that isn't there. `run` is asked for a config whose
    syntax doesn't tell.

    Raises `UsageError` for a table that names no project.
    """
    facts = facts or Facts()
    finder = _Finder(tree, facts)
    finder.run = run or finder.run
    named = {str(table.get("config", "")): table for table in tables if not table.get("ignore")}
    ignored = {str(table.get("config", "")) for table in tables if table.get("ignore")}
    readings: list[Reading] = []
    notes: list[Note] = []
    for path in finder.configs():
        if path in ignored or path in named:
            continue
        reading = finder.read(path)
        if isinstance(reading, Note):
            notes.append(reading)
        elif reading is not None:
            readings.append(reading)
    known = {reading.project.out for reading in readings if not reading.why}
    for reading in [each for each in readings if each.why]:
        note = unreadable(tree, reading.project, reading.why)
        covered = reading.project.out in known  # by another config, which tells the schema
        notes.append(note._replace(undecided=not covered))
        if covered:
            readings.remove(reading)
    projects = _merged(readings)
    for table in tables:
        if not table.get("ignore"):
            found = finder.read(str(table.get("config", ""))) if table.get("config") else None
            read = found.project if isinstance(found, Reading) else None
            projects.append(from_table(table, read, tree, finder.packages))
    notes += [
        _without_migrations(one, tree)
        for one in projects
        if not has_migrations(tree, one.out, facts)
    ]
    notes += [
        _without_schema(one)
        for one in projects
        if not one.schema and "schema" not in one.unread and has_migrations(tree, one.out, facts)
    ]
    return Projects(tuple(sorted(projects)), tuple(notes))


class _Finder(ConfigFiles):
    """Reads each config in the folder where its paths lead somewhere."""

    run: Runner = staticmethod(lambda _path, _folder: None)
    """Asked for a config whose syntax doesn't tell; answers nothing where no code may be run."""

    def read(self, path: str) -> Reading | Note | None:
        """The project that a config describes, read in the folder where its paths lead somewhere."""
        module = self.module(path)
        if module is None:
            return None
        runs = self._runs_of(path)
        if not module or module.get("default") is None:
            broken = not module or "broken" in module
            return self._unread(
                path, runs, "it has a syntax error" if broken else "it has no default export"
            )
        best: Reading | None = None
        for folder in self._folders(path, runs):
            found = settings(module, Place(path, folder, self.load)) or self.run(path, folder)
            if found is None:
                return self._unread(path, runs, "its values are made by code that only runs")
            reading = read_config(self.tree, self.packages, path, folder, found, runs)
            ran = self.run(path, folder) if reading.missing or reading.why else None
            if ran is not None:
                reading = read_config(self.tree, self.packages, path, folder, found | ran, runs)
                reading = reading._replace(why=reading.why and LACKING)
            if best is None or reading.score > best.score:
                best = reading
            if best.score == FITS:
                break
        assert best is not None
        return self._judged(best)

    def _unread(self, path: str, runs: list[Run], why: str) -> Reading | Note | None:
        """A config of which nothing is known: its history is, where there is only one."""
        nothing = dict.fromkeys(KEYS, Setting(UNREAD, False))
        folder = self._folders(path, runs)[0]
        reading = read_config(self.tree, self.packages, path, folder, nothing, runs)
        if reading.why and not reading.missing:
            return reading._replace(why=why)
        if _is_sample(path):
            return None
        return unreadable(self.tree, reading.project, why)

    def _judged(self, reading: Reading) -> Reading | Note | None:
        project = reading.project
        if reading.missing:
            if _is_sample(project.config):
                return None
            why = "only running it tells its " + " and ".join(reading.missing)
            return unreadable(self.tree, project, why)
        if reading.score == 0 and (project.schema or project.out):
            return None if _is_sample(project.config) else not_there(self.tree, project)
        return reading

    def _runs_of(self, path: str) -> list[Run]:
        """The drizzle-kit calls that read this config: by name, or as the default of their folder."""
        folder, name = posixpath.split(path)
        default = name in ("drizzle.config.ts", "drizzle.config.js", "drizzle.config.json")
        named = self._runs_by_place.get(("config", path), [])
        return named + (self._runs_by_place.get(("folder", folder), []) if default else [])

    @cached_property
    def _runs_by_place(self) -> dict[tuple[str, str], list[Run]]:
        found: dict[tuple[str, str], list[Run]] = {}
        for run in self.packages.runs:
            place = ("config", run.config) if run.config else ("folder", run.folder)
            found.setdefault(place, []).append(run)
        return found

    def _folders(self, path: str, runs: Iterable[Run]) -> list[str]:
        """Where drizzle-kit may be run for it, the likeliest first."""
        own = posixpath.dirname(path)
        package = self.packages.nearest(own)
        candidates = [run.folder for run in runs]
        candidates += [package.folder] if package else []
        candidates.append(own)
        while package is not None and package.folder:
            package = self.packages.nearest(posixpath.dirname(package.folder))
            candidates += [package.folder] if package else []
        return list(dict.fromkeys([*candidates, ""]))


def _merged(readings: list[Reading]) -> list[Project]:
    """One project for the configs that share a migrations folder: one judgement, not two.

    The first by path names it, unless the configs disagree; then the one that scripts run does.
    """
    groups: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings:
        key = (reading.project.out, engine_of(reading.project.dialect))
        groups.setdefault(key, []).append(reading)
    projects = []
    for group in groups.values():
        group.sort(key=lambda reading: reading.project.config)
        agree = len({_meaning(reading.project) for reading in group}) == 1
        first = group[0] if agree else max(group, key=lambda reading: reading.rank)
        also = tuple(one.project.config for one in group if one is not first)
        projects.append(first.project._replace(also=also))
    return projects


def _meaning(project: Project) -> tuple[object, ...]:
    schema = frozenset(within(project.cwd, one) for one in project.schema)
    return schema, project.casing, project.prefix, project.breakpoints


def _without_migrations(project: Project, tree: Tree) -> Note:
    if project.push_only:
        what = (
            f"{project.config} only pushes its schema and keeps no migrations, so none is asked for"
        )
        return Note(CHECK, what, project.config)
    return Note(
        CHECK,
        f"{project.config} has no migration in {project.out} yet: until it has one, no schema change"
        " is refused",
        project.config,
        remedy=Remedy("make the first one", generate(project, tree), git_add(project.out)),
    )


def _without_schema(project: Project) -> Note:
    return Note(
        CHECK,
        f"{project.config} names no schema: only the migrations in {project.out} are checked",
        project.config,
    )


def _is_sample(config: str) -> bool:
    return any(sample in config.lower() for sample in SAMPLES)
