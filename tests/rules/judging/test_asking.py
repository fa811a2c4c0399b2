from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging import asking
from forge_migrations.rules.judging.asking import Asked
from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act

if TYPE_CHECKING:
    from forge_migrations.rules.judging.asking import Chosen

Called = Counter[tuple[str, str]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Called:
    """How often each rule is asked of an act of each verb."""
    found: Called = Counter()
    of = Asked.of

    def counted(asked: Asked, act: Act, scene: Scene) -> Chosen:
        rules = of(asked, act, scene)
        found.update((act.verb, rule.id) for rule, _ in rules)
        return rules

    monkeypatch.setattr(Asked, "of", counted)
    return found


def test_a_plain_column_is_asked_of_no_rule_about_keys_checks_and_defaults(calls: Called) -> None:
    table = "CREATE TABLE t (id int PRIMARY KEY);"
    judge_sql("ALTER TABLE t ADD COLUMN a text;", dialect="postgres", earlier=[table])
    about_others = {"add-unique", "add-check-validating", "malformed-foreign-key", "explicit-lock",
                    "stored-generated-column", "missing-breakpoint", "used-by-object"}  # fmt: skip
    assert about_others.isdisjoint(rule for _verb, rule in calls)
    assert ("add-column", "volatile-default") in calls
    assert ("add-column", "already-exists") in calls


def test_what_the_file_itself_makes_is_asked_of_no_rule_about_released_rows(calls: Called) -> None:
    made = "CREATE TABLE t (a int); CREATE INDEX i ON t (a); ALTER TABLE t ADD UNIQUE (a);"
    judge_sql(made, dialect="postgres")
    assert {"create-index-blocking", "add-unique-blocking"}.isdisjoint(r for _verb, r in calls)
    calls.clear()
    judge_sql("CREATE INDEX i ON t (a);", dialect="postgres", earlier=["CREATE TABLE t (a int);"])
    assert ("create-index", "create-index-blocking") in calls


def test_rows_that_a_pending_file_copied_are_asked_about(calls: Called) -> None:
    made = "CREATE TABLE t (a int); INSERT INTO t SELECT a FROM old;"
    judge_sql("CREATE UNIQUE INDEX i ON t (a);", dialect="postgres", pending=[made])
    assert ("create-index", "add-unique") in calls


def test_a_shape_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []
    words = asking._words

    def seen(act: Act) -> set[str]:
        worked.append(act.name)
        return words(act)

    monkeypatch.setattr(asking, "_words", seen)
    table = "CREATE TABLE t (id int PRIMARY KEY);"
    columns = "".join(f"ALTER TABLE t ADD COLUMN zebra{n} text;" for n in range(9))
    judge_sql(columns, dialect="postgres", earlier=[table], severities={"drop-table": "report"})
    assert set(worked) <= {"zebra0"}
