"""What is due, and what waits for another release."""

from __future__ import annotations

import pytest

from forge_migrations.cli import main
from kits import KIT_31
from kits import installed
from kits import link_node_modules
from repositories import Repo
from workflow.histories import history
from workflow.rollout.test_soften import asked

MADE = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "plan" text);'
OWING = '-- forge-migrations: deferred set-not-null "users"."plan": old rows have none\nSELECT 1;'
BEFORE = {"users": {"id": "integer*", "plan": "text"}}
AFTER = {"users": {"id": "integer*", "plan": "text!"}}


@pytest.fixture
def released(repo: Repo) -> Repo:
    repo.commit(history(("one", [MADE], BEFORE), ("two", [OWING], AFTER), dialect="postgresql"))
    repo.git("checkout", "-qb", "work")
    return repo


def test_a_second_step_waits_for_the_first_to_be_released(
    released: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract", "--write", "--fill", "users.plan='free'"]) == 0
    released.git("add", "-A")
    told = asked(capsys, "contract", "--write")
    assert [(each["debt"], each["due"]) for each in told["debts"]] == [
        ('set-not-null "users"."plan"', False),
        ('drop-constraint "users"."users_plan_not_null"', False),
    ]
    assert (told["path"], told["wrote"]) == ("", [])
    released.commit()
    released.git("checkout", "-q", "main")
    released.git("merge", "-q", "work")
    released.git("checkout", "-qb", "later")
    told = asked(capsys, "contract")
    assert told["sql"][-1] == 'ALTER TABLE "users" DROP CONSTRAINT "users_plan_not_null";'


@pytest.mark.parametrize("fill", ["users.plan", "plan=1", "users.none=1", "users.plan="])
def test_a_fill_that_fills_nothing_is_refused(
    released: Repo, capsys: pytest.CaptureFixture[str], fill: str
) -> None:
    assert main(["contract", "--fill", fill]) == 2
    assert f"--fill {fill.partition('=')[0]}" in capsys.readouterr().err


def test_rows_that_nobody_fills_are_told(
    released: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contract"]) == 0
    assert '--fill "users.plan=SQL"' in capsys.readouterr().out


def test_who_still_uses_what_is_due_is_told(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    """What the schema no longer has TypeScript finds in no file; SQL that is written out is found."""
    made = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "email" text);'
    owing = (
        '-- forge-migrations: deferred drop-column "users"."email": old release reads it\nSELECT 1;'
    )
    files = history(
        ("one", [made], {"users": {"id": "integer*", "email": "text"}}),
        ("two", [owing], {"users": {"id": "integer*"}}),
        dialect="postgresql",
    )
    raw = 'import { sql } from "drizzle-orm";\nexport const q = sql`select email from users`;\n'
    repo.commit({**files, "api.ts": raw})
    repo.git("checkout", "-qb", "work")
    assert main(["contract"]) == 0
    assert "1 place of the released code mentions it in SQL: api.ts:2" in capsys.readouterr().out
    repo.git("checkout", "-q", "main")
    repo.commit({"api.ts": "export const q = 1;\n"})
    repo.git("checkout", "-qB", "work")
    assert main(["contract", "--write"]) == 0
    assert "users.email: no place of the released code" in capsys.readouterr().out


def test_code_that_leaves_out_what_has_a_default_is_no_user(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its rows get the default, so the column may be required."""
    config = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./drizzle" };\n'
    schema = """import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer("id").primaryKey(), plan: text("plan").default("x").notNull() });
"""
    code = 'import type { NodePgDatabase } from "drizzle-orm/node-postgres";\nimport { users } from "./schema";\nexport const f = (db: NodePgDatabase) => db.insert(users).values({ id: 1 });\n'
    made = MADE.replace('"plan" text', """"plan" text DEFAULT 'x'""")
    files = history(("one", [made], BEFORE), ("two", [OWING], AFTER), dialect="postgresql")
    for data in files.values():
        for table in data.get("tables", {}).values() if isinstance(data, dict) else ():
            table["columns"]["plan"]["default"] = "'x'"
    link_node_modules(installed("typescript@5.9.3", *KIT_31), repo.path)
    repo.commit(
        {
            **files,
            ".gitignore": "node_modules\n",
            "drizzle.config.ts": config,
            "schema.ts": schema,
            "api.ts": code,
        }
    )
    repo.git("checkout", "-qb", "work")
    for _ in range(2):
        assert main(["contract", "--write"]) == 0, capsys.readouterr().err
        repo.git("add", "-A")
        repo.commit()
        repo.git("checkout", "-q", "main")
        repo.git("merge", "-q", "work")
        repo.git("checkout", "-qB", "work")
    assert main(["contract"]) == 0
    assert "nothing is owed" in capsys.readouterr().out
