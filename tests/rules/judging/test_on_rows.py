"""What statistics say of rows that a statement could fail on: words beside a verdict that stays."""

from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.findings import Finding
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.production import Production

EARLIER = "CREATE TABLE events (id bigint PRIMARY KEY, who int, note text);"
COLUMNS = {
    "who": {"null_fraction": 0.0, "distinct": 40_000},
    "note": {"null_fraction": 0.004, "distinct": 12_000_000},
}


def said(sql: str, columns: Any = COLUMNS) -> list[Finding]:
    table = {"rows": 12_000_000, "bytes": 1_400_000_000, "indexes": 1, "columns": columns}
    known = Production("production", "PostgreSQL", "2026-01-31", {"events": table})
    found = judge_sql(sql, dialect="postgres", earlier=[EARLIER], production=[known])
    return [each for each in found if each.kind == "fails-on-data"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("ALTER TABLE events ALTER who SET NOT NULL;", "0 % null of 12 M"),
        ("ALTER TABLE events ALTER note SET NOT NULL;", "0.4 % null of 12 M"),
        ("CREATE UNIQUE INDEX u ON events (who);", "40 k distinct of 12 M"),
        ("ALTER TABLE events ADD CONSTRAINT u UNIQUE (note);", "12 M distinct of 12 M"),
        ("ALTER TABLE events ADD COLUMN x int NOT NULL;", "12 M rows"),
        (
            "ALTER TABLE events RENAME COLUMN who TO person;ALTER TABLE events ALTER person SET NOT NULL;",
            "0 % null of 12 M",
        ),
    ],
)
def test_what_is_known_is_told_and_the_verdict_stays(sql: str, words: str) -> None:
    (known,) = said(sql)
    (unknown,) = judge_sql_alone(sql)
    assert known.message == f"{unknown.message} ({words}, an estimate)"
    assert known.severity == unknown.severity
    assert known.fact == unknown.message
    assert known.production is not None
    assert known.production.seconds is None


def judge_sql_alone(sql: str) -> list[Finding]:
    found = judge_sql(sql, dialect="postgres", earlier=[EARLIER])
    return [each for each in found if each.kind == "fails-on-data"]


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE events ALTER who SET NOT NULL;",
        "CREATE UNIQUE INDEX u ON events (who);",
        "CREATE UNIQUE INDEX u ON events (who, note);",
        "ALTER TABLE events ADD CONSTRAINT c CHECK (who > 0);",
    ],
)
def test_what_isnt_known_is_not_made_up(sql: str) -> None:
    assert said(sql, {}) == judge_sql_alone(sql)
