"""A Review from a project's history: the two states, the SQL's findings, the answers, the measures."""

from __future__ import annotations

import json

from forge_migrations.checks.consequences import measured_once
from forge_migrations.checks.destructive_sql.acceptance import Declarations
from forge_migrations.checks.destructive_sql.acceptance import scripts_of
from forge_migrations.checks.destructive_sql.acceptance import told as accepted
from forge_migrations.checks.destructive_sql.production import observed
from forge_migrations.checks.destructive_sql.settings import settings_of
from forge_migrations.checks.destructive_sql.settings import severities_of
from forge_migrations.checks.ruling import ruled
from forge_migrations.drizzle.history.deltas import whole
from forge_migrations.drizzle.history.table_changes import changes
from forge_migrations.drizzle.history.tables import EMPTY
from forge_migrations.drizzle.history.tables import read_shape
from forge_migrations.engines import DIALECTS
from forge_migrations.engines import dialect_of
from forge_migrations.findings import Finding
from forge_migrations.findings import Note
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.sql.layout import marks
from forge_migrations.workflow.review.checklist import from_changes
from forge_migrations.workflow.review.checklist import from_data
from forge_migrations.workflow.review.checklist import from_findings
from forge_migrations.workflow.review.checklist import from_names
from forge_migrations.workflow.review.checklist import from_references
from forge_migrations.workflow.review.checklist import from_uses
from forge_migrations.workflow.review.matching import carriers
from forge_migrations.workflow.review.matching import explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.checks.uses.asking import Answered
    from forge_migrations.drizzle.history.history import Migration
    from forge_migrations.drizzle.history.tables import Shape
    from forge_migrations.report.reviewed import Answer
    from forge_migrations.report.reviewed import Explained
    from forge_migrations.report.reviewed import Measured
    from forge_migrations.workflow.review.matching import Carrier

CHECK = "review"


def build(
    subject: Subject, change: ProjectChange, chosen: list[Migration], measured: Measured
) -> Review:
    """The Review of these migrations of one project, in the migrator's order."""
    dialect = change.project.dialect or change.after.dialect
    notes: list[Note] = []
    before, after, told = _states(subject, change, chosen, notes)
    texts = subject.change.after.read_many(each.path for each in chosen)
    sql = {path: data.decode("utf-8", "replace") for path, data in texts.items()}
    findings = _findings(subject, change, chosen, notes)
    wanted = {each.path for each in chosen}
    findings += [each for each in measured.findings if each.path in wanted]
    findings = [*measured_once(findings)]
    findings, used = _with_uses((findings, measured.passed), subject, change, chosen, notes)
    answers: list[Answer] = []
    explained: tuple[Explained, ...] = ()
    statements: list[Carrier] = []
    if dialect in DIALECTS:
        statements = carriers(
            ((each.path, sql.get(each.path, "")) for each in chosen), DIALECTS[dialect]
        )
        explained, free = explain(changes(before, after), statements)
        answers += from_changes(explained, free, told)
        answers += [*from_findings(findings, DIALECTS[dialect]), *from_uses(used)]
        if told:
            usual = str(subject.policy.get("naming", {}).get("index", ""))
            answers += [*from_references(before, after), from_names(before, after, usual)]
        answers.append(from_data(statements))
    migrations = tuple(
        ReviewedMigration(
            each.tag,
            each.path,
            sql.get(each.path, ""),
            tuple(f for f in findings if f.path == each.path),
            marks(sql.get(each.path, ""), DIALECTS[dialect]) if dialect in DIALECTS else (),
            tuple(
                (one.place.line, one.place.line + one.text.count("\n"))
                for one in statements
                if one.place.path == each.path
            ),
        )
        for each in chosen
    )
    return Review(
        change.project.config, dialect, migrations, before, after, explained, tuple(answers),
        measured, tuple(notes),
    )  # fmt: skip


def _with_uses(
    judged: tuple[list[Finding], frozenset[str]],
    subject: Subject,
    change: ProjectChange,
    chosen: list[Migration],
    notes: list[Note],
) -> tuple[list[Finding], tuple[Answered, ...]]:
    """The findings with who still uses what they speak of, unless the policy says never. The tables are
    those whose queries a rehearsal ran."""
    findings, passed = judged
    if subject.change.root is None or subject.policy.looking.when == "never":
        return findings, ()
    from forge_migrations.checks.uses.telling import of_project

    told = of_project(findings, subject, change, passed)
    notes += [each for each in told.notes if each.check != "uses" or each.when != "clean"]
    wanted = {each.path for each in chosen}
    return [*told.findings], tuple(e for e in told.answered if e.contract.path in wanted)


def _states(
    subject: Subject, change: ProjectChange, chosen: list[Migration], notes: list[Note]
) -> tuple[Shape, Shape, bool]:
    """The states before the first and after the last, and whether snapshots tell both."""
    every = change.after.migrations
    first = every.index(chosen[0])
    earlier = next((m for m in reversed(every[:first]) if m.snapshot_blob), None)
    last = next((m for m in reversed(chosen) if m.snapshot_blob), None)
    try:
        before = _shape(subject, change, earlier) if earlier else EMPTY
        after = _shape(subject, change, last) if last else before
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        notes.append(Note(CHECK, f"the snapshots can't be read: {error}", change.project.config))
        return EMPTY, EMPTY, False
    return before, after, last is not None and (earlier is not None or first == 0)


def _shape(subject: Subject, change: ProjectChange, migration: Migration) -> Shape:
    tree = subject.change.after
    snapshot = json.loads(tree.read(migration.snapshot))
    if snapshot.get("type") == "diff":
        paths = [each.snapshot for each in change.after.migrations if each.snapshot_blob]
        parsed = (json.loads(data) for data in tree.read_many(paths).values())
        snapshot = whole({each["id"]: each for each in parsed}, snapshot["id"])
    return read_shape(snapshot)


def _findings(
    subject: Subject, change: ProjectChange, chosen: list[Migration], notes: list[Note]
) -> list[Finding]:
    """What the SQL rules say of the chosen migrations, after the history before each of them."""
    from forge_migrations.rules.judging.judge import extend
    from forge_migrations.rules.judging.judge import judge
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.migrator import migrator_of
    from forge_migrations.sql.read import read_script

    project = change.project
    dialect = dialect_of(project.dialect, change.after.dialect)
    if dialect is None:
        notes.append(Note(CHECK, f"the SQL of {project.dialect} isn't judged", project.config))
        return []
    catalog = Catalog(dialect)
    migrator = migrator_of(dialect, project.driver, project.packages)
    settings = settings_of(subject.policy, project)
    facts = observed(subject, project, dialect)
    notes += facts.notes
    wanted = {each.path for each in chosen}
    texts = subject.change.after.read_many(each.path for each in change.after.migrations)
    found: list[Finding] = []
    for migration in change.after.migrations:
        text = texts.get(migration.path, b"").decode("utf-8", "replace")
        if migration.blob is None:
            catalog.complete = False
        elif migration.path not in wanted:
            extend(catalog, read_script(text, dialect))
        else:
            severities = severities_of(subject.policy, migration.path)
            judgement = judge(
                read_script(text, dialect),
                catalog,
                migrator.told(migration.breakpoints),
                settings,
                path=migration.path,
                severities=severities,
                production=facts.environments,
            )
            found += judgement.findings
    said = list(ruled(found, subject))
    notes += [each for each in said if isinstance(each, Note)]
    tree = subject.change.after
    declared = Declarations(tree, scripts_of(project, tree, ()))
    return [accepted(each, declared) for each in said if isinstance(each, Finding)]
