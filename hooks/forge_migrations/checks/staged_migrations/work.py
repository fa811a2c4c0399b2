"""The part of the work tree that a commit leaves behind: modified, untracked and ignored files."""

from __future__ import annotations

import os

from forge_migrations.change.look import listed
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.put_aside import put_aside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository
    from forge_migrations.change.tree import Tree

LARGE = 64_000_000
"""Bytes beyond which a file is left where it is."""


def scripts_behind(
    repository: Repository, endings: tuple[str, ...]
) -> tuple[dict[str, bytes], list[str]]:
    """(path -> bytes of the scripts that differ from what is staged, those that are gone), also
    where pre-commit put them away meanwhile. Ignored files are left out."""
    assert repository.root is not None
    root, pathspecs = repository.root, [f"*{ending}" for ending in endings]
    paths = _differing(root, pathspecs, ignored=False)
    files = _bytes_of(root, paths)
    gone = {path for path in paths if not os.path.lexists(os.path.join(root, path))}
    for path, data in put_aside(repository, endings).items():
        if data is None:
            gone.add(path)
        else:
            files[path] = data
    return files, sorted(gone)


def left_behind(
    repository: Repository, pathspecs: Iterable[str], *, ignored: bool
) -> dict[str, bytes]:
    """Path -> bytes on disk of every file that differs from what is staged, in one git process."""
    assert repository.root is not None
    return _bytes_of(repository.root, _differing(repository.root, pathspecs, ignored=ignored))


def _differing(root: str, pathspecs: Iterable[str], *, ignored: bool) -> list[str]:
    """What differs from what is staged; what is gone counts as modified:
    https://git-scm.com/docs/git-ls-files#Documentation/git-ls-files.txt--m"""
    command = ["ls-files", "-z", "--modified", "--others"]
    command += [] if ignored else ["--exclude-standard"]
    out = listed(*command, "--", *pathspecs, cwd=root)
    return [path for path in dict.fromkeys(os.fsdecode(out).split("\0")) if path]


def _bytes_of(root: str, paths: Iterable[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in paths:
        whole = os.path.join(root, path)
        if os.path.islink(whole) or not os.path.isfile(whole):
            continue
        if os.path.getsize(whole) <= LARGE:
            with open(whole, "rb") as file:
                found[path] = file.read()
    return found


def on_disk(staged: Tree, files: Mapping[str, bytes], gone: Iterable[str] = ()) -> Tree:
    """What is staged with the work tree's files over it, and without those that are gone."""
    return Overlay(staged, {**files, **dict.fromkeys(gone)}, "the work tree")
