"""Every repository that an editor has a file of open: several projects, several folders, one server."""

from __future__ import annotations

import os
import threading

from forge_migrations.workflow.editor.documents import Text
from forge_migrations.workflow.editor.documents import path_of
from forge_migrations.workflow.editor.ground import repository_of
from forge_migrations.workflow.editor.opened import Document
from forge_migrations.workflow.editor.opened import Opened

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from forge_migrations.workflow.editor.documents import Change
    from forge_migrations.workflow.editor.documents import Encoding
    from forge_migrations.workflow.editor.opened import Told

EVERY = 1.0
"""Seconds between two looks at whether git did something."""
FOREIGN = ("/node_modules/", "/.git/")
"""Folders whose files are nobody's to judge."""


class Desktop:
    """`tell` is called from other threads with what is to be shown anew."""

    def __init__(self, tell: Callable[[Opened, list[Told] | None], None]) -> None:
        self._tell = tell
        self._by_root: dict[str, Opened] = {}
        self._by_folder: dict[str, Opened] = {}
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._look, name="git", daemon=True)
        self._watch.start()

    def open(self, uri: str, version: int, content: str) -> None:
        """A file was opened; a repository that wasn't there a while ago may be there now."""
        place = self.place(uri, anew=True)
        if place is not None:
            opened, path = place
            opened.put(path, Document(uri, version, Text(content), False))

    def change(self, uri: str, version: int, changes: Iterable[Change], encoding: Encoding) -> None:
        place = self.place(uri)
        if place is not None:
            opened, path = place
            document = opened.document(path)
            if document is not None:
                text = document.text.changed(changes, encoding)
                opened.put(path, document._replace(version=version, text=text))

    def save(self, uri: str) -> None:
        place = self.place(uri)
        if place is not None:
            opened, path = place
            document = opened.document(path)
            if document is not None:
                opened.put(path, document, saved=True)

    def close_file(self, uri: str) -> None:
        place = self.place(uri)
        if place is not None:
            opened, path = place
            opened.drop(path)

    def touched(self, uris: Iterable[str]) -> None:
        """Files changed on the disk."""
        found = {}
        for uri in uris:
            place = self.place(uri)
            if place is not None:
                found[place[0].root] = place[0]
        for opened in found.values():
            opened.look_again(at_once=False)

    def place(self, uri: str, anew: bool = False) -> tuple[Opened, str] | None:
        """The repository that a file is in, and how it is called there; `None` for what no repository
        has and what isn't on a disk."""
        path = path_of(uri)
        if path is None or any(each in path.replace(os.sep, "/") for each in FOREIGN):
            return None
        folder = os.path.dirname(path)
        opened = self._by_folder.get(folder)
        if opened is None and anew:
            opened = self._find(path, folder)
        # The deepest one: a repository may stand inside of another.
        known = sorted(self.everything(), key=lambda each: -len(each.root))
        for each in known if opened is None else [opened]:
            name = each.name_of(path)
            if name is not None:
                return each, name
        return None

    def everything(self) -> list[Opened]:
        return list(self._by_root.values())

    def close(self) -> None:
        """End the threads and the processes."""
        self._closed.set()
        for each in self.everything():
            each.close()

    def _find(self, path: str, folder: str) -> Opened | None:
        repository = repository_of(path)
        if repository is None or repository.root is None:
            return None
        opened = self._by_root.get(repository.root)
        if opened is None:
            opened = Opened(repository, _face(path, repository.root), self._tell)
            self._by_root[repository.root] = opened
        self._by_folder[folder] = opened
        return opened

    def _look(self) -> None:
        while not self._closed.wait(EVERY):
            for each in self.everything():
                if each.moved():
                    each.look_again()


def _face(path: str, root: str) -> str:
    """The root as the client spells it, which may have come by a link."""
    folder = os.path.dirname(path)
    while os.path.dirname(folder) != folder:
        if os.path.isdir(folder) and os.path.isdir(root) and os.path.samefile(folder, root):
            return folder
        folder = os.path.dirname(folder)
    return root
