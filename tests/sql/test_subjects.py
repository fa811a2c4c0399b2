from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.subjects import subjects

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ('CREATE TABLE "team_members" ("id" text, "name" text);', {"team_members"}),
        ('CREATE TABLE IF NOT EXISTS "auth"."users" ("id" text);', {"users"}),
        ("DROP TABLE `posts`;", {"posts"}),
        ('DROP TABLE "posts" CASCADE;', {"posts"}),
        ('ALTER TABLE "users" ADD COLUMN "nick_name" text;', {"nick_name"}),
        ('ALTER TABLE "auth"."users" ADD COLUMN "nick" text;', {"nick"}),
        ('CREATE INDEX "by_name" ON "users" USING btree ("name");', {"by_name", "name"}),
        ("ALTER TYPE \"status\" ADD VALUE 'archived';", {"status", "archived"}),
        ("alter table users add column nick_name text", {"nick_name"}),
        ("CREATE TYPE mood AS ENUM ('ok', 'so_so');", {"mood", "ok", "so_so"}),
        ("COMMENT ON TABLE a IS 'a; DROP TABLE b'", set()),
        ("SELECT 1;", set()),
        ("", set()),
    ],
)
def test_what_sql_is_about(sql: str, names: set[str]) -> None:
    dialect: Dialect = "mysql" if "`" in sql else "postgres"
    assert subjects(sql, dialect) == names
