"""Review migrations: the checklist answered, the changes beside their statements, the findings.

Reads the migrations folder of the work tree (or of a range of commits), the SQL and the snapshots.
Without a name it reviews what isn't committed yet; else what the default branch hasn't got; else
the newest migration. Writes nothing but --output; --open shows a page of its own, outside the
repository. With --rehearse the migrations are run on a scratch database too, never on yours.
"""

from __future__ import annotations

import os
import sys

from forge_migrations.change.change import range_change
from forge_migrations.checks.subject.choosing import choose_project
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours
from forge_migrations.report.answer import answer_of
from forge_migrations.words import counted
from forge_migrations.workflow.review.build import build
from forge_migrations.workflow.review.measures import measure

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.report.answer import Answer
    from forge_migrations.report.reviewed import Review


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("migrations", nargs="*", metavar="MIGRATION", help="tags or paths")
    parser.add_argument("--pending", action="store_true", help="all that isn't released yet")
    parser.add_argument("--from-ref", metavar="A", help="what --to-ref brings that A lacks")
    parser.add_argument("--to-ref", metavar="B", default="HEAD", help="default: HEAD")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--project", default="", metavar="CONFIG", help="one project only")
    parser.add_argument("--kit", default="", metavar="DIR", help="where drizzle-kit is installed")
    parser.add_argument("--rehearse", action="store_true", help="measure on a scratch database")
    parser.add_argument("--format", choices=("text", "markdown", "html", "json"), default="text")
    parser.add_argument("--output", metavar="FILE", help="write there instead of to the terminal")
    parser.add_argument("--verbose", action="store_true", help="the text in full, however long")
    parser.add_argument("--open", action="store_true", help="show the page in the browser")


def run(options: argparse.Namespace) -> int:
    """0, or 1 when a finding refuses or the rehearsal stopped."""
    subject = _subject(options)
    try:
        change, chosen = _choose(subject, options)
        measured = measure(subject, change, chosen, options.rehearse)
        review = build(subject, change, chosen, measured)
    finally:
        subject.facts.save()
        subject.close()
    _tell(review, answer_of(options))
    _write(review, options)
    return 0 if review.goes else 1


def _page(form: str) -> str:
    """Where what is only shown is written: in the system's folder for that, and not into the repository."""
    import tempfile

    name = "review.md" if form == "markdown" else "review.html"
    return os.path.join(tempfile.mkdtemp(prefix="forge-migrations-"), name)


def _tell(review: Review, answer: Answer) -> None:
    answer.tell(
        project=review.project,
        dialect=review.dialect,
        title=review.title,
        ready=review.goes,
        migrations=[{"tag": e.tag, "path": e.path, "sql": e.sql} for e in review.migrations],
        answers=[{**each._asdict(), "said": [*each.said]} for each in review.answers],
        measured={
            "columns": [*review.measured.columns],
            "rows": [[*row] for row in review.measured.rows],
            "missing": review.measured.missing,
            "deploy_order": review.measured.deploy_order,
        },
    )
    answer.judged((f for each in review.migrations for f in each.findings), review.notes)


def _subject(options: argparse.Namespace) -> Subject:
    repository = rooted_repository()
    if not options.from_ref:
        return open_work_tree(repository, options.kit, options.base)
    change = range_change(repository, options.from_ref, options.to_ref, options.base)
    facts = Facts.of_repository(repository.common_folder)
    return Subject(change, policy_of(change), facts, kit_folder=options.kit)


def _choose(subject: Subject, options: argparse.Namespace) -> tuple[ProjectChange, list[Migration]]:
    if options.migrations and not options.project:
        for change in subject.projects:
            found = _named(change, options.migrations, subject.change.root)
            if len(found) == len(options.migrations):
                return change, found
    change = choose_project(subject, options.project)
    every = change.after.migrations
    if not every:
        raise UsageError(
            f"{change.project.out} holds no migration", Remedy("make one", ours("generate"))
        )
    if options.migrations:
        root = subject.change.root
        found = _named(change, options.migrations, root)
        missing = [
            name for name in options.migrations if not any(_is(each, name, root) for each in every)
        ]
        if missing:
            newest = ", ".join(each.tag for each in every[-3:])
            raise UsageError(
                f"{change.project.out} has no migration {missing[0]!r}", f"name one of … {newest}"
            )
        return change, found
    new = _unlike(every, change.before.migrations)
    pending = _unlike(every, change.base.migrations)
    if options.from_ref and not new:
        raise UsageError("the range brings no migration", "name a migration to review an older one")
    chosen = pending if options.pending else new or pending
    return change, chosen or [every[-1]]


def _named(change: ProjectChange, names: list[str], root: str | None) -> list[Migration]:
    return [
        each for each in change.after.migrations if any(_is(each, name, root) for name in names)
    ]


def _is(migration: Migration, name: str, root: str | None) -> bool:
    """A tag, a number, or a path: from the root, from this folder, or a whole one."""
    number = migration.tag.split("_")[0]
    known = {migration.path}
    if migration.path.endswith("/migration.sql"):
        known.add(migration.path.rpartition("/")[0])
    paths = {os.path.normpath(name).replace(os.sep, "/")}
    if root is not None:
        paths.add(_from(root, name))
    return name in (migration.tag, number) or bool(known & paths)


def _from(root: str, name: str) -> str:
    """A path as it is called from the root, links above its last name followed; empty on another drive."""
    folder, last = os.path.split(os.path.abspath(name))
    try:
        found = os.path.relpath(
            os.path.join(os.path.realpath(folder), last), os.path.realpath(root)
        )
    except ValueError:
        return ""
    return found.replace(os.sep, "/")


def _unlike(every: tuple[Migration, ...], known: tuple[Migration, ...]) -> list[Migration]:
    seen = {(each.tag, each.blob) for each in known}
    return [each for each in every if (each.tag, each.blob) not in seen]


def _write(review: Review, options: argparse.Namespace) -> None:
    if options.format == "html" or (options.open and options.format != "markdown"):
        from forge_migrations.report.html import render as page

        text = page(review)
    elif options.format == "markdown":
        from forge_migrations.report.markdown import render as markdown

        text = markdown(review)
    else:
        from forge_migrations.report.review_text import render as plain
        from forge_migrations.report.wrapping import coloured

        shown = not options.output and sys.stdout.isatty()
        text = plain(review, coloured(os.environ, shown), verbose=options.verbose)
    path = options.output or (_page(options.format) if options.open else "")
    if not path:
        sys.stdout.write(text)
        return
    try:
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error
    count = review.refusing
    print(f"{path}: {review.title}, {counted(count, 'finding')} to act on", file=sys.stderr)
    if options.open:
        import webbrowser

        webbrowser.open("file://" + os.path.abspath(path))
