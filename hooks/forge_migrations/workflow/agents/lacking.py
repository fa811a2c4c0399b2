"""What a change lacks while an agent works on it: at once after an edit, whole at the end of a turn."""

from __future__ import annotations

import os

from forge_migrations.change.repository import Repository
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.choosing import open_work_tree
from forge_migrations.drizzle.config.schema_files import schema_files
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Finding
    from forge_migrations.workflow.agents.event import Event

ENDINGS = (".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".tsx")


def lacks_after(event: Event, root: str) -> str:
    """What the files lack that were written just now. Starts no Node: a schema that nobody loaded yet is
    told by its name, one that is known by what it changed."""
    names = [_name(path, event.cwd or root, root) for path in event.paths]
    if not any(name.endswith((*ENDINGS, ".sql")) for name in names):
        return ""
    subject = open_work_tree(Repository.find(root))
    names = [name for name in names if name in subject.change.changed]
    try:
        return "\n".join(_said(subject, names))
    finally:
        subject.facts.save()
        subject.close()


def lacks_at_end(event: Event, root: str) -> str:
    """What the hooks would refuse in the work tree as it is; empty when nothing of it was touched."""
    subject = open_work_tree(Repository.find(root))
    try:
        if not any(_touched(subject, change) for change in subject.projects):
            return ""
        verdict = judge(
            subject, ("schema-changes", "stale-migrations", "migration-history", "destructive-sql")
        )
        lines = [_line(each) for each in verdict.findings if each.refuses]
        if not lines:
            return ""
        lines.append(f"go on with {ours('migrate')}; ask a person what it leaves to one")
        return "forge-migrations: the change isn't whole\n" + "\n".join(lines)
    finally:
        subject.facts.save()
        subject.close()


def _said(subject: Subject, names: list[str]) -> Iterator[str]:
    for change in subject.projects:
        project, tree = change.project, subject.change.after
        if change.gone:
            continue
        written = [
            name for name in names if name.startswith(f"{project.out}/") and name.endswith(".sql")
        ]
        if written:
            findings = judge(subject, ("destructive-sql",)).findings
            yield from (_line(each) for each in findings if each.refuses and each.path in written)
        parts = {*schema_files(project, tree), *subject.kit.took_part(project)}
        schema = [name for name in names if name in parts]
        if not schema:
            continue
        if subject.kit.knows(project, tree):
            findings = judge(subject, ("stale-migrations",)).findings
            yield from (
                _line(each) for each in findings if each.refuses and each.project == project.config
            )
        elif not _has_new(change):
            yield (
                f"forge-migrations: {schema[0]} is part of the schema of {project.config}, and no new "
                f"migration carries its change: when it is whole, run {ours('migrate')}"
            )
        else:
            newest = change.after.migrations[-1].tag
            yield (
                f"forge-migrations: {schema[0]} is part of the schema of {project.config} and was written "
                f"after {newest}: if it changes a table, run {ours('migrate')}"
            )


def _has_new(change: ProjectChange) -> bool:
    return change.after.migrations != change.before.migrations


def _touched(subject: Subject, change: ProjectChange) -> bool:
    parts = {
        *schema_files(change.project, subject.change.after),
        *subject.kit.took_part(change.project),
    }
    changed = subject.change.changed
    return bool(parts & changed) or any(
        path.startswith(f"{change.project.out}/") for path in changed
    )


def _line(finding: Finding) -> str:
    """A finding as an agent is told it: what is only to be generated has one way, which asks."""
    remedy = Remedy.of(finding.remedy)
    if finding.rule in ("stale", "ambiguous-rename"):
        remedy = Remedy("run", ours("migrate"))
    return f"{finding.path}:{finding.line}: {finding.rule}: {finding.message}\n  fix: {remedy}"


def _name(path: str, cwd: str, root: str) -> str:
    whole = os.path.realpath(os.path.join(cwd, path))
    return os.path.relpath(whole, os.path.realpath(root)).replace(os.sep, "/")
