"""A rename keeps its name in the database: the schema is edited, and there is no SQL."""

from __future__ import annotations

import pytest

from forge_migrations.cli import main
from forge_migrations.drizzle.declared import declared
from forge_migrations.sql.acts import Act
from forge_migrations.workflow.rollout.rename import _of_table
from repositories import Repo
from workflow.histories import history
from workflow.rollout.test_remedies import refused
from workflow.rollout.test_remedies import typed as by_hand
from workflow.rollout.test_soften import asked
from workflow.rollout.test_soften import project
from workflow.rollout.test_soften import typed


@pytest.mark.parametrize(
    ("columns", "made"),
    [
        ('owner: integer("owner")', 'owner: integer("user")'),
        ("owner: integer('owner').notNull()", "owner: integer('user').notNull()"),
        ("owner: integer()", 'owner: integer("user")'),
        ("owner: integer({ mode: 'number' })", "owner: integer(\"user\", { mode: 'number' })"),
        ('id: serial("id"), owner: integer("owner")', 'id: serial("id"), owner: integer("user")'),
        ('owner: integer("elsewhere")', None),
        ("owner: helper(x)('owner')", None),
    ],
)
def test_a_column_is_called_by_its_old_name(columns: str, made: str | None) -> None:
    text = 'export const p = pgTable("p", {{ {} }});\n'
    before = text.format(columns)
    (table,) = declared(before)
    after = _of_table(before, table, Act("rename-column", "p", "user", "owner"))
    if made is None:
        assert after is None or "user" in after
    else:
        assert after == text.format(made)


def test_a_table_is_called_by_its_old_name() -> None:
    text = 'const s = pgSchema("app");\nexport const people = s.table("people", { a: text() });\n'
    (table,) = declared(text)
    act = Act("rename-table", "app.users", new="app.people")
    assert _of_table(text, table, act) == text.replace('"people"', '"users"')
    assert _of_table(text, table, Act("rename-table", "users", new="people")) is None


FIRST = """
import { pgTable, serial, text } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: serial('id').primaryKey(), nick: text('nick'), a: text() });
"""
RENAMED = FIRST.replace("nick: text('nick')", "handle: text('handle')").replace(", a: text()", "")


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_nothing_is_left_of_a_migration_that_only_renames(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    kit: str,
) -> None:
    second = FIRST.replace("nick: text('nick')", "handle: text('handle')")
    project(repo, request.getfixturevalue(kit), "postgresql", FIRST, FIRST)
    repo.git("commit", "-qm", "nothing", "--allow-empty")
    repo.write({"schema.ts": second})
    assert main(["generate", "--name", "second", "--rename", "users.nick=users.handle"]) == 0
    repo.git("add", "-A")
    assert main([]) == 1
    told = asked(capsys, "soften")
    assert [form["deploys"] for form in told["forms"]] == [1]
    assert (told["files"], len(told["schema_edits"])) == ([], 1)
    assert "handle: text('nick')" in told["schema_edits"][0]["new"]
    typed(repo, told)
    repo.git("add", "-A")
    assert main([]) == 0
    assert repo.git("diff", "--cached", "--name-only", "HEAD") == "schema.ts"


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_the_hook_says_what_keeps_the_name_and_typed_it_does(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
    kit: str,
) -> None:
    second = FIRST.replace("nick: text('nick')", "handle: text('handle')")
    second = second.replace("users = pgTable('users'", "people = pgTable('people'")
    project(repo, request.getfixturevalue(kit), "postgresql", FIRST, FIRST)
    repo.write({"schema.ts": second})
    words = ["--rename", "users=people", "--rename", "people.nick=people.handle"]
    assert main(["generate", "--name", "second", *words]) == 0
    repo.git("add", "-A")
    found = {each["rule"]: each for each in refused(capsys)}
    assert found.keys() == {"rename-column", "rename-table"}
    for each in found.values():
        assert [command["argv"][-1] for command in each["commands"]] == ["--write", "schema.ts"]
    by_hand(repo, found["rename-table"])
    assert main([]) == 0
    assert repo.git("diff", "--cached", "--name-only", "HEAD") == "schema.ts"
    assert repo.git("status", "--porcelain") == "M  schema.ts"


@pytest.mark.parametrize(
    "more",
    [
        "DELETE FROM users WHERE false;",
        "ALTER TABLE users ADD COLUMN x int; ALTER TABLE users DROP a;",
    ],
)
def test_the_hook_doesnt_say_what_wouldnt_help(
    repo: Repo, capsys: pytest.CaptureFixture[str], more: str
) -> None:
    made = 'CREATE TABLE "users" ("id" integer PRIMARY KEY NOT NULL, "nick" text, "a" text);'
    was = {"users": {"id": "integer*", "nick": "text", "a": "text"}}
    now = {"users": {"id": "integer*", "handle": "text", "a": "text"}}
    schema = "export const users = pgTable('users', { handle: text('handle') });\n"
    repo.commit({**history(("one", [made], was), dialect="postgresql"), "schema.ts": schema})
    repo.git("checkout", "-qb", "work")
    rename = 'ALTER TABLE "users" RENAME COLUMN "nick" TO "handle";'
    for sql, said in ((rename, True), (rename + more, False)):
        files = history(("one", [made], was), ("two", [sql], now), dialect="postgresql")
        repo.stage({**files, "schema.ts": schema})
        (one,) = [each for each in refused(capsys) if each["rule"] == "rename-column"]
        assert ("soften" in one["remedy"]) == said
    repo.stage({**files, "drizzle/0001_two.sql": rename, "schema.ts": "export {};\n"})
    (one,) = [each for each in refused(capsys) if each["rule"] == "rename-column"]
    assert "soften" not in one["remedy"]


def test_the_rest_of_the_migration_is_made_again_and_softened(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo, kit31, "postgresql", FIRST, FIRST)
    repo.write({"schema.ts": RENAMED})
    assert main(["generate", "--name", "second", "--rename", "users.nick=users.handle"]) == 0
    repo.git("add", "-A")
    told = asked(capsys, "soften")
    assert [form["what"] for form in told["forms"]] == [
        'rename-column "users"."nick" to "handle"',
        'drop-column "users"."a"',
    ]
    typed(repo, told)
    repo.git("add", "-A")
    assert main([]) == 0


def test_statements_of_ones_own_are_not_thrown_away(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo, kit31, "postgresql", FIRST, FIRST)
    repo.write({"schema.ts": RENAMED})
    assert main(["generate", "--name", "second", "--rename", "users.nick=users.handle"]) == 0
    (path,) = (repo.path / "drizzle").glob("*_second.sql")
    path.write_text(path.read_text() + "--> statement-breakpoint\nDELETE FROM users WHERE false;")
    told = asked(capsys, "soften")
    assert "statements of your own" in told["left"][0]["why"]
