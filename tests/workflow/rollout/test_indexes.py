from __future__ import annotations

import pytest

from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.indexes import soften_indexes
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from workflow.rollout.test_drops import catalog

BEFORE = "CREATE TABLE t (a int, b int);"


def softened(text: str) -> Softening:
    made = catalog(BEFORE, "postgres")
    given = Given(
        read_script(text, "postgres"), text, made, catalog(BEFORE, "postgres"), {}, "postgres"
    )
    soft = Softening(given)
    soften_indexes(soft)
    assert differences_by_text(given.before, text, soft.statements())[0] == []
    return soft


@pytest.mark.parametrize("word", ["", "CONCURRENTLY "])
def test_an_index_is_made_where_it_isnt_there(word: str) -> None:
    soft = softened(f"CREATE UNIQUE INDEX {word}i ON t (a);")
    assert soft.statements() == ("CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a);",)
    assert soft.debts == []


@pytest.mark.parametrize(
    "text",
    ["CREATE TABLE n (a int); CREATE INDEX i ON n (a);", "CREATE INDEX IF NOT EXISTS i ON t (a);"],
)
def test_what_locks_nobody_stays(text: str) -> None:
    assert softened(text).forms == []


@pytest.mark.parametrize("nulls", ["", " NULLS NOT DISTINCT"])
def test_a_unique_key_is_made_of_its_index(nulls: str) -> None:
    soft = softened(f'ALTER TABLE "t" ADD CONSTRAINT "t_key" UNIQUE{nulls}("a","b");')
    assert soft.statements() == (
        f'CREATE UNIQUE INDEX IF NOT EXISTS "t_key" ON "t" ("a", "b"){nulls};',
        'ALTER TABLE "t" ADD CONSTRAINT "t_key" UNIQUE USING INDEX "t_key";',
    )


@pytest.mark.parametrize(
    "text",
    [
        "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD CONSTRAINT k UNIQUE (c);",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a) DEFERRABLE;",
        "ALTER TABLE t ADD UNIQUE (a);",
        "ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a);",
    ],
)
def test_another_key_stays(text: str) -> None:
    assert softened(text).forms == []
