"""From the command line's words to a Subject."""

from __future__ import annotations

import os

from forge_migrations.change.change import range_change
from forge_migrations.change.change import staged_change
from forge_migrations.change.change import whole_change
from forge_migrations.change.repository import Repository
from forge_migrations.change.repository import Tip
from forge_migrations.change.shallow import tip_of
from forge_migrations.change.target import target_branch
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import FILE
from forge_migrations.config import RULING
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError
from forge_migrations.presets import SQUAWK_FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.change.change import Change
    from forge_migrations.change.look import Changed
    from forge_migrations.change.tree import Tree
    from forge_migrations.checks.subject.options import Options


def open_subject(
    options: Options | argparse.Namespace, changed: list[Changed] | None = None
) -> Subject:
    """The Subject that the options name. Raises `UsageError` for a ref or a policy that isn't one."""
    repository = Repository.find()
    change = _change(options, repository, changed)
    policy = policy_of(change)
    if policy.get("base") and options.base is None and repository.has_commits():
        tip = tip_of(repository, policy.get("base"), options.to_ref or "HEAD")
        repository.default_tip = Tip(tip, False)
        change = _change(options, repository, changed)
        policy = policy_of(change)
    if policy.get("branch"):
        policy = policy.on_branch(options.branch or target_branch(repository, options.from_ref))
    return Subject(
        change,
        policy,
        Facts.of_repository(repository.common_folder),
        kit_folder=options.kit or os.environ.get("FORGE_KIT", ""),
        fix=options.fix,
        only_project=options.project,
        only_check="" if options.check == "forge-migrations" else (options.check or ""),
        pushed=options.pushed or "PRE_COMMIT_REMOTE_NAME" in os.environ,
        list_released=getattr(options, "released", False),
    )


def _change(
    options: Options | argparse.Namespace, repository: Repository, changed: list[Changed] | None
) -> Change:
    if options.from_ref:
        to = options.to_ref or "HEAD"
        return range_change(repository, options.from_ref, to, options.base)
    if options.all_files or repository.root is None:
        return whole_change(repository, options.base)
    return staged_change(repository, options.base, changed)


def policy_of(change: Change) -> Policy:
    """The policy that judges: for a range the released one, so that a branch can't relax it;
    where nothing is released yet, and for a commit in the making, the one that stands there.

    A policy that the range brings where none was released says how to read and to run things, and
    nothing of what is refused; nor does it say anything of a project that could be read without it.
    """
    if change.mode == "range" and change.base.is_file(FILE):
        return with_proposals(_read(change.base), change)
    if not change.after.is_file(FILE):
        return Policy()
    policy = _read(change.after)
    if change.mode != "range" or not change.base.entries:
        return policy
    values = {key: policy.values[key] for key in policy.values if key not in RULING}
    if policy.projects:
        from forge_migrations.drizzle.config.discovery import find_projects

        known = {one.config for one in find_projects(change.base).projects}
        values["project"] = [
            table
            for table in policy.projects
            if not table.get("ignore") and table.get("config") not in known
        ]
    return Policy(values).proposing(policy)


def _read(tree: Tree) -> Policy:
    """The policy of a tree, with the configuration of the tool whose rules it asks for."""
    policy = Policy.parse(tree.read(FILE))
    if not policy.values.keys().isdisjoint(("rules", "checks", "paths", "branch")):
        from forge_migrations.checks.subject.named_rules import refuse_unknown_names

        refuse_unknown_names(policy)
    if policy.preset and tree.is_file(SQUAWK_FILE):
        return policy.with_squawk(tree.read(SQUAWK_FILE))
    return policy


def with_proposals(policy: Policy, change: Change) -> Policy:
    """The released policy, and what the range accepts of its own doing to released history: nobody
    could squash a history otherwise. It is shown as `policy-changed`, to be reviewed like the rest."""
    after = change.after
    if not after.is_file(FILE) or after.blob(FILE) == change.base.blob(FILE):
        return policy
    try:
        return policy.proposing(Policy.parse(after.read(FILE)))
    except UsageError:
        return policy  # said as `policy-invalid`
