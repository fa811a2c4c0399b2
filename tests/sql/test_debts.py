from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.debts import outstanding
from forge_migrations.sql.read import read_script
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

WHY = "the old release reads it"


def read(text: str, dialect: Dialect = "postgres") -> tuple[Debt, ...]:
    return debts_of(split(text, dialect), dialect)


@pytest.mark.parametrize(
    ("comment", "verb", "table", "name"),
    [
        ('drop-column "users"."email"', "drop-column", "users", "email"),
        ('drop-column "auth"."users"."e-mail"', "drop-column", "auth.users", "e-mail"),
        ('drop-column "public"."users"."a.b: c"', "drop-column", "users", "a.b: c"),
        ("drop-column users.Email", "drop-column", "users", "email"),
        ('drop-table "auth"."users"', "drop-table", "auth.users", ""),
        ('drop-type "public"."role"', "drop-type", "", "role"),
        ('set-not-null "users"."plan"', "set-not-null", "users", "plan"),
    ],
)
def test_a_comment_says_what_is_owed(comment: str, verb: str, table: str, name: str) -> None:
    (debt,) = read(f"SELECT 1;\n-- forge-migrations: deferred {comment}: {WHY}\n")
    assert debt == (verb, table, name, WHY, 2, "", "", "")


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite"])
def test_what_is_written_is_read_again(dialect: Dialect) -> None:
    owed = Debt("drop-column", "wei`rd", 'na"me', WHY)
    (again,) = read(owed.comment(dialect), dialect)
    assert again == owed._replace(line=1)


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("drop-column users.email", "it gives no reason"),
        ("drop-column users.email:", "it gives no reason"),
        ("drop-column email: why", "it names no table and no part of it"),
        ("drop-column : why", "it names nothing"),
        ("", "it owes none of"),
        ("later: why", "it owes none of"),
    ],
)
def test_a_debt_that_cant_be_read_says_why(comment: str, fault: str) -> None:
    (debt,) = read(f"-- forge-migrations: deferred {comment}")
    assert debt.fault.startswith(fault)


def test_other_comments_and_strings_owe_nothing() -> None:
    text = "-- forge-migrations: allow drop-column: deferred\nSELECT '-- forge-migrations: deferred x';"
    assert read(text) == ()


TABLE = 'CREATE TABLE "users" ("id" int PRIMARY KEY, "email" text, "plan" text);'
EMAIL = f'-- forge-migrations: deferred drop-column "users"."email": {WHY}\n'


@pytest.mark.parametrize(
    "paying",
    [
        'ALTER TABLE "users" DROP COLUMN "email";',
        'DROP TABLE "users";',
        'ALTER TABLE "users" RENAME TO "people"; ALTER TABLE "people" DROP COLUMN "email";',
        'ALTER TABLE "users" RENAME COLUMN "email" TO "mail"; ALTER TABLE "users" DROP COLUMN "mail";',
    ],
)
def test_a_debt_is_paid_when_its_thing_is_gone(paying: str) -> None:
    assert outstanding([TABLE, EMAIL], "postgres") == (
        Debt("drop-column", "users", "email", WHY, 1),
    )
    assert outstanding([TABLE, EMAIL, paying], "postgres") == ()


def test_what_stands_in_a_snapshot_alone_is_paid_by_its_name() -> None:
    """`drizzle-kit pull` leaves a comment as the first migration."""
    assert len(outstanding(["-- as it was", EMAIL], "postgres")) == 1
    paid = ["-- as it was", EMAIL, 'ALTER TABLE "users" DROP COLUMN "email";']
    assert outstanding(paid, "postgres") == ()


def test_a_rebuild_pays_too() -> None:
    table = "CREATE TABLE `users` (`id` integer PRIMARY KEY, `email` text);"
    owing = f"-- forge-migrations: deferred drop-column `users`.`email`: {WHY}\nSELECT 1;"
    rebuilt = (
        "CREATE TABLE `__new_users` (`id` integer PRIMARY KEY);"
        "INSERT INTO `__new_users`(`id`) SELECT `id` FROM `users`;"
        "DROP TABLE `users`; ALTER TABLE `__new_users` RENAME TO `users`;"
    )
    assert len(outstanding([table, owing], "sqlite")) == 1
    assert outstanding([table, owing, rebuilt], "sqlite") == ()


def test_a_column_that_is_made_again_after_it_was_paid_is_owed_no_more() -> None:
    texts = [TABLE, EMAIL, 'ALTER TABLE "users" DROP COLUMN "email";',
             'ALTER TABLE "users" ADD COLUMN "email" text;']  # fmt: skip
    assert outstanding(texts, "postgres") == ()


def test_not_null_and_validation_are_paid_when_they_hold() -> None:
    owing = (
        f'-- forge-migrations: deferred set-not-null "users"."plan": {WHY}\n'
        f'-- forge-migrations: deferred validate-constraint "users"."c": {WHY}\n'
        'ALTER TABLE "users" ADD CONSTRAINT "c" CHECK ("id" > 0) NOT VALID;'
    )
    first = outstanding([TABLE, owing], "postgres")
    assert [each.verb for each in first] == ["set-not-null", "validate-constraint"]
    tight = 'ALTER TABLE "users" ALTER COLUMN "plan" SET NOT NULL;'
    valid = 'ALTER TABLE "users" VALIDATE CONSTRAINT "c";'
    left = outstanding([TABLE, owing, tight], "postgres")
    assert [each.verb for each in left] == ["validate-constraint"]
    assert outstanding([TABLE, owing, tight, valid], "postgres") == ()


def test_a_ledger_tells_what_isnt_there_and_what_is_owed_twice() -> None:
    ledger = Ledger(Catalog("postgres"))
    for tag, text in (("a", TABLE), ("b", EMAIL), ("c", EMAIL + EMAIL.replace("email", "nick"))):
        reading = read_script(text, "postgres")
        acts = [act for group in reading.acts for act in group]
        ledger.on(tag, acts, debts_of(reading.script, "postgres"))
    assert [(each.tag, each.debt.name) for each in ledger.open] == [("b", "email")]
    assert [(each.tag, each.debt.name) for each in ledger.twice] == [("c", "email")]
    assert [(each.tag, each.debt.name) for each in ledger.empty] == [("c", "nick")]
