"""Mend a history: plan, show, and with --write write what makes it whole again.

Reads the work tree's migrations and, for a missing snapshot, the schema at the commit that brought
its migration. Rebuilds snapshots, re-parents chains, resolves conflict markers in the journal,
numbers and dates what is not released, names SQL that has no entry. SQL that is released is never
touched. With --write the history and the schema must agree afterwards, or nothing is written; what
was there before is kept in git's folder, and the command that brings it back is shown.
"""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
import time

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.judge import judge
from forge_migrations.checks.migration_history.mending import repaired
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import project_arguments
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.drizzle.history.by_name import runs_by_name
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import command
from forge_migrations.remedy import ours
from forge_migrations.remedy import typed
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.workflow.history.rewriting.appending import append
from forge_migrations.workflow.history.rewriting.mending_folders import mend
from forge_migrations.workflow.history.rewriting.numbering import put_in_order
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.history.rewriting.plan import write
from forge_migrations.workflow.history.rewriting.snapshots import rebuild
from forge_migrations.workflow.history.rewriting.snapshots import relink

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from forge_migrations.change.repository import Repository
    from forge_migrations.checks.judge import Verdict
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.history.history import History
    from forge_migrations.report.answer import Answer

JUDGED = ("migration-history", "stale-migrations")
BY_HAND = "hand-written-migration"


def arguments(parser: argparse.ArgumentParser) -> None:
    project_arguments(parser)
    parser.add_argument("--write", action="store_true", help="write the plan, if it mends all")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument(
        "--generate",
        metavar="NAME",
        default="",
        help="also make the migration that the schema is ahead by afterwards",
    )
    parser.add_argument(
        "--journal-orphans",
        action="store_true",
        help="give released SQL without an entry one, so that it runs; else it is moved aside",
    )


def run(options: argparse.Namespace) -> int:
    repository, answer = rooted_repository(), answer_of(options)
    subject = open_work_tree(repository, options.kit, options.base)
    try:
        chosen = choose_project(subject, options.project)
        draft, verdict = planned(subject, chosen, options.journal_orphans)
        if options.generate and not _by_hand(verdict):
            append(draft, subject, chosen.project, options.generate)
            verdict = judged(subject, chosen, draft)
        if not draft.changed:
            print(f"{chosen.project.config}: there is nothing to repair")
            answer.tell(project=chosen.project.config, steps=[], wrote=[])
            return show_rest(verdict, answer)
        show(draft, chosen, answer)
    finally:
        subject.facts.save()
        subject.close()
    if show_rest(verdict, answer):
        print("\nThe plan doesn't mend all of it, so nothing is written.", file=sys.stderr)
        ways = list(_ways_on(verdict, chosen))
        for remedy in ways:
            print(f"  fix: {remedy}", file=sys.stderr)
        answer.next = ways[0].or_else(*ways[1:]) if ways else Remedy()
        return 1
    if not options.write:
        print("\nAfterwards the history is sound and the schema agrees with it. Write it:")
        print(f"  {typed(repaired(chosen.project))}")
        answer.next = Remedy("write it", *repaired(chosen.project))
        return 0
    write_draft(repository, draft, answer)
    return 0


def planned(
    subject: Subject, chosen: ProjectChange, journal_orphans: bool
) -> tuple[Draft, Verdict]:
    """(the folder as it is to be, what the checks say of it).

    SQL written by hand may have come before its schema. Then the snapshot of the schema at its commit
    lacks what the SQL made, and the work tree's is taken if the SQL carries all of it.
    """
    draft = plan(subject, chosen, journal_orphans)
    verdict = judged(subject, chosen, draft)
    if _by_hand(verdict):
        later = plan(subject, chosen, journal_orphans, followed=True)
        said = judged(subject, chosen, later)
        if not said.exit_code:
            return later, said
    return draft, verdict


def _by_hand(verdict: Verdict) -> bool:
    """True when what the schema is ahead by is in a migration's SQL already."""
    return any(each.rule == BY_HAND for each in verdict.findings if each.refuses)


