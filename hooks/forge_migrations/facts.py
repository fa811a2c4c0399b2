"""What was learned from a blob, kept under its id, so that a warm run reads no old blob.

A fact is a JSON value that depends on nothing but its key: a git blob id (or a digest of
several) and the version of the code that learned it, which is part of the fact's kind. Losing
the folder, a full disk or a corrupt file changes how long a run takes, never its answer.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any
    from typing import Self

try:
    # As Python's own `random` does: `hashlib` loads OpenSSL, which takes 3 ms of every run.
    from _sha1 import sha1  # type: ignore[import-not-found]  # typeshed leaves it out
except ImportError:
    from hashlib import sha1

NAME = "forge-migrations"
LIMIT = 40_000
"""Entries kept of one kind in one file; the oldest go first."""


def digest(*parts: str) -> str:
    """A key made of several: 40 hexadecimal digits."""
    found: str = sha1("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return found


def cache_folder() -> str:
    """`FORGE_CACHE`, or the user's cache folder of this platform.

    Where it is on Linux, its specification says (https://specifications.freedesktop.org/basedir-spec/latest/);
    on macOS Apple's (`Library/Caches`). platformdirs says the same of both, and takes 25 ms to be imported,
    a third of what a commit costs whose history is known.
    """
    named = os.environ.get("FORGE_CACHE")
    if named:
        return named
    if sys.platform == "win32":
        import platformdirs

        return platformdirs.user_cache_dir(NAME, appauthor=False)
    home = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):
        usual = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
        home = os.path.expanduser(usual)
    return os.path.join(home, NAME)


class Facts:
    """Facts of one repository: small ones together in a file per kind, large ones in their own.

    `folder` of `None` keeps them in memory only. Reading and writing never raise; two runs at
    once each add what they learned, and a lost race costs time only.
    """

    def __init__(self, folder: str | None = None) -> None:
        self._folder = folder
        self._kinds: dict[str, dict[str, Any]] = {}
        self._learned: dict[str, dict[str, Any]] = {}

    @classmethod
    def of_repository(cls, git_folder: str) -> Self:
        """The facts kept for the repository whose (common) git folder is `git_folder`."""
        name = digest(os.path.realpath(git_folder))[:16]
        return cls(os.path.join(cache_folder(), "facts", name))

    def get(self, kind: str, key: str) -> Any:
        """The fact, or `None` when it isn't known."""
        if kind not in self._kinds:
            self._kinds[kind] = self._load(kind)
        return self._kinds[kind].get(key)

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a small fact; `save` writes it."""
        self.get(kind, key)
        self._kinds[kind][key] = value
        self._learned.setdefault(kind, {})[key] = value

    def get_large(self, kind: str, key: str) -> Any:
        """A fact that has a file of its own (a snapshot), or `None`."""
        if self._folder is None:
            return self._kinds.get("large:" + kind, {}).get(key)
        return _read_json(os.path.join(self._folder, kind, key + ".json"))

    def put_large(self, kind: str, key: str, value: Any) -> None:
        """Keep a large fact at once, in a file of its own."""
        if self._folder is None:
            self._kinds.setdefault("large:" + kind, {})[key] = value
        else:
            _write_json(os.path.join(self._folder, kind, key + ".json"), value)

    def save(self) -> None:
        """Write what was learned since the last save. Never raises."""
        if self._folder is None:
            return
        for kind, learned in self._learned.items():
            merged = {**self._load(kind), **learned}
            if len(merged) > LIMIT:
                merged = dict(list(merged.items())[-LIMIT:])
            _write_json(self._path(kind), merged)
        self._learned = {}

    def _path(self, kind: str) -> str:
        assert self._folder is not None
        return os.path.join(self._folder, kind + ".json")

    def _load(self, kind: str) -> dict[str, Any]:
        value = _read_json(self._path(kind)) if self._folder is not None else None
        return value if isinstance(value, dict) else {}


class Passing(Facts):
    """Facts that one process asks for again and again, of text too that comes and goes: while
    `lasting` is False, what is learned stays in memory, and of each kind the newest of it."""

    KEPT = 1000
    KEPT_LARGE = 8

    def __init__(self, folder: str | None = None) -> None:
        super().__init__(folder)
        self.lasting = True
        self._passing: dict[str, dict[str, Any]] = {}
        self._large: dict[tuple[str, str], Any] = {}
        self._unwritten: set[tuple[str, str]] = set()

    def get(self, kind: str, key: str) -> Any:
        """The fact, or `None` when it isn't known. What was learned of text that is saved by now is
        kept for good."""
        found = self._passing.get(kind, {}).get(key)
        if found is None:
            return super().get(kind, key)
        if self.lasting:
            self.put(kind, key, found)
        return found

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a small fact, for good where it lasts."""
        if self.lasting:
            self._passing.get(kind, {}).pop(key, None)
            super().put(kind, key, value)
        else:
            _newest(self._passing.setdefault(kind, {}), key, value, self.KEPT)

    def get_large(self, kind: str, key: str) -> Any:
        """A large fact, from memory where it was asked for lately."""
        found = self._large.get((kind, key))
        if found is None:
            found = super().get_large(kind, key)
            if found is not None:
                _newest(self._large, (kind, key), found, self.KEPT_LARGE)
        elif self.lasting and (kind, key) in self._unwritten:
            self.put_large(kind, key, found)
        return found

    def put_large(self, kind: str, key: str, value: Any) -> None:
        """Keep a large fact, in a file where it lasts."""
        _newest(self._large, (kind, key), value, self.KEPT_LARGE)
        self._unwritten &= self._large.keys()
        if self.lasting:
            self._unwritten.discard((kind, key))
            super().put_large(kind, key, value)
        else:
            self._unwritten.add((kind, key))


def _newest(of: dict[Any, Any], key: Any, value: Any, most: int) -> None:
    """Put a value behind the others, and let the first ones go where they are too many."""
    of.pop(key, None)
    of[key] = value
    while len(of) > most:
        del of[next(iter(of))]


def _read_json(path: str) -> Any:
    try:
        with open(path, "rb") as file:
            return json.loads(file.read())
    except (OSError, ValueError, RecursionError):
        return None


def _write_json(path: str, value: Any | Mapping[str, Any]) -> None:
    import tempfile

    folder = os.path.dirname(path)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    except OSError:
        return
    try:
        with open(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(json.dumps(value, separators=(",", ":")))
        os.replace(part, path)
    except (OSError, ValueError):
        try:
            os.unlink(part)
        except OSError:
            return
