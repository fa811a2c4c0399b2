"""What drizzle-orm writes for code that uses a schema."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.kit.bridge import Kit
from forge_migrations.drizzle.kit.queries import Queries
from forge_migrations.drizzle.kit.queries import Query
from forge_migrations.drizzle.kit.queries import queries_at
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts
from forge_migrations.findings import Undecided

SCHEMA = """
import { integer, pgEnum, pgTable, primaryKey, serial, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { nanoid } from 'nanoid';
export const mood = pgEnum('mood', ['good', 'bad']);
export const users = pgTable('users', {
  id: text().primaryKey().$defaultFn(() => { throw new Error('called'); }),
  code: text().notNull().$default(() => nanoid()),
  name: text('full_name').notNull(), mood: mood().default('good'),
  number: integer().generatedAlwaysAsIdentity(), loud: text().generatedAlwaysAs(sql`upper(id)`),
  at: timestamp().notNull().$onUpdate(() => { throw new Error('called'); }),
}, (t) => [uniqueIndex('by_name').on(t.name), uniqueIndex('by_expression').on(sql`lower(full_name)`), uniqueIndex('some').on(t.code).where(sql`code <> ''`)]);
export const pairs = pgTable('pairs', { a: integer(), b: integer() }, (t) => [primaryKey({ columns: [t.a, t.b] })]);
export const free = pgTable('free', { a: integer() });
"""


@pytest.fixture(params=["kit31", "kit1"])
def kit(request: pytest.FixtureRequest) -> Iterator[Kit]:
    made = Kit(None, Facts(), request.getfixturevalue(request.param), timeout=20)
    yield made
    made.close()


def written(kit: Kit, schema: str, **more: str) -> Queries:
    project = Project("drizzle.config.ts", "", "postgresql", ("./schema.ts",), "drizzle", **more)
    return queries_at(kit, project, MemoryTree({"schema.ts": schema}))


def of(found: Queries, table: str, kind: str) -> list[Query]:
    return [each for each in found.queries if (each.thing.name, each.kind) == (table, kind)]


def text(query: Query) -> str:
    return "?".join(query.parts)


def test_what_javascript_computes_is_a_value_and_is_never_called(kit: Kit) -> None:
    found = written(kit, SCHEMA)
    assert found.failed == ()
    (insert,) = of(found, "users", "insert-required")
    assert [each.column for each in insert.values] == ["id", "code", "full_name", "at"]
    assert "default" in text(insert)


def test_what_the_database_computes_is_not_written(kit: Kit) -> None:
    found = written(kit, SCHEMA)
    (insert,) = of(found, "users", "insert")
    assert [each.column for each in insert.values] == ["id", "code", "full_name", "mood", "at"]
    updates = of(found, "users", "update")
    assert [each.column for each in updates] == ["", "code", "full_name", "mood", "at"]
    assert text(updates[1]).startswith('update "users" set "code" = ? where ')


def test_a_conflict_is_named_for_each_key_that_one_can_name(kit: Kit) -> None:
    found = written(kit, SCHEMA)
    targets = [text(each).partition(" on conflict ")[2] for each in of(found, "users", "conflict")]
    assert targets == ['("id") do nothing', '("full_name") do nothing']
    (pair,) = of(found, "pairs", "conflict")
    assert text(pair).endswith('on conflict ("a","b") do nothing')


def test_a_table_without_a_key_is_written_to_where_nothing_matches(kit: Kit) -> None:
    found = written(kit, SCHEMA)
    assert text(of(found, "free", "delete")[0]).endswith(" where 1 = 0")


def test_an_enum_is_tried_with_each_of_its_values(kit: Kit) -> None:
    (value,) = of(written(kit, SCHEMA), "users", "value")
    assert (value.column, value.labels) == ("mood", ("good", "bad"))
    assert [each.label for each in value.values] == [True, False]


def test_casing_decides_the_names_of_columns(kit31: str) -> None:
    schema = "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const users = pgTable('users', { firstName: text().primaryKey(), lastName: text() });"
    kit = Kit(None, Facts(), kit31, timeout=20)
    try:
        found = written(kit, schema, casing="snake_case")
    finally:
        kit.close()
    (update,) = of(found, "users", "update")
    assert [each.column for each in update.values] == ["last_name", "first_name"]


def test_a_schema_is_asked_for_once(kit31: str) -> None:
    facts = Facts()
    first = Kit(None, facts, kit31, timeout=20)
    known = written(first, SCHEMA)
    first.close()
    second = Kit(None, facts, kit31)
    assert written(second, SCHEMA) == known
    assert second.node.started == 0


def test_a_schema_that_throws_has_no_queries(kit31: str) -> None:
    kit = Kit(None, Facts(), kit31, timeout=20)
    try:
        with pytest.raises(Undecided, match="not today"):
            written(kit, "throw new Error('not today');")
    finally:
        kit.close()
