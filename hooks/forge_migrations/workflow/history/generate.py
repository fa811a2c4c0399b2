"""Make the migration that the schema is ahead by, with the project's own drizzle-kit.

Reads the schema, the config and the migrations folder of the work tree. Writes what drizzle-kit
writes: one migration with its snapshot and journal entry, or nothing at all when something goes
wrong. In a terminal drizzle-kit's questions are yours to answer; elsewhere --rename and --create
answer them. It never stages: read the SQL first.
"""

from __future__ import annotations

import os
import sys

from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import project_arguments
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.choosing import subject_of
from forge_migrations.drizzle.generate.answers import Answers
from forge_migrations.drizzle.generate.command import generate_command
from forge_migrations.drizzle.generate.run import Folder
from forge_migrations.drizzle.generate.run import generate
from forge_migrations.drizzle.kit.places import install_command
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.report.text import render
from forge_migrations.report.wrapping import coloured

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.drizzle.generate.run import Made
    from forge_migrations.report.answer import Answer

JUDGED = ("migration-history", "destructive-sql", "stale-migrations")


def arguments(parser: argparse.ArgumentParser) -> None:
    project_arguments(parser)
    parser.add_argument("--name", default="", help="the migration's name")
    parser.add_argument("--custom", action="store_true", help="an empty migration for own SQL")
    parser.add_argument(
        "--rename", action="append", default=[], metavar="OLD=NEW", help="a table or column renamed"
    )
    parser.add_argument(
        "--create",
        action="append",
        default=[],
        metavar="NAME",
        help="one that is really new; '*' stands for anything",
    )


def run(options: argparse.Namespace) -> int:
    repository = rooted_repository()
    root = repository.root
    assert root is not None
    answers = Answers(options.rename, options.create)
    subject = open_work_tree(repository, options.kit)
    try:
        chosen = choose_project(subject, options.project)
        project = chosen.project
        place = subject.kit.place(project, subject.change.after)
        words = [*(["--name", options.name] if options.name else [])]
        words += ["--custom"] if options.custom else []
        command = generate_command(project, place, root, words)
        print(f"{project.config}: {command.shown}", file=sys.stderr)
        folder = Folder(root, project.out)
        again = ours("generate", *_named(options), *words, *answers.words)
        try:
            made = generate(command, place.layout, folder, answers, again)
        except Undecided as error:
            raise _translated(subject, chosen, error) from error
        after = folder.over(subject.change.after)
        judged = subject_of(repository, after, options.kit)
        try:
            show(made, judged, chosen, answers, answer_of(options))
        finally:
            judged.close()
    finally:
        subject.facts.save()
        subject.close()
    return 0


def show(
    made: Made, judged: Subject, chosen: ProjectChange, answers: Answers, answered: Answer
) -> None:
    """The SQL, what the hooks will say to it, and the line that stages it."""
    answered.tell(project=chosen.project.config, unused_answers=answers.unused)
    answered.tell(migrations=[], added=[*made.added], changed=[*made.changed])
    for answer in answers.unused:
        print(f"nothing was asked that {answer} answers", file=sys.stderr)
    if not made.sql:
        print("The schema and the newest migration say the same: there is nothing to generate.")
        return
    tree = judged.change.after
    for path in made.sql:
        print(f"\n{path}")
        text = tree.read(path).decode("utf-8", "replace")
        answered.facts["migrations"].append({"tag": _tag(path), "path": path, "sql": text})
        for line in text.splitlines():
            print(f"    {line}")
    judged.only_project = chosen.project.config
    verdict = judge(judged, JUDGED)
    new = {*made.added, *made.changed}
    findings = [each for each in verdict.findings if each.path in new or not each.inherited]
    answered.judged(findings, verdict.notes)
    said = render(findings, verdict.notes, coloured(os.environ, sys.stdout.isatty()))
    if said:
        print(f"\nWhat the hooks will say\n{said}", end="")
    tags = " ".join(_tag(path) for path in made.sql)
    print(f"\nRead the SQL (the whole checklist: forge-migrations review {tags}), then stage it:")
    stage = to_stage(made, judged, chosen)
    print("  git add " + " ".join(stage))
    answered.next = Remedy("read the SQL, then stage it", git_add(*stage))


def _tag(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[2] if name == "migration.sql" else name.removesuffix(".sql")


def to_stage(made: Made, judged: Subject, chosen: ProjectChange) -> list[str]:
    """The paths for `git add`: what was made, and the changed schema files that it came from."""
    loaded = judged.kit.load(chosen.project, judged.change.after)
    schema = sorted(set(loaded.files) & judged.change.changed)
    return [*schema, *made.added, *made.changed]


def _translated(subject: Subject, chosen: ProjectChange, error: Undecided) -> Undecided:
    """drizzle-kit's failure by file and line, where loading the schema ourselves finds it.

    It doesn't where a package is missing, since the checks stand in for packages.
    """
    tree = subject.change.after
    failure = subject.kit.load(chosen.project, tree).failure
    if failure is None or failure.kind in ("stand-in", "bridge"):
        if "Cannot find" in str(error) and not error.remedy:
            return Undecided(str(error), install_command(chosen.project, tree))
        return error
    return Undecided(f"{failure.file}:{failure.line}: {failure.message}")


def _named(options: argparse.Namespace) -> list[str]:
    return [options.project] if options.project else []
