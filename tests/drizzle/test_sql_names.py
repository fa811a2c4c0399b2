from __future__ import annotations

import pytest

from forge_migrations.drizzle.sql_names import subjects
from forge_migrations.drizzle.sql_names import words


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ('CREATE TABLE "team_members" ("id" text, "name" text);', {"teammembers"}),
        ('CREATE TABLE IF NOT EXISTS "auth"."users" ("id" text);', {"users"}),
        ("DROP TABLE `posts`;", {"posts"}),
        ('DROP TABLE "posts" CASCADE;', {"posts"}),
        ('ALTER TABLE "users" ADD COLUMN "nick_name" text;', {"nickname"}),
        ('ALTER TABLE "auth"."users" ADD COLUMN "nick" text;', {"auth", "nick"}),
        ('CREATE INDEX "by_name" ON "users" USING btree ("name");', {"byname", "name"}),
        ("ALTER TYPE \"status\" ADD VALUE 'archived';", {"status", "archived"}),
        ("SELECT 1;", set()),
        ("", set()),
    ],
)
def test_what_sql_is_about(sql: str, names: set[str]) -> None:
    assert subjects(sql.encode()) == names


def test_words_know_no_case_and_no_underscore() -> None:
    assert {"createdat", "text"} <= words('createdAt: text("created_at")')
