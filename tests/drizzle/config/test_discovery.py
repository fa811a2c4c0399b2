from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.discovery import find_projects
from forge_migrations.drizzle.config.files import may_be_config
from forge_migrations.drizzle.config.scripts import generate
from forge_migrations.drizzle.kit.places import install_command
from forge_migrations.drizzle.project import Project
from forge_migrations.facts import Facts
from forge_migrations.findings import UsageError

SCHEMA = 'import { pgTable } from "drizzle-orm/pg-core";\n'
PACKAGE = json.dumps({"name": "app", "scripts": {"db:generate": "drizzle-kit generate"}})


def config(body: str, before: str = "") -> str:
    return (
        f'import {{ defineConfig }} from "drizzle-kit";\n{before}\n'
        f"export default defineConfig({{{body}}});\n"
    )


def only(files: dict[str, str]) -> Project:
    found = find_projects(MemoryTree(files))
    assert not [note for note in found.notes if "no migration" not in note.message]
    [project] = found.projects
    return project


def read(body: str, before: str = "", **more: str) -> Project:
    files = {
        "package.json": PACKAGE,
        "drizzle.config.ts": config(body, before),
        "src/schema.ts": SCHEMA,
        "src/other.ts": SCHEMA,
        "db/migrations/meta/_journal.json": "{}",
    }
    return only(files | more)


def test_literals_and_defaults() -> None:
    project = read('dialect: "postgresql", schema: "./src/schema.ts"')
    assert project == Project(
        config="drizzle.config.ts",
        cwd="",
        dialect="postgresql",
        schema=("./src/schema.ts",),
        out="drizzle",
        script="db:generate",
    )


def test_every_value_that_a_config_has() -> None:
    project = read(
        """dialect: "sqlite", driver: "d1-http", schema: ["./src/schema.ts", "./src/o*.ts"],
        out: "./db/migrations", casing: "snake_case", breakpoints: false,
        migrations: { prefix: "timestamp", table: "ledger", schema: "ops" }"""
    )
    assert project.driver == "d1-http"
    assert project.schema == ("./src/schema.ts", "./src/o*.ts")
    assert project.out == "db/migrations"
    assert (project.casing, project.breakpoints) == ("snake_case", False)
    assert (project.prefix, project.table, project.ledger_schema) == ("timestamp", "ledger", "ops")
    assert not project.unread


@pytest.mark.parametrize(
    "text",
    [
        'export default { dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" }',
        (
            'import type { Config } from "drizzle-kit";\n'
            'export default ({ dialect: "mysql", schema: "./src/schema.ts", out: "./db/migrations/" }'
            " satisfies Config);"
        ),
        (
            'const config = { dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" };\n'
            "export default config;"
        ),
        (
            'const config = { dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" };\n'
            "export { config as default };"
        ),
        'module.exports = { dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" };',
        (
            'const { defineConfig } = require("drizzle-kit");\nmodule.exports = defineConfig('
            '{ dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" });'
        ),
        (
            'const base = { dialect: "mysql", out: "drizzle" } as const;\n'
            'export default { ...base, schema: "./src/schema.ts", out: `db/${"migrations"}` };'
        ),
        (
            'import { defineConfig as d } from "drizzle-kit";\n'
            'export default d({ dialect: "mysql", schema: "./src/schema.ts", out: "db/migrations" })'
        ),
    ],
)
def test_the_ways_to_export_a_config(text: str) -> None:
    files = {"package.json": "{}", "drizzle.config.ts": text, "src/schema.ts": SCHEMA}
    project = only(files)
    assert (project.dialect, project.schema) == ("mysql", ("./src/schema.ts",))
    assert project.out == "db/migrations"
    assert not project.unread


