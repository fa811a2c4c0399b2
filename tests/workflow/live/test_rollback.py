"""Back behind a migration, with real drizzle-kits of both layouts."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from forge_migrations.cli import main
from kits import link_node_modules
from repositories import Repo
from workflow.live_databases import SqliteFile

SQLITE = """
import { sqliteTable, integer, text } from 'drizzle-orm/sqlite-core';
export const users = sqliteTable('users', { id: integer('id').primaryKey(), name: text('name') });
"""
LATER = SQLITE.replace("name: text('name')", "name: text('name'), age: integer('age')") + (
    "export const teams = sqliteTable('teams', { id: integer('id').primaryKey() });\n"
)
POSTGRES = """
import { pgTable, integer, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: integer('id').primaryKey(), name: text('name') });
"""
LATER_POSTGRES = POSTGRES.replace("name: text('name')", "age: integer('age')") + (
    "export const teams = pgTable('teams', { id: integer('id').primaryKey() });\n"
)


def generate(repo: Repo, name: str) -> str:
    command = [str(repo.path / "node_modules/.bin/drizzle-kit"), "generate", f"--name={name}"]
    ran = subprocess.run(
        command, cwd=repo.path, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    return said


def project(repo: Repo, kit: str, dialect: str, first: str, second: str) -> None:
    link_node_modules(kit, repo.path)
    config = f'export default {{dialect: "{dialect}", schema: "./schema.ts", out: "./drizzle"}};'
    repo.write({".gitignore": "node_modules", "package.json": "{}", "drizzle.config.ts": config})
    repo.write({"schema.ts": first})
    generate(repo, "first")
    repo.commit()
    repo.write({"schema.ts": second})
    generate(repo, "second")
    repo.commit()


@pytest.fixture
def on_sqlite(repo: Repo, kit31: str) -> Repo:
    project(repo, kit31, "sqlite", SQLITE, LATER)
    return repo


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_it_writes_a_migration_that_drizzle_kit_takes_for_its_own(
    repo: Repo,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    kit: str,
) -> None:
    project(repo, request.getfixturevalue(kit), "sqlite", SQLITE, LATER)
    database = SqliteFile(tmp_path / "x.db")
    apply = ["apply", "--yes", "--database-url", database.url]
    assert main(apply) == 0
    assert main(["rollback", "--write", "--schema"]) == 0
    said = capsys.readouterr().out
    assert "is lost by going back:\n    table teams with 1 column\n    column users.age" in said
    assert "rehearsed on SQLite" in said
    assert (repo.path / "schema.ts").read_text() == SQLITE
    assert repo.git("diff", "--cached", "--name-only") == ""
    assert said.splitlines()[-1].endswith(" schema.ts")
    assert "No schema changes" in generate(repo, "nothing") or "no_changes" in generate(repo, "n")
    assert main(["migration-history", "--staged"]) == 0
    assert main(apply) == 0
    names = {row[0] for row in database.columns()}
    assert "users" in names
    assert "teams" not in names


def test_on_a_database_the_ledger_is_the_one_before(
    on_sqlite: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = SqliteFile(tmp_path / "x.db")
    url = ["--database-url", database.url]
    every = sorted(
        path.name.removesuffix(".sql") if path.suffix else path.name
        for path in (on_sqlite.path / "drizzle").iterdir()
        if path.name != "meta"
    )
    assert main(["apply", "--yes", "--to", every[0], *url]) == 0
    before = database.columns(), database.ask("SELECT hash FROM __drizzle_migrations")
    assert main(["apply", "--yes", *url]) == 0
    assert main(["rollback", "--apply", "--yes", *url]) == 0
    assert (database.columns(), database.ask("SELECT hash FROM __drizzle_migrations")) == before
    capsys.readouterr()
    assert main(["rollback", "--apply", "--yes", *url]) == 2
    said = capsys.readouterr()
    assert "isn't applied to this database" in said.err
    assert "is lost by going back" not in said.out


def test_without_write_nothing_is_written(
    on_sqlite: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    before = on_sqlite.git("status", "--porcelain")
    assert main(["rollback"]) == 0
    assert on_sqlite.git("status", "--porcelain") == before
    said = capsys.readouterr().out
    assert "write it: forge-migrations rollback --write" in said
    assert "~1 -- schema.ts" in said


def test_the_file_that_changed_is_brought_back_and_not_the_one_that_exports_it(
    on_sqlite: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    users = SQLITE.replace("name:", "nick: text('nick'), name:")
    on_sqlite.commit({"schema.ts": 'export * from "./users";\n', "users.ts": users})
    generate(on_sqlite, "nick")
    on_sqlite.commit()
    on_sqlite.commit({"users.ts": users.replace("nick", "alias")})
    on_sqlite.write({"users.ts": SQLITE})
    generate(on_sqlite, "gone")
    capsys.readouterr()
    assert main(["rollback"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == (
        "the schema files as they were: git restore --source=HEAD -- users.ts"
    )


def test_a_schema_file_that_was_not_there_is_told_to_be_removed(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    link_node_modules(kit31, repo.path)
    config = 'export default {dialect: "sqlite", schema: "./schema/*.ts", out: "./drizzle"};'
    repo.write({".gitignore": "node_modules", "package.json": "{}", "drizzle.config.ts": config})
    repo.write({"schema/users.ts": SQLITE})
    generate(repo, "first")
    repo.commit()
    repo.write({"schema/teams.ts": SQLITE.replace("users", "teams")})
    generate(repo, "second")
    repo.commit()
    assert main(["rollback", "--write", "--schema"]) == 0
    assert "the schema files as they were: rm schema/teams.ts\n" in capsys.readouterr().out


def test_diff_snapshots_go_back_too(
    repo: Repo, kit1: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """drizzle-kit 1.0.0-rc.5 writes PostgreSQL's snapshots as differences."""
    added = POSTGRES.replace("name: text('name') }", "name: text('name'), age: integer('age') }, "
                             "(t) => [index('by_age').on(t.age)]").replace("{ pg", "{ index, pg")  # fmt: skip
    project(repo, kit1, "postgresql", POSTGRES, added)
    assert main(["rollback", "--write", "--schema"]) == 0, capsys.readouterr().err
    newest = sorted((repo.path / "drizzle").iterdir())[-1]
    snapshot = json.loads((newest / "snapshot.json").read_text())
    assert snapshot["type"] == "diff"
    assert [each["op"] for each in snapshot["deltas"]] == ["drop", "drop"]
    assert "DROP COLUMN" in (newest / "migration.sql").read_text()
    said = generate(repo, "nothing")
    assert sorted((repo.path / "drizzle").iterdir())[-1] == newest, said


def test_what_may_be_a_rename_is_left_to_a_person(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    middle = POSTGRES.replace(", name: text('name')", "")
    project(repo, kit31, "postgresql", POSTGRES, middle)
    repo.write({"schema.ts": LATER_POSTGRES})
    generate(repo, "third")
    repo.commit()
    first = next(path.stem for path in (repo.path / "drizzle").glob("*_first.sql"))
    assert main(["rollback", "--to", first]) == 2
    assert "forge-migrations generate --rename age=name" in capsys.readouterr().err


def test_the_first_migration_has_nothing_behind_it(
    on_sqlite: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollback", "--to", "0009_none"]) == 2
    assert "there is no migration '0009_none'" in capsys.readouterr().err
    assert os.path.exists("drizzle")
