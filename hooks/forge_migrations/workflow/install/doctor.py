"""Say what was found here, and what each check would need.

Reads the configuration, the projects, the hooks that git would run, and asks every tool for its
version. Writes nothing, connects to no database, and loads no schema.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from forge_migrations import __version__
from forge_migrations.change.clone import hooks_folder
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.config import FILE
from forge_migrations.database.observed import STALE
from forge_migrations.database.observed import ages
from forge_migrations.drizzle.kit.runtimes import find_node
from forge_migrations.drizzle.kit.runtimes import runtime
from forge_migrations.engines import SERVED
from forge_migrations.engines import engine_of
from forge_migrations.engines import row_of
from forge_migrations.findings import Undecided
from forge_migrations.remedy import ours
from forge_migrations.report.answer import Answer
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.install.runners.shell import HOOKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from forge_migrations.change.repository import Repository
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Note

TOOLS = ("git", "node", "bun", "npm", "pnpm", "yarn", "pre-commit", "prek")
SERVER_FOLDERS = ("/usr/lib/postgresql", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")


def run(options: argparse.Namespace) -> int:
    repository, answer = rooted_repository(), answer_of(options)
    subject = open_work_tree(repository, options.kit)
    try:
        missing = list(report(repository, subject, answer))
    finally:
        subject.facts.save()
        subject.close()
    if missing:
        print("\nMissing", *missing, sep="\n  ")
    answer.tell(missing=missing)
    return 3 if missing else 0


def report(repository: Repository, subject: Subject, answer: Answer | None = None) -> Iterator[str]:
    """Print everything; yields what has to be done before every check can decide."""
    answer = answer or Answer("doctor")
    print(f"forge-migrations {__version__}, Python {sys.version.split()[0]}")
    print(f"repository   {repository.root}")
    policy = os.path.join(repository.root or "", FILE)
    print(f"policy       {FILE if os.path.exists(policy) else 'none: every default holds'}")
    print("\nTools")
    tools = {name: _version(name, repository.root) for name in TOOLS}
    for name, version in tools.items():
        print(f"  {name:<11}{version}")
    print("\nHooks")
    yield from _hooks(repository)
    print("\nProjects")
    projects = [each for each in subject.projects if not each.gone]
    for each in projects:
        yield from _project(subject, each)
    for note in subject.notes:
        print(f"  {note.message}")
        yield from _undecided(note)
    if not projects:
        print("  none")
    print("\nScratch servers for the rehearsal")
    engines = sorted({engine_of(each.project.dialect) for each in projects})
    servers = {engine: _server(engine) for engine in engines}
    for engine, server in servers.items():
        print(f"  {engine:<11}{server}")
    answer.tell(
        version=__version__,
        repository=repository.root or "",
        policy=os.path.exists(policy),
        tools=tools,
        servers=servers,
        projects=[_told(each) for each in projects],
    )


def _told(each: ProjectChange) -> dict[str, object]:
    project, history = each.project, each.after
    return {
        "project": project.config,
        "dialect": project.dialect,
        "out": project.out,
        "schema": [*project.schema],
        "migrations": len(history.migrations),
        "layout": history.layout,
    }


def _undecided(note: Note) -> Iterator[str]:
    if note.undecided:
        lines = (f"\n    {line}" for line in note.details.splitlines())
        yield f"{note.message}: {note.remedy}{''.join(lines)}"


def _version(name: str, root: str | None) -> str:
    found = shutil.which(name) or (find_node(root) if name == "node" else None)
    if found is None:
        return "not on the PATH"
    try:
        ran = subprocess.run(
            [found, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired):
        return f"does not answer ({found})"
    words = (ran.stdout.strip().splitlines() or ["?"])[0]
    return f"{words} ({found})"


def _hooks(repository: Repository) -> Iterator[str]:
    """Which of git's hooks would run forge-migrations, as far as their scripts tell."""
    folder = hooks_folder(repository)
    for hook in HOOKS:
        path = os.path.join(folder, hook)
        if not os.path.exists(path):
            print(f"  {hook:<17}not installed")
            yield f"{hook} runs nothing here: forge-migrations init"
        elif not os.access(path, os.X_OK):
            print(f"  {hook:<17}{path} is not executable, so git skips it")
            yield f"git skips {hook}: chmod +x {path}"
        else:
            print(f"  {hook:<17}{path}")


def _project(subject: Subject, each: ProjectChange) -> Iterator[str]:
    project, history = each.project, each.after
    count = len(history.migrations)
    print(
        f"  {project.config}: {project.dialect}, run in {project.cwd + '/' if project.cwd else 'the root'}"
    )
    print(f"    migrations   {project.out}: {count}, layout {history.layout}")
    print(f"    schema       {', '.join(project.schema) or 'not named'}")
    if project.script:
        print(f"    generate     {project.script}")
    if project.unread:
        print(f"    not read     {', '.join(project.unread)}: only running the config tells")
    for name, age in ages(os.path.join(subject.change.root or "", project.cwd)):
        again = f", old: {ours('observe', '--name', name)}" if age >= STALE else ""
        print(f"    observed     {name}: {age} days ago{again}")
    try:
        place = subject.kit.place(project, subject.change.after)
    except Undecided as error:
        print(f"    drizzle-kit  {error}")
        yield (
            f"schema-changes and stale-migrations of {project.config} can't decide: "
            f"{error.remedy}, or: forge-migrations setup"
        )
        return
    print(f"    drizzle-kit  {place.version}, drizzle-orm {place.orm_version}")
    try:
        runtime(subject.change.root)
    except Undecided as error:
        yield f"schema-changes and stale-migrations can't decide: {error}: {error.remedy}"


def _server(engine: str) -> str:
    if engine == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}, built in"
    for name in row_of(engine).programs if engine in SERVED else ():
        found = shutil.which(name) or _elsewhere(name)
        if found:
            return found
    return "none found: name one by scratch_url in .forge-migrations.toml, or on the command line"


def _elsewhere(name: str) -> str:
    """Debian keeps PostgreSQL's server out of the PATH, in a folder per version."""
    for folder in SERVER_FOLDERS:
        for here, folders, files in os.walk(folder):
            if name in files:
                return os.path.join(here, name)
            folders[:] = [each for each in folders if here == folder or each == "bin"]
    return ""
