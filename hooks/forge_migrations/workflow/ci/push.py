"""What a push changes: per ref the commits to compare it with, what is released, whose policy."""

from __future__ import annotations

import os

from forge_migrations.change.change import Change
from forge_migrations.change.quarantine import Quarantined
from forge_migrations.change.quarantine import environment
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks import GIT_ONLY
from forge_migrations.checks.concern import any_concerns
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.judge import judge_merge
from forge_migrations.checks.subject.opening import with_proposals
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import FILE
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import Note
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from forge_migrations.change.pushed import Update
    from forge_migrations.change.tree import Tree

    _Key = tuple[str, tuple[str, ...], str, str]

SERVER_FILE = "forge-migrations.toml"
SIDES = 4
"""So many older commits are compared with when a new branch starts from several."""


class Judgement(NamedTuple):
    """One verdict and the refs that it is about."""

    updates: tuple[Update, ...]
    verdict: Verdict


class _Plan(NamedTuple):
    """What is compared with what: each side is a commit, or empty for `nothing was there`."""

    new: str
    sides: tuple[str, ...]
    released: str
    policy: Policy


def judge_push(updates: Iterable[Update], policy_file: str = "") -> list[Judgement]:
    """The judgement of every ref that the push creates or moves. Runs only git, writes nothing."""
    os.environ.update(environment(os.environ))
    push = _Push(Quarantined.find(), policy_file)
    plans: dict[_Key, tuple[_Plan, list[Update]]] = {}
    for update in updates:
        plan = push.plan(update)
        if plan:
            key = (plan.new, plan.sides, plan.released, update.branch if push.by_branch else "")
            plans.setdefault(key, (plan, []))[1].append(update)
    return [Judgement(tuple(refs), push.judge(plan)) for plan, refs in plans.values()]


class _Push:
    def __init__(self, repository: Quarantined, policy_file: str) -> None:
        self.repository = repository
        self.facts = Facts()  # in memory: a push leaves nothing behind
        self.notes: list[Note] = []
        self._heads = repository.heads()
        self._default = self._default_branch()
        self._policy = self._released_policy(policy_file)

    @property
    def by_branch(self) -> bool:
        """True when a policy says something else for other branches."""
        return bool(self._policy.get("branch"))

    def plan(self, update: Update) -> _Plan | None:
        """What to compare; `None` when the ref brings no commit that could be judged."""
        if update.deletes:
            return None
        new = self.repository.named(update.new)
        if new is None:
            return None  # a tag of a blob or a tree
        policy = self._policy.on_branch(update.branch) if update.branch else self._policy
        old = "" if update.creates else self.repository.named(update.old) or ""
        released = bool(update.branch) and self._policy.releases(update.branch)
        if update.ref == self._default or (released and old):
            return _Plan(new, (old,), old, policy)
        base = self._base(new)
        if not update.branch or not old:
            starts = self.repository.starts(new)
            if starts is None and not (update.branch and self.by_branch):
                return None
            return _Plan(new, tuple(starts or ())[:SIDES] or (base,), base, policy)
        if self.repository.merge_base(old, new) == old:
            return _Plan(new, tuple(dict.fromkeys((old, base))), base, policy)
        return _Plan(new, (base,), base, policy)

    def judge(self, plan: _Plan) -> Verdict:
        """What the git-only checks say against every side: new is what none of them had."""
        if all(side and not self._concerns(side, plan.new) for side in plan.sides):
            return Verdict((), tuple(self.notes))
        side, *others = plan.sides
        before, after, base = (self._tree(commit) for commit in (side, plan.new, plan.released))
        merged = [each for each in others if each]  # against nothing everything is new
        change = Change(before, after, base, "range", self.repository, lambda: merged)
        subject = Subject(change, with_proposals(plan.policy, change), self.facts)
        subject.notes.extend(self.notes)
        return judge_merge(GIT_ONLY, judge(subject, GIT_ONLY), subject)

    def _tree(self, commit: str) -> Tree:
        return self.repository.at(commit) if commit else MemoryTree(name="nothing")

    def _concerns(self, side: str, new: str) -> bool:
        return any_concerns(self.repository.touched(side, new))

    def _default_branch(self) -> str:
        """HEAD's branch, or main or master where HEAD names one that was never pushed."""
        head = self.repository.head()
        for ref in (head, "refs/heads/main", "refs/heads/master"):
            if ref in self._heads:
                return ref
        return head

    def _base(self, new: str) -> str:
        """Where the commit left the default branch: what was released before it; or empty."""
        tip = self._heads.get(self._default)
        return (self.repository.merge_base(tip, new) or "") if tip else ""

    def _released_policy(self, policy_file: str) -> Policy:
        """The server's file over the one that the default branch has. Never a pushed one."""
        released = Policy()
        tip = self._heads.get(self._default)
        if tip:
            tree = self.repository.at(tip)
            if tree.is_file(FILE):
                try:
                    released = Policy.parse(tree.read(FILE))
                except UsageError as error:
                    self.notes.append(Note("policy", f"the released policy is not used: {error}"))
        path = policy_file or os.path.join(self.repository.git_folder, SERVER_FILE)
        try:
            with open(path, "rb") as file:
                return released.below(Policy.parse(file.read(), path))
        except FileNotFoundError as error:
            if policy_file:
                raise UsageError(
                    f"{policy_file}: no such policy file", "correct --policy in the server's hook"
                ) from error
            return released
