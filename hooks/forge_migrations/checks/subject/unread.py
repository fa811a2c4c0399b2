"""Whether a config that nobody can read leaves a change undecided."""

from __future__ import annotations

import posixpath

from forge_migrations.checks import GIT_ONLY
from forge_migrations.drizzle.config.schema_files import EXTENSIONS
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.change.change import Change
    from forge_migrations.drizzle.config.discovery import Projects
    from forge_migrations.findings import Note

GATHERING = ("config", "configs", ".config")
"""Folders in which a package keeps its configs: the package is the folder above."""


class Asked(NamedTuple):
    """What is judged at all."""

    project: str
    """The config of the only project; empty for all."""
    check: str
    """The only check; empty for all."""
    whole: bool
    """The whole state, not what is new."""


class Unread:
    """Judges what discovery says of each config at the two trees of a change."""

    def __init__(self, asked: Asked, change: Change, before: Projects, after: Projects) -> None:
        self._asked, self._change = asked, change
        told = {one.config for one in after.projects if one.schema}
        self._lost = {one.config for one in before.projects if one.schema} - told
        """Configs whose schema could be told before the change."""

    def judged(self, note: Note) -> Note:
        """The note, undecided where the change concerns what it is about.

        What could be read before and can't be any more is not passed: nobody would see what the
        next change does to it.
        """
        wanted = self._asked.project
        if wanted and wanted != note.project:
            return note._replace(undecided=False)
        undecided = note.project in self._lost or (note.undecided and self._concerned(note.project))
        return note._replace(undecided=undecided)

    def _concerned(self, config: str) -> bool:
        """True when the change may be one of a schema or of a history that the config is about."""
        change = self._change
        if self._asked.whole or config in change.changed:
            return True
        folder = posixpath.dirname(config)
        if posixpath.basename(folder) in GATHERING:
            folder = posixpath.dirname(folder)
        near = [path for path in change.changed if path.startswith(f"{folder}/" if folder else "")]
        if any(path.endswith((".sql", "/_journal.json")) for path in near):
            return True
        if self._asked.check in GIT_ONLY:
            return False
        scripts = [path for path in near if path.endswith(EXTENSIONS)]
        return any(
            b"drizzle-orm" in text
            for tree in (change.before, change.after)
            for text in tree.read_many(path for path in scripts if tree.is_file(path)).values()
        )
