"""How a clone is set up, and the few things that a command changes in it."""

from __future__ import annotations

import os

from forge_migrations.change.git_words import words
from forge_migrations.change.look import answer
from forge_migrations.change.look import listed
from forge_migrations.findings import Undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository


def configured_hooks(repository: Repository) -> str:
    """What `core.hooksPath` says; empty when nobody set it."""
    out = repository.ask("config", "--get", "core.hooksPath", may_fail=True)
    return os.fsdecode(out).strip()


def hooks_folder(repository: Repository) -> str:
    """The folder whose hooks git runs here."""
    out = listed("rev-parse", "--git-path", "hooks", cwd=repository.folder)
    folder = os.fsdecode(out).strip()
    return os.path.join(repository.folder, folder)


def configure(repository: Repository, settings: Mapping[str, str]) -> None:
    """Set what git is configured to do in this clone, and nowhere else."""
    for key, value in settings.items():
        repository.ask("config", "--local", key, value)


def carry_out(repository: Repository, *command: str) -> None:
    """Run a git command that a person was told to type. Raises `Undecided` when it fails."""
    repository.ask(*command)


def write_as_in(repository: Repository, commit: str, paths: Iterable[str]) -> None:
    """Write files into the work tree as a commit has them; the index stays as it is."""
    repository.ask("restore", f"--source={commit}", "--worktree", "--", *paths)


def elsewhere(folder: str, *command: str, env: Mapping[str, str] | None = None) -> str:
    """What a git command prints about another repository than the one whose hook this is.

    `env` is the whole environment of the command; without it `GIT_*`, which would point back here,
    is left out. Raises `Undecided` with git's own words when it fails.
    """
    if env is None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    code, out, err = answer(*command, cwd=folder, env=env)
    if code:
        raise Undecided(f"git {command[0]}: {words(err)}")
    return os.fsdecode(out)