@pytest.mark.parametrize(
    ("before", "out"),
    [
        ('import path from "node:path";', 'path.join(__dirname, "db", "migrations")'),
        ('import { resolve } from "path";', 'resolve("db/migrations")'),
        (
            (
                'import { relative } from "node:path";\nimport { fileURLToPath } from "node:url";\n'
                "const out = relative(process.cwd(), "
                'fileURLToPath(new URL("./db/migrations", import.meta.url)));'
            ),
            "out",
        ),
        (
            (
                'import * as path from "path";\nimport { fileURLToPath } from "url";\n'
                "const here = path.dirname(fileURLToPath(import.meta.url));"
            ),
            "path.resolve(here, './db/migrations')",
        ),
        ("", "import.meta.dirname + '/db/migrations'"),
        ("", 'new URL("./db/migrations", import.meta.url).pathname'),
        ("", 'process.env.OUT ?? "./db/migrations"'),
        ("", 'process.env["OUT"] || "db/migrations"'),
        ("const { OUT = 1 } = process.env; const where = 'db'", "`./${where}/migrations`"),
        ('import { OUT } from "./src/places";', "OUT"),
        ('import places from "./src/places.js";', "places.out"),
        ('import * as places from "./src/places";', "places.OUT"),
        ('import { OUT } from "@acme/places";', "OUT"),
    ],
)
def test_values_that_follow_from_the_files(before: str, out: str) -> None:
    more = {
        "src/places.ts": 'export const OUT = "./db/migrations";\nexport default { out: OUT };\n',
        "packages/places/package.json": '{"name": "@acme/places"}',
        "packages/places/src/index.ts": 'export const OUT = "./db/migrations";\n',
    }
    project = read(f'dialect: "postgresql", schema: "./src/schema.ts", out: {out}', before, **more)
    assert project.out == "db/migrations"
    assert not project.unread


def test_a_value_that_the_environment_decides_is_named() -> None:
    project = read(
        'dialect: "postgresql", schema: "./src/schema.ts",'
        'out: process.env.DB === "iris" ? "./iris" : "./db/migrations"'
    )
    assert project.out == "db/migrations"
    assert project.unread == ("out",)


def test_both_branches_alike_are_read() -> None:
    project = read(
        'dialect: process.env.CI ? "sqlite" : "sqlite", schema: "./src/schema.ts", '
        'out: "db/migrations"'
    )
    assert (project.dialect, project.unread) == ("sqlite", ())


def test_a_config_that_only_runs_is_not_checked_and_says_what_to_write() -> None:
    files = {
        "package.json": "{}",
        "drizzle.config.ts": config('dialect: "sqlite", schema: env.SCHEMA, out: env.OUT'),
    }
    found = find_projects(MemoryTree(files))
    assert not found.projects
    [note] = found.notes
    assert note.message == (
        "drizzle.config.ts can't be read: only running it tells its schema and out"
    )
    assert note.undecided
    assert tomllib.loads(note.details) == {
        "project": [
            {
                "config": "drizzle.config.ts",
                "dialect": "sqlite",
                "schema": "src/schema.ts",
                "out": "drizzle",
            }
        ]
    }


def test_the_history_of_a_config_that_nobody_can_read_is_still_checked() -> None:
    files = {
        "app/package.json": "{}",
        "app/drizzle.config.ts": "export default load();",
        "app/db/tables/schema.ts": 'import { pgTable } from "drizzle-orm/pg-core";',
        "app/db/sql/meta/_journal.json": '{"dialect": "mysql", "entries": []}',
        "app/db/sql/0000_a.sql": "SELECT 1",
    }
    found = find_projects(MemoryTree(files))
    [project] = found.projects
    assert (project.out, project.dialect, project.schema) == ("app/db/sql", "mysql", ())
    [note] = found.notes
    assert note.undecided
    assert tomllib.loads(note.details)["project"] == [
        {
            "config": "app/drizzle.config.ts",
            "dialect": "mysql",
            "schema": "db/tables/schema.ts",
            "out": "db/sql",
        }
    ]


