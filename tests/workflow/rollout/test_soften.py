"""A migration is softened, committed, released and contracted, with real drizzle-kits of both layouts."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from forge_migrations.cli import main
from kits import link_node_modules
from published import refuse_what_is_not_published
from repositories import Repo

Capture = pytest.CaptureFixture[str]
POSTGRES = """
import { pgTable, serial, text, pgEnum } from 'drizzle-orm/pg-core';
export const role = pgEnum('role', ['a', 'b']);
export const users = pgTable('users', {
  id: serial('id').primaryKey(), name: text('name').notNull(),
  email: text('email').notNull().unique(), role: role('role').notNull(),
});
export const notes = pgTable('notes', { id: serial('id').primaryKey() });
"""
LATER = """
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {
  id: serial('id').primaryKey(), name: text('name').notNull(),
});
"""
SQLITE = """
import { sqliteTable, integer, text } from 'drizzle-orm/sqlite-core';
export const users = sqliteTable('users', {
  id: integer('id').primaryKey(), email: text('email').notNull(),
});
"""
LATER_SQLITE = SQLITE.replace(", email: text('email').notNull()", "")
CONFIG = 'export default { dialect: "DIALECT", schema: "./schema.ts", out: "./drizzle" };\n'


def generate(repo: Repo, name: str) -> str:
    command = [str(repo.path / "node_modules/.bin/drizzle-kit"), "generate", f"--name={name}"]
    ran = subprocess.run(
        command, cwd=repo.path, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def project(repo: Repo, kit: str, dialect: str, first: str, second: str) -> None:
    """`first` is released on main; `second` stands generated on a branch."""
    link_node_modules(kit, repo.path)
    config = CONFIG.replace("DIALECT", dialect)
    repo.write({".gitignore": "node_modules\n", "package.json": "{}", "drizzle.config.ts": config})
    repo.write({"schema.ts": first})
    generate(repo, "first")
    repo.commit()
    repo.git("checkout", "-qb", "work")
    repo.write({"schema.ts": second})
    generate(repo, "second")
    repo.git("add", "-A")


def asked(capsys: Capture, *words: str) -> dict[str, Any]:
    """The answer of a command in JSON, as it is published."""
    capsys.readouterr()
    code = main([*words, "--format", "json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told["exit_code"] == code
    refuse_what_is_not_published(words[0], told)
    return told


def typed(repo: Repo, told: dict[str, Any]) -> None:
    """What an answer says to do next, done."""
    for command in told["commands"]:
        argv = command["argv"]
        if argv[0] == "forge-migrations":
            assert main(argv[1:]) == 0
        else:
            subprocess.run(argv, cwd=repo.path, check=True)


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_a_drop_waits_a_release_and_is_then_made(
    repo: Repo, capsys: Capture, request: pytest.FixtureRequest, kit: str
) -> None:
    project(repo, request.getfixturevalue(kit), "postgresql", POSTGRES, LATER)
    assert main([]) == 1
    capsys.readouterr()
    told = asked(capsys, "soften")
    assert [form["what"] for form in told["forms"]] == [
        'drop-table "notes"', 'drop-column "users"."email"', 'drop-column "users"."role"',
    ]  # fmt: skip
    assert (told["deploys"], told["left"], told["wrote"]) == (2, [], [])
    assert told["rehearsed"].startswith("PostgreSQL")
    assert "DROP" not in told["files"][0]["sql"].replace("DROP NOT NULL", "").replace("drop-", "")
    typed(repo, told)
    capsys.readouterr()
    repo.git("add", "-A")
    assert main([]) == 0
    assert main(["rehearsal"]) == 0
    said = capsys.readouterr().out
    assert "left to a later migration: " in said
    assert "is not in the schema" not in said
    repo.commit()
    assert not any(each["due"] for each in asked(capsys, "contract")["debts"])
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "work")
    repo.git("checkout", "-qb", "later")
    told = asked(capsys, "contract")
    assert all(each["due"] for each in told["debts"])
    typed(repo, told)
    capsys.readouterr()
    repo.git("add", "-A")
    assert main([]) == 0
    assert main(["rehearsal"]) == 0
    assert "left to a later migration" not in capsys.readouterr().out
    repo.commit()
    assert main(["--all-files"]) == 0
    assert asked(capsys, "contract")["debts"] == []
    said = generate(repo, "nothing")
    assert "No schema changes" in said or "no_changes" in said


def test_a_column_of_sqlite_becomes_optional_without_a_rebuild(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    project(repo, kit31, "sqlite", SQLITE, LATER_SQLITE)
    typed(repo, asked(capsys, "soften"))
    capsys.readouterr()
    repo.git("add", "-A")
    assert main([]) == 0
    assert main(["rehearsal"]) == 0


def test_what_is_released_is_left_as_it_is(repo: Repo, kit31: str, capsys: Capture) -> None:
    project(repo, kit31, "sqlite", SQLITE, LATER_SQLITE)
    assert main(["soften", "0000_first"]) == 2
    assert "0000_first is released" in capsys.readouterr().err
    assert main(["soften", "0009_none"]) == 2
    assert "name one that isn't released: 0001_second" in capsys.readouterr().err
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "work")
    assert main(["soften"]) == 2
    assert "every migration is released" in capsys.readouterr().err


def test_nothing_to_soften_is_said(repo: Repo, kit31: str, capsys: Capture) -> None:
    added = SQLITE.replace(".notNull(),\n", ".notNull(), age: integer('age'),\n")
    project(repo, kit31, "sqlite", SQLITE, added)
    before = repo.git("status", "--short")
    assert main(["soften", "--write"]) == 0
    assert "nothing in 0001_second has a softer form" in capsys.readouterr().out
    assert repo.git("status", "--short") == before


@pytest.mark.parametrize("name", ["drizzle/0001_second.sql", "0001_second.sql", "0001_second"])
def test_a_migration_is_named_as_it_is_seen(
    repo: Repo, kit31: str, capsys: Capture, name: str
) -> None:
    project(repo, kit31, "sqlite", SQLITE, LATER_SQLITE)
    assert asked(capsys, "soften", name)["migration"] == "0001_second"
