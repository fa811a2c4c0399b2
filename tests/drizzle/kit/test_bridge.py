from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.kit.bridge import Kit
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts
from forge_migrations.findings import Undecided
from kits import installed

SCHEMA = """
import { pgEnum, pgTable, serial, text } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import * as all from 'zod';
import type { Missing } from './nowhere';
import { times } from './columns.js';
export const role = pgEnum('role', ['admin', 'guest']);
export const users = pgTable('users', { id: serial().primaryKey(), name: text().notNull(), ...times });
export const input = z.object({ name: z.string(), age: all.number().min(1) });
for (const each of all.list) throw each;
"""
COLUMNS = """
import { timestamp } from 'drizzle-orm/pg-core';
export const times = { createdAt: timestamp('created_at').defaultNow() };
"""
FILES = {"src/schema.ts": SCHEMA, "src/columns.ts": COLUMNS}


def project(dialect: str = "postgresql", schema: str = "./src/schema.ts", **more: str) -> Project:
    return Project("drizzle.config.ts", "", dialect, (schema,), "drizzle", **more)


@pytest.fixture(scope="module")
def kit(kit31: str) -> Iterator[Kit]:
    made = Kit(None, folder=kit31, timeout=20)
    yield made
    made.close()


def tables(kit: Kit, files: dict[str, str], what: Project | None = None) -> set[str]:
    loaded = kit.load(what or project(), MemoryTree(files))
    assert loaded.failure is None, loaded.failure
    assert loaded.snapshot is not None
    return set(loaded.snapshot["tables"])


def test_a_schema_is_loaded_from_the_tree_with_what_it_imports(kit: Kit) -> None:
    loaded = kit.load(project(), MemoryTree(FILES))
    assert loaded.snapshot is not None
    assert set(loaded.snapshot["tables"]["public.users"]["columns"]) == {"id", "name", "created_at"}
    assert loaded.files == ("src/schema.ts", "src/columns.ts")


class Read(MemoryTree):
    """Counts how often a file is read."""

    count = 0

    def read(self, path: str) -> bytes:
        self.count += 1
        return super().read(path)


@pytest.mark.parametrize(
    ("default", "times"),
    [
        ("", 1),
        (".default('x')", 1),
        (".$defaultFn(() => String(Math.random()))", 1),
        (".default(String(Math.random()))", 2),
        (".default(globalThis.crypto.randomUUID())", 2),
        (".default(process.env.NAME ?? 'x')", 2),
    ],
)
@pytest.mark.parametrize("which", ["kit31", "kit1"])
def test_a_schema_is_evaluated_twice_where_a_clock_dice_or_the_environment_were_asked(
    request: pytest.FixtureRequest, which: str, default: str, times: int
) -> None:
    """drizzle-kit rolls dice for the snapshot's id, which asks nothing of a schema."""
    schema = f"""import {{ pgTable, text }} from 'drizzle-orm/pg-core';
        export const a = pgTable('a', {{ b: text(){default} }});"""
    kit = Kit(None, folder=request.getfixturevalue(which), timeout=60)
    try:
        tree, other = Read({"src/schema.ts": schema}), Read({"src/schema.ts": schema + " "})
        assert kit.foresee(project(), tree)
        loaded = [kit.load(project(), each) for each in (tree, other)]
    finally:
        kit.close()

    assert [each.failure for each in loaded] == [None, None]
    assert [tree.count, other.count] == [times, times]
    assert [bool(each.computed) for each in loaded] == [times > 1] * 2


def test_a_known_closure_takes_no_process(kit31: str) -> None:
    facts = Facts()
    first = Kit(None, facts, kit31)
    known = first.load(project(), MemoryTree(FILES))
    first.close()
    second = Kit(None, facts, kit31)
    assert second.load(project(), MemoryTree({**FILES, "readme.md": "x"})) == known
    assert second.node.started == 0


def test_an_added_file_that_shadows_an_import_is_seen(kit: Kit) -> None:
    kit.load(project(), MemoryTree(FILES))
    more = "import { text } from 'drizzle-orm/pg-core'; export const times = { at: text() };"
    loaded = kit.load(
        project(), MemoryTree({"src/schema.ts": SCHEMA, "src/columns/index.ts": more})
    )
    assert loaded.missing[0]["name"] == "./columns.js"
    assert loaded.missing[0]["line"] == 6


@pytest.mark.parametrize(
    ("module", "schema", "policy"),
    [
        (
            "drizzle-orm/supabase",
            "pgTable('keys', { owner: uuid().references(() => it.authUsers.id) })",
            "",
        ),
        (
            "drizzle-orm/neon",
            (
                "pgTable('keys', { owner: uuid() },"
                " () => [it.crudPolicy({ role: it.authenticatedRole, read: true, modify: null })])"
            ),
            "crud-authenticated-policy-select",
        ),
    ],
    ids=["supabase", "neon"],
)
def test_the_tables_and_policies_that_drizzle_has_for_a_host_are_real(
    kit: Kit, module: str, schema: str, policy: str
) -> None:
    text = f"""import * as it from '{module}';
import {{ pgTable, uuid }} from 'drizzle-orm/pg-core';
export const keys = {schema};"""
    loaded = kit.load(project(), MemoryTree({"src/schema.ts": text}))
    assert loaded.failure is None and loaded.snapshot is not None
    assert loaded.hidden == ()
    table = loaded.snapshot["tables"]["public.keys"]
    assert [key["schemaTo"] for key in table["foreignKeys"].values()] == (
        [] if policy else ["auth"]
    )
    assert list(table["policies"]) == ([policy] if policy else [])


