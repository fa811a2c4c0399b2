"""Configs whose syntax doesn't tell their values, run by the project's own drizzle-kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.checks.subject.subject import Subject
from forge_migrations.cli import main
from forge_migrations.config import Policy
from forge_migrations.findings import Note
from kits import link_node_modules
from repositories import Repo

pytestmark = pytest.mark.network
CONFIG = """import { defineConfig } from 'drizzle-kit';
import { within } from './paths';
export default defineConfig({ dialect: 'sqlite', schema: within('schema.ts'), out: within('drizzle') });
"""
PATHS = "export const within = (name: string) => ['db', name].map(String).join('/');\n"
FILES = {
    "package.json": {"name": "app"},
    ".gitignore": "node_modules\n",
    "drizzle.config.ts": CONFIG,
    "paths.ts": PATHS,
    "db/schema.ts": "export const a = 1;\n",
    "db/drizzle/0000_a.sql": "SELECT 1;\n",
}


@pytest.fixture
def app(repo: Repo, kit31: str) -> Repo:
    link_node_modules(kit31, repo.path)
    repo.stage(FILES)
    return repo


def found(
    repo: Repo, only_check: str = "", policy: Policy | None = None
) -> tuple[list[tuple[str, ...]], list[Note], int]:
    """(schema and out of each project, the notes, the Node processes started)."""
    subject = Subject(repo.change(), policy, only_check=only_check)
    try:
        projects = [(*one.project.schema, one.project.out) for one in subject.projects]
        started = subject.kit.node.started if "kit" in subject.__dict__ else 0
        return projects, subject.notes, started
    finally:
        subject.close()


def test_a_config_that_calls_its_own_code_is_run(app: Repo) -> None:
    projects, notes, started = found(app)

    assert projects == [("db/schema.ts", "db/drizzle")]
    assert not notes
    assert started == 1


def test_a_check_that_needs_only_git_runs_no_code_and_says_what_it_left_out(app: Repo) -> None:
    projects, notes, started = found(app, "migration-history")

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]
    assert started == 0


def test_paths_from_the_root_are_the_repositorys(app: Repo) -> None:
    paths = "import path from 'node:path';\nexport const within = (n: string) => [__dirname].map((d) => path.join(d, 'db', n))[0];\n"
    app.stage({"paths.ts": paths})

    assert found(app)[0] == [("db/schema.ts", "db/drizzle")]


@pytest.mark.parametrize(
    "paths",
    [
        "export const within = (name: string) => [process.env.DB, name].join('/');\n",
        "import { root } from 'gone';\nexport const within = (name: string) => `${root}/${name}`;\n",
        "export const within = (name: string) => { throw new Error(name); };\n",
        "export const within = 'no function';\n",
    ],
    ids=["environment", "package", "throws", "no function"],
)
def test_what_running_does_not_tell_either_is_not_checked(app: Repo, paths: str) -> None:
    app.stage({"paths.ts": paths})
    projects, notes, _ = found(app)

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]
    assert notes[0].undecided
    assert "[[project]]" in notes[0].details


def test_a_config_that_never_ends_is_ended(app: Repo) -> None:
    app.stage({"paths.ts": "export const within = (name: string) => { for (;;); };\n"})
    projects, notes, _ = found(app, policy=Policy({"kit_timeout": 1}))

    assert projects == []
    assert [note.project for note in notes] == ["drizzle.config.ts"]


def test_what_a_config_came_to_is_kept_until_a_file_of_it_changes(
    app: Repo, tmp_path: Path
) -> None:
    from forge_migrations.facts import Facts

    facts = Facts(str(tmp_path / "facts"))

    def started() -> int:
        subject = Subject(app.change(), facts=facts)
        try:
            assert subject.projects
            return subject.kit.node.started if "kit" in subject.__dict__ else 0
        finally:
            subject.close()

    assert (started(), started()) == (1, 0)
    app.stage({"paths.ts": PATHS + "// more\n"})
    assert started() == 1


OBJECT = (
    "{ dialect: 'sqlite', schema: ['db', 'schema.ts'].map(String).join('/'), out: 'db/drizzle' }"
)


@pytest.mark.parametrize(
    "text",
    [
        f"export default (async () => {{ const x = await import('./paths'); return {OBJECT}; }})();",
        f"async function make() {{ return {OBJECT}; }}\nexport default make();",
        f"export default new Promise((done) => done({OBJECT}));",
        f"class Config {{ constructor() {{ Object.assign(this, {OBJECT}); }} }}\nexport default new Config();",
        f"const it = {OBJECT};\nexport default {{ get dialect() {{ return it.dialect; }}, get schema() {{ return it.schema; }}, get out() {{ return it.out; }} }};",
        f"const key = 'sche' + 'ma';\nconst it = {OBJECT};\nexport default {{ ...it, schema: undefined, [key]: it[key] }};",
        f"if (!process.env.URL) throw new Error('no URL');\nconst make = () => ({OBJECT});\nexport default make();",
        f"const url = Deno.env.get('URL') ?? Bun.env.URL;\nconst make = () => ({{ ...{OBJECT}, url }});\nexport default make();",
        f"import 'jsr:@std/dotenv/load';\nimport {{ defineConfig }} from 'npm:drizzle-kit@0.31';\nexport default defineConfig({OBJECT});",
        f"import {{ defineConfig }} from 'kit';\nexport default defineConfig({OBJECT});",
    ],
    ids=[
        "async function called",
        "async function",
        "promise",
        "class",
        "getters",
        "computed key",
        "throws without an environment",
        "Deno's environment",
        "Deno's specifiers",
        "import map",
    ],
)
def test_a_config_that_makes_its_values_is_run(app: Repo, text: str) -> None:
    deno = {"imports": {"kit": "npm:drizzle-kit@0.31"}}
    app.stage({"drizzle.config.ts": text, "deno.json": deno})
    projects, notes, _ = found(app)

    assert projects == [("db/schema.ts", "db/drizzle")]
    assert not notes


@pytest.mark.parametrize(
    "text",
    [
        "export default new Promise(() => {});",
        "export default (async () => { const r = await fetch('http://localhost'); return { dialect: 'sqlite', ...(await r.json()) }; })();",
        "export default [{ dialect: 'sqlite', schema: './db/schema.ts' }];",
        "export default () => ({ dialect: 'sqlite', schema: './db/schema.ts' });",
        "import { makeConfig } from '@acme/config';\nexport default makeConfig('sqlite');",
        "import { readFileSync } from 'node:fs';\nexport default JSON.parse(readFileSync('a.json', 'utf8'));",
        "export default { dialect: 'sqlite', schema: `${process.env.APP}/schema.ts`, out: './db/drizzle' };",
        "export const config = { dialect: 'sqlite', schema: './db/schema.ts' };",
        "export default { dialect: 'sqlite', schema: ",
    ],
    ids=[
        "promise that waits",
        "network",
        "array",
        "function",
        "package",
        "file",
        "environment",
        "no default",
        "syntax error",
    ],
)
def test_what_nothing_tells_is_undecided_and_the_lines_that_are_printed_decide_it(
    app: Repo, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    journal = '{"version": "7", "dialect": "sqlite", "entries": []}'
    columns = "import { sqliteTable, integer } from 'drizzle-orm/sqlite-core';\nexport const a = sqliteTable('a', { id: integer() });\n"
    app.commit({"drizzle.config.ts": text, "db/drizzle/meta/_journal.json": journal})
    app.stage({"db/schema.ts": columns})

    assert main(["--staged"]) == 3
    said = capsys.readouterr().out
    assert "unloadable" not in said
    assert "matches nothing" not in said
    shown = said[said.index("[[project]]") :].partition("\n\n")[0]
    pasted = [line for line in shown.splitlines() if line.startswith(("[[", "    "))]
    assert main(["doctor"]) == 3
    assert 'schema = "db/schema.ts"' in capsys.readouterr().out.partition("Missing")[2]

    app.stage({".forge-migrations.toml": "\n".join(pasted) + "\n"})
    assert main(["--staged"]) == 0
    assert 'adds table "a"' in capsys.readouterr().out


def test_a_commit_that_concerns_no_schema_is_decided_beside_such_a_config(app: Repo) -> None:
    app.commit({"drizzle.config.ts": "export default new Promise(() => {});"})
    app.stage({"src/words.ts": "export const word = 'a';\n", "README.md": "#"})

    assert main(["--staged"]) == 0
