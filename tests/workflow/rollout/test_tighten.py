"""What asks something of rows that are there, from SQL to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from forge_migrations.workflow.rollout.tighten import Tighten
from workflow.rollout.test_drops import catalog

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

USERS = (
    "CREATE TABLE teams (id int PRIMARY KEY);"
    'CREATE TABLE users (id int PRIMARY KEY, "Name" text, team int, age int DEFAULT 1);'
)


def softened(text: str, dialect: Dialect = "postgres", before: str = USERS) -> Softening:
    made = catalog(before, dialect)
    given = Given(read_script(text, dialect), text, made, catalog(before, dialect), {}, dialect)
    soft = Softening(given)
    Tighten(soft).soften()
    found, _ = differences_by_text(given.before, text, soft.statements())
    assert found == []
    return soft


def test_a_column_is_required_when_no_old_release_leaves_it_out() -> None:
    soft = softened('ALTER TABLE "users" ALTER COLUMN "Name" SET NOT NULL;')
    assert soft.statements() == (
        (
            '-- forge-migrations: deferred set-not-null "users"."Name": '
            "the release before it writes rows without it"
        ),
    )
    assert [form.deploys for form in soft.forms] == [3]


def test_a_required_column_takes_null_at_first() -> None:
    soft = softened('ALTER TABLE "users" ADD COLUMN "plan" text NOT NULL;')
    assert soft.statements()[-1].splitlines()[-1] == 'ALTER TABLE "users" ADD COLUMN "plan" text;'


@pytest.mark.parametrize(
    "constraint",
    [
        '"c" CHECK ("age" > 0)',
        '"f" FOREIGN KEY ("team") REFERENCES "teams"("id") ON DELETE cascade',
    ],
)
def test_a_constraint_is_validated_later(constraint: str) -> None:
    soft = softened(f'ALTER TABLE "users" ADD CONSTRAINT {constraint};')
    assert soft.statements()[-1].endswith(" NOT VALID;")
    assert [
        (debt.verb, form.deploys) for debt, form in zip(soft.debts, soft.forms, strict=True)
    ] == [("validate-constraint", 2)]


@pytest.mark.parametrize(
    "text",
    [
        'ALTER TABLE "users" ADD COLUMN "a" int NOT NULL DEFAULT 1;',
        'ALTER TABLE "users" ADD COLUMN "a" serial NOT NULL;',
        'ALTER TABLE "users" ADD COLUMN "a" int GENERATED ALWAYS AS (id) STORED NOT NULL;',
        'ALTER TABLE "users" ADD COLUMN "a" text;',
        'CREATE TABLE "new" (a int NOT NULL); ALTER TABLE "new" ADD CONSTRAINT c CHECK (a > 0);',
        'ALTER TABLE "users" ADD CONSTRAINT c CHECK (age > 0) NOT VALID;',
        'ALTER TABLE "users" ADD CONSTRAINT u UNIQUE (age);',
    ],
)
def test_what_asks_nothing_of_old_rows_stays(text: str) -> None:
    soft = softened(text)
    assert (soft.forms, soft.left, soft.instead) == ([], [], {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            (
                "ALTER TABLE users ALTER team SET NOT NULL; ALTER TABLE users DROP CONSTRAINT users_pkey;"
                "ALTER TABLE users ADD CONSTRAINT users_pk PRIMARY KEY (team);"
            ),
            "does more to that column",
        ),
        ("ALTER TABLE users ALTER team SET NOT NULL, ALTER age SET NOT NULL;", "something else"),
        (
            (
                "DO $$ BEGIN ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0);"
                " EXCEPTION WHEN duplicate_object THEN null; END $$;"
            ),
            "something else",
        ),
    ],
)
def test_what_cant_wait_says_why(text: str, why: str) -> None:
    soft = softened(text)
    assert soft.forms == []
    assert why in soft.left[0].why


MYSQL = (
    "CREATE TABLE `teams` (`id` int PRIMARY KEY);"
    "CREATE TABLE `users` (`id` int PRIMARY KEY, `name` varchar(9), `age` int DEFAULT 1, `team` int);"
)


@pytest.mark.parametrize(
    ("text", "made", "paid"),
    [
        (
            "ALTER TABLE `users` MODIFY COLUMN `name` varchar(9) NOT NULL;",
            (),
            "MODIFY COLUMN `name` varchar(9) NOT NULL;",
        ),
        (
            "ALTER TABLE `users` MODIFY COLUMN `name` varchar(9) NOT NULL DEFAULT 'x';",
            ("ALTER TABLE `users` MODIFY COLUMN `name` varchar(9) NULL DEFAULT 'x';",),
            "MODIFY COLUMN `name` varchar(9) NOT NULL DEFAULT 'x';",
        ),
        (
            "ALTER TABLE `users` MODIFY COLUMN `name` text NOT NULL;",
            ("ALTER TABLE `users` MODIFY COLUMN `name` text NULL;",),
            "MODIFY COLUMN `name` text NOT NULL;",
        ),
        (
            "ALTER TABLE `users` ADD `at` timestamp NOT NULL;",
            ("ALTER TABLE `users` ADD `at` timestamp NULL;",),
            "MODIFY COLUMN `at` timestamp NOT NULL;",
        ),
        (
            "ALTER TABLE `users` ADD `kind` enum('NOT NULL','b') NOT NULL COMMENT 'x';",
            ("ALTER TABLE `users` ADD `kind` enum('NOT NULL','b') NULL COMMENT 'x';",),
            "MODIFY COLUMN `kind` enum('NOT NULL','b') NOT NULL COMMENT 'x';",
        ),
    ],
)
def test_mysql_takes_null_until_the_old_release_is_gone(
    text: str, made: tuple[str, ...], paid: str
) -> None:
    soft = softened(text, "mysql", MYSQL)
    said = "\n".join(soft.statements()).splitlines()
    assert said[0].startswith("-- forge-migrations: deferred set-not-null `users`.")
    assert tuple(said[1:]) == made
    assert [form.deploys for form in soft.forms] == [2]
    _, later = differences_by_text(soft.given.before, text, soft.statements())
    assert later[0][-1].endswith(paid)


@pytest.mark.parametrize(
    "text",
    [
        "ALTER TABLE `users` ADD `a` int NOT NULL DEFAULT 1;",
        "ALTER TABLE `users` ADD `a` serial;",
        "ALTER TABLE `users` MODIFY COLUMN `name` varchar(40);",
        "CREATE TABLE `new` (`a` int NOT NULL);",
    ],
)
def test_mysql_leaves_what_asks_nothing_of_old_rows(text: str) -> None:
    soft = softened(text, "mysql", MYSQL)
    assert (soft.forms, soft.left, soft.instead) == ([], [], {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ALTER TABLE `users` ADD `a` int NOT NULL CHECK (`a` > 0);", "MariaDB drops"),
        ("ALTER TABLE `users` ADD `a` int NOT NULL, ADD `b` int;", "something else besides"),
        ("ALTER TABLE `users` CHANGE `name` `nick` varchar(9) NOT NULL;", "more to that column"),
    ],
)
def test_what_cant_wait_on_mysql_says_why(text: str, why: str) -> None:
    soft = softened(text, "mysql", MYSQL)
    assert soft.forms == []
    assert why in soft.left[0].why
