from __future__ import annotations

import pytest

from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.beside import both_there
from forge_migrations.sql.beside import cut
from forge_migrations.sql.beside import props
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.debts import carried_out
from forge_migrations.sql.debts import outstanding
from sql.test_debts import read
from sql.test_paying import ledger

MADE = (
    "CREATE TABLE app.users (id int PRIMARY KEY, age int DEFAULT 1 NOT NULL);"
    "CREATE INDEX by_age ON app.users (age);"
)
BESIDE = (
    '-- forge-migrations: deferred alter-type "app"."users"."age" to bigint: old rows\n'
    'ALTER TABLE "app"."users" ADD COLUMN "age__next" bigint;'
)


@pytest.mark.parametrize(
    ("comment", "new", "using"),
    [
        ('alter-type "t"."a" to bigint', "bigint", ""),
        ('alter-type "t"."a" to varchar(10) using "a"::varchar(10)', "varchar(10)", '"a"::varchar(10)'),
        ('alter-type "t"."a" to "app"."Kind"[] using f("a"[1:2], \':\')', '"app"."Kind"[]',
         'f("a"[1:2], \':\')'),
        ('rename-column "t"."a" to "the b: c"', "the b: c", ""),
    ],
)  # fmt: skip
def test_a_debt_says_what_becomes_of_the_column(comment: str, new: str, using: str) -> None:
    (debt,) = read(f"-- forge-migrations: deferred {comment}: why: because")
    assert (debt.new, debt.using, debt.reason, debt.fault) == (new, using, "why: because", "")
    (again,) = read(debt.comment("postgres"))
    assert again == debt


@pytest.mark.parametrize(
    "comment",
    ['alter-type "t"."a": why', 'rename-column "t"."a" to : why', 'alter-type "t"."a" to'],
)
def test_one_that_doesnt_say_it_cant_be_read(comment: str) -> None:
    (debt,) = read(f"-- forge-migrations: deferred {comment}")
    assert debt.fault


def test_a_name_that_the_engine_would_cut_stays_its_own() -> None:
    one, other = cut("a" * 60 + "__next"), cut("a" * 61 + "__next")
    assert len(one) == len(other) == 63
    assert one != other
    assert len(cut("ä" * 40).encode()) <= 63


def test_it_is_owed_while_both_are_there() -> None:
    assert [each.verb for each in outstanding([MADE, BESIDE], "postgres")] == ["alter-type"]
    placed = "ALTER TABLE app.users DROP COLUMN age; ALTER TABLE app.users RENAME age__next TO age;"
    assert outstanding([MADE, BESIDE, placed], "postgres") == ()
    assert outstanding([MADE, BESIDE.partition("\n")[0]], "postgres") == ()


def test_carried_out_the_column_has_the_new_ones_type_and_default() -> None:
    made = ledger(MADE + BESIDE + "ALTER TABLE app.users ALTER age__next SET DEFAULT 2;")
    debts = [each.debt for each in made.open]
    one = beside_of(debts[0].act)
    assert one is not None
    assert both_there(made.catalog, one)
    carried_out(made.catalog, debts)
    column = made.catalog.column("app.users", "age")
    assert column is not None
    assert (column.type, column.default, column.not_null) == ("bigint", "2", True)
    assert not both_there(made.catalog, one)


def test_what_is_made_ready_for_the_new_column_goes_with_it() -> None:
    made = ledger(
        MADE + BESIDE + "CREATE INDEX n ON app.users (id) WHERE age__next > 0;"
        "ALTER TABLE app.users ADD CONSTRAINT c CHECK (age__next > 0);"
    )
    one = beside_of(Debt("alter-type", "app.users", "age", new="bigint").act)
    assert one is not None
    assert list(props(made.catalog, one)) == [
        ("drop-index", "app.users", "n"),
        ("drop-constraint", "app.users", "c"),
    ]
