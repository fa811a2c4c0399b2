"""A renamed column stands beside the old one, each in step with the other, until the old one goes."""

from __future__ import annotations

import pytest

from forge_migrations.cli import main
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.expand import Expand
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from repositories import Repo
from workflow.rollout.rolling import rolled_out
from workflow.rollout.test_drops import catalog
from workflow.rollout.test_soften import project

FIRST = """
import { pgTable, serial, text, json, pgEnum, index, check } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
export const kind = pgEnum('Kind', ['a', 'b']);
export const users = pgTable('users', {
  id: serial('id').primaryKey(), nick: text('nick').notNull().default('none'), a: kind('A'), data: json(),
}, (t) => [index('by_kind').on(t.nick, t.a), check('long', sql`length(${t.nick}) > 1`)]);
"""
SECOND = (
    FIRST.replace("nick: text('nick')", "nick: text('the handle')")
    .replace("a: kind('A')", "a: kind('b')")
    .replace("json()", "json('facts')")
)


def test_the_name_in_the_database_changes_in_three_deploys(
    repo: Repo, capsys: pytest.CaptureFixture[str], kit31: str
) -> None:
    project(repo, kit31, "postgresql", FIRST, FIRST)
    repo.write({"schema.ts": SECOND})
    words = ["users.nick=users.the handle", "users.A=users.b", "users.data=users.facts"]
    named = [word for each in words for word in ("--rename", each)]
    assert main(["generate", "--name", "second", *named]) == 0
    repo.git("add", "-A")
    told = rolled_out(repo, capsys, "--expand")
    assert [form["what"] for form in told[0]["forms"]] == [
        'rename-column "users"."nick" to "the handle"',
        'rename-column "users"."A" to "b"',
        'rename-column "users"."data" to "facts"',
    ]
    assert (told[0]["deploys"], told[0]["left"], len(told)) == (3, [], 3)
    assert told[0]["rehearsed"].startswith("PostgreSQL")


TABLE = "CREATE TABLE app.t (id serial PRIMARY KEY, a int DEFAULT 1 NOT NULL, b text);"


def softened(text: str, table: str = TABLE) -> Softening:
    made = catalog(table, "postgres")
    known = catalog(table, "postgres")
    given = Given(read_script(text, "postgres"), text, made, known, {}, "postgres")
    soft = Softening(given)
    Expand(soft).soften()
    found, _ = differences_by_text(given.before, text, [*soft.statements(), *soft.behind])
    assert found == []
    return soft


def test_rows_are_filled_behind_and_both_columns_are_kept_in_step() -> None:
    soft = softened('ALTER TABLE "app"."t" RENAME COLUMN "a" TO "n";')
    first, function, trigger = soft.statements()
    assert first.splitlines() == [
        (
            '-- forge-migrations: deferred rename-column "app"."t"."a" to "n": '
            "the release before it reads and writes the old name"
        ),
        'ALTER TABLE "app"."t" ADD COLUMN "n" integer;',
    ]
    assert function.startswith('CREATE FUNCTION "app"."t_n"() RETURNS trigger')
    assert trigger.startswith('CREATE TRIGGER "~n" BEFORE INSERT OR UPDATE ON "app"."t"')
    assert list(soft.behind) == [
        'UPDATE "app"."t" SET "n" = "a" WHERE "n" IS NULL AND ("a") IS NOT NULL;'
    ]


def test_what_is_made_again_for_the_new_name_follows_the_column() -> None:
    table = (
        TABLE + "CREATE INDEX i ON app.t (a, b); ALTER TABLE app.t ADD CONSTRAINT c CHECK (a > 0);"
    )
    again = (
        "ALTER TABLE app.t DROP CONSTRAINT c; DROP INDEX app.i; ALTER TABLE app.t RENAME a TO n;"
        "CREATE INDEX i ON app.t (n, b); ALTER TABLE app.t ADD CONSTRAINT c CHECK (n > {});"
    )
    soft = softened(again.format(0), table)
    assert len(soft.statements()) == 3
    other = softened(again.format(1), table)
    assert other.left[0].why == "the migration does more to that column"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ALTER TABLE app.t RENAME TO u;", "without --expand its name stays"),
        (
            "ALTER TABLE app.t RENAME a TO n; ALTER TABLE app.t ALTER n DROP NOT NULL;",
            "more to that column",
        ),
        ("ALTER TABLE app.t RENAME id TO n;", "no unique key under the new name"),
        ("DO $$ BEGIN ALTER TABLE app.t RENAME a TO n; END $$;", "something else"),
    ],
)
def test_what_cant_be_done_says_why(text: str, why: str) -> None:
    soft = softened(text)
    assert soft.forms == []
    assert why in soft.left[0].why
