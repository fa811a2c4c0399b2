"""The real pre-commit, and this checkout as the repository that it fetches the hooks from."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from forge_migrations.change.clone import elsewhere
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.workflow.install.runners.plan import Source
from forge_migrations.workflow.install.runners.pre_commit import entry
from forge_migrations.workflow.install.runners.source import checkout_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def pre_commit_command(folder: str) -> list[str]:
    """The command that runs pre-commit: installed here, on the PATH, or put into `folder`."""
    if importlib.util.find_spec("pre_commit") is not None:
        return [sys.executable, "-m", "pre_commit"]
    found = shutil.which("pre-commit")
    if found:
        return [found]
    try:
        import ensurepip  # noqa: F401  # the npm package has none
        import venv
    except ImportError:
        raise Undecided(
            "pre-commit is not installed",
            Remedy("install it", command("pipx", "install", "pre-commit")),
        ) from None
    venv.create(folder, with_pip=True)
    python = os.path.join(folder, "bin", "python")
    ran = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "pre-commit"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        raise Undecided(
            "pip could not install pre-commit",
            Remedy("install it", command("pipx", "install", "pre-commit")),
        )
    return [python, "-m", "pre_commit"]


def configuration(folder: str, env: Mapping[str, str]) -> str:
    """The text of the demo's `.pre-commit-config.yaml`.

    From a checkout pre-commit fetches it as it would from anywhere, at HEAD; changes that aren't
    committed are committed in a copy in `folder` first. An installed package is called directly.
    """
    checkout = checkout_folder()
    if checkout is None:
        return (
            "repos:\n  - repo: local\n    hooks:\n      - id: forge-migrations\n"
            f"        name: forge-migrations\n        entry: {sys.executable} -m forge_migrations\n"
            "        language: system\n        always_run: true\n        pass_filenames: false\n"
        )
    source = _source(checkout, folder, env)
    return "repos:\n" + "".join(f"  {line}\n" for line in entry(source))


def _source(checkout: str, folder: str, env: Mapping[str, str]) -> Source:
    def git(*command: str, cwd: str = checkout) -> str:
        return elsewhere(cwd, *command, env=env)

    others = git("ls-files", "-z", "--modified", "--others", "--deleted", "--exclude-standard")
    if not others:
        return Source(checkout, git("rev-parse", "HEAD").strip())
    copy = os.path.join(folder, "forge-migrations")
    git("clone", "--quiet", "--no-hardlinks", checkout, copy)
    for path in {path for path in others.split("\0") if path}:
        whole, target = os.path.join(checkout, path), os.path.join(copy, path)
        if os.path.lexists(whole):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(whole, target, follow_symlinks=False)
        elif os.path.exists(target):
            os.unlink(target)
    git("add", "--all", cwd=copy)
    git("commit", "--quiet", "--no-verify", "--allow-empty", "-m", "as it stands", cwd=copy)
    return Source(copy, git("rev-parse", "HEAD", cwd=copy).strip())