def test_the_history_of_the_layout_of_1_0_tells_its_dialect_too() -> None:
    files = {
        "drizzle.config.ts": "export default load();",
        "out/20260101000000_a/migration.sql": "SELECT 1",
        "out/20260101000000_a/snapshot.json": '{"dialect": "postgres"}',
    }
    [project] = find_projects(MemoryTree(files)).projects
    assert (project.out, project.dialect) == ("out", "postgresql")


def test_a_config_that_nobody_can_read_beside_one_that_tells_is_only_named() -> None:
    files = {
        "drizzle.config.json": '{"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}',
        "drizzle.config.ts": "export default load();",
        "s.ts": "",
        "drizzle/meta/_journal.json": '{"dialect": "sqlite", "entries": [{}]}',
        "drizzle/0000_a.sql": "SELECT 1",
    }
    found = find_projects(MemoryTree(files))
    assert [one.config for one in found.projects] == ["drizzle.config.json"]
    assert [(note.project, note.undecided) for note in found.notes] == [
        ("drizzle.config.ts", False)
    ]


def test_a_config_without_a_schema_is_told_and_decided() -> None:
    files = {
        "drizzle.config.json": '{"dialect": "sqlite", "out": "./drizzle"}',
        "drizzle/meta/_journal.json": '{"dialect": "sqlite", "entries": [{}]}',
        "drizzle/0000_a.sql": "SELECT 1",
    }
    [note] = find_projects(MemoryTree(files)).notes
    assert not note.undecided
    assert "names no schema: only the migrations in drizzle are checked" in note.message


@pytest.mark.parametrize(
    "module", ["npm:drizzle-kit", "npm:drizzle-kit@0.31", "npm:/drizzle-kit@1"]
)
def test_denos_name_of_drizzle_kit_is_drizzle_kit(module: str) -> None:
    text = f'import {{ defineConfig }} from "{module}";\nexport default defineConfig({{ dialect: "sqlite", schema: "./s.ts", out: "./d", dbCredentials: {{ url: Deno.env.get("X") }} }});'
    files = {"drizzle.config.ts": text, "s.ts": ""}
    [project] = find_projects(MemoryTree(files)).projects
    assert (project.schema, project.dialect) == (("./s.ts",), "sqlite")


def test_an_out_that_only_runs_is_the_one_folder_with_a_journal() -> None:
    project = read('dialect: "postgresql", schema: "./src/schema.ts", out: env.OUT')
    assert project.out == "db/migrations"
    assert project.unread == ("out",)


def test_a_syntax_error_is_reported() -> None:
    found = find_projects(MemoryTree({"drizzle.config.ts": "export defau lt {{{"}))
    assert "syntax error" in found.notes[0].message


@pytest.mark.parametrize(
    ("driver", "dialect"),
    [
        ("pg", "postgresql"),
        ("mysql2", "mysql"),
        ("better-sqlite", "sqlite"),
        ("better-sqlite3", "sqlite"),
        ("turso", "turso"),
    ],
)
def test_a_driver_stands_for_the_dialect_before_0_21(driver: str, dialect: str) -> None:
    project = read(f'driver: "{driver}", schema: "./src/schema.ts"')
    assert project.dialect == dialect


def test_a_script_tells_the_dialect_of_a_kit_before_0_21() -> None:
    scripts = {"name": "app", "scripts": {"gen": "drizzle-kit generate:pg"}}
    project = read('schema: "./src/schema.ts"', **{"package.json": json.dumps(scripts)})
    assert (project.dialect, project.script) == ("postgresql", "gen")


@pytest.mark.parametrize("spelling", ["postgres", "pg", "postgresql"])
def test_dialect_aliases(spelling: str) -> None:
    assert read(f'dialect: "{spelling}", schema: "src/schema.ts"').dialect == "postgresql"


