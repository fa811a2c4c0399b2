"""A suggestion is the line as it is right: taken, it passes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forge_migrations.checks.destructive_sql.acceptance import accepting
from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy
from forge_migrations.report.reviewed import Review
from forge_migrations.report.reviewed import ReviewedMigration
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.workflow.ci.suggestions import MOST
from forge_migrations.workflow.ci.suggestions import suggestions

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

PATH = "drizzle/0001_x.sql"


def found(sql: str, earlier: str, dialect: Dialect) -> list[Finding]:
    driver = {"postgres": "pg", "mysql": "mysql2"}[dialect]
    said = judge_sql(sql, dialect=dialect, driver=driver, earlier=[earlier], path=PATH)
    return [
        each._replace(remedy=Remedy.of(each.remedy).or_else(accepting(each.rule, PATH, each.line)))
        if each.refuses
        else each
        for each in said
    ]


def review(sql: str, findings: list[Finding]) -> Review:
    migration = ReviewedMigration("0001_x", PATH, sql, tuple(findings))
    return Review("drizzle.config.ts", "postgresql", (migration,))


def taken(sql: str, findings: list[Finding], block: int) -> str:
    """The SQL after the first suggestion's block was accepted."""
    [one, *_] = suggestions(review(sql, findings), "12")
    blocks = re.findall(r"```suggestion\n(.*?)\n```", one.body, re.DOTALL)
    lines = sql.split("\n")
    lines[one.line - 1] = blocks[block]
    return "\n".join(lines)


CAST = 'ALTER TABLE "pets" ALTER COLUMN "nick" SET DATA TYPE integer;--> statement-breakpoint\nSELECT 1;\n'
PETS = 'CREATE TABLE "pets" ("id" bigint PRIMARY KEY, "nick" text);'


def test_using_stands_before_the_breakpoint() -> None:
    sql = taken(CAST, found(CAST, PETS, "postgres"), 0)
    assert sql.splitlines()[0] == (
        'ALTER TABLE "pets" ALTER COLUMN "nick" SET DATA TYPE integer USING "nick"::integer;'
        "--> statement-breakpoint"
    )
    assert "uncastable-type" not in {each.rule for each in found(sql, PETS, "postgres")}


def test_a_guard_that_the_engine_does_not_know_is_left_out() -> None:
    pets = "CREATE TABLE `pets` (`id` int PRIMARY KEY, `age` int);"
    index = "CREATE INDEX IF NOT EXISTS `pets_age` ON `pets` (`age`);\n"
    sql = taken(index, found(index, pets, "mysql"), 0)
    assert sql == "CREATE INDEX `pets_age` ON `pets` (`age`);\n"


def test_what_is_accepted_by_a_click_is_acknowledged() -> None:
    drop = '  ALTER TABLE "pets" DROP COLUMN "nick";\n'
    sql = taken(drop, found(drop, PETS, "postgres"), -1)
    assert sql.startswith("  -- forge-migrations: allow ")
    again = found(sql, PETS, "postgres")
    assert {each.acknowledged for each in again} == {"accepted in the review of request 12"}


def test_two_findings_of_a_line_are_one_comment() -> None:
    [one] = suggestions(review(CAST, found(CAST, PETS, "postgres")), "12")
    assert one.body.count("```suggestion\n") == 2
    assert "allow change-column-type, uncastable-type: accepted" in one.body


def test_a_storm_has_no_comments_at_its_lines() -> None:
    columns = ", ".join(f'"c{n}" text' for n in range(MOST + 1))
    earlier = f'CREATE TABLE "pets" ("id" bigint, {columns});'
    sql = "".join(f'ALTER TABLE "pets" DROP COLUMN "c{n}";\n' for n in range(MOST + 1))
    findings = found(sql, earlier, "postgres")
    assert suggestions(review(sql, findings), "12") == []
    assert len(suggestions(review(sql, findings[:MOST]), "12")) == MOST
