"""Which repository a file of the disk is in, and how it is called there."""

from __future__ import annotations

import os

from forge_migrations.change.repository import Repository
from forge_migrations.findings import UsageError


def repository_of(path: str) -> Repository | None:
    """The repository with a work tree around an absolute path; `None` where there is none. The
    file needn't be there, nor its folder."""
    folder = os.path.dirname(path)
    while folder and not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        found = Repository.find(folder)
    except UsageError:
        return None
    return found if found.root is not None else None


def name_in(path: str, root: str) -> str | None:
    """A path as it is called from the repository's root; `None` outside of it. Links above the file
    are followed, as git has followed those above the root."""
    folder, name = os.path.split(path)
    whole = os.path.join(os.path.realpath(folder), name)
    try:
        found = os.path.relpath(whole, os.path.realpath(root))
    except ValueError:  # on another drive
        return None
    found = found.replace(os.sep, "/")
    return None if found.startswith("../") or found == ".." else found