def test_paths_start_at_the_nearest_package_json() -> None:
    project = only(
        {
            "package.json": "{}",
            "apps/web/package.json": json.dumps(
                {
                    "scripts": {
                        "migration:generate": "drizzle-kit generate --config db/drizzle.config.ts"
                    }
                }
            ),
            "apps/web/db/drizzle.config.ts": config(
                'dialect: "postgresql", schema: "./db/schema.ts", out: "drizzle"'
            ),
            "apps/web/db/schema.ts": SCHEMA,
        }
    )
    assert (project.cwd, project.out) == ("apps/web", "apps/web/drizzle")
    assert project.script == "migration:generate"


@pytest.mark.parametrize(
    "script",
    [
        "cd packages/db && drizzle-kit generate --config=../../tools/pg.ts",
        "bun run --cwd packages/db drizzle-kit generate --config ../../tools/pg.ts",
        "pnpm --filter @acme/db exec drizzle-kit generate --config ../../tools/pg.ts",
        "dotenv -e .env -- pnpm -C packages/db drizzle-kit generate --config=../../tools/pg.ts",
        "yarn workspace @acme/db drizzle-kit generate --config ../../tools/pg.ts",
    ],
)
def test_a_script_names_a_config_and_the_folder_it_runs_in(script: str) -> None:
    project = only(
        {
            "package.json": json.dumps({"scripts": {"gen": script}}),
            "packages/db/package.json": '{"name": "@acme/db"}',
            "packages/db/schema.ts": SCHEMA,
            "tools/pg.ts": 'export default { dialect: "postgresql", schema: "./schema.ts" }',
        }
    )
    assert (project.config, project.cwd) == ("tools/pg.ts", "packages/db")
    assert (project.out, project.script) == ("packages/db/drizzle", "gen")
    assert (project.script_folder, project.script_ends) == ("", True)


def test_a_packages_own_script_goes_before_one_of_the_root() -> None:
    project = only(
        {
            "package.json": json.dumps({"scripts": {"gen": "cd db && drizzle-kit generate"}}),
            "db/package.json": json.dumps({"scripts": {"make": "drizzle-kit generate && biome ."}}),
            "db/drizzle.config.ts": config('dialect: "sqlite", schema: "./schema.ts"'),
            "db/schema.ts": SCHEMA,
        }
    )
    assert (project.script, project.script_folder, project.script_ends) == ("make", "db", False)


def test_three_dialects_over_one_schema_folder_are_three_projects() -> None:
    files = {"packages/db/package.json": "{}", "packages/db/schema/index.ts": SCHEMA}
    for dialect in ("mysql", "sqlite", "postgresql"):
        files[f"packages/db/configs/{dialect}.config.ts"] = (
            'import type { Config } from "drizzle-kit";\nexport default { '
            f'dialect: "{dialect}", schema: "./schema", out: "./migrations/{dialect}" '
            "} satisfies Config;"
        )
    found = find_projects(MemoryTree(files))
    assert [project.out for project in found.projects] == [
        "packages/db/migrations/mysql",
        "packages/db/migrations/postgresql",
        "packages/db/migrations/sqlite",
    ]
    assert {project.cwd for project in found.projects} == {"packages/db"}


def test_configs_that_share_a_folder_are_one_project() -> None:
    project = only(
        {
            "package.json": "{}",
            "src/schema.ts": SCHEMA,
            "drizzle.config.json": '{"dialect": "postgresql", "schema": "./src/schema.ts"}',
            "drizzle.config.ts": config('dialect: "postgresql", schema: "src/schema.ts"'),
        }
    )
    assert project.config == "drizzle.config.json"
    assert project.also == ("drizzle.config.ts",)


def test_configs_that_disagree_over_a_folder_follow_the_scripts() -> None:
    project = only(
        {
            "package.json": PACKAGE,
            "src/schema.ts": SCHEMA,
            "src/old.ts": SCHEMA,
            "drizzle-old.config.ts": config('dialect: "postgresql", schema: "src/old.ts"'),
            "drizzle.config.ts": config('dialect: "postgresql", schema: "src/schema.ts"'),
        }
    )
    assert project.config == "drizzle.config.ts"
    assert project.also == ("drizzle-old.config.ts",)


