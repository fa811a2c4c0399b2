"""Which project of an earlier Tree a project was: under the same config, or moved."""

from __future__ import annotations

from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import engine_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.project import Project
    from forge_migrations.facts import Facts


def origin(
    project: Project, tree: Tree, earlier: Iterable[Project], earlier_tree: Tree, facts: Facts
) -> Project | None:
    """The project that `project` was in an earlier state; `None` when it is new.

    By its config's path, else by its migrations folder; else it is the one with the same engine
    that shares most migrations with it, if those are more than half of either's: years can lie
    between two states that a push compares.
    """
    projects = list(earlier)
    for one in projects:
        if one.config == project.config:
            return one
    configs = {project.config, *project.also}
    for one in projects:
        if one.out == project.out or not configs.isdisjoint((one.config, *one.also)):
            return one
    if not projects:
        return None
    tags = {one.tag for one in read_history(tree, project.out, facts).migrations}
    best, most = None, 0
    for one in projects:
        if engine_of(one.dialect) == engine_of(project.dialect):
            was = {each.tag for each in read_history(earlier_tree, one.out, facts).migrations}
            shared = len(was & tags)
            if shared > most and 2 * shared > min(len(was), len(tags)):
                best, most = one, shared
    return best
