"""What one thread of a repository judges: a desk that is made when it is wanted and made anew when it
breaks. Nothing that happens to it is raised: it is said."""

from __future__ import annotations

import time

from forge_migrations.change.repository import Repository
from forge_migrations.checks.judge import Verdict
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.workflow.editor.pasts import pasts_of
from forge_migrations.workflow.unsaved import SCHEMA
from forge_migrations.workflow.unsaved import SQL
from forge_migrations.workflow.unsaved import Desk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from forge_migrations.change.change import Change
    from forge_migrations.workflow.editor.pasts import Past

CHECKS = {"sql": SQL, "schema": SCHEMA}
"""Thread -> what it judges: a schema that takes long to load holds no SQL back."""
REST = 2.0
"""Seconds in which the disk isn't asked twice whether it is as it was, unless somebody says so."""


class Judging:
    """Of one thread at a time."""

    def __init__(self, name: str, root: str) -> None:
        self.name = name
        self._root = root
        self._desk: Desk | None = None
        self._looked = 0.0
        self._told_of: Change | None = None
        self.parts: frozenset[str] = frozenset()
        """The files that the schemas were made of when they were judged last."""

    def verdict(self, texts: Mapping[str, str], known: bool) -> Verdict:
        """What the checks say; what can't be said is an undecided note."""
        try:
            desk = self._desk or Desk(Repository.find(self._root))
            self._desk = desk
            if not known:
                self._looked = time.monotonic()
            found = desk.judge(texts, CHECKS[self.name], known)
            if self.name == "schema":
                self.parts = desk.parts()
            elif not known:
                staged = desk.judge_staged()
                found = Verdict(found.findings + staged.findings, found.notes + staged.notes)
            return found
        except (UsageError, Undecided) as error:
            return _told(str(error), Remedy.of(error.remedy))
        except Exception as error:
            self.close()
            words = f"{type(error).__name__}: {error}"
            return _told(words, Remedy("save it and run: forge-migrations --debug"))

    def pasts(self) -> tuple[Past, ...] | None:
        """The histories of the projects as they are on the disk; `None` where they are what they were
        when this was asked last, or can't be had."""
        try:
            desk = self._desk or Desk(Repository.find(self._root))
            self._desk = desk
            subject = desk.subject_of({})
            if subject.change is self._told_of:
                return None
            found = pasts_of(subject)
            desk.save()
            self._told_of = subject.change
            return found
        except (UsageError, Undecided, OSError):
            return None
        except Exception:
            self.close()  # a history is only told; what is wrong with it the judgement says
            return None

    def behind(self) -> bool:
        """Look at the disk, if nobody did for a while; True where it isn't what was judged."""
        now = time.monotonic()
        if self._desk is None or now - self._looked < REST:
            return False
        self._looked = now
        try:
            return self._desk.looked()
        except (UsageError, Undecided, OSError):
            return True

    def close(self) -> None:
        """End the processes; the next judgement begins with new ones."""
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()


def _told(message: str, remedy: Remedy) -> Verdict:
    return Verdict((), (Note("lsp", message, undecided=True, remedy=remedy),))
