"""The rewrite that a finding shows, in the place of the statement: the finding is gone, no other has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules import RULES
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.statements import split
from rules.examples_on_disk import example

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

ABOVE = frozenset({"set-not-null"})
"""Rules whose rewrite stands above the statement; those of `WHOLE` stand for the whole file."""
WHOLE = frozenset({"drop-and-add-column"})
CASES: list[tuple[str, Dialect, str, str]] = [
    (
        "set-not-null",
        "postgres",
        'CREATE TABLE "auth"."pets" (id bigint PRIMARY KEY, "Nick" text);',
        'ALTER TABLE "auth"."pets" ALTER COLUMN "Nick" SET NOT NULL;',
    ),
    (
        "set-not-null",
        "mysql",
        "CREATE TABLE `pets` (`id` bigint PRIMARY KEY, `nick` varchar(9));",
        "ALTER TABLE `pets` MODIFY COLUMN `nick` varchar(9) NOT NULL;",
    ),
    (
        "drop-and-add-column",
        "mysql",
        "CREATE TABLE `pets` (`id` bigint PRIMARY KEY, `nick` text);",
        "ALTER TABLE `pets` DROP COLUMN `nick`;\nALTER TABLE `pets` ADD COLUMN `nickname` text;",
    ),
    (
        "uncastable-type",
        "postgres",
        'CREATE TABLE "auth"."pets" (id bigint PRIMARY KEY, nick text);',
        'ALTER TABLE "auth"."pets" ALTER COLUMN "nick" SET DATA TYPE integer;',
    ),
    (
        "volatile-default",
        "postgres",
        'CREATE TABLE "auth"."pets" (id bigint PRIMARY KEY);',
        'ALTER TABLE "auth"."pets" ADD COLUMN "uid" uuid DEFAULT gen_random_uuid();',
    ),
]


def rewritten(
    rule: str, dialect: Dialect, earlier: str, migration: str
) -> tuple[set[str], set[str]]:
    """The rules that refuse, before and after the rewrite stands there."""
    found = judge_sql(migration, dialect=dialect, earlier=[earlier])
    [one] = [each for each in found if each.rule == rule and each.details]
    rewrite = one.details.replace("…", "'x'")
    statement = next(each for each in split(migration, dialect).statements if each.line == one.line)
    if rule in ABOVE:
        new = migration.replace(
            statement.text, f"{rewrite}\n--> statement-breakpoint\n{statement.text}"
        )
    elif rule in WHOLE:
        new = rewrite
    else:
        new = migration.replace(statement.text, rewrite.removesuffix(";"))
    after = judge_sql(new, dialect=dialect, earlier=[earlier])
    assert rule not in {each.rule for each in after}
    return {each.rule for each in found if each.refuses}, {
        each.rule for each in after if each.refuses
    }


@pytest.mark.parametrize(("rule", "dialect", "earlier", "migration"), CASES)
def test_the_shown_rewrite_mends_it(
    rule: str, dialect: Dialect, earlier: str, migration: str
) -> None:
    before, after = rewritten(rule, dialect, earlier, migration)
    # What a rename means for running code, and a cast for single values, is a matter of its own.
    assert after - before <= {"rename-column", "narrow-type"}


def test_every_rule_that_shows_a_rewrite_is_tried() -> None:
    shown = {
        rule.id
        for rule in RULES
        if any(
            found.details and not found.details.startswith(("measured", "on "))
            for found in example(rule.id, "bad").findings(rule.id)
        )
    }
    assert shown == {rule for rule, *_ in CASES}
