"""Show the form of a migration that can be rolled out while the old release runs, and write it.

Reads the migrations of the work tree and, from git, what is released. What an unreleased migration
drops stays in the database for the release that reads it: the SQL says so in a comment that the
checks know, and `contract` writes the migration that drops it later. The structure at the end is
proved to be the same, by the catalog and on a scratch database where one can be had. Without --write
it only shows the files, the SQL and the number of deploys.
"""

from __future__ import annotations

import argparse
import sys

from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.drizzle.history.history import Migration
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import Answer
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.workflow.history.repair import write_draft
from forge_migrations.workflow.history.rewriting.appending import sql_text
from forge_migrations.workflow.history.rewriting.plan import Draft
from forge_migrations.workflow.live.opened import refuse_unsound
from forge_migrations.workflow.rollout.forms import softened
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.proving import rehearsed
from forge_migrations.workflow.rollout.scene import Scene
from forge_migrations.workflow.rollout.softened import Softening

JUDGED = ("migration-history", "destructive-sql")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "migration",
        nargs="?",
        default="",
        metavar="MIGRATION",
        help="its tag (default: the newest that isn't released)",
    )
    parser.add_argument("--write", action="store_true", help="write it")
    parser.add_argument("--project", metavar="PROJECT", default="", help="its config or folder")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--kit", metavar="DIR", default="", help="where drizzle-kit is installed")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the steps wouldn't lead to the same structure."""
    repository, answer = rooted_repository(), answer_of(options)
    subject = open_work_tree(repository, options.kit, options.base)
    try:
        change = choose_project(subject, options.project)
        refuse_unsound(change)
        scene = Scene.of(subject, change)
        one = _chosen(scene, options.migration)
        answer.tell(project=change.project.config, migration=one.tag, forms=[], left=[], deploys=1,
                    files=[], rehearsed="", wrote=[])  # fmt: skip
        soft = softened(scene, one)
        answer.tell(left=[each._asdict() for each in soft.left])
        if not soft.forms:
            _show_nothing(scene, one, soft)
            return 0
        statements = soft.statements()
        before = scene.ledger(scene.migrations.index(one)).catalog
        found, later = differences_by_text(before, soft.given.text, statements)
        draft = Draft(subject.change.after, change.project.out, subject.facts)
        draft.put(one.path, sql_text(statements, change.project.breakpoints), "soften it")
        _show(scene, one, soft, later, answer)
        if found or not _lead_there(scene, one, statements, later, answer):
            for each in found:
                print(f"  {each}", file=sys.stderr)
            print("\nThese steps don't lead where the migration led: nothing is written.",
                  file=sys.stderr)  # fmt: skip
            return 1
        judged = subject_of(repository, draft.tree, options.kit, options.base)
        judged.only_project = change.project.config
        try:
            verdict = judge(judged, JUDGED)
        finally:
            judged.close()
    finally:
        subject.facts.save()
        subject.close()
    _show_rest([each for each in verdict.findings if each.path == one.path], answer)
    if options.write:
        write_draft(repository, draft, answer)
        return 0
    of = ["--project", options.project] if options.project else []
    base = ["--base", options.base] if options.base else []
    answer.next = Remedy("write it", ours("soften", one.tag, *of, *base, "--write"))
    print(f"\n{answer.next}")
    return 0


def _chosen(scene: Scene, named: str) -> Migration:
    """The migration that is meant. Raises `UsageError` for one that is released or isn't there."""
    known = {each.tag for each in scene.base.migrations}
    unreleased = [one for one in scene.migrations if one.tag not in known and one.blob]
    if not named:
        if not unreleased:
            raise UsageError(
                f"{scene.change.project.config}: every migration is released, and what is released "
                "stays as it is",
                Remedy("see what is owed", ours("contract")),
            )
        return unreleased[-1]
    wanted = named.removesuffix("/").removesuffix(".sql").removesuffix("/migration")
    wanted = wanted.rpartition("/")[2]
    for one in scene.migrations:
        if one.tag == wanted and one in unreleased:
            return one
        if one.tag == wanted:
            raise UsageError(
                f"{wanted} is released: databases have run it, and it stays as it is",
                Remedy("see what is owed", ours("contract")),
            )
    tags = ", ".join(one.tag for one in unreleased) or "none"
    raise UsageError(f"there is no migration {named!r}", f"name one that isn't released: {tags}")


def _show_nothing(scene: Scene, one: Migration, soft: Softening) -> None:
    print(f"{scene.change.project.config}: nothing in {one.tag} has a softer form")
    for each in soft.left:
        print(f"  {each.what} stays as it is: {each.why}")


def _show(
    scene: Scene,
    one: Migration,
    soft: Softening,
    later: list[tuple[str, ...]],
    answer: Answer,
) -> None:
    deploys = 1 + len(later)
    print(f"{scene.change.project.config}: {one.tag} in {deploys} deploys\n")
    for form in soft.forms:
        print(f"  {form.what}: {form.how}")
    for each in soft.left:
        print(f"  {each.what} stays as it is: {each.why}")
    steps = [{"deploy": 1, "path": one.path, "sql": _text(soft.statements())}]
    steps += [
        {"deploy": number, "path": "", "sql": _text(statements)}
        for number, statements in enumerate(later, 2)
    ]
    for step in steps:
        where = step["path"] or "forge-migrations contract --write, once the one before it is out"
        print(f"\ndeploy {step['deploy']}: {where}")
        for line in str(step["sql"]).splitlines():
            print(f"    {line}")
    answer.tell(forms=[form._asdict() for form in soft.forms], deploys=deploys, files=steps)


def _text(statements: tuple[str, ...]) -> str:
    return "\n".join(statements)


def _lead_there(
    scene: Scene,
    one: Migration,
    statements: tuple[str, ...],
    later: list[tuple[str, ...]],
    answer: Answer,
) -> bool:
    """Rehearse; True unless another structure came out. Where nothing can rehearse, it is said."""
    try:
        version, found = rehearsed(scene, one.tag, statements, later)
    except Undecided as error:
        answer.judged((), [Note("rehearsal", str(error), undecided=True, remedy=error.remedy)])
        print(f"\nnot rehearsed: {error}", file=sys.stderr)
        print("by the catalog the structure at the end is the same", file=sys.stderr)
        return True
    answer.tell(rehearsed=version)
    if found:
        print(f"\nrehearsed on {version}: the structure at the end isn't the same", file=sys.stderr)
        for each in found:
            print(f"  {each}", file=sys.stderr)
        return False
    print(f"\nrehearsed on {version}: the structure at the end is the same")
    return True


def _show_rest(findings: list[Finding], answer: Answer) -> None:
    """What the hooks will still say to it."""
    answer.judged(findings)
    said = render([each for each in findings if each.refuses], [])
    if said:
        print(f"\nWhat the hooks will still refuse\n{said}", end="")