def test_what_is_vendored_is_nobodys_project() -> None:
    text = config('dialect: "postgresql", schema: "./schema.ts"')
    files = {
        "node_modules/x/drizzle.config.ts": text,
        "node_modules/x/schema.ts": SCHEMA,
        "vendor/y/drizzle.config.ts": text,
        "vendor/y/schema.ts": SCHEMA,
        "cli/template/drizzle.config.ts": text,
        "vite.config.ts": "export default { plugins: [] }",
        "src/drizzle/orm.config.ts": "export default { schema: 1 }",
    }
    found = find_projects(MemoryTree(files))
    assert found == ((), ())


def test_a_config_that_leads_nowhere_is_said() -> None:
    found = find_projects(
        MemoryTree({"drizzle.config.ts": config('dialect: "sqlite", schema: "./gone.ts"')})
    )
    assert "./gone.ts" in found.notes[0].message


def test_a_link_into_the_workspace_is_followed() -> None:
    project = read(
        'dialect: "postgresql", schema: "./node_modules/@acme/db/schema.ts"',
        **{"packages/db/package.json": '{"name": "@acme/db"}', "packages/db/schema.ts": SCHEMA},
    )
    assert project.schema == ("packages/db/schema.ts",)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("drizzle-kit generate", "db:make"),
        ("cd . && drizzle-kit generate && prettier --write drizzle/migrations", "db:make"),
        ("drizzle-kit generate && drizzle-kit migrate", ""),
        ("drizzle-kit generate; tsx src/migrate.ts", ""),
        ("drizzle-kit generate && npm run db:push", ""),
    ],
)
def test_the_script_to_type_is_one_that_leaves_every_database_alone(text: str, script: str) -> None:
    package = json.dumps({"scripts": {"db:make": text}})
    project = read('dialect: "mysql", schema: "./src/schema.ts"', **{"package.json": package})
    assert project.script == script


def test_the_package_manager_that_is_named_goes_before_a_lockfile_that_was_left_behind() -> None:
    files = {
        "package.json": '{"packageManager": "pnpm@10.10.0"}',
        "bun.lock": "",
        "pnpm-lock.yaml": "",
        "packages/db/package.json": PACKAGE,
        "packages/db/drizzle.config.ts": config('dialect: "mysql", schema: "./schema.ts"'),
        "packages/db/schema.ts": SCHEMA,
    }
    project = only(files)
    assert str(generate(project, files)) == "cd packages/db && pnpm run db:generate"
    assert install_command(project, MemoryTree(files)) == "run: pnpm install"
    del files["package.json"]
    assert str(generate(only(files), files)) == "cd packages/db && bun run db:generate"


def test_a_project_that_only_pushes_is_recognised() -> None:
    package = json.dumps({"scripts": {"db:push": "drizzle-kit push"}})
    text = 'dialect: "postgresql", schema: "./src/schema.ts"'
    assert read(text, **{"package.json": package}).push_only
    assert not read(text).push_only
    with_migrations = {"package.json": package, "drizzle/0000_a.sql": "SELECT 1;"}
    assert not read(text, **with_migrations).push_only
    journal = {"package.json": package, "drizzle/meta/_journal.json": '{"entries": []}'}
    assert read(text, **journal).push_only, "what drizzle-kit drop leaves of the last migration"
    named = {**journal, "drizzle/meta/_journal.json": '{"entries": [{"tag": "0000_a"}]}'}
    assert not read(text, **named).push_only


def test_a_folder_that_git_ignores_keeps_no_migration() -> None:
    files = {
        "package.json": PACKAGE,
        "drizzle.config.ts": config('dialect: "sqlite", schema: "./schema.ts"'),
        "schema.ts": SCHEMA,
        ".gitignore": "/drizzle\n",
    }
    found = find_projects(MemoryTree(files))
    assert found.projects[0].push_only
    assert [note.message for note in found.notes] == [
        ("drizzle.config.ts only pushes its schema and keeps no migrations, so none is asked for")
    ]


