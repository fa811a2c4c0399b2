"""Twice the statements of one file take twice the steps, not four times: counted in calls, as time tells little."""

from __future__ import annotations

import sys
from types import FrameType
from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

TABLE = (
    'CREATE TABLE "t" ("id" integer PRIMARY KEY, '
    + ", ".join(f'"c{k}" int' for k in range(30))
    + ");"
)
OTHER = 'CREATE TABLE "o" ("id" integer PRIMARY KEY);'
MANY = 'CREATE TABLE "t#" ("id" integer PRIMARY KEY, "a" text);'
FOREIGN = 'ALTER TABLE "t" ADD CONSTRAINT "f#" FOREIGN KEY ("c%") REFERENCES "o"("id");'
KINDS: list[tuple[Dialect, str, str]] = [
    ("postgres", TABLE + OTHER, FOREIGN),
    ("postgres", TABLE, 'ALTER TABLE "t" ADD CONSTRAINT "f#" FOREIGN KEY ("c%") REFERENCES "t"("id");'),
    ("postgres", TABLE, 'ALTER TABLE "t" ADD CONSTRAINT "k#" CHECK ("c%" > #);'),
    ("postgres", TABLE, 'ALTER TABLE "t" ADD CONSTRAINT "u#" UNIQUE ("c%");'),
    ("postgres", TABLE, 'CREATE UNIQUE INDEX "i#" ON "t" ("c%");'),
    ("postgres", TABLE, 'CREATE INDEX "i#" ON "t" ("c%");'),
    ("postgres", TABLE, 'ALTER TABLE "t" ADD COLUMN "x#" integer REFERENCES "t"("id");'),
    ("postgres", MANY, 'DROP TABLE "t#";'),
    ("postgres", MANY, 'ALTER TABLE "t#" DROP COLUMN "a";'),
    ("postgres", MANY, 'ALTER TABLE "t#" RENAME TO "u#";'),
    ("postgres", MANY, 'ALTER TABLE "t#" ADD COLUMN "b" text NOT NULL;'),
    ("mysql", TABLE + OTHER, FOREIGN),
    ("mysql", TABLE, 'ALTER TABLE "t" ADD "x#" integer;'),
    ("mysql", TABLE, 'ALTER TABLE "t" ADD "x#" integer UNIQUE;'),
    ("mysql", TABLE, 'CREATE INDEX "i#" ON "t" ("c%");'),
    ("mysql", MANY, 'ALTER TABLE "t#" RENAME TO "u#";'),
]  # fmt: skip


def spelt(form: str, count: int, dialect: Dialect) -> str:
    numbers = range(count) if "#" in form else range(1)
    text = "\n".join(form.replace("#", str(k)).replace("%", str(k % 30)) for k in numbers)
    return text if dialect == "postgres" else text.replace('"', "`")


def calls(dialect: Dialect, history: str, form: str, count: int) -> int:
    """How many functions of Python's are entered, and generators resumed, to judge so many statements."""
    seen = 0

    def counting(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal seen
        seen += event == "call"

    sql, earlier = spelt(form, count, dialect), [spelt(history, count, dialect)]
    sys.setprofile(counting)
    try:
        judge_sql(sql, dialect=dialect, earlier=earlier)
    finally:
        sys.setprofile(None)
    return seen


@pytest.mark.parametrize(("dialect", "history", "form"), KINDS)
def test_twice_the_statements_take_twice_the_calls(
    dialect: Dialect, history: str, form: str
) -> None:
    calls(dialect, history, form, 5)  # what is imported and learned once
    once, twice = (calls(dialect, history, form, count) for count in (200, 400))
    assert twice / once < 2.15
