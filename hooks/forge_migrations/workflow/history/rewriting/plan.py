"""A history in the making: what each file is to be, and what was done to it, before any is written."""

from __future__ import annotations

import os
import posixpath
import shutil
import tempfile

from forge_migrations.change.overlay import Overlay
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from forge_migrations.change.tree import Tree
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.facts import Facts


class Step(NamedTuple):
    """One thing that is done, and why."""

    path: str
    what: str


class Draft:
    """A migrations folder over a tree: files are put, moved and taken away in memory."""

    def __init__(self, tree: Tree, out: str, facts: Facts) -> None:
        self.under = tree
        self.out = out
        self.facts = facts
        self.files: dict[str, bytes | None] = {}
        self.steps: list[Step] = []

    @property
    def tree(self) -> Tree:
        """The tree as it would be."""
        return Overlay(self.under, self.files, "the repaired work tree")

    @property
    def history(self) -> History:
        return read_history(self.tree, self.out, self.facts)

    def read(self, path: str) -> bytes | None:
        if path in self.files:
            return self.files[path]
        return self.under.read(path) if self.under.is_file(path) else None

    def say(self, path: str, what: str) -> None:
        """Name a change that is put later, together with others of its file."""
        self.steps.append(Step(path, what))

    def put(self, path: str, data: bytes, what: str = "") -> None:
        if self.read(path) == data:
            return
        self.files[path] = data
        if what:
            self.steps.append(Step(path, what))

    def take(self, path: str, what: str = "") -> None:
        if self.read(path) is None:
            return
        self.files[path] = None
        if what:
            self.steps.append(Step(path, what))

    def move(self, path: str, target: str, what: str = "") -> None:
        data = self.read(path)
        assert data is not None, path
        self.take(path)
        self.put(target, data, what)

    @property
    def changed(self) -> dict[str, bytes | None]:
        """What differs from the tree below."""
        return {
            path: data
            for path, data in self.files.items()
            if data != (self.under.read(path) if self.under.is_file(path) else None)
        }


def write(root: str, files: dict[str, bytes | None], backup: str) -> None:
    """Write all files or none. `backup` is a folder that receives what was there before.

    Every new content is written beside its target first; when a rename fails, what was renamed
    already is put back from the backup.
    """
    parts: dict[str, str] = {}
    try:
        for path, data in files.items():
            whole = os.path.join(root, path)
            if os.path.exists(whole):
                kept = os.path.join(backup, path)
                os.makedirs(os.path.dirname(kept), exist_ok=True)
                shutil.copy2(whole, kept)
            if data is not None:
                os.makedirs(os.path.dirname(whole), exist_ok=True)
                handle, parts[path] = tempfile.mkstemp(dir=os.path.dirname(whole), prefix=".forge-")
                with open(handle, "wb") as file:
                    file.write(data)
                os.chmod(parts[path], 0o644)
    except BaseException:
        for part in parts.values():
            os.unlink(part)
        raise
    done: list[str] = []
    try:
        for path, data in files.items():
            whole = os.path.join(root, path)
            done.append(path)
            if data is not None:
                os.replace(parts[path], whole)
                del parts[path]
            elif os.path.exists(whole):
                os.unlink(whole)
    except BaseException:
        for part in parts.values():
            os.unlink(part)
        _put_back(root, done, backup)
        raise
    _remove_empty(root, files)


def _put_back(root: str, paths: list[str], backup: str) -> None:
    for path in paths:
        kept, whole = os.path.join(backup, path), os.path.join(root, path)
        if os.path.exists(kept):
            shutil.copy2(kept, whole)
        elif os.path.exists(whole):
            os.unlink(whole)


def _remove_empty(root: str, files: dict[str, bytes | None]) -> None:
    for path, data in files.items():
        folder = posixpath.dirname(path)
        while data is None and folder and os.path.isdir(os.path.join(root, folder)):
            if os.listdir(os.path.join(root, folder)):
                break
            os.rmdir(os.path.join(root, folder))
            folder = posixpath.dirname(folder)


def relinked(snapshot: dict[str, Any], name: str, parent: str) -> dict[str, Any]:
    """A snapshot with this id and parent, its keys in drizzle-kit's order."""
    rest = {key: value for key, value in snapshot.items() if key not in ("id", "prevId")}
    return {"id": name, "prevId": parent, **rest}
