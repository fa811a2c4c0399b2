"""Nothing that breaks clients, fails on rows or locks has neither a form that waits nor a reason."""

from __future__ import annotations

import copy

import pytest

from forge_migrations.cli import main
from forge_migrations.rules import RULES
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.forms import of_given
from forge_migrations.workflow.rollout.proving import carried
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.reasons import BY_NAME
from forge_migrations.workflow.rollout.reasons import REASONS
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from repositories import Repo
from rules.examples_on_disk import example
from workflow.histories import history
from workflow.rollout.test_soften import asked

KINDS = ("breaks-clients", "fails-on-data", "lock")
ASKED = [rule.id for rule in RULES if rule.kind in KINDS]


def softened(rule: str) -> Softening:
    """What becomes of the rule's bad example."""
    one = example(rule, "bad")
    released = Ledger(Catalog(one.dialect))
    carried(released, one.earlier)
    before = Ledger(copy.deepcopy(released.catalog))
    carried(before, one.pending)
    reading = read_script(one.migration, one.dialect)
    given = Given(reading, one.migration, before.catalog, released.catalog, {}, one.dialect)
    return of_given(given, newest=True)


@pytest.mark.parametrize("rule", ASKED)
def test_a_dangerous_example_has_a_form_or_a_reason(rule: str) -> None:
    soft = softened(rule)
    assert bool(soft.forms) != (rule in REASONS or rule in BY_NAME), soft.left


@pytest.mark.parametrize("rule", [rule for rule in ASKED if rule not in REASONS])
def test_a_form_leads_where_the_example_led(rule: str) -> None:
    soft = softened(rule)
    made = (*soft.statements(), *soft.behind)
    assert differences_by_text(soft.given.before, soft.given.text, made)[0] == []


def test_no_reason_is_for_another_rule() -> None:
    assert {*REASONS, *BY_NAME} <= set(ASKED)


def test_the_reason_is_told(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    made = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "n" integer);'
    state = {"users": {"id": "integer*", "n": "integer"}}
    repo.commit(history(("one", [made], state), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    sql = ['REINDEX TABLE "users";']
    repo.write(history(("one", [made], state), ("two", sql, state), dialect="postgresql"))
    repo.git("add", "-A")
    told = asked(capsys, "soften")
    assert told["left"] == [{"what": "rebuild-storage", "why": REASONS["rebuild-storage"]}]
    assert main(["soften"]) == 0
    assert "rebuild-storage stays as it is: no schema needs it" in capsys.readouterr().out


def test_a_default_that_the_old_release_counts_on_waits(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    made = """CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "n" text DEFAULT 'x' NOT NULL);"""
    before, after = (
        {"users": {"id": "integer*", "n": "text!='x'"}},
        {"users": {"id": "integer*", "n": "text!"}},
    )
    drop = 'ALTER TABLE "users" ALTER COLUMN "n" DROP DEFAULT;'
    repo.commit(history(("one", [made], before), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    repo.write(history(("one", [made], before), ("two", [drop], after), dialect="postgresql"))
    repo.git("add", "-A")
    told = asked(capsys, "soften", "--write")
    assert [each["sql"].splitlines()[-1] for each in told["files"][1:]] == [drop]
    repo.git("add", "-A")
    assert [main([check]) for check in ("destructive-sql", "migration-history")] == [0, 0]
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "work")
    repo.git("checkout", "-qb", "later")
    assert main(["contract", "--write"]) == 0
    repo.git("add", "-A")
    assert [main([check]) for check in ("destructive-sql", "migration-history")] == [0, 0]
    assert main(["contract"]) == 0
