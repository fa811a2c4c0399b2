"""Judging text that isn't saved yet, for editors: what the hooks would say of it, and nothing is printed.

desk = Desk(Repository.find(root))
desk.judge({"drizzle/0007_x.sql": text}, SQL)     # no Node: hazards, and SQL against its snapshot
desk.judge({"src/schema.ts": text}, SCHEMA)       # loads the schema in the one Node process it keeps
desk.close()
"""

from __future__ import annotations

import os

from forge_migrations.change.repository import Tip
from forge_migrations.change.shallow import tip_of
from forge_migrations.change.standing import Standing
from forge_migrations.change.target import target_branch
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.judge import judge_merge
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import FILE
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.drizzle.kit.bridge import Kit
from forge_migrations.facts import Passing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from forge_migrations.change.change import Change
    from forge_migrations.change.repository import Repository
    from forge_migrations.config import Policy
    from forge_migrations.findings import Finding

SQL = ("destructive-sql", "migration-history")
"""What only git is needed for."""
SCHEMA = ("schema-changes", "stale-migrations")
"""What loads the schema with the project's own drizzle-kit."""


STAGED = ("staged-migrations",)
"""What is asked about what is staged, and not about the work tree."""


LONGEST = 20.0
"""Seconds that unsaved text may take to load: a loop whose end isn't typed yet holds up the next."""


class Desk:
    """One work tree under an editor: its unsaved texts are laid over the files, one Node process stays.

    Of one thread at a time.
    """

    def __init__(self, repository: Repository, kit: str = "") -> None:
        self._standing = Standing(repository)
        self._facts = Passing.of_repository(repository.common_folder)
        self._folder = kit or os.environ.get("FORGE_KIT", "")
        self._change: Change | None = None
        self._policy: tuple[Change, str | None, Policy] | None = None
        self._kit: Kit | None = None
        self.subject: Subject | None = None
        """The one that was judged last."""

    def judge(
        self, texts: Mapping[str, str], checks: Sequence[str] = SQL, known: bool = False
    ) -> Verdict:
        """What the checks say with these texts by path from the root, inherited findings too.

        The files below them are read anew; with `known` they are taken as they were at the last look,
        unless git did something. Raises `UsageError` for a policy that can't be read.
        """
        subject = self.subject_of(texts, known)
        found = judge_merge(checks, judge(subject, checks), subject)
        self._facts.save()
        return found

    def findings_of(self, path: str, text: str, checks: Sequence[str] = SQL) -> list[Finding]:
        """What is to be shown in one file, first lines first."""
        said = [each for each in self.judge({path: text}, checks).findings if each.path == path]
        return sorted(said, key=lambda each: (each.line, each.column, each.rule))

    def judge_staged(self) -> Verdict:
        """What of a migration or of a schema is staged without the rest; nothing where nothing is."""
        change = self._standing.staged()
        if not change.changed:
            return Verdict((), ())
        subject = Subject(
            change,
            policy_of(change),
            self._facts,
            kit_folder=self._folder,
            kit=self._bridge(change),
        )
        return judge(subject, STAGED)

    def looked(self) -> bool:
        """Look at the disk again; True where it isn't what the last judgement took it for."""
        was = self._change
        return self._look(known=False) is not was

    def subject_of(self, texts: Mapping[str, str], known: bool = False) -> Subject:
        """The work tree with these texts over it, judged against HEAD by the kept process."""
        change = self._look(known)
        files = {path: text.encode("utf-8", "replace") for path, text in texts.items()}
        over = self._standing.over(change, files)
        self._facts.lasting = over is change  # text that nobody saved leaves nothing behind
        policy, kit = self._policy_of(over), self._bridge(over)
        longest = float(policy.get("kit_timeout", 60))
        kit.node.timeout = longest if over is change else min(longest, LONGEST)
        self.subject = Subject(over, policy, self._facts, kit_folder=self._folder, kit=kit)
        return self.subject

    def save(self) -> None:
        """Keep what was learned."""
        self._facts.save()

    def parts(self) -> frozenset[str]:
        """The files that the schemas of the last judgement are made of."""
        if self.subject is None:
            return frozenset()
        found: set[str] = set()
        for one in self.subject.projects:
            found.update(schema_files(one.project, self.subject.change.after))
            if self._kit is not None:
                found |= self._kit.took_part(one.project)
        return frozenset(found)

    def close(self) -> None:
        """End the processes; the next judgement starts them anew."""
        self._standing.rest()
        if self._kit is not None:
            self._kit.close()

    def _look(self, known: bool) -> Change:
        change = self._standing.known() if known else self._standing.look()
        if change is not self._change:
            self._change = change
            if self._kit is not None:
                self._kit.look_again()
        return change

    def _policy_of(self, change: Change) -> Policy:
        blob, ground = change.after.blob(FILE), self._change
        assert ground is not None
        if self._policy is not None and self._policy[:2] == (ground, blob):
            return self._policy[2]
        policy, repository = policy_of(change), self._standing.repository
        if policy.get("base") and repository.has_commits():
            repository.default_tip = Tip(tip_of(repository, policy.get("base"), "HEAD"), False)
        if policy.get("branch"):
            policy = policy.on_branch(target_branch(repository, None))
        self._policy = ground, blob, policy
        return policy

    def _bridge(self, change: Change) -> Kit:
        if self._kit is None:
            repository = self._standing.repository
            self._kit = Kit(
                root=change.root,
                main_root=lambda: repository.main_root,
                facts=self._facts,
                folder=self._folder,
            )
        return self._kit
