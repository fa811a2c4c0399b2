from __future__ import annotations

import pytest

from forge_migrations.workflow.editor.judging import Judging
from forge_migrations.workflow.editor.pasts import Past
from forge_migrations.workflow.editor.pasts import lenses
from forge_migrations.workflow.editor.pasts import name_at
from forge_migrations.workflow.editor.pasts import of_script
from forge_migrations.workflow.editor.pasts import told
from repositories import Repo
from workflow.histories import history

CONFIG = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
STEPS = [
    ("one", ["CREATE TABLE users (id integer PRIMARY KEY, mail text)"], {}),
    ("two", ["ALTER TABLE users ADD COLUMN nick text"], {}),
    ("three", ["ALTER TABLE users RENAME COLUMN mail TO email"], {}),
]
SCHEMA = """import { sqliteTable } from "drizzle-orm/sqlite-core";
export const users = sqliteTable("users", { id: integer("id"), email: text("email"), age: integer("age") });
export const posts = sqliteTable("posts", { id: integer("id") });
"""


@pytest.fixture
def past(repo: Repo) -> Past:
    repo.commit({**CONFIG, "s.ts": SCHEMA, **history(*STEPS[:2], dialect="sqlite")}, "begin it")
    repo.write(history(*STEPS, dialect="sqlite"))
    judging = Judging("past", str(repo.path))
    try:
        found = judging.pasts()
        assert judging.pasts() is None  # nothing has changed since
        assert found is not None
        (one,) = found
        return one
    finally:
        judging.close()


def said(past: Past, path: str, text: str, at: str) -> str:
    found = name_at([past], path, text, text.index(at) + 1)
    return told(*found) if found else ""


def test_a_column_of_a_schema_file_tells_what_happened_to_it(past: Past) -> None:
    lines = said(past, "s.ts", SCHEMA, "email").splitlines()
    assert lines[0] == "**users.email**"
    assert "0000\\_one" in lines[2] and "(begin it)" in lines[2]
    assert "mail" in lines[3] and "not committed" in lines[3]
    assert said(past, "s.ts", SCHEMA, "age") == "**users.age**\n\nno migration carries it yet"


def test_a_name_in_sql_tells_it_too(past: Past) -> None:
    sql = "UPDATE users SET email = 'x';"
    assert said(past, "drizzle/0003_x.sql", sql, "email").startswith("**users.email**")
    assert said(past, "drizzle/0003_x.sql", sql, "users").startswith("**users**")
    assert said(past, "elsewhere/x.sql", sql, "users") == ""


def test_a_table_has_its_migrations_above_it(past: Past) -> None:
    users, posts = lenses([past], "s.ts", SCHEMA)
    assert users.title == "3 migrations: 0000, 0001, 0002"
    assert SCHEMA[users.at :].startswith("export const users")
    assert users.newest is not None
    assert users.newest.migration.tag == "0002_three"
    assert posts.title == "no migration yet"
    assert lenses([past], "readme.md", SCHEMA) == []


def test_a_script_that_is_part_of_no_schema_belongs_to_the_only_project(past: Past) -> None:
    assert (
        of_script([past, past._replace(config="b", parts=frozenset({"t.ts"}))], "t.ts") is not None
    )
    assert of_script([past, past._replace(config="b")], "t.ts") is None
    assert of_script([past], "t.ts") is past