def test_a_table_of_the_policy_stands_in_for_what_cannot_be_read() -> None:
    tree = MemoryTree(
        {
            "apps/api/package.json": '{"dependencies": {"pg": "8"}}',
            "apps/api/drizzle.config.ts": config("schema: env.SCHEMA, out: env.OUT"),
            "apps/api/src/schema.ts": SCHEMA,
        }
    )
    table = {
        "config": "apps/api/drizzle.config.ts",
        "dialect": "pg",
        "schema": "src/schema.ts",
        "out": "./migrations",
    }
    found = find_projects(tree, None, [table])
    [project] = found.projects
    assert [note.message for note in found.notes] == [
        (
            "apps/api/drizzle.config.ts has no migration in apps/api/migrations yet: until it has"
            " one, no schema change is refused"
        )
    ]
    assert (project.cwd, project.out) == ("apps/api", "apps/api/migrations")
    assert (project.dialect, project.schema) == ("postgresql", ("src/schema.ts",))
    assert (project.packages, project.unread) == (("pg",), ())


def test_a_table_overrides_only_what_it_names() -> None:
    tree = MemoryTree(
        {
            "drizzle.config.ts": config('dialect: "sqlite", schema: "./schema.ts"'),
            "schema.ts": SCHEMA,
        }
    )
    [project] = find_projects(tree, None, [{"config": "drizzle.config.ts", "out": "m"}]).projects
    assert (project.dialect, project.schema, project.out) == ("sqlite", ("./schema.ts",), "m")
    assert not find_projects(tree, None, [{"config": "drizzle.config.ts", "ignore": True}]).projects


def test_a_table_without_config_is_refused() -> None:
    with pytest.raises(UsageError, match="names no config"):
        find_projects(MemoryTree(), None, [{"dialect": "sqlite"}])


@pytest.mark.parametrize(
    "path",
    [
        "drizzle.config.ts",
        "a/drizzle.config.mjs",
        "drizzle-prod.config.ts",
        "configs/mysql.config.cts",
        "sim/drizzle.dev.config.ts",
        "drizzle.config.json",
        "drizzle/config.ts",
    ],
)
def test_names_that_a_config_may_have(path: str) -> None:
    assert may_be_config(path)


@pytest.mark.parametrize("path", ["tsconfig.json", "src/config.ts", "drizzle/0001_config.sql"])
def test_names_that_no_config_has(path: str) -> None:
    assert not may_be_config(path)


def test_a_warm_run_reads_no_blob_and_imports_no_parser(tmp_path: Path) -> None:
    program = f"""
import sys
from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.config.discovery import find_projects
from forge_migrations.facts import Facts

class Sealed(MemoryTree):
    def _stream(self, blobs):
        blobs = list(blobs)
        assert not blobs, blobs
        return iter(())

files = {{
    "package.json": {PACKAGE!r},
    "drizzle.config.ts": {config('dialect: "sqlite", schema: "./schema.ts"')!r},
    "schema.ts": "",
}}
facts = Facts({str(tmp_path)!r})
if sys.argv[1] == "cold":
    assert len(find_projects(MemoryTree(files), facts).projects) == 1
    facts.save()
else:
    assert len(find_projects(Sealed(files), facts).projects) == 1
    assert "tree_sitter" not in sys.modules
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(forge_migrations.__file__).parents[1])}
    for state in ("cold", "warm"):
        subprocess.run([sys.executable, "-c", program, state], check=True, env=environment)


def test_facts_answer_as_files_do() -> None:
    tree = MemoryTree(
        {
            "package.json": PACKAGE,
            "drizzle.config.ts": config('dialect: "sqlite", schema: "./schema.ts"'),
            "schema.ts": SCHEMA,
        }
    )
    facts = Facts()
    assert find_projects(tree, facts) == find_projects(tree, facts)
