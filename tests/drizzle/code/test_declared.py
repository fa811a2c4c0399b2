"""Tables, columns and enums of schema files, as they are written."""

from __future__ import annotations

from forge_migrations.drizzle.code.declared import declared_in
from forge_migrations.drizzle.code.declared import is_named
from forge_migrations.drizzle.code.declared import snake

SCHEMA = """
import { pgTable, pgEnum, text, timestamp } from 'drizzle-orm/pg-core';
const stamps = { createdAt: timestamp('created_at'), updatedAt: timestamp() };
export const status = pgEnum('status', ['on', 'off']);
export const users = pgTable('users', {
  id: text().primaryKey(),
  emailAddress: text('email').notNull(), // é
  ...stamps,
}, (t) => [unique().on(t.emailAddress)]).enableRLS();
export const posts = auth.table('posts', (t) => ({ ownerId: t.text() }));
export type User = typeof users.$inferSelect;
export type NewPost = InferInsertModel<typeof posts>;
export const other = make('x');
"""


def test_a_table_has_its_columns_by_key_and_name() -> None:
    users, posts = declared_in("schema.ts", SCHEMA.encode()).tables
    assert [(c.key, c.name, c.spread) for c in users.columns] == [
        ("id", "", ""),
        ("emailAddress", "email", ""),
        ("createdAt", "created_at", "stamps"),
        ("updatedAt", "", "stamps"),
    ]
    assert (users.export, users.name, users.types) == ("users", "users", ("User",))
    assert [(c.key, c.name) for c in posts.columns] == [("ownerId", "")]
    assert posts.types == ("NewPost",)


def test_spans_are_those_of_the_text() -> None:
    data = SCHEMA.encode()
    users = declared_in("schema.ts", data).tables[0]
    email = users.columns[1]
    assert data[email.start : email.end] == b"emailAddress: text('email').notNull()"
    assert data[email.value :].startswith(b"text('email')")
    assert data[users.start : users.end] == b"users"
    assert data[: users.inside].endswith(b"...stamps")


def test_a_table_is_made_in_as_many_ways_as_drizzle_has() -> None:
    ways = """
const auth = pgSchema('auth');
export const a = pgTable.withRLS('a', { x: text('x') });
export const b = auth.table(`b`, () => { return { x: text(`x`) }; }) as any;
"""
    a, b = declared_in("schema.ts", ways.encode()).tables
    assert [(each.schema, each.name, each.columns[0].name) for each in (a, b)] == [
        ("", "a", "x"), ("auth", "b", "x"),
    ]  # fmt: skip


def test_an_enum_has_its_values() -> None:
    (enum,) = declared_in("schema.ts", SCHEMA.encode()).enums
    assert (enum.export, enum.name, enum.values) == ("status", "status", ("on", "off"))


def test_a_column_without_a_name_is_named_by_its_key_in_either_casing() -> None:
    posts = declared_in("schema.ts", SCHEMA.encode()).tables[1]
    assert is_named(posts.columns[0], "owner_id")
    assert is_named(posts.columns[0], "ownerId")
    assert not is_named(posts.columns[0], "owner")
    assert snake("userHTTPToken2") == "user_http_token2"


def test_what_is_no_schema_declares_nothing() -> None:
    assert declared_in("a.ts", b"export const x = <broken").tables == ()
