from __future__ import annotations

import pytest

from forge_migrations.drizzle.declared import Column
from forge_migrations.drizzle.declared import declared
from forge_migrations.workflow.editor.names import column_name
from forge_migrations.workflow.editor.names import in_schema
from forge_migrations.workflow.editor.names import in_sql

SCHEMA = """export const users = pgTable("users", {
  id: serial("id"),
  firstName: text().notNull(),
});
"""
KNOWN = {("users", ""), ("users", "email"), ("users", "id"), ("posts", ""), ("posts", "users"),
         ("auth.keys", ""), ("auth.keys", "id")}  # fmt: skip


def known(table: str, column: str) -> bool:
    return (table, column) in KNOWN


def test_a_declaration_is_a_name_from_its_key_to_its_end() -> None:
    tables = declared(SCHEMA)
    for word, meant in (
        ("export const", ("users", "")), ('"users"', ("users", "")), ("serial", ("users", "id")),
        ("notNull", ("users", "first_name")),
    ):  # fmt: skip
        found = in_schema(tables, SCHEMA.index(word) + 1, "snake_case")
        assert found is not None
        assert found[:2] == meant
    assert in_schema(tables, len(SCHEMA)) is None


@pytest.mark.parametrize(
    ("key", "casing", "name"),
    [
        ("createdAt", "snake_case", "created_at"),
        ("created_at", "camelCase", "createdAt"),
        ("userID", "snake_case", "user_id"),
        ("createdAt", "", "createdAt"),
    ],
)
def test_the_casing_decides_where_no_name_is_written(key: str, casing: str, name: str) -> None:
    assert column_name(Column("", key, 0, 0, 0), casing) == name
    assert column_name(Column("x", key, 0, 0, 0), casing) == "x"


@pytest.mark.parametrize(
    ("sql", "meant"),
    [
        ('ALTER TABLE "us|ers" DROP COLUMN "email"', ("users", "")),
        ('ALTER TABLE "users" DROP COLUMN "em|ail"', ("users", "email")),
        ("UPDATE users SET ema|il = id", ("users", "email")),
        ("CREATE INDEX i ON users (em|ail)", ("users", "email")),
        ('ALTER TABLE "auth"."ke|ys" ADD x int', ("auth.keys", "")),
        ('ALTER TABLE "au|th"."keys" ADD x int', ("auth.keys", "")),
        ('ALTER TABLE "auth"."keys" DROP "i|d"', ("auth.keys", "id")),
        ("SELECT users.i|d FROM users", ("users", "id")),
        ("SELECT us|ers FROM posts", ("posts", "users")),
        ("SELECT 1 FROM us|ers, posts", ("users", "")),
        ("SELECT id FROM posts; SELECT em|ail FROM users", ("users", "email")),
        ("DROP TABLE USE|RS", ("users", "")),
        ("ALTER TABLE u|nknown DROP COLUMN x", None),
        ("SEL|ECT 1", None),
        ("SELECT 'us|ers'", None),
        ("-- us|ers", None),
    ],
)
def test_a_word_of_sql_means_what_migrations_speak_of(
    sql: str, meant: tuple[str, str] | None
) -> None:
    found = in_sql(sql.replace("|", ""), sql.index("|"), "postgres", known)
    assert (found[:2] if found else None) == meant
