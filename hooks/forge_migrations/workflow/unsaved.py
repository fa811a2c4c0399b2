"""Judging text that isn't saved yet, for editors: what the hooks would say of it, and nothing is printed.

desk = Desk(Repository.find(root))
desk.judge({"drizzle/0007_x.sql": text}, SQL)     # no Node: hazards, and SQL against its snapshot
desk.judge({"src/schema.ts": text}, SCHEMA)       # loads the schema in the one Node process it keeps
desk.close()
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from forge_migrations.change.change import Change
from forge_migrations.change.change import staged_change
from forge_migrations.change.overlay import Overlay
from forge_migrations.change.overlay import work_tree
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.change.tree import Tree
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding

SQL = ("destructive-sql", "migration-history")
"""What only git is needed for."""
SCHEMA = ("schema-changes", "stale-migrations")
"""What loads the schema with the project's own drizzle-kit."""


class Desk:
    """One work tree under an editor: its unsaved texts are laid over the files, one Node process stays."""

    def __init__(self, repository: Repository, kit: str = "") -> None:
        self._repository = repository
        self._first = subject_of(repository, work_tree(repository), kit)

    def judge(self, texts: Mapping[str, str], checks: Sequence[str] = SQL) -> Verdict:
        """What the checks say with these texts by path from the root, inherited findings too.

        The files below them are read anew. Raises `UsageError` for a policy that can't be read.
        """
        found = judge(self.subject(texts), checks)
        self._first.facts.save()
        return found

    def findings_of(self, path: str, text: str, checks: Sequence[str] = SQL) -> list[Finding]:
        """What is to be shown in one file, first lines first."""
        said = [each for each in self.judge({path: text}, checks).findings if each.path == path]
        return sorted(said, key=lambda each: (each.line, each.column, each.rule))

    def subject(self, texts: Mapping[str, str]) -> Subject:
        """The work tree with these texts over it, judged against HEAD; it shares the kept process."""
        repository = self._repository
        over: Tree = Overlay(
            work_tree(repository), {path: text.encode() for path, text in texts.items()}
        )
        head: Tree = MemoryTree(name="nothing")
        if repository.has_commits():
            head = repository.at(repository.commit("HEAD"))
        released = staged_change(repository)
        change = Change(head, over, lambda: released.base, "staged", repository)
        seen = self._first.seen_from(change)
        seen.policy = policy_of(change)
        return seen

    def close(self) -> None:
        """End the process; the Desk is of no more use."""
        self._first.facts.save()
        self._first.close()
