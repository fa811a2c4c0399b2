"""What stands under an editor's texts: one repository's state, looked at cheaply."""

from __future__ import annotations

import os
from typing import NamedTuple

from forge_migrations.change.repository import Repository
from forge_migrations.findings import UsageError

WATCHED = ("HEAD", "index", "logs/HEAD", "MERGE_HEAD", "FETCH_HEAD", "packed-refs")
"""The files of git's folder of which one is written by each of its commands that moves something:
https://git-scm.com/docs/gitrepository-layout"""


class Stood(NamedTuple):
    """A repository as it stood when it was looked at; equal while git has done nothing."""

    files: tuple[tuple[int, int, int] | None, ...]


def stood(repository: Repository) -> Stood:
    """What git's own files say, without asking git."""
    folders = dict.fromkeys((repository.git_folder, repository.common_folder))
    paths = (os.path.join(folder, name) for folder in folders for name in WATCHED)
    return Stood(tuple(map(_stat, paths)))


def _stat(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


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
