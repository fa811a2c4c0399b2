"""One repository under an editor: its open files, the two threads that judge it, and what they found."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from collections.abc import Mapping
from typing import NamedTuple

from forge_migrations.change.repository import Repository
from forge_migrations.checks.judge import Verdict
from forge_migrations.config import FILE
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.ground import Stood
from forge_migrations.workflow.editor.ground import name_in
from forge_migrations.workflow.editor.ground import stood
from forge_migrations.workflow.editor.lanes import Lane
from forge_migrations.workflow.editor.shown import Shown
from forge_migrations.workflow.editor.shown import shown
from forge_migrations.workflow.unsaved import SCHEMA
from forge_migrations.workflow.unsaved import SQL
from forge_migrations.workflow.unsaved import Desk

CHECKS = {"sql": SQL, "schema": SCHEMA}
"""Lane -> what it judges: a schema that takes long to load holds no SQL back."""
DELAYS = {"sql": 0.02, "schema": 0.1}
"""Seconds of rest after a key before a lane begins."""


class Document(NamedTuple):
    """A file that is open."""

    uri: str
    """As the client spells it."""
    version: int
    text: Text
    dirty: bool
    """True while it isn't what is on the disk."""


class Told(NamedTuple):
    """What is to be shown in one file."""

    path: str
    document: Document | None
    shown: tuple[Shown, ...]


