"""A guess of a rule beside what the released code's own queries did."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.cli import main
from kits import installed
from kits import link_node_modules
from repositories import Repo

CONFIG = "export default { dialect: 'sqlite', schema: './src/schema.ts', out: './drizzle' };\n"
SCHEMA = """import { sqliteTable, integer, text } from 'drizzle-orm/sqlite-core';
export const users = sqliteTable('users', { id: integer().primaryKey(), name: NAME });
"""
WRITES = """import { drizzle } from 'drizzle-orm/better-sqlite3';
import { users } from './schema';
export const add = () => drizzle('x').insert(users).values({ id: 1 });
"""
FIRST = "CREATE TABLE `users` (\n\t`id` integer PRIMARY KEY NOT NULL,\n\t`name` text\n);\n"
REQUIRED = """PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_users` (
	`id` integer PRIMARY KEY NOT NULL,
	`name` text NOT NULL
);
--> statement-breakpoint
INSERT INTO `__new_users`("id", "name") SELECT "id", coalesce("name", '') FROM `users`;--> statement-breakpoint
DROP TABLE `users`;--> statement-breakpoint
ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint
PRAGMA foreign_keys=ON;
"""


def snapshot(number: int, required: bool) -> dict[str, Any]:
    def column(name: str, kind: str, needed: bool) -> dict[str, Any]:
        primary = name == "id"
        return {
            "name": name, "type": kind, "primaryKey": primary, "notNull": needed, "autoincrement": False,
        }  # fmt: skip

    table = {
        "name": "users", "indexes": {}, "foreignKeys": {}, "compositePrimaryKeys": {},
        "columns": {"id": column("id", "integer", True), "name": column("name", "text", required)},
        "uniqueConstraints": {}, "checkConstraints": {},
    }  # fmt: skip
    ids = [f"{n:08}-0000-4000-8000-000000000000" for n in range(4)]
    return {
        "id": ids[number + 1], "prevId": ids[number], "version": "6", "dialect": "sqlite",
        "tables": {"users": table}, "views": {}, "enums": {},
        "_meta": {"schemas": {}, "tables": {}, "columns": {}}, "internal": {"indexes": {}},
    }  # fmt: skip


def journal(*tags: str) -> dict[str, Any]:
    entries = [
        {"idx": n, "version": "6", "when": n + 1, "tag": tag, "breakpoints": True}
        for n, tag in enumerate(tags)
    ]
    return {"version": "7", "dialect": "sqlite", "entries": entries}


def told(
    repo: Repo, capsys: pytest.CaptureFixture[str], name: str, writes: str
) -> tuple[dict[str, str], str]:
    """What is said of a column that becomes required, by rule, and on the error stream."""
    kit = installed("typescript@5.9.3", "drizzle-kit@0.31.11", "drizzle-orm@0.45.4")
    link_node_modules(kit, repo.path)
    repo.commit(
        {
            ".gitignore": "node_modules\n",
            "drizzle.config.ts": CONFIG,
            "src/schema.ts": SCHEMA.replace("NAME", name),
            "src/add.ts": writes,
            "drizzle/0000_first.sql": FIRST,
            "drizzle/meta/0000_snapshot.json": snapshot(0, False),
            "drizzle/meta/_journal.json": journal("0000_first"),
        }
    )
    repo.git("checkout", "--quiet", "-b", "next")
    repo.commit(
        {
            "src/schema.ts": SCHEMA.replace("NAME", name + ".notNull()"),
            "drizzle/0001_next.sql": REQUIRED,
            "drizzle/meta/0001_snapshot.json": snapshot(1, True),
            "drizzle/meta/_journal.json": journal("0000_first", "0001_next"),
        }
    )
    main(["--from-ref", "main", "--to-ref", "next", "--format", "json"])
    out, err = capsys.readouterr()
    return {each["rule"]: each["message"] for each in json.loads(out)}, err


GUESS = "new-required-for-old-code"


def test_a_guess_that_no_query_confirms_and_no_line_is_silent(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    found, notes = told(repo, capsys, "text().$defaultFn(() => 'x')", WRITES)
    assert GUESS not in found
    assert (
        f"{GUESS} isn't told: the released code's queries of \"users\" ran before "
        "and after it, and no place of the released code leaves it out"
    ) in notes


def test_what_a_query_confirms_is_told_as_measured(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    found, _ = told(repo, capsys, "text()", WRITES)
    assert GUESS not in found
    assert found["breaks-released-code"].endswith(
        "1 place of the released code leaves it out: src/add.ts:3"
    )


def test_a_guess_that_a_line_confirms_stands_beside_queries_that_ran(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    writes = WRITES.replace("{ id: 1 }", "{ id: 1, name: null }")
    found, _ = told(repo, capsys, "text().$defaultFn(() => 'x')", writes)
    assert found[GUESS].endswith(
        '1 place of the released code leaves it out: src/add.ts:3; what drizzle-orm sends to "users" '
        "for the released schema runs after it"
    )
