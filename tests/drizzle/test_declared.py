from __future__ import annotations

import pytest

from forge_migrations.drizzle.declared import declared

SCHEMA = """\
// 🦉
import { pgTable, pgSchema, text, integer } from "drizzle-orm/pg-core";
const auth = pgSchema("auth");
export const users = pgTable("users", {
  id: integer("id").primaryKey(),
  // a comment
  firstName: text("first_name").notNull().default(""),
  ...timestamps,
  "odd-key": text(),
  owner: integer({ mode: "number" }).references(() => people.id),
}, (table) => [index("by_name").on(table.firstName)]);
export const sessions = auth.table("sessions", (t) => ({ token: t.text("token") })).enableRLS();
const view = pgView("v").as((q) => q.select().from(users));
export const plain = { table: "x" };
"""


def test_tables_and_their_columns_are_found_with_their_places() -> None:
    users, sessions = declared(SCHEMA)
    assert users.whole == "users"
    assert [(each.key, each.name) for each in users.columns] == [
        ("id", "id"), ("firstName", "first_name"), ("odd-key", ""), ("owner", ""),
    ]  # fmt: skip
    assert SCHEMA[users.start : users.end] == 'export const users = pgTable("users"'
    first = users.columns[1]
    assert SCHEMA[first.start : first.end] == "firstName"
    assert SCHEMA[first.start : first.last].endswith('.default("")')
    assert sessions.whole == "auth.sessions"
    assert [each.name for each in sessions.columns] == ["token"]


@pytest.mark.parametrize(
    "line",
    [
        'export const a = createTable("a", { x: text("x") });',
        "export const a = mysqlTable('a', { x: text('x') }, (t) => []);",
        "const a = sqliteTable(`a`, { x: text(`x`) }) as any;",
        'export const a = snakeCase.table("a", { x: text("x") });',
        'export const a = pgTable.withRLS("a", { x: text("x") });',
    ],
)
def test_a_table_is_declared_in_many_ways(line: str) -> None:
    (table,) = declared(line)
    assert (table.name, [each.name for each in table.columns]) == ("a", ["x"])


def test_what_is_being_typed_is_read_as_far_as_it_goes() -> None:
    broken = (
        'export const a = pgTable("a", { x: text("x") });\nexport const b = pgTable("b", { y: te'
    )
    assert declared(broken)[0].name == "a"
    assert declared("") == ()
    assert declared('pgTable("a", {})') == ()
    assert declared("const a = pgTable(name, { x: text() });") == ()
    assert declared("const a = pgTable(`a${b}`, { x: text() });") == ()