class Opened:
    """`tell` is called from a lane's thread with what changed; nothing of it is called meanwhile."""

    def __init__(
        self, repository: Repository, face: str, tell: Callable[[Opened, list[Told]], None]
    ) -> None:
        assert repository.root is not None
        self.root = repository.root
        self.face = face
        """The root as the client spells it: it may know the folder by a link."""
        self._repository = repository
        self._tell = tell
        self._lock = threading.RLock()
        self._documents: dict[str, Document] = {}
        self._found: dict[str, tuple[Shown, ...]] = {}
        """Lane -> what it found last."""
        self._judged: dict[str, dict[str, int]] = {}
        """Lane -> the versions that it judged last."""
        self._told: dict[str, tuple[int | None, tuple[Shown, ...]]] = {}
        self._desks: dict[str, tuple[Stood, Desk]] = {}
        self._lanes = {
            name: Lane(lambda name=name: self._judge(name), DELAYS[name], f"{name} of {face}")  # type: ignore[misc]
            for name in CHECKS
        }

    # What the client says.

    def document(self, path: str) -> Document | None:
        return self._documents.get(path)

    def put(self, path: str, document: Document, saved: bool = False) -> None:
        """A file was opened, changed or saved."""
        with self._lock:
            before = self._documents.get(path)
            dirty = document.text.content != self.on_disk(path)
            self._documents[path] = document._replace(dirty=dirty)
        self._ask(path, saved or before is None)

    def drop(self, path: str) -> None:
        """A file was closed: what is on the disk counts again."""
        with self._lock:
            gone = self._documents.pop(path, None)
        if gone is not None:
            self._ask(path, True)

    def look_again(self, at_once: bool = True) -> None:
        """Something on the disk or in git may have changed."""
        with self._lock:
            for path, each in self._documents.items():
                dirty = each.text.content != self.on_disk(path)
                self._documents[path] = each._replace(dirty=dirty)
        for lane in self._lanes.values():
            lane.ask(at_once)

    def moved(self) -> bool:
        """True where git did something since the last judgement."""
        now = stood(self._repository)
        return any(was != now for was, _desk in list(self._desks.values()))

    def close(self) -> None:
        for lane in self._lanes.values():
            lane.close()
        for _stood, desk in self._desks.values():
            desk.close()
        self._desks = {}

    # What it is asked.

    def shown_in(self, path: str, wait: float = 0.0) -> tuple[Shown, ...]:
        """What is shown in a file now, after waiting for what is being judged."""
        until = time.monotonic() + wait
        for name in self._lanes_of(path):
            self._lanes[name].settled(max(0.0, until - time.monotonic()))
        return self._of(path)

    def text(self, path: str) -> Text:
        """What the file holds: in the editor, else on the disk."""
        document = self._documents.get(path)
        return document.text if document else Text(self.on_disk(path) or "")

    def unsaved(self) -> list[str]:
        """The open files that aren't what is on the disk."""
        return sorted(path for path, each in self._documents.items() if each.dirty)

    def on_disk(self, path: str) -> str | None:
        try:
            with open(os.path.join(self.root, path), encoding="utf-8-sig", newline="") as file:
                return file.read()
        except (OSError, UnicodeDecodeError, ValueError):
            return None

    def name_of(self, path: str) -> str | None:
        """An absolute path as it is called here; `None` for what is elsewhere."""
        return name_in(path, self.root)

    def path_of(self, name: str) -> str:
        """The absolute path of a name, as the client spells it."""
        return os.path.join(self.face, *name.split("/"))

    def _lanes_of(self, path: str) -> list[str]:
        name = path.rpartition("/")[2]
        if (
            path == FILE
            or name.endswith(".json")
            or ("config" in name and path.endswith(EXTENSIONS))
        ):
            return ["sql", "schema"]
        return ["schema"] if path.endswith(EXTENSIONS) else ["sql", "schema"]

    def _ask(self, path: str, at_once: bool) -> None:
        for name in self._lanes_of(path):
            self._lanes[name].ask(at_once)

    # What the lanes do.

    def _judge(self, lane: str) -> None:
        with self._lock:
            documents = dict(self._documents)
        if not documents and not self._found:
            return
        texts = {path: each.text.content for path, each in documents.items() if each.dirty}
        try:
            verdict = self._desk(lane).judge(texts, CHECKS[lane])
        except UsageError as error:
            verdict = _one(str(error), Remedy.of(error.remedy))
        except Undecided as error:
            verdict = _one(str(error), Remedy.of(error.remedy))
        except Exception as error:
            self._forget(lane)
            remedy = Remedy("save it and run: forge-migrations --debug")
            verdict = _one(f"{type(error).__name__}: {error}", remedy)
        with self._lock:
            if self._lanes[lane].asked and any(
                self._version(path) != each.version for path, each in documents.items()
            ):
                return  # the answer to what was typed meanwhile follows
            self._found[lane] = tuple(shown(verdict, documents, _about(lane, documents)))
            self._judged[lane] = {path: each.version for path, each in documents.items()}
            told = self._news()
        if told:
            self._tell(self, told)

    def _version(self, path: str) -> int | None:
        document = self._documents.get(path)
        return document.version if document else None

    def _desk(self, lane: str) -> Desk:
        now = stood(self._repository)
        was, desk = self._desks.get(lane, (None, None))
        if desk is None or was != now:
            self._forget(lane)
            desk = Desk(Repository.find(self.root))
            self._desks[lane] = now, desk
        return desk

    def _forget(self, lane: str) -> None:
        _stood, desk = self._desks.pop(lane, (None, None))
        if desk is not None:
            desk.close()

    def _of(self, path: str) -> tuple[Shown, ...]:
        found = (each for lane in list(self._found.values()) for each in lane)
        return tuple(dict.fromkeys(each for each in found if each.path == path))

    def _news(self) -> list[Told]:
        """What differs from what the client was told, files that have nothing any more too."""
        paths = {each.path for lane in self._found.values() for each in lane}
        told = []
        for path in sorted(paths | self._told.keys() | self._documents.keys()):
            document, now = self._documents.get(path), self._of(path)
            own = self._judged.get(self._lanes_of(path)[0], {})
            if document and own.get(path) != document.version:
                continue  # what is known of it is about another text
            state = (document.version if document else None, now)
            if self._told.get(path) != state:
                told.append(Told(path, document, now))
            if now or document:
                self._told[path] = state
            else:
                self._told.pop(path, None)
        return told


def _about(lane: str, documents: Mapping[str, Document]) -> list[str]:
    """The open files that a lane judges: what it can't decide is said there."""
    if lane == "schema":
        return [
            path
            for path, each in documents.items()
            if path.endswith(EXTENSIONS) and "drizzle" in each.text.content
        ]
    return [path for path in documents if path.endswith((".sql", ".json", ".toml"))]


def _one(message: str, remedy: Remedy) -> Verdict:
    return Verdict((), (Note("lsp", message, undecided=True, remedy=remedy),))
