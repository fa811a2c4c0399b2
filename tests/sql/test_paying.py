from __future__ import annotations

from typing import TYPE_CHECKING

from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import Ledger
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.paying import payment
from forge_migrations.sql.read import read_script

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def ledger(text: str, dialect: Dialect = "postgres") -> Ledger:
    made = Ledger(Catalog(dialect))
    on(made, text)
    return made


def on(made: Ledger, text: str) -> None:
    dialect = made.catalog.dialect
    reading = read_script(text, dialect)
    acts = [act for group in reading.acts for act in group]
    made.on("", acts, debts_of(reading.script, dialect))


def test_what_holds_on_to_something_goes_before_it() -> None:
    made = ledger(
        "CREATE TYPE role AS ENUM ('a'); CREATE TABLE users (id int PRIMARY KEY, r role, e text);"
        "CREATE UNIQUE INDEX e_idx ON users (e);"
        "CREATE TABLE posts (id int, u int, CONSTRAINT fk FOREIGN KEY (u) REFERENCES users (id));"
    )
    owed = [
        Debt("drop-type", "", "role"),
        Debt("drop-table", "users"),
        Debt("drop-index", "users", "e_idx"),
    ]
    paid = payment(made.catalog, owed)
    assert paid.statements == (
        'ALTER TABLE "posts" DROP CONSTRAINT "fk";',
        'DROP TABLE "users";',
        'DROP TYPE "role";',
    )
    assert set(paid.pays) == set(owed)


def test_an_index_is_named_as_its_engine_finds_it() -> None:
    owed = [Debt("drop-index", "auth.users", "e_idx")]
    assert payment(Catalog("postgres"), owed).statements == ('DROP INDEX "auth"."e_idx";',)
    owed = [Debt("drop-index", "users", "e_idx")]
    assert payment(Catalog("mysql"), owed).statements == ("DROP INDEX `e_idx` ON `users`;",)
    assert payment(Catalog("sqlite"), owed).statements == ("DROP INDEX `e_idx`;",)


def test_not_null_takes_a_check_first_and_no_scan_under_its_lock() -> None:
    made = ledger(
        "CREATE TABLE users (id int, plan text);\n"
        '-- forge-migrations: deferred set-not-null "users"."plan": old rows have none'
    )
    first = payment(made.catalog, [each.debt for each in made.open])
    assert first.statements == (
        (
            '-- forge-migrations: deferred drop-constraint "users"."users_plan_not_null": '
            "proves plan for SET NOT NULL\n"
            'ALTER TABLE "users" ADD CONSTRAINT "users_plan_not_null" CHECK ("plan" IS NOT NULL) NOT VALID;'
        ),
    )
    assert [str(each) for each in first.waits] == ['set-not-null "users"."plan"']
    on(made, first.statements[0])
    second = payment(made.catalog, [each.debt for each in made.open])
    assert second.statements == (
        'ALTER TABLE "users" VALIDATE CONSTRAINT "users_plan_not_null";',
        'ALTER TABLE "users" ALTER COLUMN "plan" SET NOT NULL;',
        'ALTER TABLE "users" DROP CONSTRAINT "users_plan_not_null";',
    )
    on(made, "\n".join(second.statements))
    assert made.open == []


def test_rows_are_filled_and_read_before_anything_is_locked() -> None:
    made = ledger(
        "CREATE TABLE users (id int, plan text, size int DEFAULT 1);\n"
        '-- forge-migrations: deferred set-not-null "users"."plan": old rows have none\n'
        '-- forge-migrations: deferred set-not-null "users"."size": old rows have none'
    )
    owed = [each.debt for each in made.open]
    first = payment(made.catalog, owed, {"users.plan": "'free'"})
    assert [text.splitlines()[-1][:40] for text in first.statements] == [
        'UPDATE "users" SET "plan" = \'free\' WHERE',
        'UPDATE "users" SET "size" = DEFAULT WHER',
        'ALTER TABLE "users" ADD CONSTRAINT "user',
        'ALTER TABLE "users" ADD CONSTRAINT "user',
    ]
    on(made, "\n".join(first.statements))
    second = payment(made.catalog, [each.debt for each in made.open]).statements
    assert ["VALIDATE" in text for text in second] == [True, True, False, False, False, False]


def test_mysql_fills_and_says_the_whole_definition_again_in_one_migration() -> None:
    text = "CREATE TABLE `t` (`a` enum('x','Y') COMMENT 'c', `b` int DEFAULT 1);"
    catalog = ledger(text, "mysql").catalog
    owed = [Debt("set-not-null", "t", "a"), Debt("set-not-null", "t", "b")]
    paid = payment(catalog, owed, {"t.a": "'Y'"})
    assert paid.statements == (
        "UPDATE `t` SET `a` = 'Y' WHERE `a` IS NULL;",
        "UPDATE `t` SET `b` = DEFAULT WHERE `b` IS NULL;",
        "ALTER TABLE `t` MODIFY COLUMN `a` enum('x','Y') NOT NULL COMMENT 'c';",
        "ALTER TABLE `t` MODIFY COLUMN `b` int NOT NULL DEFAULT 1;",
    )
    assert (list(paid.pays), paid.waits) == (owed, ())
