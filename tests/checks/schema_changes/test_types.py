"""`check_types = true`: what the project's own compiler says of the schema that changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.cli import main
from repositories import Repo

SCHEMA = """import { pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { name: text() });
const size: number = %s;
"""
FILES = {
    ".gitignore": "node_modules\n",
    ".forge-migrations.toml": "check_types = true\n",
    "package.json": "{}",
    "drizzle.config.ts": "export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' };",
    "schema.ts": SCHEMA % "1",
}


COMPILER = """console.log("schema.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.");
console.log("other.ts(1,1): error TS1005: ';' expected.");
console.log("Found 2 errors.");
"""
"""Says what tsc 5 says of the schema and of a file that no schema imports; the kits have none."""


def project(repo: Repo, kit: str, compiler: str) -> None:
    modules = Path(repo.path, "node_modules")
    modules.mkdir()
    for one in Path(kit, "node_modules").iterdir():
        if one.name != "typescript":
            (modules / one.name).symlink_to(one)
    if compiler:
        home = modules / "typescript" / "bin"
        home.mkdir(parents=True)
        (home / "tsc").write_text(compiler, encoding="utf-8")
    repo.commit(FILES)


def test_a_type_that_the_change_breaks_is_told_where_it_stands(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo, kit31, COMPILER)
    repo.stage({"schema.ts": SCHEMA % "'one'"})
    assert main(["schema-changes"]) == 1
    said = capsys.readouterr().out
    assert "schema.ts:3: type-error: TS2322: Type 'string' is not assignable" in said
    assert "other.ts" not in said


def test_a_change_that_leaves_the_schema_alone_starts_no_compiler(repo: Repo, kit31: str) -> None:
    project(repo, kit31, COMPILER)
    repo.stage({"README.md": "more"})
    assert main(["schema-changes"]) == 0


def test_without_a_compiler_nothing_is_decided(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo, kit31, "")
    repo.stage({"schema.ts": SCHEMA % "2"})
    assert main(["schema-changes"]) == 3
    told = capsys.readouterr()
    assert "typescript is not installed" in told.out + told.err
    assert "npm install --save-dev typescript" in told.out + told.err
