"""Where this forge-migrations came from, so that what `init` writes installs the same."""

from __future__ import annotations

import glob
import json
import os
import posixpath

from forge_migrations import __version__
from forge_migrations.change.clone import elsewhere
from forge_migrations.drizzle.kit.places import LOCKFILES
from forge_migrations.findings import HOME
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.workflow.install.runners.plan import Source

DISTRIBUTION = "forge-migrations"
_SCRIPTS = (
    f"node_modules/{DISTRIBUTION}/hook.sh",
    f".yarn/unplugged/{DISTRIBUTION}-*/node_modules/{DISTRIBUTION}/hook.sh",
)
"""Where package managers put the script; the second is Plug'n'Play's, for packages that hold
programs. https://yarnpkg.com/configuration/manifest#preferUnplugged"""


def find_source(url: str = "", rev: str = "") -> Source:
    """The address and revision to write.

    In this order: what was asked for, where the installer fetched the package from
    (https://packaging.python.org/en/latest/specifications/direct-url/), the checkout that the code
    runs from, the address in the package's own metadata, the project's own.
    """
    if url:
        return Source(url, rev or f"v{__version__}")
    found = _fetched() or _checkout() or _metadata() or Source(HOME, f"v{__version__}")
    return found._replace(rev=rev) if rev else found


def from_npm(source: Source, root: str, folder: str) -> Source:
    """The source with the script that npm, pnpm, yarn or bun installed in `folder` or above it.

    Unchanged where forge-migrations was not started from an npm package.
    """
    if os.environ.get("FORGE_INSTALLED_BY") != "npm":
        return source
    root, folder = os.path.realpath(root), os.path.realpath(folder)
    install = next(
        (line for name, line in LOCKFILES if os.path.isfile(os.path.join(root, name))), ""
    )
    source = source._replace(install=install or source.install)
    while folder.startswith(root):
        for pattern in _SCRIPTS:
            if glob.glob(os.path.join(glob.escape(folder), pattern)):
                inside = os.path.relpath(folder, root).replace(os.sep, "/")
                return source._replace(script=posixpath.normpath(f"{inside}/{pattern}"))
        if folder == root:
            break
        folder = os.path.dirname(folder)
    raise UsageError(
        "forge-migrations runs from an npm package that isn't among this repository's",
        Remedy("install it there", command("npm", "install", "--save-dev", "forge-migrations")),
    )


def checkout_folder() -> str | None:
    """The git checkout that the code runs from; `None` for an installed package."""
    folder = os.path.realpath(__file__)
    for _ in range(6):
        folder = os.path.dirname(folder)
    whole = os.path.exists(os.path.join(folder, ".pre-commit-hooks.yaml"))
    return folder if whole and os.path.exists(os.path.join(folder, ".git")) else None


def _fetched() -> Source | None:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import distribution

    try:
        text = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    if not text:
        return None
    told = json.loads(text)
    vcs = told.get("vcs_info")
    if not vcs:
        return None
    return Source(told["url"], vcs.get("requested_revision") or vcs["commit_id"])


def _checkout() -> Source | None:
    folder = checkout_folder()
    if folder is None:
        return None
    tag = _git(folder, "describe", "--tags", "--exact-match")
    rev = tag or _git(folder, "rev-parse", "HEAD")
    if not rev:
        return None
    return Source(_git(folder, "remote", "get-url", "origin") or folder, rev)


def _metadata() -> Source | None:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import metadata

    try:
        urls = metadata(DISTRIBUTION).get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for line in urls:
        label, _, url = line.partition(", ")
        if label.lower() in ("repository", "source"):
            return Source(url, f"v{__version__}")
    return None


def _git(folder: str, *command: str) -> str:
    """What git says of the checkout; empty when it can't tell."""
    try:
        return elsewhere(folder, *command).strip()
    except (UsageError, Undecided):
        return ""
