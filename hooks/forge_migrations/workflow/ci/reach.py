"""What of a repository a project is made of: the folders and files whose change can concern it."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from functools import cached_property

from forge_migrations.checks.concern import concerns
from forge_migrations.config import FILE
from forge_migrations.drizzle.packages import Packages
from forge_migrations.drizzle.packages import within
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project
    from forge_migrations.facts import Facts


class Reach(NamedTuple):
    """Folders with all that is in them, and single files; an empty folder is the whole repository."""

    folders: frozenset[str]
    files: frozenset[str]

    def holds(self, path: str) -> bool:
        """True when a change of the path can concern the project."""
        if path in self.files:
            return True
        if not concerns(path):
            return False
        folder = posixpath.dirname(path)
        if folder and _is_tsconfig(path) and any(_under(one, folder) for one in self.folders):
            return True
        while folder not in self.folders:
            if not folder:
                return _is_tsconfig(path) and "/" not in path
            folder = posixpath.dirname(folder)
        return True


class Reaches:
    """The reach of every project at one Tree.

    A project is its package and, through their package.json, the workspace packages that it
    depends on: a schema imports from nowhere else without one of them naming it.
    """

    def __init__(self, tree: Tree, facts: Facts) -> None:
        self._tree = tree
        self._packages = Packages(tree, facts)

    def of(self, project: Project) -> Reach:
        folders = {project.out, posixpath.dirname(project.config)}
        folders |= {_fixed(within(project.cwd, pattern)) for pattern in project.schema}
        for folder in {project.cwd, *folders}:
            package = self._packages.nearest(folder)
            folders |= self._with_dependencies(package.folder) if package else {project.cwd}
        files = {project.config, *project.also, FILE}
        return Reach(frozenset(folders), frozenset(files))

    def contents(self, reach: Reach) -> Iterator[str]:
        """`path mode blob` of everything within a reach, sorted: what a result depends on."""
        found: set[str] = {path for path in reach.files if path in self._tree}
        for folder in reach.folders:
            found.update(self._in(folder))
        entries = self._tree.entries
        for path in sorted(found):
            yield f"{path}\0{entries[path].mode}\0{entries[path].blob}"

    def _in(self, folder: str) -> Iterable[str]:
        if not folder:
            return self._paths
        start = bisect_left(self._paths, folder + "/")
        return self._paths[start : bisect_left(self._paths, folder + "0", start)]

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._tree.entries)

    @cached_property
    def _closures(self) -> dict[str, set[str]]:
        return {}

    def _with_dependencies(self, folder: str) -> set[str]:
        """The folder of a package and of every workspace package that it depends on, at any depth."""
        known = self._closures.get(folder)
        if known is not None:
            return known
        found, waiting = {folder}, [folder]
        while waiting:
            package = self._packages.by_folder[waiting.pop()]
            for name in package.dependencies:
                other = self._packages.by_name.get(name)
                if other and other.folder not in found:
                    found.add(other.folder)
                    waiting.append(other.folder)
        self._closures[folder] = found
        return found


def _fixed(pattern: str) -> str:
    """The folder of a path or a glob, as far as it is no pattern."""
    parts: list[str] = []
    for part in pattern.split("/"):
        if any(sign in part for sign in "*?[{!("):
            return "/".join(parts)
        parts.append(part)
    return "/".join(parts[:-1])


def _under(folder: str, other: str) -> bool:
    return folder == other or folder.startswith(other + "/")


def _is_tsconfig(path: str) -> bool:
    name = posixpath.basename(path)
    return name.startswith("tsconfig") and name.endswith(".json")