def plan(
    subject: Subject,
    chosen: ProjectChange,
    journal_orphans: bool = False,
    followed: bool = False,
) -> Draft:
    """The folder as it is to be; `followed` where the work tree's schema is what the newest migration
    without a snapshot made. Raises `UsageError` for a folder that holds both layouts."""
    history = chosen.after
    if history.layout == "mixed":
        raise UsageError(
            f"{history.out} holds a journal and folders of drizzle-kit 1.0",
            Remedy("move the rest over", command("npx", "drizzle-kit", "up")),
        )
    released = subject.change.base
    base = read_history(released, history.out, subject.facts)
    draft = Draft(subject.change.after, history.out, subject.facts)
    if history.layout == "folders":
        by_name = runs_by_name(chosen.project, subject.change.after)
        mend(draft, subject, chosen.project, base, by_name, followed)
        return draft
    put_in_order(draft, base, released, journal_orphans)
    rebuild(draft, subject, chosen.project, followed)
    relink(draft)
    return draft


def judged(subject: Subject, chosen: ProjectChange, draft: Draft) -> Verdict:
    """What the checks say of the whole state that the plan leads to."""
    change = subject.change
    after = Change(
        MemoryTree(name="nothing"),
        draft.tree,
        lambda: change.base,
        "everything",
        change.repository,
    )
    later = subject.seen_from(after)
    later.only_project = chosen.project.config
    try:
        return judge(later, JUDGED)
    finally:
        later.close()


def show(draft: Draft, chosen: ProjectChange, answer: Answer) -> None:
    """The steps, and whether what the migrator runs stays the same."""
    tell_steps(draft, chosen, answer)
    print(chosen.project.config)
    for step in draft.steps:
        print(f"  {step.path}: {step.what}")
    before, after = sequence(chosen.after), sequence(draft.history)
    if before == after:
        print("  The migrator runs the same SQL in the same order as before.")
    else:
        print(f"  The migrator runs {len(after)} migrations instead of {len(before)}.")


def tell_steps(draft: Draft, chosen: ProjectChange, answer: Answer) -> None:
    """The same as data."""
    steps = [{"path": step.path, "what": step.what} for step in draft.steps]
    answer.tell(project=chosen.project.config, steps=steps, wrote=[])


def sequence(history: History) -> list[str | None]:
    """What the migrator runs, by content."""
    return [migration.blob for migration in history.migrations]


def _ways_on(verdict: Verdict, chosen: ProjectChange) -> Iterator[Remedy]:
    """What a person can do about the rest."""
    left = {each.check for each in verdict.findings if each.refuses}
    if _by_hand(verdict):
        yield Remedy(
            "keep in the schema only what that migration makes, mend it, and put the rest back",
            *repaired(chosen.project),
            decide=True,
        )
    elif "stale-migrations" in left:
        yield Remedy(
            "the schema went on: make its migration in the same step",
            *repaired(chosen.project, "schema"),
        )
    if "migration-history" in left:
        yield Remedy("what is released can't be undone; accept it, then repair", ours("baseline"))


def show_rest(verdict: Verdict, answer: Answer) -> int:
    """Print what would still refuse; the exit code of that."""
    findings = [
        each._replace(remedy=Remedy()) if each.rule == BY_HAND else each  # of what isn't written
        for each in verdict.findings
        if each.refuses
    ]
    answer.judged(findings, verdict.notes)
    said = render(findings, [note for note in verdict.notes if note.undecided])
    if said:
        print(f"\nWhat would be left\n{said}", end="")
    return verdict.exit_code


def write_draft(repository: Repository, draft: Draft, answer: Answer) -> None:
    """Write the changed files whole, keep the old ones, and say how to go back."""
    root = repository.root
    assert root is not None
    backups = os.path.join(repository.common_folder, "forge-migrations")
    os.makedirs(backups, exist_ok=True)
    # A rebase writes several drafts in one second.
    backup = tempfile.mkdtemp(prefix=time.strftime("backup-%Y%m%d-%H%M%S-"), dir=backups)
    files = draft.changed
    write(root, files, backup)
    paths = " ".join(shlex.quote(path) for path in sorted(files))
    new = " ".join(shlex.quote(path) for path in sorted(files) if path not in draft.under)
    print("\nWritten. Look at it, then stage it:")
    print(f"  git add --all -- {paths}")
    answer.tell(wrote=sorted(files), backup=backup)
    answer.next = Remedy(
        "look at it, then stage it", command("git", "add", "--all", "--", *sorted(files))
    )
    undo = f"cp -R {shlex.quote(backup)}/. {shlex.quote(root)}/"
    print("To take it back:")
    print(f"  {f'rm {new} && ' if new else ''}{undo}")
