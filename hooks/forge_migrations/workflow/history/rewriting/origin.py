"""What the schema was when a migration was written: loaded at the commit that brought its SQL."""

from __future__ import annotations

import posixpath

from forge_migrations.change.past import bringing_commit
from forge_migrations.drizzle.config.discovery import find_projects
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.repository import Repository
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.project import Project


def schema_of(
    subject: Subject, project: Project, migration: Migration, followed: bool = False
) -> tuple[dict[str, Any] | None, str]:
    """(the schema's snapshot when the SQL got its present form, where it was loaded from).

    The work tree's where the SQL isn't committed, and where it is `followed`: its schema came later.
    (None, why) when it can't be loaded.
    """
    repository = subject.change.repository
    assert repository is not None
    commit = bringing_commit(repository, migration.path)
    if followed or commit is None or not _is_as_committed(subject, repository, migration):
        where, tree, found = "the work tree", subject.change.after, project
    else:
        tree = repository.at(commit)
        where = f"commit {commit[:10]}"
        older = _project_at(subject, tree, migration, project)
        if older is None:
            return None, f"{where} has no Drizzle config for it"
        found = older
    try:
        loaded = subject.kit.load(found, tree)
    except Undecided as error:
        return None, f"{where}: {error}"
    if loaded.failure is not None:
        return None, f"{where}: {loaded.failure.message}"
    return loaded.snapshot, where


def _is_as_committed(subject: Subject, repository: Repository, migration: Migration) -> bool:
    head = repository.at(repository.commit("HEAD"))
    return head.blob(migration.path) == migration.blob


def _project_at(
    subject: Subject, tree: Tree, migration: Migration, project: Project
) -> Project | None:
    """The project as it was: the one whose folder holds a file of the migration's name."""
    name = posixpath.basename(migration.path)
    projects = find_projects(tree, subject.facts, subject.policy.projects).projects
    same = [each for each in projects if each.out == project.out]
    moved = [each for each in projects if posixpath.join(each.out, name) in tree]
    return next(iter([*same, *moved]), None)
