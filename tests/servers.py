"""Real bare repositories with the server hook in them, and real pushes to them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from repositories import Repo

HOOKS = Path(__file__).parent.parent / "hooks"


class Pushed(NamedTuple):
    """What the pusher saw."""

    accepted: bool
    words: str


class Server:
    """A bare repository whose hook runs forge-migrations, once it is installed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        subprocess.run(
            ["git", "init", "-q", "--bare", "--initial-branch=main", str(path)], check=True
        )

    def install(self, *options: str, hook: str = "pre-receive") -> None:
        """Write the hook with these options."""
        words = " ".join(f"'{option}'" for option in options)
        file = self.path / "hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            f'#!/bin/sh\nPYTHONPATH="{HOOKS}" exec "{sys.executable}" -m forge_migrations '
            f'{hook} {words} "$@"\n'
        )
        file.chmod(0o755)

    def without_hooks(self) -> None:
        for file in (self.path / "hooks").iterdir():
            file.unlink()

    def push(self, repo: Repo, *refs: str, **env: str) -> Pushed:
        """What `git push` answers; the default is the branch `main`."""
        ran = subprocess.run(
            ["git", "push", "--porcelain", str(self.path), *(refs or ("main",))],
            cwd=repo.path,
            check=False,
            capture_output=True,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
        )
        words = (ran.stdout + ran.stderr).decode("utf-8", "backslashreplace")
        return Pushed(ran.returncode == 0, words)

    def refs(self) -> dict[str, str]:
        out = subprocess.run(
            ["git", "for-each-ref", "--format=%(refname) %(objectname)"],
            cwd=self.path,
            check=True,
            capture_output=True,
        ).stdout
        return dict(line.rsplit(" ", 1) for line in os.fsdecode(out).splitlines())

    def files(self) -> set[str]:
        """Every file of the bare repository that isn't an object or a ref."""
        found = set()
        for folder, _, names in os.walk(self.path):
            inside = os.path.relpath(folder, self.path)
            if not inside.startswith(("objects", "refs")):
                found |= {os.path.join(inside, name) for name in names}
        return found