@pytest.mark.parametrize(
    ("dialect", "core", "table"),
    [("mysql", "mysql-core", "mysqlTable"), ("sqlite", "sqlite-core", "sqliteTable")],
)
def test_every_dialect_has_its_statements(kit: Kit, dialect: str, core: str, table: str) -> None:
    text = f"import {{ {table}, text }} from 'drizzle-orm/{core}'; export const a = {table}('a', {{ b: text() }});"
    tree = MemoryTree({"src/schema.ts": text})
    loaded = kit.load(project(dialect), tree)
    assert loaded.snapshot is not None
    sql = kit.statements(project(dialect), tree, None, loaded.snapshot).sql
    assert len(sql) == 1
    assert "CREATE TABLE `a`" in sql[0]


@pytest.mark.parametrize("kit_of", ["kit31", "kit1"])
def test_relations_of_either_major_load_with_each_drizzle_orm(
    kit_of: str, request: pytest.FixtureRequest
) -> None:
    text = """import { defineRelations, relations } from 'drizzle-orm';
import { pgTable, uuid } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: uuid() });
export const one = relations(users, () => ({}));
export const all = defineRelations({ users }, () => ({}));"""
    made = Kit(None, folder=request.getfixturevalue(kit_of), timeout=20)
    loaded = made.load(project(), MemoryTree({"src/schema.ts": text}))
    made.close()
    assert loaded.failure is None and loaded.snapshot is not None
    assert loaded.hidden == ()


def test_a_rename_is_told_without_a_question(kit: Kit) -> None:
    tree = MemoryTree(FILES)
    old = kit.load(project(), tree).snapshot
    renamed = MemoryTree({**FILES, "src/schema.ts": SCHEMA.replace("name: text", "title: text")})
    new = kit.load(project(), renamed).snapshot
    assert old is not None
    assert new is not None
    found = kit.statements(project(), tree, old, new)
    assert [(each.table, each.removed, each.added) for each in found.ambiguous] == [
        ("public.users", ("name",), ("title",))
    ]
    assert any("DROP COLUMN" in each for each in found.sql)


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("export const a = {;", "syntax", 1),
        ("process.exit(1)", "exit", 1),
        ("\n\nthrow new Error('no env')", "throws", 3),
        ("\nimport * as p from 'drizzle-orm/pg-core';\np.nope();", "no-function", 3),
        ("while (true) {}", "endless", 1),
        ("require('fs').writeFileSync('/tmp/x', 'x'); export const x = 1;", "", 0),
    ],
)
def test_a_schema_that_misbehaves_is_told_and_ends(
    kit31: str, text: str, kind: str, line: int
) -> None:
    short = Kit(None, folder=kit31, timeout=4 if kind == "endless" else 20)
    loaded = short.load(project(), MemoryTree({"src/schema.ts": text}))
    short.close()
    assert (
        (loaded.failure.kind, loaded.failure.line) == (kind, line) if loaded.failure else not kind
    )


def test_a_missing_drizzle_kit_says_what_installs_it() -> None:
    tree = MemoryTree({**FILES, "pnpm-lock.yaml": ""})
    with pytest.raises(Undecided) as error:
        Kit(None).load(project(), tree)
    assert error.value.remedy == "run: pnpm install"


def test_drizzle_kit_0_30_answers_alike() -> None:
    old = Kit(None, folder=installed("drizzle-kit@0.30.6", "drizzle-orm@0.38.4"))
    found = tables(old, FILES)
    old.close()
    assert found == {"public.users"}


@pytest.mark.parametrize("with_typescript", [True, False])
def test_drizzle_kit_1_0_is_served_by_typescript_or_its_own_babel(
    kit1: str, tmp_path: Path, with_typescript: bool
) -> None:
    modules = tmp_path / "node_modules"
    modules.mkdir()
    for name in ("drizzle-kit", "drizzle-orm"):
        (modules / name).symlink_to(Path(kit1) / "node_modules" / name)
    if with_typescript:
        folder = Path(installed("typescript@5.9.3")) / "node_modules" / "typescript"
        (modules / "typescript").symlink_to(folder)
    made = Kit(None, folder=str(tmp_path))
    loaded = made.load(project(), MemoryTree(FILES))
    broken = made.load(project(), MemoryTree({"src/schema.ts": "\nexport const a = {;"}))
    made.close()
    assert loaded.snapshot is not None
    assert len([row for row in loaded.snapshot["ddl"] if row["entityType"] == "columns"]) == 3
    assert broken.failure is not None
    assert (broken.failure.kind, broken.failure.line) == ("syntax", 2)


