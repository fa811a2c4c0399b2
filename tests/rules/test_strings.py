"""What stands in a string is no SQL, and a string is read to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def told(sql: str, dialect: Dialect, *earlier: str) -> set[str]:
    return {finding.rule for finding in judge_sql(sql, dialect=dialect, earlier=earlier)}


@pytest.mark.parametrize(
    ("rule", "dialect", "earlier", "sql"),
    [
        ("sqlite-add-column", "sqlite", "CREATE TABLE t (a int);",
         "ALTER TABLE t ADD b text DEFAULT ('it''s (none)');"),
        ("sqlite-drop-column", "sqlite", "CREATE TABLE t (id int, name text, kind text CHECK (kind IN ('name')));",
         "ALTER TABLE t DROP COLUMN name;"),
        ("placeholder", "postgres", "CREATE TABLE t (a text);", "CREATE INDEX i ON t (a) WHERE a <> '$1';"),
        ("placeholder", "sqlite", "CREATE TABLE t (a text);", "CREATE INDEX i ON t (a) WHERE a <> 'what?';"),
        ("expression-default", "mysql", "CREATE TABLE t (a int PRIMARY KEY);",
         "ALTER TABLE t ADD b text DEFAULT ('it''s');"),
        ("text-for-a-name", "mysql", "",
         "CREATE TABLE t (a int PRIMARY KEY, b text CHECK (b <> 'say \"a\"'));"),
    ],
)  # fmt: skip
def test_a_string_says_nothing(rule: str, dialect: Dialect, earlier: str, sql: str) -> None:
    assert rule not in told(sql, dialect, *([earlier] if earlier else []))


@pytest.mark.parametrize(
    ("rule", "dialect", "earlier", "sql"),
    [
        ("sqlite-add-column", "sqlite", "CREATE TABLE t (a int);",
         "ALTER TABLE t ADD b text DEFAULT ('a' || 'b');"),
        ("sqlite-drop-column", "sqlite", "CREATE TABLE t (id int, Name text, CHECK (\"NAME\" <> ''));",
         "ALTER TABLE t DROP COLUMN name;"),
        ("placeholder", "postgres", "CREATE TABLE t (a text);", "CREATE INDEX i ON t (a) WHERE a <> $1;"),
        ("expression-default", "mysql", "CREATE TABLE t (a int PRIMARY KEY);",
         "ALTER TABLE t ADD b varchar(99) DEFAULT (concat('a', 'b'));"),
        ("text-for-a-name", "mysql", "", "CREATE TABLE t (a int PRIMARY KEY, b int CHECK (\"a\" > 0));"),
        ("enum-value-used-too-early", "postgres", "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (c m);",
         "ALTER TYPE m ADD VALUE 'it''s';\n--> statement-breakpoint\nUPDATE t SET c = 'it''s' WHERE c = 'a';"),
    ],
)  # fmt: skip
def test_what_is_meant_is_told(rule: str, dialect: Dialect, earlier: str, sql: str) -> None:
    assert rule in told(sql, dialect, *([earlier] if earlier else []))
