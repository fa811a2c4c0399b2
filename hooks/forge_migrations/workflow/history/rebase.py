"""Put this branch's own migrations on top of the base's, after or during a merge or a rebase.

Reads both sides from git and the schema of the work tree, which must be merged already. Takes the
base's history as it is, and gives this branch's migrations the next numbers under their names: SQL
as written where drizzle-kit's own stays the same, made anew where the base changed what it is about.
Writes only when the history is sound and the schema agrees with it afterwards; what was there is
kept in git's folder, and the command that brings it back is shown.
"""

from __future__ import annotations

import shlex
import sys

from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.drizzle.history.history import History
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Command
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.workflow.history.repair import judged
from forge_migrations.workflow.history.repair import show_rest
from forge_migrations.workflow.history.repair import tell_steps
from forge_migrations.workflow.history.repair import write_draft
from forge_migrations.workflow.history.rewriting.branches import meeting
from forge_migrations.workflow.history.rewriting.folders import Chain
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.history.rewriting.replaying import Replay
from forge_migrations.workflow.history.rewriting.replaying import own_migrations
from forge_migrations.workflow.history.rewriting.replaying import take_base
from forge_migrations.workflow.history.rewriting.replaying_folders import FolderReplay

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.workflow.history.rewriting.branches import Branches


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "base", nargs="?", default="", metavar="BASE", help="the branch underneath (default: told)"
    )
    parser.add_argument("--project", metavar="PROJECT", default="", help="its config or folder")
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")
    parser.add_argument("--dry-run", action="store_true", help="show the plan, write nothing")


def run(options: argparse.Namespace) -> int:
    repository, answer = rooted_repository(), answer_of(options)
    branches = meeting(repository, options.base)
    subject = open_work_tree(repository, options.kit, branches.base.name)
    try:
        chosen = choose_project(subject, options.project)
        draft = plan(subject, chosen, branches)
        if not draft.changed:
            answer.tell(project=chosen.project.config, steps=[], wrote=[])
            print(f"{chosen.project.config}: this branch's migrations follow the base's already")
            return 0
        names = " and ".join(tree.name[:12] for tree in branches.ours)
        print(f"{chosen.project.config}: onto {branches.base.name[:12]}, from {names}")
        for step in draft.steps:
            print(f"  {step.path}: {step.what}")
        tell_steps(draft, chosen, answer)
        verdict = judged(subject, chosen, draft)
    finally:
        subject.facts.save()
        subject.close()
    if show_rest(verdict, answer):
        print("\nThis would not be sound, so nothing is written.", file=sys.stderr)
        return 1
    if options.dry_run:
        again = [options.base] if options.base else []
        again += ["--project", options.project] if options.project else []
        answer.next = Remedy("write it", ours("rebase", *again))
        return 0
    write_draft(repository, draft, answer)
    if branches.go_on:
        answer.next = answer.next.then(Command(tuple(shlex.split(branches.go_on))))
        print(f"Then go on:\n  {branches.go_on}")
    return 0


def plan(subject: Subject, chosen: ProjectChange, branches: Branches) -> Draft:
    """The folder as it is to be. Raises `Undecided` where the two sides contradict each other."""
    out, facts = chosen.project.out, subject.facts
    base = read_history(branches.base, out, facts)
    ours = [read_history(tree, out, facts) for tree in branches.ours]
    before = read_history(branches.before, out, facts) if branches.before else History(out)
    layouts = {each.layout for each in (base, *ours)} - {"none"}
    if "mixed" in layouts or len(layouts) > 1:
        raise UsageError(
            f"{out} has the layout of drizzle-kit 1.0 on one side only",
            Remedy("move the other over, and merge it again", command("npx", "drizzle-kit", "up")),
        )
    draft = Draft(subject.change.after, out, facts)
    if "folders" in layouts:
        _folders_on(draft, subject, chosen, branches, (base, ours, before))
        return draft
    take_base(draft, branches.base, (base, *ours, draft.history))
    replay = Replay(draft, subject, chosen.project, [*branches.ours, branches.base])
    for tree, history in zip(branches.ours, ours, strict=True):
        for migration in own_migrations(history, base, before):
            replay.put(migration, tree, base)
    return draft


def _folders_on(
    draft: Draft,
    subject: Subject,
    chosen: ProjectChange,
    branches: Branches,
    histories: tuple[History, list[History], History],
) -> None:
    """The layout of 1.0: nothing to do where all of it follows on the base's newest already."""
    base, ours, before = histories
    both = Chain(draft)
    of_base = {head.id for head in base.snapshots}
    parents = {each for head in base.snapshots for each in head.parents}
    leaves = [name for name in both.leaves if name not in of_base]
    tips = of_base - parents
    if all(both.descends(leaf, tip) for leaf in leaves for tip in tips):
        return
    take_base(draft, branches.base, (base, *ours, draft.history))
    replay = FolderReplay(draft, subject, chosen.project, both)
    for tree, history in zip(branches.ours, ours, strict=True):
        for migration in own_migrations(history, base, before):
            if migration.tag not in replay.done:
                replay.put(migration, tree)
