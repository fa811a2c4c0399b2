from __future__ import annotations

import pytest

from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.report.reviewed import Stop

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
    assert (found.refusing, found.goes) == (1, False)
    assert review(LOST._replace(severity="report")).goes


def test_what_stopped_in_the_rehearsal_cannot_go() -> None:
    stop = Stop("a.sql", 3, "no such table: a")
    found = review()._replace(measured=Measured(stop=stop))
    assert not found.goes


def test_what_follows_the_statement_that_stopped_never_ran() -> None:
    """The engine may point into the middle of a statement."""
    migrations = (
        ReviewedMigration("0001_a", "a.sql", "", statements=((1, 1), (2, 4), (6, 6), (8, 9))),
        ReviewedMigration("0002_b", "b.sql", "", statements=((1, 1), (3, 5))),
    )
    measured = Measured(stop=Stop("a.sql", 3, "x"))
    found = Review("x", "sqlite", migrations, measured=measured)
    assert found.never_ran == (("a.sql", 6, 9), ("b.sql", 1, 5))
    older = Measured(stop=Stop("0.sql", 3, "x"))
    assert found._replace(measured=older).never_ran == ()
