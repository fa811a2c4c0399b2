"""A drizzle-kit of one layout over migrations of the other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.stale_migrations.check import check
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.findings import Finding
from forge_migrations.findings import Note

CONFIG = """import { defineConfig } from 'drizzle-kit';
export default defineConfig({ dialect: 'postgresql', schema: './schema.ts', out: './drizzle' });
"""
IMPORT = "import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core';\n"
USERS = (
    IMPORT + "export const users = pgTable('users', { id: uuid().primaryKey(), name: text() });\n"
)
NAMED = USERS.replace("name: text()", "name: text().notNull()")
WIDER = USERS.replace("name: text()", "name: text(), email: text().unique()")
POSTS = (
    USERS
    + "export const posts = pgTable('posts', { author: uuid().references(() => users.id) },"
    + " (t) => [index('posts_author').on(t.author)]);\n"
)
ORIGIN = "00000000-0000-0000-0000-000000000000"
Entity = dict[str, Any]


def table(name: str) -> Entity:
    return {"entityType": "tables", "schema": "public", "name": name}


def column(on: str, name: str, kind: str, **more: object) -> Entity:
    where = {"entityType": "columns", "schema": "public", "table": on, "name": name}
    return {**where, "type": kind, "notNull": False, **more}


FIRST = [
    table("users"),
    column("users", "id", "uuid", notNull=True),
    column("users", "name", "text"),
]
EMAIL = [
    column("users", "email", "text"),
    {"entityType": "uniques", "schema": "public", "table": "users", "name": "users_email_key"},
]
AUTHOR = [table("posts"), column("posts", "author", "uuid")]
MADE_NAMED = [*FIRST[:2], column("users", "name", "text", notNull=True)]


def tree(schema: str, *states: list[Entity]) -> MemoryTree:
    files = {"package.json": "{}", "drizzle.config.ts": CONFIG, "schema.ts": schema}
    parent = ORIGIN
    for number, ddl in enumerate(states):
        folder = f"drizzle/2026010100000{number}_x"
        content = {"id": f"id-{number}", "prevIds": [parent], "version": "8", "ddl": ddl}
        files[f"{folder}/migration.sql"] = "SELECT 1;"
        files[f"{folder}/snapshot.json"] = json.dumps({**content, "dialect": "postgres"})
        parent = f"id-{number}"
    return MemoryTree(files)


def judged(kit: str, before: MemoryTree, after: MemoryTree) -> list[Finding | Note]:
    subject = Subject(Change(before, after, before), kit_folder=kit)
    try:
        return list(check(subject))
    finally:
        subject.close()


@pytest.mark.parametrize(
    ("schema", "states"),
    [
        (USERS + "// a comment\n", [FIRST]),
        (WIDER, [FIRST, [*FIRST, *EMAIL]]),
        (POSTS, [FIRST, [*FIRST, *AUTHOR]]),
        (NAMED, [FIRST, MADE_NAMED]),
    ],
    ids=["refactor", "column", "table", "not null"],
)
def test_what_the_new_snapshot_follows_passes(
    kit31: str, schema: str, states: list[list[Entity]]
) -> None:
    said = judged(kit31, tree(USERS, FIRST), tree(schema, *states))
    assert not [each for each in said if isinstance(each, Finding) or each.undecided]


@pytest.mark.parametrize(
    ("schema", "states", "sql"),
    [
        (WIDER, [FIRST], 'ADD COLUMN "email" text'),
        (WIDER, [FIRST, [*FIRST, *AUTHOR]], 'ADD COLUMN "email" text'),
        (POSTS, [FIRST], 'CREATE TABLE "posts"'),
        (NAMED, [FIRST], 'ALTER COLUMN "name" SET NOT NULL'),
    ],
    ids=["nothing new", "something else", "table", "not null"],
)
def test_what_no_snapshot_follows_is_refused_with_the_sql(
    kit31: str, schema: str, states: list[list[Entity]], sql: str
) -> None:
    [finding] = judged(kit31, tree(USERS, FIRST), tree(schema, *states))
    assert isinstance(finding, Finding)
    assert finding.rule == "stale"
    assert sql in finding.details
