"""After the files are written: the runner installs its hooks in this clone, and what is protected is said."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess

from forge_migrations.change.clone import carry_out
from forge_migrations.change.clone import hooks_folder
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import git_add
from forge_migrations.remedy import typed
from forge_migrations.words import counted
from forge_migrations.workflow.install.runners import shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.repository import Repository
    from forge_migrations.workflow.install.runners.plan import Plan


def conclude(repository: Repository, plan: Plan) -> None:
    """Run what the runner needs in this clone, say what is protected, and what is left to type."""
    root = repository.root
    assert root is not None
    left = []
    if plan.edits or not _installed(repository):
        for command in plan.then:
            said = _ran(repository, root, command)
            if said is None:
                print(f"ran: {command}")
            else:
                left.append(command + (f"  # {said}" if said else ""))
    seen = seen_here(repository)
    if not left and not plan.edits:
        print("nothing to do: commits, merges and pushes of this clone are judged already")
        if not seen.first:
            return
    elif not left:
        print("protected: commits, merges and pushes of this clone")
    for line in seen.lines:
        print(f"  {line}")
    print("next:")
    for command in left:
        print(f"  {command}")
    if plan.edits:
        print(f"  git add {shlex.join(edit.path for edit in plan.edits)}")
    for command in seen.first:
        print(
            f"  {command}  # the first migration: until there is one, no schema change is refused"
        )


class Seen(NamedTuple):
    """The projects of the work tree."""

    lines: list[str]
    """One for each: its dialect, and how many migrations stand there."""
    first: list[str]
    """For each that keeps migrations and has none yet: what makes the first one."""


def seen_here(repository: Repository) -> Seen:
    """The projects of the work tree, or why they can't be told."""
    try:
        subject = open_work_tree(repository)
        projects = subject.projects
    except (Undecided, UsageError) as error:
        return Seen([f"the projects can't be told: {error}"], [])
    if not projects:
        return Seen(["no Drizzle config here yet: a project is judged as soon as it has one"], [])
    lines, first = [], []
    for each in projects:
        project, count = each.project, len(each.after.migrations)
        said = counted(count, "migration") if count else "no migration yet"
        lines.append(f"{project.config}: {project.dialect}, {said}")
        if not count and not project.push_only:
            made = generate(project, subject.change.after)
            first.append(typed([made, git_add(project.out)]))
    return Seen(lines, first)


def own_hooks(repository: Repository) -> list[str]:
    """Scripts in this clone's own hooks folder, which git runs as long as no other is named."""
    folder = os.path.join(repository.common_folder, "hooks")
    try:
        names = sorted(name for name in os.listdir(folder) if not name.endswith(".sample"))
    except OSError:
        return []
    root = repository.root or ""
    return [os.path.relpath(os.path.join(folder, name), root) for name in names]


def _installed(repository: Repository) -> bool:
    folder = hooks_folder(repository)
    return all(os.path.exists(os.path.join(folder, hook)) for hook in shell.HOOKS)


def _ran(repository: Repository, root: str, command: str) -> str | None:
    """Run a command of the runner; `None` when it ended well, else why it didn't."""
    program, *words = shlex.split(command)
    if program == "git":
        carry_out(repository, *words)
        return None
    binaries = os.path.join(root, "node_modules", ".bin")
    if program == "npx":
        program, words = words[0], words[1:]
        found = shutil.which(program, path=binaries)
    else:
        found = shutil.which(program, path=binaries + os.pathsep + os.environ.get("PATH", ""))
    if found is None:
        return ""
    ran = subprocess.run(
        [found, *words],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    lines = (ran.stderr or ran.stdout).strip().splitlines()
    return None if ran.returncode == 0 else (lines[-1] if lines else f"exit code {ran.returncode}")
