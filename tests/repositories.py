"""Real git repositories for tests."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forge_migrations.change.change import Change
from forge_migrations.change.change import staged_change
from forge_migrations.change.repository import Repository


class Repo:
    """A repository in a temporary folder, and the few things that tests do with one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *command: str, check: bool = True, **env: str) -> str:
        """What a git command prints, without its last line break."""
        import os

        ran = subprocess.run(
            ["git", *command],
            cwd=self.path,
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
        )
        assert not check or ran.returncode == 0, ran.stdout + ran.stderr
        return (ran.stdout + ran.stderr if not check else ran.stdout).rstrip("\n")

    def write(self, files: Mapping[str, str | bytes | dict[str, Any]]) -> None:
        """Write files into the work tree; a dict is written as JSON."""
        for name, content in files.items():
            path = self.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, dict):
                content = json.dumps(content, indent=2)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def stage(self, files: Mapping[str, str | bytes | dict[str, Any]] | None = None) -> None:
        """Write files and stage everything, deletions too."""
        self.write(files or {})
        self.git("add", "--all")

    def commit(
        self, files: Mapping[str, str | bytes | dict[str, Any]] | None = None, message: str = "c"
    ) -> str:
        """Stage everything and commit it past every hook; returns the commit's id."""
        self.stage(files)
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "-m", message)
        return self.git("rev-parse", "HEAD")

    def change(self, base: str | None = None) -> Change:
        """What is staged, as a Change."""
        return staged_change(Repository.find(str(self.path)), base)
