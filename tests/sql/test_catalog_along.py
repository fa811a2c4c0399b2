"""What goes along with a dropped table or type: a later migration finds it gone, as PostgreSQL does."""

from __future__ import annotations

import pytest

from forge_migrations.rules.judging.judge import judge_sql

PARTED = """
CREATE TABLE days (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE june PARTITION OF days FOR VALUES FROM ('2026-06-01') TO ('2026-07-01');
"""
HEIR = "CREATE TABLE pets (id int, name text); CREATE TABLE cats (lives int) INHERITS (pets);"

MOODY = "CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE pets (id int PRIMARY KEY, m mood);"


def refused(sql: str, *earlier: str) -> set[str]:
    """The rules that say that a name is or isn't there."""
    found = judge_sql(sql, dialect="postgres", earlier=earlier)
    return {f.rule for f in found} & {"already-exists", "does-not-exist"}


@pytest.mark.parametrize(
    ("history", "sql"),
    [
        (PARTED + "DROP TABLE days;", "CREATE TABLE june (id int PRIMARY KEY);"),
        (HEIR + "DROP TABLE pets CASCADE;", "CREATE TABLE cats (id int PRIMARY KEY);"),
        (
            MOODY + "DROP TYPE mood CASCADE;",
            "ALTER TABLE pets ADD COLUMN m text;",
        ),
        (
            "CREATE DOMAIN low AS int; CREATE DOMAIN lower AS low; DROP DOMAIN low CASCADE;",
            "CREATE DOMAIN lower AS int;",
        ),
    ],
)
def test_what_went_along_may_be_made_again(history: str, sql: str) -> None:
    assert not refused(sql, history)
    assert refused(sql, history.rpartition("DROP ")[0]) == {"already-exists"}


def test_partitions_of_partitions_go_too() -> None:
    history = PARTED.replace("'2026-07-01');", "'2026-07-01') PARTITION BY RANGE (day);")
    first = "CREATE TABLE first PARTITION OF june FOR VALUES FROM ('2026-06-01') TO ('2026-06-02');"
    assert not refused("CREATE TABLE first (id int);", history + first + "DROP TABLE days;")


def test_a_child_stays_when_its_parent_cant_be_dropped_without_cascade() -> None:
    assert refused("CREATE TABLE cats (id int);", HEIR + "DROP TABLE pets;") == {"already-exists"}


def test_a_child_has_its_parents_columns() -> None:
    assert not refused("CREATE INDEX cats_name ON cats (name);", HEIR)
    assert refused("CREATE INDEX cats_age ON cats (age);", HEIR) == {"does-not-exist"}


def test_a_child_of_a_table_that_nobody_knows_may_have_any_column() -> None:
    heir = "CREATE TABLE cats (lives int) INHERITS (other.pets);"
    assert not refused("CREATE INDEX cats_age ON cats (age);", heir)
