from __future__ import annotations

import pytest

from checks.migration_history.agreement.test_check import TEXT
from checks.migration_history.agreement.test_check import Files
from checks.migration_history.agreement.test_check import history
from checks.migration_history.agreement.test_check import kinds
from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.migration_history.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.facts import Facts
from forge_migrations.findings import Finding

MADE = 'CREATE TABLE "p" ("id" integer PRIMARY KEY NOT NULL, "body" text);'
OWED = '-- forge-migrations: deferred drop-column "p"."body": old release reads it\n'
OPTIONAL = 'ALTER TABLE "p" ALTER COLUMN "body" DROP NOT NULL;'
WITH, WITHOUT = kinds(body=TEXT), kinds()


def found(before: Files, after: Files, base: Files | None = None) -> list[Finding]:
    trees = [MemoryTree(files) for files in (before, after, before if base is None else base)]
    change = Change(trees[0], trees[1], lambda: trees[2], "staged")
    subject = Subject(change, Policy(), Facts())
    return [each for each in check(subject) if isinstance(each, Finding)]


def said(files: Files) -> list[tuple[str, int, str]]:
    """Of a migration that comes on top of `MADE`."""
    every = found(history((MADE, WITH)), files)
    return [(each.rule, each.line, each.message) for each in every if each.refuses]


@pytest.mark.parametrize("paid", [False, True])
def test_a_debt_is_no_difference_between_sql_and_snapshot(paid: bool) -> None:
    steps = [(MADE, WITH), (OWED + OPTIONAL, WITHOUT)]
    if paid:
        steps.append(('ALTER TABLE "p" DROP COLUMN "body";', WITHOUT))
    assert said(history(*steps)) == []


def test_without_the_comment_it_is_one() -> None:
    rules = [rule for rule, _, _ in said(history((MADE, WITH), (OPTIONAL, WITHOUT)))]
    assert rules == ["sql-lacks"]


def test_a_debt_that_cant_be_read_is_refused() -> None:
    text = "-- forge-migrations: deferred drop-column body\nSELECT 1;"
    assert ("unreadable-debt", 1, "the debt can't be read: it gives no reason") in said(
        history((MADE, WITH), (text, WITH))
    )


def test_a_debt_about_what_isnt_there_is_refused() -> None:
    text = OPTIONAL + "\n" + OWED.replace("body", "nick")
    assert said(history((MADE, WITH), (text, WITH))) == [
        (
            "debt-without-object",
            2,
            'leaves drop-column "p"."nick" to a later migration, and there is nothing to do: it isn\'t there',
        )
    ]


def test_a_debt_that_is_owed_already_is_refused() -> None:
    steps = [(MADE, WITH), (OWED + OPTIONAL, WITHOUT), (OWED + OPTIONAL, WITHOUT)]
    assert [rule for rule, _, _ in said(history(*steps))] == ["debt-twice"]


def test_a_debt_about_what_the_snapshot_keeps_is_refused() -> None:
    rules = [rule for rule, _, _ in said(history((MADE, WITH), (OWED + OPTIONAL, WITH)))]
    assert rules == ["sql-lacks"]


def test_what_is_released_isnt_looked_at_again() -> None:
    faulty = history((MADE, WITH), (OWED.replace("body", "nick") + OPTIONAL, WITH))
    assert [each for each in found(faulty, faulty) if each.refuses] == []
