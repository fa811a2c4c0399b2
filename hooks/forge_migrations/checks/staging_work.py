"""The part of the work tree that a commit leaves behind: modified, untracked and ignored files."""

from __future__ import annotations

import os
from collections.abc import Iterable

from forge_migrations.change.look import listed
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import Tree

LARGE = 64_000_000
"""Bytes beyond which a file is left where it is."""


def left_behind(
    repository: Repository, pathspecs: Iterable[str], *, ignored: bool
) -> dict[str, bytes]:
    """Path -> bytes on disk of every file that differs from what is staged, in one git process."""
    assert repository.root is not None
    command = ["ls-files", "-z", "--modified", "--others"]
    command += [] if ignored else ["--exclude-standard"]
    out = listed(*command, "--", *pathspecs, cwd=repository.root)
    found: dict[str, bytes] = {}
    for path in dict.fromkeys(os.fsdecode(out).split("\0")):
        whole = os.path.join(repository.root, path)
        if not path or os.path.islink(whole) or not os.path.isfile(whole):
            continue
        if os.path.getsize(whole) <= LARGE:
            with open(whole, "rb") as file:
                found[path] = file.read()
    return found


def on_disk(staged: Tree, files: dict[str, bytes]) -> Tree:
    """What is staged with the work tree's files over it."""
    return Overlay(staged, files, "the work tree")
