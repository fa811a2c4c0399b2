"""What a review says first."""

from __future__ import annotations

import pytest

from forge_migrations.findings import Finding
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.report.reviewed import Stop
from forge_migrations.report.verdict import findings_of
from forge_migrations.report.verdict import gist
from forge_migrations.report.verdict import open_answers
from forge_migrations.report.verdict import outcome
from forge_migrations.report.verdict import stopped
from report.shapes import review as compared
from report.shapes import shape
from report.shapes import table

LOST = Finding("destructive-sql", "drop-table", "a.sql", 2, "drops it", "stop")
STOP = Stop("a.sql", 2, "no such table: a")


def review(
    *findings: Finding, answers: tuple[Answer, ...] = (), stop: Stop | None = None
) -> Review:
    migrations = (
        ReviewedMigration("0001_a", "a.sql", "", findings, statements=((1, 1), (2, 2), (3, 5))),
        ReviewedMigration("0002_b", "b.sql", "", statements=((4, 4),)),
    )
    return Review("x", "sqlite", migrations, answers=answers, measured=Measured(stop=stop))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (review(), "Can go"),
        (review(LOST), "Can't go: 1 finding refuses it"),
        (review(LOST, LOST._replace(line=3)), "Can't go: 2 findings refuse it"),
        (review(stop=STOP), "Can't go: it failed in the rehearsal"),
        (review(LOST, stop=STOP), "Can't go: 1 finding refuses it, and it failed in the rehearsal"),
        (review(answers=(Answer("no", "x"), Answer("yes", "y"))),
         "Nothing refuses it; 1 answer below to read"),
    ],
)  # fmt: skip
def test_the_outcome_says_whether_it_can_go_and_what_stops_it(found: Review, said: str) -> None:
    assert outcome(found) == said


def test_where_it_stopped_and_what_never_ran_is_said() -> None:
    assert stopped(review(stop=STOP)) == (
        "the rehearsal stopped at a.sql:2: no such table: a",
        "lines 3 to 5 never ran",
        "line 4 of b.sql never ran",
    )
    assert stopped(review()) == ()


def test_the_gist_counts_what_changes() -> None:
    before = shape(table("users", "a", "b"), table("teams", "c"))
    after = shape(table("users"), table("teams"), table("new"))
    assert gist(compared(before, after)) == "adds 1 table, drops 3 columns of 2 tables"
    assert gist(compared(before, before)) == "changes no table: custom SQL only"


def test_an_answer_leaves_out_what_a_finding_says_at_its_line() -> None:
    answer = Answer("no", "No statement loses data", ("a.sql:2 drops it", "a.sql:9 more"))
    found = review(LOST, answers=(answer, Answer("yes", "y")))
    assert list(open_answers(found)) == [answer._replace(said=("a.sql:9 more",))]
    assert findings_of(answer, found) == [("a.sql", 2)]
