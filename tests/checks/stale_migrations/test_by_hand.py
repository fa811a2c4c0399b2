from __future__ import annotations

import pytest

from checks.states import content
from checks.states import project
from checks.states import states
from forge_migrations.checks.stale_migrations.by_hand import made_by_hand
from forge_migrations.checks.stale_migrations.by_hand import new_ones
from forge_migrations.checks.stale_migrations.by_hand import undone
from forge_migrations.drizzle.history.snapshot import differences
from forge_migrations.drizzle.history.snapshot_words import described

FIRST = ("0000_a", "CREATE TABLE users (id text);", content(users=("id",)))
HAND = ("0001_hand", "ALTER TABLE users ADD COLUMN name text;", None)
OLD, NEW = content(users=("id",)), content(users=("id", "name"))


def test_a_migration_without_snapshot_that_brings_what_is_missing_made_it() -> None:
    found = made_by_hand(states(project(FIRST), project(FIRST, HAND)), described(OLD, NEW))
    assert found is not None
    assert (found.tag, found.remedy) == (
        "0001_hand",
        "have it mended: forge-migrations repair --write drizzle.config.ts && git add drizzle",
    )
    assert found.message == (
        'the next generate will write column "name" again: 0001_hand was written by hand and '
        "has no snapshot"
    )


def test_a_file_that_no_journal_names_made_it_too() -> None:
    after = project(FIRST, **{"drizzle/0001_hand.sql": HAND[1]})
    found = made_by_hand(states(project(FIRST), after), described(OLD, NEW))
    assert found is not None
    assert found.message.endswith(
        "0001_hand was written by hand and is in no journal and has no snapshot"
    )


@pytest.mark.parametrize(
    "sql",
    ["ALTER TABLE users ADD COLUMN nickname text;", "ALTER TABLE teams ADD COLUMN name text;"],
)
def test_a_migration_that_names_something_else_made_nothing_of_it(sql: str) -> None:
    after = project(FIRST, ("0001_hand", sql, None))
    assert made_by_hand(states(project(FIRST), after), described(OLD, NEW)) is None


def test_what_is_dropped_was_made_by_nobody() -> None:
    after = project(FIRST, HAND)
    assert made_by_hand(states(project(FIRST), after), described(NEW, OLD)) is None


def test_the_newest_of_several_is_told() -> None:
    after = project(FIRST, HAND, ("0002_again", HAND[1], None))
    found = made_by_hand(states(project(FIRST), after), described(OLD, NEW))
    assert found is not None
    assert found.tag == "0002_again"


def test_what_a_migration_without_snapshot_made_is_never_dropped_by_generate() -> None:
    before = project(FIRST, HAND)
    told = undone(states(before, before, NEW, OLD), differences(OLD, NEW))
    assert told is not None
    message, remedy = told
    assert message == (
        'the schema changes "name" of table "users", which 0001_hand made without a snapshot, so'
        " generate never writes the change"
    )
    assert remedy.endswith(
        "repair --write drizzle.config.ts --generate without_name && git add drizzle"
    )


def test_what_a_new_migration_carries_is_not_undone_in_silence() -> None:
    before = project(FIRST, HAND)
    carried = ("0002_drop", "ALTER TABLE users DROP COLUMN name;", content("b", "a", users=("id",)))
    found = states(before, project(FIRST, HAND, carried), NEW, OLD)
    assert undone(found, differences(OLD, NEW)) is None
    assert [one.tag for one in new_ones(found)] == ["0002_drop"]


def test_what_the_schema_keeps_is_not_undone() -> None:
    before = project(FIRST, HAND)
    assert undone(states(before, before, NEW, NEW), differences(OLD, NEW)) is None
