"""The project that a command is about, judged on the work tree as it stands."""

from __future__ import annotations

import os

from forge_migrations.change.change import Change
from forge_migrations.change.change import staged_change
from forge_migrations.change.overlay import work_tree
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.findings import Note


def project_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of every command that works on one project."""
    parser.add_argument(
        "project", nargs="?", default="", metavar="PROJECT", help="its config, or its folder"
    )
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")


def rooted_repository() -> Repository:
    """The repository around the working directory. Raises `UsageError` when it is bare."""
    repository = Repository.find()
    if repository.root is None:
        raise UsageError("this repository is bare: it has no work tree to write to")
    return repository


def open_work_tree(repository: Repository, kit: str = "", base: str | None = None) -> Subject:
    """A Subject whose `after` is the work tree and whose `before` is HEAD."""
    return subject_of(repository, work_tree(repository), kit, base)


def subject_of(
    repository: Repository, after: Tree, kit: str = "", base: str | None = None
) -> Subject:
    """A Subject that judges any tree against HEAD."""
    head: Tree = MemoryTree(name="nothing")
    if repository.has_commits():
        head = repository.at(repository.commit("HEAD"))
    released = staged_change(repository, base)
    change = Change(head, after, lambda: released.base, "staged", repository)
    return Subject(
        change,
        policy_of(change),
        Facts.of_repository(repository.common_folder),
        kit_folder=kit or os.environ.get("FORGE_KIT", ""),
    )


def choose_project(subject: Subject, named: str) -> ProjectChange:
    """The project that is named, the only one, or the one around the working directory.

    Raises `UsageError` with the projects that there are.
    """
    root = subject.change.root
    assert root is not None
    here = os.path.relpath(os.path.realpath(os.getcwd()), os.path.realpath(root))
    projects = [each for each in subject.projects if not each.gone]
    if not projects:
        note = next((note for note in subject.notes), None)
        raise UsageError(
            note.message if note else "there is no Drizzle config in this repository",
            _whole_remedy(note)
            if note
            else "write a drizzle.config.ts: https://orm.drizzle.team/docs",
        )
    if named:
        wanted = {named.rstrip("/"), os.path.normpath(os.path.join(here, named))}
        found = [each for each in projects if wanted & set(_names(each))]
    elif len(projects) > 1:
        found = [each for each in projects if _holds(each.project.cwd, here)]
        deepest = max((len(each.project.cwd) for each in found), default=0)
        found = [each for each in found if len(each.project.cwd) == deepest]
    else:
        found = projects
    if len(found) == 1:
        return found[0]
    names = ", ".join(each.project.config for each in found or projects)
    what = f"{named!r} is none of the projects here" if named else "there are several projects"
    raise UsageError(f"{what}: {names}", "name one of them as PROJECT")


def _whole_remedy(note: Note) -> str:
    lines = note.details.splitlines()
    return note.remedy + "".join(f"\n    {line}" for line in lines)


def _names(each: ProjectChange) -> tuple[str, ...]:
    project = each.project
    return (project.config, project.cwd or ".", project.out, *project.also)


def _holds(folder: str, here: str) -> bool:
    return here == folder or here.startswith(folder + "/") if folder else True
