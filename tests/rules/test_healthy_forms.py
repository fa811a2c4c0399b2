"""Healthy SQL that looks like the hazard: nothing is lost, and nothing refuses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

PETS = "CREATE TABLE pets (id integer PRIMARY KEY, nick text, seen timestamp);"
CHILD = PETS + (
    "\n--> statement-breakpoint\nCREATE TABLE toys (id integer PRIMARY KEY, pet integer REFERENCES"
    " pets(id) ON DELETE CASCADE);"
)


def rules(
    sql: str, earlier: str = PETS, dialect: Dialect = "postgres", driver: str = ""
) -> set[str]:
    return {f.rule for f in judge_sql(sql, dialect=dialect, driver=driver, earlier=[earlier])}


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "libsql"])
def test_replace_with_every_column_resets_none(dialect: Dialect) -> None:
    every = "REPLACE INTO pets (seen, id, nick) VALUES (NULL, 1, 'x');"
    assert "replace-rows" not in rules(every, dialect=dialect)
    assert "replace-rows" not in rules("REPLACE INTO pets VALUES (1, 'x', NULL);", dialect=dialect)
    assert "replace-rows" in rules("REPLACE INTO pets (id, nick) VALUES (1, 'x');", dialect=dialect)


def test_replace_takes_the_children_along_where_keys_are_enforced() -> None:
    every = "INSERT OR REPLACE INTO pets (id, nick, seen) VALUES (1, 'x', NULL);"
    assert "replace-rows" in rules(every, CHILD, "sqlite", "better-sqlite3")
    assert "replace-rows" not in rules(every, CHILD, "libsql")
    mysql = "REPLACE INTO pets (id, nick, seen) VALUES (1, 'x', NULL);"
    child = CHILD.replace("integer REFERENCES pets(id) ON DELETE CASCADE", "integer").replace(
        ");", ", CONSTRAINT f FOREIGN KEY (pet) REFERENCES pets(id) ON DELETE CASCADE);"
    )
    child = PETS + child[child.index("\n-->") :]
    assert "replace-rows" in rules(mysql, child, "mysql")


@pytest.mark.parametrize(
    "sql",
    [
        (
            "UPDATE pets SET nick = 'x' WHERE nick IS NULL; ALTER TABLE pets RENAME COLUMN nick TO alias;"
            " ALTER TABLE pets ALTER COLUMN alias SET NOT NULL;"
        ),
        (
            "UPDATE pets SET nick = 'x' WHERE nick IS NULL; ALTER TABLE pets RENAME TO animals;"
            " ALTER TABLE animals ALTER COLUMN nick SET NOT NULL;"
        ),
        (
            "ALTER TABLE pets RENAME COLUMN nick TO alias; UPDATE pets SET alias = 'x' WHERE alias IS NULL;"
            " ALTER TABLE pets ALTER COLUMN alias SET NOT NULL;"
        ),
        (
            "ALTER TABLE pets ADD CONSTRAINT c CHECK (nick IS NOT NULL);"
            " ALTER TABLE pets RENAME COLUMN nick TO alias; ALTER TABLE pets ALTER alias SET NOT NULL;"
        ),
    ],
)
def test_a_fill_counts_under_the_name_before_a_rename(sql: str) -> None:
    assert "set-not-null" not in rules(sql)


def test_a_fill_of_another_column_does_not() -> None:
    sql = (
        "UPDATE pets SET seen = now(); ALTER TABLE pets RENAME COLUMN nick TO alias;"
        "ALTER TABLE pets ALTER COLUMN alias SET NOT NULL;"
    )
    assert "set-not-null" in rules(sql)


@pytest.mark.parametrize(
    ("using", "lossy"),
    [
        ("seen AT TIME ZONE 'UTC'", False),
        ("(\"seen\" AT TIME ZONE 'Europe/Zurich')", False),
        ("timezone('UTC', seen)", False),
        ("date_trunc('day', seen) AT TIME ZONE 'UTC'", True),
        ("now() AT TIME ZONE 'UTC'", True),
        ("id AT TIME ZONE 'UTC'", True),
    ],
)
@pytest.mark.parametrize("turn", [("timestamp", "timestamptz"), ("timestamptz", "timestamp")])
def test_at_time_zone_loses_no_moment(using: str, lossy: bool, turn: tuple[str, str]) -> None:
    old, new = turn
    sql = f"ALTER TABLE pets ALTER COLUMN seen TYPE {new} USING {using};"
    found = rules(sql, PETS.replace("timestamp", old)) & {"lossy-cast", "narrow-type"}
    assert bool(found) is lossy


def test_at_time_zone_with_fewer_decimals_rounds() -> None:
    sql = "ALTER TABLE pets ALTER COLUMN seen TYPE timestamptz(0) USING seen AT TIME ZONE 'UTC';"
    assert "lossy-cast" in rules(sql)
