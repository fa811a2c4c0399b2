"""Add the hooks to the repository, where its other hooks are run.

Reads the configuration of pre-commit, prek, husky, lefthook, simple-git-hooks and the folder that
core.hooksPath names. Writes to the one that the repository uses, keeping its comments and order, shows
the diff, and lets the runner install its hooks in this clone. Where there is none: a new
.pre-commit-config.yaml, or, when npm installed this, scripts in .githooks and a "prepare" that points
git at them. With --merge-driver also to .gitattributes and to this clone's git configuration. Running
it twice changes nothing more. It never stages and never commits.
"""

from __future__ import annotations

import os
import sys

from forge_migrations.change.clone import configure
from forge_migrations.change.clone import configured_hooks
from forge_migrations.change.repository import Repository
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.install.runners import hooks_path
from forge_migrations.workflow.install.runners import husky
from forge_migrations.workflow.install.runners import lefthook
from forge_migrations.workflow.install.runners import merge_driver
from forge_migrations.workflow.install.runners import pre_commit
from forge_migrations.workflow.install.runners import simple_git_hooks
from forge_migrations.workflow.install.runners.installing import conclude
from forge_migrations.workflow.install.runners.installing import own_hooks
from forge_migrations.workflow.install.runners.plan import Plan
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import write
from forge_migrations.workflow.install.runners.source import find_source
from forge_migrations.workflow.install.runners.source import from_npm

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from forge_migrations.workflow.install.runners.plan import Source

RUNNERS = ("pre-commit", "husky", "lefthook", "simple-git-hooks", "hooks-path")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--into",
        choices=RUNNERS,
        metavar="RUNNER",
        help=f"{', '.join(RUNNERS)} (default: the one in use)",
    )
    parser.add_argument(
        "--agents", nargs="*", metavar="AGENT",
        help="tell the coding agents that are used here, or these, how to migrate, and guard them",
    )  # fmt: skip
    parser.add_argument("--remove", action="store_true", help="with --agents: take that back")
    parser.add_argument("--dry-run", action="store_true", help="show the diff, write nothing")
    parser.add_argument(
        "--repo", metavar="URL", default="", help="where the hooks are fetched from"
    )
    parser.add_argument("--rev", metavar="REV", default="", help="the tag or commit of them")
    parser.add_argument(
        "--merge-driver", action="store_true", help="also merge journals by their entries"
    )


def run(options: argparse.Namespace) -> int:
    if options.agents is not None:
        from forge_migrations.workflow.agents import telling

        return telling.run(options)
    if options.remove:
        raise UsageError(
            "--remove belongs to --agents", "write: forge-migrations init --agents --remove"
        )
    repository = Repository.find()
    if repository.root is None:
        raise UsageError("this repository is bare: it has no commits to hook into")
    source = from_npm(find_source(options.repo, options.rev), repository.root, os.getcwd())
    plan = choose(repository, source, options.into)
    show(plan, dry=options.dry_run)
    answer_of(options).tell(
        runner=plan.runner,
        files=[{"path": edit.path, "diff": edit.diff()} for edit in plan.edits],
        written=not options.dry_run and not plan.by_hand,
    )
    answer_of(options).next = Remedy(plan.by_hand)
    if plan.by_hand:
        return 3
    if plan.edits and not options.dry_run:
        staged = git_add(*(edit.path for edit in plan.edits))
        answer_of(options).next = Remedy("look at it, then stage it", staged)
    if not options.dry_run:
        for edit in plan.edits:
            write(repository.root, edit)
        conclude(repository, plan)
    if options.merge_driver:
        _add_merge_driver(repository, repository.root, options.dry_run)
    return 0


def _add_merge_driver(repository: Repository, root: str, dry: bool) -> None:
    subject = open_work_tree(repository)
    outs = [each.after.out for each in subject.projects if each.after.layout == "journal"]
    plan = merge_driver.plan(root, outs)
    show(plan, dry=dry)
    if not dry:
        for edit in plan.edits:
            write(root, edit)
        configure(repository, dict(merge_driver.CONFIG))


def choose(repository: Repository, source: Source, into: str | None = None) -> Plan:
    """The plan for the runner that is in use, or for the one named by `into`.

    Where several are configured, the one that git is set up to call comes first; husky's scripts
    that call pre-commit count as pre-commit.
    """
    root = repository.root
    assert root is not None
    configured = configured_hooks(repository)
    plans: dict[str, Callable[[], Plan | None]] = {
        "husky": lambda: husky.plan(root, source),
        "lefthook": lambda: lefthook.plan(root, source),
        "simple-git-hooks": lambda: simple_git_hooks.plan(root, source),
        "hooks-path": lambda: hooks_path.plan(root, source, configured),
        "pre-commit": lambda: pre_commit.plan(root, source),
    }
    if into:
        return plans[into]() or _made_anew(into, source, root)
    if _is_handed_on(root, configured):
        return plans["pre-commit"]() or pre_commit.new(source)
    if configured and not _is_huskys(configured):
        found = plans["hooks-path"]()
        if found:
            return found
    return next((plan for each in plans.values() if (plan := each())), None) or _first(
        repository, source
    )


def _first(repository: Repository, source: Source) -> Plan:
    """The plan for a repository that has nothing that runs hooks."""
    root = repository.root
    assert root is not None
    if not source.script:
        return pre_commit.new(source)
    own = own_hooks(repository)
    if own:
        by_hand = (
            f"git would no longer run {' '.join(own)}; move what you want to keep first: mkdir -p"
        )
        folder = hooks_path.CUSTOMARY[0]
        return Plan(folder, (), by_hand=f"{by_hand} {folder} && mv {' '.join(own)} {folder}/")
    return hooks_path.new(root, source)


def _made_anew(into: str, source: Source, root: str) -> Plan:
    if into == "pre-commit":
        return pre_commit.new(source)
    if into == "hooks-path":
        found = hooks_path.plan(root, source, hooks_path.CUSTOMARY[0])
        assert found is not None
        return found._replace(then=(f"git config core.hooksPath {found.runner}",))
    raise UsageError(
        f"{into} is not set up in this repository",
        f"set up {into} first, or leave --into away: forge-migrations init",
    )


def _is_huskys(configured: str) -> bool:
    return configured.rstrip("/").endswith((".husky", ".husky/_"))


def _is_handed_on(root: str, configured: str) -> bool:
    """True when another runner's pre-commit script runs pre-commit or prek."""
    folder = husky.hooks_folder(root) or hooks_path.folder_of(root, configured)
    script = read_text(root, f"{folder}/pre-commit") if folder else None
    return script is not None and any(
        word in script for word in ("pre-commit run", "prek run", "pre-commit hook-impl")
    )


def show(plan: Plan, *, dry: bool = False) -> None:
    """Print the diff, or that there is nothing to do, and what is left to type."""
    if plan.by_hand:
        print(f"{plan.runner}: this file can't be edited without breaking it", file=sys.stderr)
        print(f"  fix: {plan.by_hand}", file=sys.stderr)
        return
    for edit in plan.edits:
        print(edit.diff(), end="")
    if not plan.edits:
        print(f"{plan.runner}: forge-migrations is there already")
        return
    files = " ".join(edit.path for edit in plan.edits)
    print(f"\n{plan.runner}: {'would write' if dry else 'wrote'} {files}")
