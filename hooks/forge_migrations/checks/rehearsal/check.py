"""Rehearse the migrations on a populated scratch database."""

from __future__ import annotations

from forge_migrations.engines import SERVED
from forge_migrations.engines import engine_of
from forge_migrations.findings import Note
from forge_migrations.findings import Undecided
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import ours

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.checks.subject.subject import ProjectChange
    from forge_migrations.checks.subject.subject import Subject
    from forge_migrations.findings import Finding

CHECK = "rehearsal"


def check(subject: Subject) -> Iterator[Finding | Note]:
    """Rehearse every project whose migrations changed; all of them with `--all-files`."""
    for change in subject.projects:
        if change.gone or not change.after.migrations:
            continue
        if subject.whole or _differs(change):
            yield from _check_project(subject, change)


def _alone(subject: Subject) -> bool:
    return subject.only_check.removeprefix("forge-") == CHECK


def _differs(change: ProjectChange) -> bool:
    return change.before.migrations != change.after.migrations


def _check_project(subject: Subject, change: ProjectChange) -> Iterator[Finding | Note]:
    project = change.project
    engine = engine_of(project.dialect)
    if engine not in SERVED:
        text = f"not rehearsed: {project.dialect or 'an unknown dialect'} has no scratch database"
        yield Note(CHECK, text, project.config)
        return
    if not (_alone(subject) or subject.pushed or engine == "sqlite"):
        yield Note(
            CHECK,
            f"not rehearsed at commit: {project.dialect} needs a scratch server",
            project.config,
            remedy=Remedy("run", ours("rehearsal")),
            when="asked",
        )
        return
    from forge_migrations.checks.rehearsal.run import judged

    try:
        for said in judged(subject, change):
            if isinstance(said, Note) and _alone(subject):
                yield said._replace(when="always")
            else:
                yield said
    except Undecided as error:
        if _alone(subject):
            yield Note(CHECK, str(error), project.config, undecided=True, remedy=error.remedy)
        else:
            yield Note(CHECK, f"not rehearsed: {error}", project.config, remedy=error.remedy)
