"""The project's own TypeScript on files of a Tree, with real types of drizzle-orm."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.code.declared import Enum
from forge_migrations.drizzle.code.declared import declared_in
from forge_migrations.drizzle.code.declared import is_named
from forge_migrations.drizzle.code.typed import Asked
from forge_migrations.drizzle.code.typed import Asking
from forge_migrations.drizzle.code.typed import Schema
from forge_migrations.drizzle.code.typed import Side
from forge_migrations.drizzle.code.typed import Told
from forge_migrations.drizzle.code.typed import ask
from forge_migrations.drizzle.code.typed import find_typescript
from forge_migrations.drizzle.code.typed import typescript_starts
from forge_migrations.facts import Facts
from kits import KIT_1
from kits import installed

PACKAGES = ("typescript@5.9.3", "drizzle-orm@0.45.4")
SCHEMA = """
import { pgTable, pgEnum, serial, text, integer, timestamp } from 'drizzle-orm/pg-core';
const stamps = { createdAt: timestamp('created_at'), updatedAt: timestamp('updated_at') };
export const status = pgEnum('status', ['on', 'off', 'gone']);
/* é 𝒳 */ export const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: text('email_address'),
  plan: text('plan'),
  state: status('state'),
  ...stamps,
});
export const posts = pgTable('posts', { id: serial('id').primaryKey(), email: text('email'), ...stamps });
export type User = typeof users.$inferSelect;
"""
LAID = Schema({"src/schema.ts": SCHEMA.encode()}, "")
DB = """
import { drizzle } from 'drizzle-orm/node-postgres';
import * as schema from './schema';
export const db = drizzle('postgres://x', { schema });
"""


@pytest.fixture(scope="module")
def kit() -> str:
    return installed(*PACKAGES)


def asked_for(kind: str, column: str = "", *values: str) -> Asked:
    declared = declared_in("src/schema.ts", SCHEMA.encode())
    users = declared.tables[0]
    if values:
        return Asked(kind, values, enum=declared.enums[0])
    found = next((each for each in users.columns if is_named(each, column)), None)
    name = found.key if found is not None and kind == "column" else users.export
    return Asked(kind, (name,), users, found)


def told(kit: str, files: Mapping[str, str], *asked: Asked) -> Told:
    tree = MemoryTree({"src/schema.ts": SCHEMA, "src/db.ts": DB, **files})
    asking = Asking.of(find_typescript([kit]), None, Facts(), 120)
    code = [path for path in tree.entries if path.endswith((".ts", ".tsx"))]
    words = ("users", "User", "status")
    sources = [path for path in code if any(word in tree.read(path).decode() for word in words)]
    try:
        return ask([Side(tree, tuple(sources), tuple(code))], LAID, [*asked], asking)[0]
    finally:
        asking.node.close()


def lines(told: Told) -> list[tuple[str, int]]:
    return [(each.path, each.line) for each in told.places]


READS = """
import { eq } from 'drizzle-orm';
import { db } from './db';
import { posts, users, type User } from './schema';
export async function read(email: string) {
  const [row] = await db.select().from(users).where(eq(users.email, email));
  const { email: mine, ...rest } = row!;
  const other = (await db.select({ email: posts.email }).from(posts))[0]!.email;
  const found = await db.query.users.findFirst({ columns: { email: true } });
  await db.insert(users).values({ email });
  await db.update(users).set({ email: 'x', plan: 'y' });
  return [row?.email, mine, rest.id, other, found?.email];
}
export const show = ({ id, email }: User) => `${id}${email}`;
export type Short = Pick<User, 'id' | 'email'>;
export const own = (request: { email: string }) => request.email;
"""


def test_a_column_is_known_in_conditions_rows_inserts_and_types(kit: str) -> None:
    found = told(kit, {"src/read.ts": READS}, asked_for("column", "email_address"))
    assert [line for _, line in lines(found)] == [6, 7, 9, 10, 11, 12, 14, 15]
    assert found.version == "5.9.3"


def test_rows_are_followed_into_the_files_that_import_what_reads_them(kit: str) -> None:
    files = {
        "src/read.ts": "import { db } from './db';\nimport { users } from './schema';\n"
        "export const all = () => db.select().from(users);\n",
        "src/index.ts": "export * from './read';\n",
        "src/page.tsx": "import { all } from '.';\nimport { Box } from 'nowhere';\n"
        "export const Page = async () => <Box>{(await all()).map((row) => row.email)}</Box>;\n",
        "src/far.ts": "export const far = (form: { email: string }) => form.email;\n",
    }
    found = told(kit, files, asked_for("column", "email_address"))
    assert lines(found) == [("src/page.tsx", 3)]


def test_a_column_that_is_spread_is_this_tables_alone(kit: str) -> None:
    text = (
        "import { posts, users } from './schema';\nexport const a = users.createdAt;\n"
        "export const b = posts.createdAt;\nexport const c = users.updatedAt;\n"
    )
    found = told(kit, {"src/a.ts": text}, asked_for("column", "created_at"))
    assert lines(found) == [("src/a.ts", 2)]


def test_several_are_asked_for_at_once(kit: str) -> None:
    text = (
        "import { users } from './schema';\nexport const a = users.email;\n"
        "export const b = users.plan;\nexport const c = users.createdAt;\n"
    )
    three = [asked_for("column", name) for name in ("email_address", "plan", "created_at")]
    found = told(kit, {"src/a.ts": text}, *three)
    assert [(each.asked, each.line) for each in found.places] == [(0, 2), (1, 3), (2, 4)]


def test_a_table_is_known_by_its_export_whatever_it_is_called(kit: str) -> None:
    text = (
        "import { users as people } from './schema';\nimport * as schema from './schema';\n"
        "import { db } from './db';\nconst users = [1];\nexport const a = users[0];\n"
        "export const b = db.delete(schema.users);\nexport const c = db.query.users.findMany();\n"
        "export const d = people;\n"
    )
    found = told(kit, {"src/a.ts": text}, asked_for("table"))
    assert [line for _, line in lines(found)] == [6, 7, 8]


def test_a_relational_query_names_its_table_whatever_the_database_object_is(kit: str) -> None:
    text = (
        "import type { users } from './schema';\nimport { run } from 'effects';\n"
        "export const a = run((db: any) => db.query.users.findFirst({ columns: { id: true } }));\n"
        "export const b = run((db: any) => db.query.users.length);\n"
        "export const c = (request: any) => request.users.findFirst();\n"
        "export const d = (request: { query: { users: string } }) => request.query.users;\n"
    )
    found = told(kit, {"src/a.ts": text}, asked_for("table"))
    assert [line for _, line in lines(found)] == [3]


def test_an_insert_that_leaves_a_required_column_out_is_one(kit: str) -> None:
    text = (
        "import { db } from './db';\nimport { posts, users } from './schema';\n"
        "export const a = () => db.insert(users).values({ email: 'x' });\n"
        "export const b = () => db.insert(users).values({ plan: 'x' });\n"
        "export const c = () => db.insert(posts).values({ email: 'x' });\n"
        "export const d = () => db.update(users).set({ plan: null });\n"
        "export const e = (rows: { plan?: string }[]) => db.insert(users).values(rows);\n"
        "export const f = () => db.update(users).set({ email: null });\n"
    )
    found = told(kit, {"src/a.ts": text}, asked_for("required", "plan"))
    assert [line for _, line in lines(found)] == [3, 6, 7]


def test_a_value_of_an_enum_is_known_where_the_enum_is_meant(kit: str) -> None:
    text = (
        "import { eq } from 'drizzle-orm';\nimport { db } from './db';\nimport { users } from './schema';\n"
        "export const a = () => db.update(users).set({ state: 'gone' });\n"
        "export const b = () => eq(users.state, 'gone');\n"
        "export const c = (row: typeof users.$inferSelect) => row.state === 'gone';\n"
        "export const d = (word: string) => word === 'gone';\n"
        "export const e = (left: 'here' | 'gone') => left === 'gone';\n"
    )
    found = told(kit, {"src/a.ts": text}, asked_for("values", "", "gone"))
    assert [line for _, line in lines(found)] == [4, 5, 6]


CONSTANTS = """
export const STATES = { ON: 'on', GONE: 'gone' } as const;
export enum State { Gone = 'gone' }
export const LOST = 'gone';
export const words = { GONE: 'gone' };
"""
BY_NAME = """
import { eq } from 'drizzle-orm';
import { db } from './db';
import { users } from './schema';
import { LOST, STATES, State, words } from './constants';
export const a = () => eq(users.state, STATES.GONE);
export const b = () => db.update(users).set({ state: LOST });
export const c = (row: typeof users.$inferSelect) => row.state === State.Gone;
export const d = (row: typeof users.$inferSelect) => row.state === STATES.ON;
export const e = (word: string) => word === STATES.GONE;
export const f = (row: typeof users.$inferSelect) => row.state === words.GONE;
"""


def test_a_value_is_known_by_the_name_of_a_constant_that_another_file_has(kit: str) -> None:
    tree = MemoryTree(
        {
            "src/schema.ts": SCHEMA,
            "src/db.ts": DB,
            "src/constants.ts": CONSTANTS,
            "src/a.ts": BY_NAME,
        }
    )
    asking = Asking.of(find_typescript([kit]), None, Facts(), 120)
    try:
        side = Side(tree, ("src/a.ts",), ("src/constants.ts",))
        (found,) = ask([side], LAID, [asked_for("values", "", "gone")], asking)
    finally:
        asking.node.close()
    assert lines(found) == [("src/a.ts", 6), ("src/a.ts", 7), ("src/a.ts", 8)]
    assert found.doubts == {0}  # a constant holds it, and who uses that isn't known for sure


def test_a_value_of_a_column_that_lists_them_is_known(kit: str) -> None:
    schema = (
        "import { mysqlTable, int, mysqlEnum } from 'drizzle-orm/mysql-core';\n"
        "export const jobs = mysqlTable('jobs', { id: int().primaryKey(), state: mysqlEnum('state', ['on', 'gone']) });\n"
    )
    (jobs,) = declared_in("src/schema.ts", schema.encode()).tables
    listed = Enum("jobs", "state", jobs.path, ("on", "gone"), jobs.start, jobs.end)
    text = (
        "import { drizzle } from 'drizzle-orm/mysql2';\nimport { jobs } from './schema';\n"
        "export const a = () => drizzle('x').insert(jobs).values({ id: 1, state: 'gone' });\n"
        "export const b = (row: typeof jobs.$inferSelect) => row.state === 'on';\n"
        "export const c = (word: 'gone' | 'x') => word === 'gone';\n"
    )
    tree = MemoryTree({"src/schema.ts": schema, "src/a.ts": text})
    asking = Asking.of(find_typescript([kit]), None, Facts(), 120)
    try:
        side = Side(tree, ("src/a.ts",), ("src/a.ts",))
        laid = Schema({"src/schema.ts": schema.encode()}, "")
        (found,) = ask([side], laid, [Asked("values", ("gone",), jobs, enum=listed)], asking)
    finally:
        asking.node.close()
    assert lines(found) == [("src/a.ts", 3)]


def test_imports_go_through_aliases_and_packages_of_the_workspace(kit: str) -> None:
    files = {
        "package.json": '{"name": "@x/db", "exports": {".": "./src/schema.ts"}}',
        "web/tsconfig.json": '{"extends": "../base.json", "compilerOptions": {"plugins": [{"name": "./evil"}]}}',
        "base.config.json": "{}",
        "web/package.json": '{"name": "web"}',
        "web/a.ts": "import { users } from '@x/db';\nexport const a = users.email;\n",
        "web/b.ts": "import { a } from '@/a';\nexport const email = a;\n",
    }
    found = told(kit, files, asked_for("column", "email_address"))
    assert lines(found) == [("web/a.ts", 2)]


def test_no_path_out_of_the_tree_is_followed(kit: str, tmp_path: Path) -> None:
    secret = tmp_path / "node_modules" / "secret"
    secret.mkdir(parents=True)
    (secret / "index.ts").write_text("export const users: { email: string };")
    up = "../" * 30
    files = {
        "tsconfig.json": f'{{"extends": "{up}etc/tsconfig.json", "compilerOptions": {{"paths": {{"@/*": ["{up}*"]}}}}}}',
        "src/a.ts": f'/// <reference path="{up}{str(secret)[1:]}/index.ts" />\n'
        f"import {{ x }} from '{up}{str(secret)[1:]}/index';\nimport {{ y }} from '@/etc/passwd';\n"
        f"import {{ z }} from 'drizzle-orm/{up}etc/x';\n"
        "import { users } from './schema';\nexport const a = [users.email, x, y, z];\n",
    }
    found = told(kit, files, asked_for("column", "email_address"))
    assert lines(found) == [("src/a.ts", 6)]


def test_without_a_compiler_the_near_files_are_known(kit: str) -> None:
    tree = MemoryTree(
        {"src/schema.ts": SCHEMA, "src/a.ts": "import { users } from './schema'; users.email"}
    )
    asking = Asking.of(None, None, Facts(), 60)
    try:
        side = Side(tree, ("src/a.ts",), ("src/a.ts",))
        found = ask([side], LAID, [asked_for("column", "email_address")], asking)[0]
    finally:
        asking.node.close()
    assert (found.places, found.version, found.near) == ((), "", ("src/a.ts",))


def test_the_compiler_is_looked_for_beside_the_schema_then_the_project(tmp_path: Path) -> None:
    root = str(tmp_path)
    starts = typescript_starts(root, "app", ["packages/db/schema.ts"], "")
    assert starts == [os.path.join(root, each) for each in ("packages/db", "app", "")]
    assert find_typescript(starts) is None


def test_two_trees_are_asked_in_one_program_and_each_has_its_own_places(kit: str) -> None:
    rows = "import { db } from './db';\nimport { users } from './schema';\n"
    was: dict[str, str] = {
        "src/schema.ts": SCHEMA,
        "src/db.ts": DB,
        "src/same.ts": rows + "export const same = users.email;\n",
        "src/all.ts": rows + "export const all = () => db.select().from(users);\n",
        "src/through.ts": "import { all } from './all';\nexport const a = async () => (await all())[0]!.email;\n",
        "src/edited.ts": rows + "export const b = users.email;\n",
        "src/gone.ts": rows + "export const c = users.email;\n",
    }
    now = {
        **was,
        "src/schema.ts": SCHEMA.replace("  email: text('email_address'),\n", ""),
        "src/all.ts": rows
        + "export const all = () => db.select({ email: users.plan }).from(users);\n",
        "src/edited.ts": rows + "\nexport const b = [users.plan, users.email];\n",
    }
    del now["src/gone.ts"]
    sides = [
        Side(tree, tuple(tree.entries), tuple(tree.entries))
        for tree in (MemoryTree(was), MemoryTree(now))
    ]
    asking = Asking.of(find_typescript([kit]), None, Facts(), 120)
    try:
        before, after = ask(sides, LAID, [asked_for("column", "email_address")], asking)
    finally:
        asking.node.close()
    assert lines(before) == [
        ("src/edited.ts", 3), ("src/gone.ts", 3), ("src/same.ts", 3), ("src/through.ts", 2),
    ]  # fmt: skip
    assert lines(after) == [("src/edited.ts", 4), ("src/same.ts", 3)]


TABLES = """import { pgTable, serial, text, integer } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: serial('id').primaryKey(), email: text('email_address') });
export const posts = pgTable('posts', { id: serial('id').primaryKey(), email: text('email'), author: integer('author') });
"""
RELATIONS = """import { defineRelations } from 'drizzle-orm';
import * as schema from './schema';
export const relations = defineRelations(schema, (r) => ({
  users: { posts: r.many.posts() },
  posts: { author: r.one.users({ from: r.posts.author, to: r.users.id }), same: r.one.users({ from: r.posts.email, to: r.users.email }) },
}));
"""
OF_1_0 = """import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { relations } from './relations';
const db = drizzle('postgres://x', { relations });
const { users, posts } = db.query;
export const a = () => db.query.users.findMany({ where: { email: 'x' } });
export const b = () => db.query.users.findFirst({ orderBy: { email: 'asc' } });
export const c = () => db.query.users.findFirst({ columns: { email: true } });
export const d = () => db.query.posts.findMany({ with: { author: { columns: { email: true } } } });
export const e = () => db.query.posts.findMany({ where: { author: { email: { like: 'x' } } } });
export const f = () => db.query.users.findMany({ where: { OR: [{ email: 'x' }, { NOT: { email: 'q' } }] } });
export const g = () => db.query.users.findMany({ where: { RAW: (t) => eq(t.email, 'x') } });
export const h = async () => (await db.query.users.findMany({ with: { posts: true } }))[0]!.email;
export const i = () => db.query.posts.findMany({ where: { email: 'x' }, orderBy: { email: 'asc' } });
export const j = () => db.query.users.findMany({ where: { posts: { email: 'x' } } });
export const k = async () => (await db.query.users.findMany({ with: { posts: true } }))[0]!.posts[0]!.email;
"""


def test_relational_queries_of_1_0_name_columns_by_the_keys_of_objects() -> None:
    kit = installed("typescript@5.9.3", *KIT_1)
    users = declared_in("src/schema.ts", TABLES.encode()).tables[0]
    email = next(each for each in users.columns if each.key == "email")
    tree = MemoryTree({"src/schema.ts": TABLES, "src/relations.ts": RELATIONS, "src/a.ts": OF_1_0})
    laid = Schema({"src/schema.ts": TABLES.encode()}, "")
    asked = [Asked("column", ("email",), users, email), Asked("table", ("users",), users)]
    asking = Asking.of(find_typescript([kit]), None, Facts(), 120)
    paths = ("src/a.ts", "src/relations.ts")
    try:
        (found,) = ask([Side(tree, paths, paths)], laid, asked, asking)
    finally:
        asking.node.close()
    columns = [(each.path, each.line) for each in found.places if each.asked == 0]
    tables = [(each.path, each.line) for each in found.places if each.asked == 1]
    assert columns == [*(("src/a.ts", line) for line in range(6, 14)), ("src/relations.ts", 5)]
    assert [line for path, line in tables if path == "src/relations.ts"] == [4, 5]
    assert [line for path, line in tables if path == "src/a.ts"] == [6, 7, 8, 11, 12, 13, 15, 16]
