"""A value that an enum loses stays until no release writes it, and then goes with a mapping."""

from __future__ import annotations

import pytest

from forge_migrations.cli import main
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.enums import Enums
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from repositories import Repo
from sql.test_debts import read
from workflow.rollout.rolling import rolled_out
from workflow.rollout.test_drops import catalog
from workflow.rollout.test_soften import asked
from workflow.rollout.test_soften import project

FIRST = """
import { pgTable, pgSchema, serial, index, pgEnum } from 'drizzle-orm/pg-core';
export const app = pgSchema('app');
export const mood = app.enum('Mood', ['sad', "it's", 'ok']);
export const role = pgEnum('role', ['admin', 'guest', 'user']);
export const users = app.table('users', {
  id: serial('id').primaryKey(), mood: mood('mood').notNull().default('sad'), roles: role('roles').array(),
  role: role('Role').default('guest'),
}, (t) => [index('by_role').on(t.role)]);
export const teams = pgTable('teams', { id: serial('id').primaryKey(), role: role('role').notNull() });
"""
SECOND = (
    FIRST.replace("""'sad', "it's", 'ok'""", "'sad', 'fine', 'ok'")
    .replace("'guest', 'user'", "'user'")
    .replace("default('guest')", "default('user')")
)


@pytest.mark.parametrize("kit", ["kit31", "kit1"])
def test_rows_are_mapped_when_the_type_is_made_again(
    repo: Repo, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest, kit: str
) -> None:
    project(repo, request.getfixturevalue(kit), "postgresql", FIRST, SECOND)
    assert main([]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "fix: keep it for the old release: forge-migrations soften" in said
    told = rolled_out(repo, capsys, fill=("app.Mood.it's='fine'", "role.guest='user'"))
    assert sorted(form["what"] for form in told[0]["forms"]) == [
        'drop-enum-value "app"."Mood"."it\'s"',
        'drop-enum-value "role"."guest"',
    ]
    assert (told[0]["deploys"], told[0]["left"], len(told)) == (2, [], 2)
    assert told[0]["rehearsed"].startswith("PostgreSQL")
    sql = told[1]["sql"]
    mapped = "\n".join(sql)
    assert (
        """(CASE "mood"::text WHEN 'it''s' THEN ('fine')::text ELSE "mood"::text END)::"app"."Mood","""
    ) in mapped
    assert (
        """(CASE WHEN 'guest' = ANY ("roles"::text[]) THEN array_replace("roles"::text[], 'guest',"""
        """ ('user')::text) ELSE "roles"::text[] END)::"role"[]"""
    ) in mapped


def test_contract_asks_what_rows_that_hold_it_get(
    repo: Repo, kit31: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo, kit31, "postgresql", FIRST, SECOND)
    assert main(["soften", "--write"]) == 0
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--ff-only", "work")
    repo.git("checkout", "-qb", "later")
    told = asked(capsys, "contract", "--write")
    assert (told["exit_code"], told["wrote"]) == (1, [])
    (command,) = [each["argv"] for each in told["commands"]]
    assert command[-5:] == [
        "--fill", "app.Mood.it's='VALUE'", "--fill", "role.guest='VALUE'", "--write",
    ]  # fmt: skip
    assert main(["contract", "--fill", "role.none='user'"]) == 2


TABLE = (
    "CREATE TYPE s AS ENUM ('a', 'b', 'c'); CREATE TABLE t (id int, x s DEFAULT 'c', y text);"
    "CREATE TYPE free AS ENUM ('a', 'b');"
)
AGAIN = (
    "ALTER TABLE t ALTER COLUMN x SET DATA TYPE text; {more} DROP TYPE s; CREATE TYPE s AS ENUM ({values});"
    "ALTER TABLE t ALTER COLUMN x SET DATA TYPE s USING x::s;"
)


def softened(text: str) -> Softening:
    made = catalog(TABLE, "postgres")
    given = Given(
        read_script(text, "postgres"), text, made, catalog(TABLE, "postgres"), {}, "postgres"
    )
    soft = Softening(given)
    Enums(soft).soften()
    found, _ = differences_by_text(given.before, text, soft.statements())
    assert found == []
    return soft


def test_a_default_that_goes_is_changed_at_once_and_new_values_come_at_once() -> None:
    soft = softened(
        AGAIN.format(values="'z', 'a', 'y', 'b'", more="ALTER TABLE t ALTER x SET DEFAULT 'a';")
    )
    assert soft.statements()[0].splitlines()[0] == (
        '-- forge-migrations: deferred drop-enum-value "s"."c": the release before it writes it'
    )
    assert [each.splitlines()[-1] for each in soft.statements()] == [
        """ALTER TYPE "s" ADD VALUE 'z' BEFORE 'a';""",
        """ALTER TYPE "s" ADD VALUE 'y' AFTER 'a';""",
        """ALTER TABLE "t" ALTER COLUMN "x" SET DEFAULT 'a';""",
    ]


def test_a_type_that_is_renamed_away_is_the_same() -> None:
    soft = softened(
        "ALTER TYPE s RENAME TO old; CREATE TYPE s AS ENUM ('a', 'c');"
        "ALTER TABLE t ALTER x TYPE s USING x::text::s; DROP TYPE old;"
    )
    assert [form.what for form in soft.forms] == ['drop-enum-value "s"."b"']


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (AGAIN.format(values="'b', 'a'", more=""), "change their order"),
        (AGAIN.format(values="'a', 'c'", more="ALTER TABLE t ALTER x DROP DEFAULT, DROP y;"),
         "something else"),
    ],
)  # fmt: skip
def test_what_cant_wait_says_why(text: str, why: str) -> None:
    soft = softened(text)
    assert soft.forms == []
    assert why in soft.left[0].why


@pytest.mark.parametrize(
    "text",
    [
        "DROP TYPE free; CREATE TYPE free AS ENUM ('a', 'b', 'c');",
        "ALTER TYPE s ADD VALUE 'd';",
        AGAIN.format(values="'b', 'a', 'c'", more=""),
    ],
)
def test_what_takes_no_value_away_stays(text: str) -> None:
    soft = softened(text)
    assert (soft.forms, soft.left, soft.instead) == ([], [], {})


def test_the_comment_names_type_and_value() -> None:
    debt = softened(AGAIN.format(values="'a', 'c'", more="")).debts[0]
    (again,) = read(debt.comment("postgres"))
    assert again == debt._replace(line=1)
    (whole,) = read('-- forge-migrations: deferred drop-enum-value "app"."s"."it\'s. so": why')
    assert (whole.name, whole.new) == ("app.s", "it's. so")
    (bare,) = read('-- forge-migrations: deferred drop-enum-value "s": why')
    assert bare.fault
