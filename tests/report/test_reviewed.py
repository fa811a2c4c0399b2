from __future__ import annotations

import pytest

from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop")


def review(*findings: Finding, answers: tuple[Answer, ...] = ()) -> Review:
    migrations = (ReviewedMigration("0001_a", "a.sql", "", findings),)
    return Review("drizzle.config.ts", "sqlite", migrations, answers=answers)


@pytest.mark.parametrize(
    ("tags", "title"),
    [([], "No migration"), (["a"], "a"), (["a", "b", "c"], "3 migrations: a to c")],
)
def test_the_title_names_the_migrations(tags: list[str], title: str) -> None:
    migrations = tuple(ReviewedMigration(tag, "", "") for tag in tags)
    assert Review("x", "sqlite", migrations).title == title


def test_only_what_refuses_counts() -> None:
    found = review(LOST, LOST._replace(acknowledged="x"), LOST._replace(inherited=True))
    assert (found.refusing, found.ready) == (1, False)
    assert review(LOST._replace(severity="report")).ready


@pytest.mark.parametrize(("verdict", "ready"), [("yes", True), ("unknown", True), ("no", False)])
def test_a_no_is_not_ready_and_an_unknown_is_said_elsewhere(verdict: str, ready: bool) -> None:
    answer = Answer(verdict, "it ran")
    assert review(answers=(answer,)).ready is ready
