"""What is made twice, what is dropped without being there, and what therefore does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

PG = (
    "CREATE TABLE a (id int PRIMARY KEY, x text, CONSTRAINT a_x UNIQUE (x)); CREATE INDEX i ON a (x);"
    "CREATE TYPE mood AS ENUM ('ok'); CREATE SEQUENCE s; CREATE SCHEMA app; CREATE VIEW v AS SELECT 1;"
    'CREATE TABLE app.a (id int); CREATE TABLE "A" (id int);'
    "CREATE POLICY p ON a USING (true); CREATE EXTENSION citext;"
)
MYSQL = "CREATE TABLE `a` (`id` int PRIMARY KEY, `x` varchar(9), UNIQUE KEY `u` (`x`)); CREATE TABLE `b` (`id` int PRIMARY KEY, KEY `i` (`id`));"
SQLITE = "CREATE TABLE a (id integer PRIMARY KEY, x text); CREATE INDEX i ON a (x); CREATE TABLE b (id integer);"


def told(
    sql: str, earlier: str, dialect: Dialect = "postgres", rule: str = "already-exists"
) -> bool:
    past = earlier.replace("; ", ";\n--> statement-breakpoint\n") if dialect == "mysql" else earlier
    found = judge_sql(sql, dialect=dialect, earlier=[past] if past else [])
    return any(f.rule == rule and f.severity == "refuse" for f in found)


@pytest.mark.parametrize(
    ("dialect", "earlier", "sql", "twice"),
    [
        ("postgres", PG, "CREATE TABLE a (id int);", True),
        ("postgres", PG, "CREATE TABLE public.a (id int);", True),
        ("postgres", PG, "CREATE TABLE A (id int);", True),
        ("postgres", PG, 'CREATE TABLE "a" (id int);', True),
        ("postgres", PG, "CREATE TABLE i (id int);", True),
        ("postgres", PG, "CREATE TABLE app.b (id int);", False),
        ("postgres", PG, "CREATE TABLE app.a (id int);", True),
        ("postgres", PG, "CREATE TEMP TABLE a (id int);", False),
        ("postgres", PG, "CREATE TABLE IF NOT EXISTS a (id int);", False),
        ("postgres", PG, "ALTER TABLE a ADD x int;", True),
        ("postgres", PG, 'ALTER TABLE a ADD "X" int;', False),
        ("postgres", PG, "ALTER TABLE a RENAME id TO x;", True),
        ("postgres", PG, 'ALTER TABLE a RENAME TO "A";', True),
        ("postgres", PG, "CREATE INDEX i ON app.a (id);", False),
        ("postgres", PG, "CREATE INDEX a_x ON a (id);", True),
        ("postgres", PG, "CREATE TYPE mood AS ENUM ('b');", True),
        ("postgres", PG, "ALTER TYPE mood ADD VALUE 'ok';", True),
        ("postgres", PG, "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';", False),
        ("postgres", PG, "CREATE SEQUENCE s;", True),
        ("postgres", PG, "CREATE SCHEMA app;", True),
        ("postgres", PG, "CREATE VIEW v AS SELECT 2;", True),
        ("postgres", PG, "CREATE OR REPLACE VIEW v AS SELECT 2;", False),
        ("postgres", PG, "CREATE POLICY p ON a USING (false);", True),
        ("postgres", PG, "CREATE EXTENSION citext;", True),
        ("postgres", PG, "ALTER TABLE a ADD CONSTRAINT a_x CHECK (id > 0);", True),
        ("postgres", PG, "ALTER TABLE a ADD PRIMARY KEY (x);", True),
        ("postgres", PG, "DROP TABLE a; CREATE TABLE a (id int);", False),
        ("postgres", PG, "DROP TYPE mood; CREATE TYPE mood AS ENUM ('b');", False),
        ("postgres", "", "CREATE TABLE z (id int, ID int);", True),
        ("postgres", "", "CREATE TABLE z (id int); CREATE TABLE z (id int);", True),
        (
            "postgres",
            PG,
            (
                "DO $$ BEGIN CREATE TYPE mood AS ENUM ('ok'); EXCEPTION WHEN duplicate_object THEN null;"
                " END $$;"
            ),
            False,
        ),
        ("postgres", PG + "SET search_path TO app;", "CREATE TABLE a (id int);", False),
        ("mysql", MYSQL, "CREATE TABLE `A` (`id` int PRIMARY KEY);", True),
        ("mysql", MYSQL, "ALTER TABLE `a` ADD `X` int;", True),
        ("mysql", MYSQL, "CREATE INDEX `i` ON `a` (`x`);", False),
        ("mysql", MYSQL, "CREATE INDEX `i` ON `b` (`id`);", True),
        ("mysql", MYSQL, "CREATE INDEX `u` ON `a` (`x`);", True),
        ("mysql", MYSQL, "ALTER TABLE `a` ADD PRIMARY KEY (`x`);", True),
        ("mysql", MYSQL, "ALTER TABLE `a` CHANGE `x` `id` int;", True),
        ("sqlite", SQLITE, "CREATE TABLE A (id integer);", True),
        ("sqlite", SQLITE, "ALTER TABLE a ADD COLUMN X text;", True),
        ("sqlite", SQLITE, "CREATE INDEX i ON b (id);", True),
        ("libsql", SQLITE, "CREATE INDEX IF NOT EXISTS i ON a (x);", False),
        ("sqlite", SQLITE, "DROP INDEX i; CREATE INDEX i ON b (id);", False),
    ],
)
def test_what_the_history_made_is_not_made_again(
    dialect: Dialect, earlier: str, sql: str, twice: bool
) -> None:
    assert told(sql, earlier, dialect) is twice


@pytest.mark.parametrize(
    ("dialect", "earlier", "sql", "gone"),
    [
        ("postgres", PG, "ALTER TABLE a DROP COLUMN y;", True),
        ("postgres", PG, "ALTER TABLE a DROP COLUMN IF EXISTS y;", False),
        ("postgres", PG, "ALTER TABLE a DROP COLUMN x; ALTER TABLE a DROP COLUMN x;", True),
        ("postgres", PG, "ALTER TABLE a RENAME y TO z;", True),
        ("postgres", PG, "ALTER TABLE a DROP CONSTRAINT a_y;", True),
        ("postgres", PG, "ALTER TABLE a DROP CONSTRAINT a_pkey;", False),
        ("postgres", PG, "ALTER TABLE a DROP COLUMN x; ALTER TABLE a DROP CONSTRAINT a_x;", True),
        ("postgres", PG, "DROP TABLE nowhere;", True),
        ("postgres", PG, "DROP TABLE other.nowhere;", False),
        ("postgres", PG, "DROP TABLE IF EXISTS nowhere;", False),
        ("postgres", PG + "ALTER TABLE pushed ADD y int;", "DROP TABLE nowhere;", False),
        ("postgres", PG, "DROP INDEX i; DROP INDEX i;", True),
        ("postgres", PG, "DROP TYPE mood; DROP TYPE mood;", True),
        ("postgres", PG, "DROP TYPE unheard;", False),
        ("postgres", PG, "CREATE INDEX j ON a (y);", True),
        ("postgres", PG, "CREATE INDEX j ON a (lower(x));", False),
        ("postgres", PG, "CREATE TABLE c AS SELECT 1; ALTER TABLE c DROP COLUMN y;", False),
        ("mysql", MYSQL, "ALTER TABLE `a` DROP COLUMN `y`;", True),
        ("mysql", MYSQL, "ALTER TABLE `a` DROP CONSTRAINT `a_ibfk_1`;", False),
        ("sqlite", SQLITE, "ALTER TABLE a DROP COLUMN y;", True),
        ("sqlite", SQLITE, "DROP INDEX nowhere;", True),
    ],
)
def test_what_is_not_there_is_not_dropped(
    dialect: Dialect, earlier: str, sql: str, gone: bool
) -> None:
    assert told(sql, earlier, dialect, "does-not-exist") is gone


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX IF NOT EXISTS i ON a (x);",
        "ALTER TABLE a ADD COLUMN IF NOT EXISTS x text NOT NULL;",
        "CREATE TABLE IF NOT EXISTS a (id json);",
        "DROP TABLE IF EXISTS nowhere;",
        "ALTER TABLE a DROP COLUMN IF EXISTS y;",
        "ALTER TABLE a DROP CONSTRAINT IF EXISTS a_y;",
        "DROP INDEX IF EXISTS nowhere;",
    ],
)
def test_what_does_nothing_is_told_for_nothing(sql: str) -> None:
    assert judge_sql(sql, dialect="postgres", earlier=[PG]) == []


def test_a_guard_that_finds_the_column_leaves_it_as_old_as_it_is() -> None:
    sql = "ALTER TABLE a ADD COLUMN IF NOT EXISTS x text; ALTER TABLE a DROP COLUMN x;"
    found = {f.rule for f in judge_sql(sql, dialect="postgres", earlier=[PG])}
    assert "drop-column" in found


def test_a_first_form_that_is_not_there_is_built_and_told() -> None:
    found = {
        f.rule
        for f in judge_sql(
            "CREATE INDEX IF NOT EXISTS j ON a (id, x);", dialect="postgres", earlier=[PG]
        )
    }
    assert "create-index-blocking" in found
