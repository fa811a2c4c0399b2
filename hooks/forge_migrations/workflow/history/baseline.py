"""Accept the violations that released history can't undo, each by its migration and its rule.

Judges everything that stands in the index, as --all-files does. Writes the findings about released
migrations to .forge-migrations.toml as [[baseline]] tables after what is there already, comments
kept, and shows the diff. What isn't released yet is not accepted: it can still be mended.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib

from forge_migrations.change.change import whole_change
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import rooted_repository
from forge_migrations.checks.subject.opening import policy_of
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import FILE
from forge_migrations.config import PROPOSED
from forge_migrations.config import Accepted
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError
from forge_migrations.named_tuples import NamedTuple
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.report.answer import answer_of
from forge_migrations.words import counted
from forge_migrations.workflow.install.runners.plan import Edit
from forge_migrations.workflow.install.runners.plan import read_text
from forge_migrations.workflow.install.runners.plan import with_line_ends_of
from forge_migrations.workflow.install.runners.plan import write

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.findings import Finding

CHECKS = ("migration-history", "destructive-sql")
"""What is about a migration, so that the migration can be named."""


class Sorted(NamedTuple):
    """What a baseline can accept, and what it can't."""

    accepted: tuple[Accepted, ...]
    open: tuple[Finding, ...]
    """About migrations that are not released."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="", help="written beside each accepted violation")
    parser.add_argument("--base", metavar="REF", help="what is released (default: the merge base)")
    parser.add_argument("--dry-run", action="store_true", help="show the diff, write nothing")


def run(options: argparse.Namespace) -> int:
    repository = rooted_repository()
    assert repository.root is not None
    change = whole_change(repository, options.base)
    facts = Facts.of_repository(repository.common_folder)
    before = read_text(repository.root, FILE)
    policy = Policy.parse(before.encode()) if before is not None else policy_of(change)
    subject = Subject(change, policy, facts)
    try:
        verdict = judge(subject, CHECKS)
        found = sort(subject, verdict.findings, options.reason)
    finally:
        facts.save()
        subject.close()
    for note in verdict.notes:
        print(f"{note.check}: {note.message}", file=sys.stderr)
    _tell_open(found.open)
    answer = answer_of(options)
    answer.tell(accepted=[each._asdict() for each in found.accepted], written=False)
    answer.judged(found.open, verdict.notes)
    if not found.accepted:
        print("There is nothing to accept.")
        return 1 if found.open else 0
    edit = Edit(FILE, before, with_tables(before or "", found.accepted))
    print(edit.diff(), end="")
    count = counted(len(found.accepted), "violation")
    if options.dry_run:
        print(f"\nwould accept {count}")
        return 0
    write(repository.root, edit)
    print(f"\naccepted {count}; next:\n  git add {FILE}")
    answer.tell(written=True)
    answer.next = Remedy("stage it", git_add(FILE))
    return 0


def sort(subject: Subject, findings: Iterable[Finding], reason: str) -> Sorted:
    """What refuses, as baseline entries where it is about something released."""
    accepted: dict[Accepted, None] = {}
    still_open: list[Finding] = []
    projects = {each.project.config: each for each in subject.projects}
    for finding in findings:
        if not finding.refuses:
            continue
        project = projects.get(finding.project)
        migration = named_migration(finding, project) if project else finding.path
        if _is_released(finding, migration, subject, project):
            accepted[Accepted(migration, finding.rule, reason)] = None
        else:
            still_open.append(finding)
    return Sorted(tuple(sorted(accepted)), tuple(still_open))


def named_migration(finding: Finding, project: ProjectChange) -> str:
    """The tag that the finding is about: of its own file, else the first that its message names."""
    history = project.after
    own = {finding.path}
    for migration in history.migrations:
        if own & {migration.path, migration.snapshot}:
            return migration.tag
    tags = {migration.tag for migration in history.migrations}
    tags |= {path.rpartition("/")[2].removesuffix(".sql") for path in history.orphans}
    tags |= {migration.tag for migration in project.base.migrations}
    words = re.findall(r"[\w-]+", finding.message)
    return next((word for word in words if word in tags), finding.path)


def _is_released(
    finding: Finding, migration: str, subject: Subject, project: ProjectChange | None
) -> bool:
    base = subject.change.base
    released = {each.tag for each in project.base.migrations} if project else set()
    if migration in released or finding.rule in PROPOSED:
        return True
    folder = project.base.out if project else ""
    return f"{folder}/{migration}.sql" in base or (migration == finding.path and migration in base)


def with_tables(text: str, accepted: Iterable[Accepted]) -> str:
    """The file's text with the tables at its end. Raises `UsageError` for a `baseline = [...]`."""
    blocks: list[str] = []
    for each in accepted:
        lines = ["[[baseline]]"]
        pairs = zip(("migration", "rule", "reason"), each, strict=True)
        lines += [
            f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in pairs if value
        ]
        blocks.append("\n".join(lines) + "\n")
    begin = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    after = text + with_line_ends_of(begin + "\n".join(blocks), text)
    try:
        Policy(tomllib.loads(after))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            f"{FILE} writes its baseline as one array, which can't be added to",
            "write each entry as a table of its own: [[baseline]]",
        ) from error
    return after


def _tell_open(findings: tuple[Finding, ...]) -> None:
    if not findings:
        return
    print("Not accepted, because it isn't released and can be mended:", file=sys.stderr)
    for finding in findings:
        print(
            f"  {finding.path}:{finding.line}: {finding.rule}: {finding.message}", file=sys.stderr
        )
        if finding.remedy:
            print(f"    fix: {finding.remedy}", file=sys.stderr)
