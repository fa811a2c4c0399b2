"""What a run that is typed by hand has looked at, and what to type next.

A hook says nothing where nothing is wrong; a person who typed the command wants to know that it saw
something.
"""

from __future__ import annotations

from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.remedy import Command


def looked_at(subject: Subject) -> str:
    """A few lines: what was judged, each project, and the next command."""
    return "\n".join(_lines(subject)) + "\n"


def looked_at_nothing(staged: int) -> str:
    """Where files are staged and none of them concerns a schema or a migration."""
    files = "1 file" if staged == 1 else f"{staged} files"
    return (
        f"Looked at what is staged ({files}): no schema, migration or deploy file is among them.\n"
        f"next: {ours('--all-files')}  # judges everything that is there\n"
    )


def _lines(subject: Subject) -> Iterator[str]:
    change = subject.change
    what = {"staged": "what is staged", "everything": "everything that git has of this repository"}
    span = f"{change.before.name[:12]}..{change.after.name[:12]}"
    yield f"Looked at {what.get(change.mode, span)}:"
    projects = [each for each in subject.projects if not each.gone]
    if not projects:
        yield "  no drizzle.config.* is among it, so there is nothing to judge"
        yield _config_wanted(subject)
        return
    for each in projects:
        yield f"  {each.project.config} ({each.project.dialect}): {_history(each)}"
    command, why = _next(subject, projects)
    yield f"next: {command}  # {why}"


def _config_wanted(subject: Subject) -> str:
    import os

    root = subject.change.root or "."
    names = sorted(name for name in os.listdir(root) if name.startswith("drizzle.config."))
    if names:
        return f"next: {git_add(names[0])}  # git doesn't have it yet"
    return "next: write a drizzle.config.ts: https://orm.drizzle.team/docs/drizzle-config-file"


def _history(one: ProjectChange) -> str:
    count = len(one.after.migrations)
    if not count:
        return f"no migration in {one.project.out} yet"
    return f"{counted(count, 'migration')} in {one.project.out}"


def _next(subject: Subject, projects: list[ProjectChange]) -> tuple[Command, str]:
    if not _hooked(subject):
        return ours("init"), "no hook of this clone runs it yet"
    without = [one for one in projects if not one.after.migrations and not one.project.push_only]
    if without:
        from forge_migrations.drizzle.config.scripts import generate

        made = generate(without[0].project, subject.change.after)
        return made, "makes the first migration; the schema is judged from it on"
    return ours("review"), "shows the newest migration with its checklist"


def _hooked(subject: Subject) -> bool:
    """True where a pre-commit hook stands in this clone, or there is none to have one."""
    import os

    from forge_migrations.change.clone import hooks_folder

    repository = subject.change.repository
    if repository is None or repository.root is None:
        return True
    return os.path.exists(os.path.join(hooks_folder(repository), "pre-commit"))
