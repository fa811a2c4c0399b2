from __future__ import annotations

from forge_migrations.sql.paying import payment
from sql.test_paying import ledger
from sql.test_paying import on

MADE = (
    "CREATE TABLE app.o (x int, y int, PRIMARY KEY (x, y));"
    "CREATE TABLE app.t (id int, a int NOT NULL, b int, CONSTRAINT pk PRIMARY KEY (id, a),"
    " CONSTRAINT f FOREIGN KEY (a, b) REFERENCES app.o (x, y) ON DELETE SET NULL,"
    ' CONSTRAINT c CHECK ("t"."a" > "b"));'
    "CREATE UNIQUE INDEX i ON app.t (a, lower(b::text) DESC) INCLUDE (id) WHERE a > 1;"
    '-- forge-migrations: deferred alter-type "app"."t"."a" to bigint: old rows\n'
    "ALTER TABLE app.t ADD COLUMN a__next bigint;"
    'CREATE TRIGGER "~a__next" BEFORE INSERT ON app.t FOR EACH ROW EXECUTE FUNCTION app.t_a__next();'
)


def test_what_stands_on_the_column_is_made_ready_and_then_takes_the_names() -> None:
    made = ledger(MADE)
    first = payment(made.catalog, [each.debt for each in made.open])
    assert [text.splitlines()[-1] for text in first.statements] == [
        'UPDATE "app"."t" SET "a__next" = "a" WHERE "a__next" IS NULL AND ("a") IS NOT NULL;',
        (
            'CREATE UNIQUE INDEX IF NOT EXISTS "i__next" ON "app"."t" ("a__next", (lower(b::text)) desc nulls first)'
            ' INCLUDE ("id") WHERE "a__next" > 1;'
        ),
        'CREATE UNIQUE INDEX IF NOT EXISTS "pk__next" ON "app"."t" ("id", "a__next");',
        (
            'ALTER TABLE "app"."t" ADD CONSTRAINT "f__next" FOREIGN KEY ("a__next", "b")'
            ' REFERENCES "app"."o"("x", "y") ON DELETE SET NULL NOT VALID;'
        ),
        'ALTER TABLE "app"."t" ADD CONSTRAINT "c__next" CHECK ("t"."a__next" > "b") NOT VALID;',
        'ALTER TABLE "app"."t" ADD CONSTRAINT "t_a__next_filled" CHECK ("a__next" IS NOT NULL) NOT VALID;',
    ]
    assert first.pays == ()
    on(made, "\n".join(first.statements))
    second = payment(made.catalog, [each.debt for each in made.open])
    assert second.waits == ()
    assert second.statements == (
        'ALTER TABLE "app"."t" VALIDATE CONSTRAINT "t_a__next_filled";',
        'ALTER TABLE "app"."t" VALIDATE CONSTRAINT "f__next";',
        'ALTER TABLE "app"."t" VALIDATE CONSTRAINT "c__next";',
        'ALTER TABLE "app"."t" ALTER COLUMN "a__next" SET NOT NULL;',
        'DROP TRIGGER "~a__next" ON "app"."t";',
        'DROP FUNCTION "app"."t_a__next"();',
        'ALTER TABLE "app"."t" DROP CONSTRAINT "t_a__next_filled";',
        'ALTER TABLE "app"."t" DROP COLUMN "a";',
        'ALTER TABLE "app"."t" RENAME COLUMN "a__next" TO "a";',
        'ALTER INDEX "app"."i__next" RENAME TO "i";',
        'ALTER TABLE "app"."t" ADD CONSTRAINT "pk" PRIMARY KEY USING INDEX "pk__next";',
        'ALTER TABLE "app"."t" RENAME CONSTRAINT "f__next" TO "f";',
        'ALTER TABLE "app"."t" RENAME CONSTRAINT "c__next" TO "c";',
    )
    on(made, "\n".join(second.statements))
    assert made.open == []


def test_a_second_column_of_the_table_waits_for_the_first() -> None:
    made = ledger(MADE)
    on(made, "\n".join(payment(made.catalog, [each.debt for each in made.open]).statements))
    on(
        made,
        '-- forge-migrations: deferred alter-type "app"."t"."b" to bigint: old rows\n'
        "ALTER TABLE app.t ADD COLUMN b__next bigint;",
    )
    paid = payment(made.catalog, [each.debt for each in made.open])
    assert [each.name for each in paid.waits] == ["b"]
    on(made, "\n".join(paid.statements))
    assert [each.debt.name for each in made.open] == ["b"]