def test_bun_serves_where_node_is_missing(kit31: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found_ones = sorted(Path(installed("bun@1.2.23")).glob("node_modules/@oven/*/bin/bun"))
    if not found_ones:
        pytest.skip("npm installed no Bun for this machine")
    monkeypatch.setattr(
        "forge_migrations.drizzle.kit.node.runtime", lambda _root: str(found_ones[0])
    )
    made = Kit(None, folder=kit31)
    found = tables(made, FILES)
    made.close()
    assert found == {"public.users"}


WORKSPACE = {
    "tsconfig.base.json": '{ "compilerOptions": { "paths": { "~/*": ["./shared/*"], } } } // comment',
    "shared/names.ts": "export const table = 'named';",
    "packages/columns/package.json": '{ "name": "@app/columns", "exports": { ".": "./dist/index.js", "./*": "./dist/*.js" } }',
    "packages/columns/src/index.ts": COLUMNS,
    "packages/columns/src/more.ts": "export { text as word } from 'drizzle-orm/pg-core';",
    "app/tsconfig.json": '{ "extends": "../tsconfig.base.json" }',
    "app/package.json": '{ "name": "app", "imports": { "#db/*": "./src/db/*.ts" } }',
    "app/src/db/role.ts": "import { pgEnum } from 'drizzle-orm/pg-core'; export const role = pgEnum('role', ['a']);",
    "app/src/schema.ts": """
import { pgTable } from 'drizzle-orm/pg-core';
import { times } from '@app/columns';
import { word } from '@app/columns/more';
import { table } from '~/names';
import notes from './notes.sql';
export { role } from '#db/role';
export const named = pgTable(table, { a: word(), ...times });
""",
}


def test_imports_are_resolved_in_the_tree_as_the_project_means_them(kit: Kit) -> None:
    """Aliases of an extended tsconfig, an unbuilt package of the workspace, `#imports`, assets."""
    what = Project(
        "app/drizzle.config.ts", "app", "postgresql", ("./src/schema.ts",), "app/drizzle"
    )
    loaded = kit.load(what, MemoryTree(WORKSPACE))
    assert loaded.snapshot is not None, loaded.failure
    assert set(loaded.snapshot["tables"]["public.named"]["columns"]) == {"a", "created_at"}
    assert set(loaded.snapshot["enums"]) == {"public.role"}
    assert not loaded.missing


def test_a_package_that_only_runs_stops_nothing(kit: Kit) -> None:
    env = "import { createEnv } from 'env'; export const env = createEnv({ a: 1 }); if (!process.env.URL) throw new Error('no URL');"
    text = (
        SCHEMA
        + "import { env } from './env';\nimport { nanoid } from 'nanoid';\nexport const posts = pgTable('posts', { id: text().$defaultFn(() => nanoid(env.SIZE)) });"
    )
    assert tables(kit, {**FILES, "src/schema.ts": text, "src/env.ts": env}) == {
        "public.users",
        "public.posts",
    }


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("process.env.PREFIX + '_users'", "process.env.PREFIX"),
        ("`${prefix}_users`", "names.prefix"),
    ],
)
def test_a_name_that_is_not_in_the_repository_is_told(kit: Kit, name: str, told: str) -> None:
    text = f"import {{ prefix }} from 'names'; import {{ pgTable, text }} from 'drizzle-orm/pg-core'; export const a = pgTable({name}, {{ b: text() }});"
    loaded = kit.load(project(), MemoryTree({"src/schema.ts": text}))
    assert loaded.failure is not None
    assert (loaded.failure.kind, loaded.failure.message) == ("stand-in", told)


def test_only_exported_tables_of_the_dialect_count(kit: Kit) -> None:
    text = """
import { pgTable, text } from 'drizzle-orm/pg-core';
import { sqliteTable, text as words } from 'drizzle-orm/sqlite-core';
const inner = pgTable('inner', { a: text() });
export const outer = pgTable('outer', { a: text() });
export const other = sqliteTable('other', { a: words() });
"""
    assert tables(kit, {"src/schema.ts": text}) == {"public.outer"}


def test_what_drizzle_kit_fails_at_is_told_with_its_table(kit: Kit) -> None:
    text = """
import { foreignKey, pgTable, text } from 'drizzle-orm/pg-core';
export const good = pgTable('good', { a: text() });
export const bad = pgTable('bad', { a: text() }, (t) => [
  foreignKey({ columns: [t.a], foreignColumns: [undefined as any] }),
]);
"""
    loaded = kit.load(project(), MemoryTree({"src/schema.ts": text}))
    assert loaded.failure is not None
    assert (loaded.failure.file, loaded.failure.line) == ("src/schema.ts", 4)
    assert loaded.failure.message.startswith("TypeError: bad: ")
