"""A column gets another type: one of the new type stands beside it until it takes its place."""

from __future__ import annotations

import pytest

from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.retype import Retype
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from repositories import Repo
from workflow.rollout.rolling import rolled_out
from workflow.rollout.test_drops import catalog
from workflow.rollout.test_soften import project

FIRST = """
import { pgTable, pgSchema, serial, text, integer, bigint, index, unique, check, numeric } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
export const app = pgSchema('app');
export const teams = app.table('teams', { id: serial('id').primaryKey() });
export const users = app.table('users', {
  id: serial('id').primaryKey(), age: integer('Age').notNull().default(0),
  team: integer('team').references(() => teams.id, { onDelete: 'cascade' }), code: text('code'),
}, (t) => [
  index('by_age').on(t.age.desc(), sql`lower(${t.code})`).where(sql`${t.age} > 3`),
  unique('once').on(t.code, t.age), check('grown', sql`${t.age} >= 0`),
]);
"""
SECOND = FIRST.replace("integer('Age')", "bigint('Age', { mode: 'number' })").replace(
    "integer('team')", "bigint('team', { mode: 'number' })"
)


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_it_takes_its_place_in_three_deploys(
    repo: Repo, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, kit: str
) -> None:
    project(repo, request.getfixturevalue(kit), "postgresql", FIRST, SECOND)
    told = rolled_out(repo, capsys)
    assert [form["what"] for form in told[0]["forms"]] == [
        'alter-type "app"."users"."Age" to bigint',
        'alter-type "app"."users"."team" to bigint',
    ]
    assert (told[0]["deploys"], told[0]["left"], len(told)) == (3, [], 3)
    assert told[0]["rehearsed"].startswith("PostgreSQL")


TABLE = (
    'CREATE TYPE "mood" AS ENUM (\'a\', \'b\'); CREATE TABLE "orgs" ("id" int PRIMARY KEY);'
    'CREATE TABLE "t" ("id" serial PRIMARY KEY, "n" integer, "s" text DEFAULT \'1\', "v" varchar(10),'
    ' "w" timestamp, "l" integer[]);'
)


def softened(text: str, more: str = "") -> Softening:
    made = catalog(TABLE + more, "postgres")
    known = catalog(TABLE + more, "postgres")
    given = Given(read_script(text, "postgres"), text, made, known, {}, "postgres")
    soft = Softening(given)
    Retype(soft).soften()
    found, _ = differences_by_text(given.before, text, soft.statements())
    assert found == []
    return soft


@pytest.mark.parametrize(
    ("text", "debt"),
    [
        ('ALTER TABLE "t" ALTER "n" TYPE bigint;', 'alter-type "t"."n" to bigint'),
        ('ALTER TABLE "t" ALTER "l" TYPE bigint[];', 'alter-type "t"."l" to bigint[]'),
        ('ALTER TABLE "t" ALTER "v" TYPE varchar(5);', 'alter-type "t"."v" to varchar(5)'),
        ('ALTER TABLE "t" ALTER "w" TYPE timestamp with time zone USING "w" AT TIME ZONE \'UTC\';',
         'alter-type "t"."w" to timestamp with time zone'),
        (('ALTER TABLE "t" ALTER "s" DROP DEFAULT; ALTER TABLE "t" ALTER "s" TYPE int USING "s"::int;'
         'ALTER TABLE "t" ALTER "s" SET DEFAULT 1;'), 'alter-type "t"."s" to int'),
        (('ALTER TABLE "t" ALTER "s" DROP DEFAULT; ALTER TABLE "t" ALTER "s" TYPE "public"."mood"'
         ' USING "s"::"public"."mood";'), 'alter-type "t"."s" to "public"."mood"'),
    ],
)  # fmt: skip
def test_what_rewrites_or_can_fail_stands_beside(text: str, debt: str) -> None:
    soft = softened(text)
    assert [form.what for form in soft.forms] == [debt]
    assert not any(" TYPE " in each for each in soft.statements())


@pytest.mark.parametrize(
    "text",
    [
        'ALTER TABLE "t" ALTER "v" TYPE varchar(20);',
        'ALTER TABLE "t" ALTER "v" TYPE text;',
        'CREATE TABLE "u" ("a" int); ALTER TABLE "u" ALTER "a" TYPE bigint;',
        'ALTER TABLE "t" ADD COLUMN "a" int; ALTER TABLE "t" ALTER "a" TYPE bigint;',
    ],
)
def test_what_is_in_the_catalog_alone_stays(text: str) -> None:
    soft = softened(text)
    assert (soft.forms, soft.left, soft.instead) == ([], [], {})


def test_the_cast_that_is_missing_is_said() -> None:
    soft = softened('ALTER TABLE "t" ALTER "v" TYPE uuid;')
    assert soft.debts[0].using == '"v"::uuid'
    assert soft.meant() == ('ALTER TABLE "t" ALTER COLUMN "v" SET DATA TYPE uuid USING "v"::uuid;',)
    assert 'no cast is written, so that "v"::uuid makes its values' in soft.forms[0].how


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('ALTER TABLE "t" ALTER "id" TYPE bigint;', "a sequence"),
        ('ALTER TABLE "t" ALTER "n" TYPE timestamp;', "no cast from integer to timestamp: write USING"),
        ('ALTER TABLE "t" ALTER "n" TYPE bigint, ALTER "v" TYPE uuid USING "v"::uuid;', "something else"),
        (('ALTER TABLE "t" ALTER "n" TYPE bigint; ALTER TABLE "t" ADD CONSTRAINT f FOREIGN KEY ("n")'
         ' REFERENCES "orgs"("id");'), "does more to that column"),
        ('DO $$ BEGIN ALTER TABLE "t" ALTER "n" TYPE bigint; END $$;', "body of code"),
    ],
)  # fmt: skip
def test_what_cant_be_done_says_why(text: str, why: str) -> None:
    soft = softened(text)
    assert soft.forms == []
    assert why in soft.left[0].why


def test_a_type_that_goes_with_the_change_is_to_go_later() -> None:
    more = 'CREATE TYPE "k" AS ENUM (\'a\'); ALTER TABLE "t" ADD COLUMN "k" "k";'
    soft = softened('ALTER TABLE "t" ALTER "k" TYPE text; DROP TYPE "k";', more)
    assert soft.forms == []
    assert "drop that in a migration of its own" in soft.left[0].why
