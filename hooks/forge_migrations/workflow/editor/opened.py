"""One repository under an editor: its open files, the two threads that judge it, and what they found."""

from __future__ import annotations

import os
import threading
import time
from functools import partial

from forge_migrations.change.standing import stood
from forge_migrations.config import FILE
from forge_migrations.drizzle.config.files import may_be_config
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.ground import name_in
from forge_migrations.workflow.editor.judging import Judging
from forge_migrations.workflow.editor.lanes import Lane
from forge_migrations.workflow.editor.shown import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping

    from forge_migrations.change.repository import Repository
    from forge_migrations.workflow.editor.pasts import Past
    from forge_migrations.workflow.editor.shown import Shown

DELAYS = {"sql": 0.02, "schema": 0.1, "past": 0.3}
"""Seconds of rest after a key before a thread begins. `past` reads histories and judges nothing."""

GOING = 1.5
"""Seconds that what is being judged has to end in; an editor that leaves waits for no more."""


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
    """`tell` is called from a thread with what changed; with `None` when the histories did."""

    def __init__(
        self, repository: Repository, face: str, tell: Callable[[Opened, list[Told] | None], None]
    ) -> None:
        assert repository.root is not None
        self.root = repository.root
        self.face = face
        """The root as the client spells it: it may know the folder by a link."""
        self._repository = repository
        self._stood = stood(repository)
        self._tell = tell
        self._lock = threading.RLock()
        self._documents: dict[str, Document] = {}
        self._found: dict[str, tuple[Shown, ...]] = {}
        """Lane -> what it found last."""
        self._judged: dict[str, dict[str, int]] = {}
        """Lane -> the versions that it judged last."""
        self._told: dict[str, tuple[int | None, tuple[Shown, ...]]] = {}
        self.pasts: tuple[Past, ...] = ()
        """The histories of its projects, once they are read."""
        self._to_look = set(DELAYS)
        """The lanes that are to look at the disk before they judge."""
        self._judging = {name: Judging(name, self.root) for name in DELAYS}
        self._lanes = {
            name: Lane(
                partial(self._judge, name) if name != "past" else self._remember,
                delay,
                f"{name} of {face}",
            )
            for name, delay in DELAYS.items()
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
        lanes = lanes_of(path)
        if lanes == ["schema"] and not self._concerned(path, document, before):
            if before is None:
                self._ask(["past"], look=True)  # which tells whether it is part of a schema
            return
        if saved or before is None:
            self._ask(DELAYS, look=True)
        else:
            self._ask(lanes)

    def drop(self, path: str) -> None:
        """A file was closed: what is on the disk counts again."""
        with self._lock:
            gone = self._documents.pop(path, None)
        if gone is not None and (self._concerned(path, gone) or "sql" in lanes_of(path)):
            self._ask(DELAYS, look=True)

    def look_again(self, at_once: bool = True) -> None:
        """Something on the disk or in git may have changed."""
        with self._lock:
            for path, each in self._documents.items():
                disk = self.on_disk(path)
                # What was as on the disk, and is gone from there, is nobody's new file.
                dirty = each.dirty if disk is None else each.text.content != disk
                self._documents[path] = each._replace(dirty=dirty)
        self._ask(DELAYS, look=True, at_once=at_once)

    def moved(self) -> bool:
        """True where git did something since this was asked."""
        was, self._stood = self._stood, stood(self._repository)
        return was != self._stood

    def close(self) -> None:
        for lane in self._lanes.values():
            lane.close(0.0)
        until = time.monotonic() + GOING
        for lane in self._lanes.values():
            lane.close(max(0.0, until - time.monotonic()))
        for each in self._judging.values():
            each.close()

    # What it is asked.

    def shown_in(self, path: str, wait: float = 0.0) -> tuple[Shown, ...]:
        """What is shown in a file now, after waiting for what is being judged."""
        until = time.monotonic() + wait
        for name in lanes_of(path):
            self._lanes[name].settled(max(0.0, until - time.monotonic()))
        return self._of(path)

    def remembered(self, wait: float) -> tuple[Past, ...]:
        """The histories, after waiting for them."""
        self._lanes["past"].settled(wait)
        return self.pasts

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

    def _concerned(self, path: str, *documents: Document | None) -> bool:
        """True for a script that takes part in a schema, or speaks of Drizzle as it was or as it is."""
        known = self._in_schema(path) or bool(self._of(path)) or "sql" in lanes_of(path)
        return known or may_be_config(path) or any(each and speaks(each) for each in documents)

    def _in_schema(self, path: str) -> bool:
        """True for a script that is known to take part in a schema."""
        parts = self._judging["schema"].parts
        return path in parts or any(path in past.parts for past in self.pasts)

    def _ask(self, lanes: Iterable[str], look: bool = False, at_once: bool = True) -> None:
        for name in lanes:
            if look:
                self._to_look.add(name)
            # Histories wait: what is judged comes first.
            self._lanes[name].ask(at_once and look and name != "past")

    # What the lanes do.

    def _remember(self) -> None:
        found = self._judging["past"].pasts() if self._documents else None
        if found is not None:
            self.pasts = found
            if any(self._in_schema(path) for path in self._documents):
                self._ask(["schema"], look=True)
            self._tell(self, None)

    def _judge(self, lane: str) -> None:
        with self._lock:
            documents = dict(self._documents)
            look = lane in self._to_look
            self._to_look.discard(lane)
        if not documents and not self._found:
            return
        texts = {path: each.text.content for path, each in documents.items() if each.dirty}
        judging = self._judging[lane]
        verdict = judging.verdict(texts, known=not look)
        with self._lock:
            if self._lanes[lane].asked and any(
                self._version(path) != each.version for path, each in documents.items()
            ):
                return  # the answer to what was typed meanwhile follows
            self._found[lane] = tuple(shown(verdict, documents, self._about(lane, documents)))
            self._judged[lane] = {path: each.version for path, each in documents.items()}
            told = self._news()
        if told:
            self._tell(self, told)
        if not look and not self._lanes[lane].asked and judging.behind():
            self._lanes[lane].ask(at_once=True)

    def _about(
        self, lane: str, documents: Mapping[str, Document]
    ) -> Callable[[str], Iterable[str]]:
        """The open files that a lane judges, of one project where it is known whose they are: what it
        can't decide is said there."""
        scripts = [path for path in documents if path.endswith(EXTENSIONS)]
        mine = [path for path in scripts if speaks(documents[path])]
        if lane != "schema":
            mine = [path for path in documents if path.endswith((".sql", ".json")) or path == FILE]

        def of(config: str) -> Iterable[str]:
            past = next((each for each in self.pasts if each.config == config), None)
            return [path for path in mine if past is None or past.holds(path)]

        return of

    def _version(self, path: str) -> int | None:
        document = self._documents.get(path)
        return document.version if document else None

    def _of(self, path: str) -> tuple[Shown, ...]:
        found = (each for lane in list(self._found.values()) for each in lane)
        return tuple(dict.fromkeys(each for each in found if each.path == path))

    def _news(self) -> list[Told]:
        """What differs from what the client was told, files that have nothing any more too."""
        paths = {each.path for lane in self._found.values() for each in lane}
        told = []
        for path in sorted(paths | self._told.keys() | self._documents.keys()):
            document, now = self._documents.get(path), self._of(path)
            own = self._judged.get(lanes_of(path)[0], {})
            judged = path in own or document is None or self._concerned(path, document)
            if judged and own.get(path) != (document.version if document else None):
                continue  # what is known of it is about another text
            state = (document.version if document else None, now)
            if self._told.get(path) != state:
                told.append(Told(path, document, now))
            if now or document:
                self._told[path] = state
            else:
                self._told.pop(path, None)
        return told


def lanes_of(path: str) -> list[str]:
    """The lanes that judge a file while it is typed, its own first."""
    if path.endswith(".sql"):
        return ["sql"]
    if path.endswith(EXTENSIONS) and not may_be_config(path):
        return ["schema"]
    return ["sql", "schema"]


def speaks(document: Document) -> bool:
    return "drizzle" in document.text.content
