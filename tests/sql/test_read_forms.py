from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from forge_migrations.sql import read_forms
from forge_migrations.sql.pieces import BREAKPOINT
from forge_migrations.sql.pieces import pieces
from forge_migrations.sql.read import Reading
from forge_migrations.sql.read import read
from forge_migrations.sql.read import read_script
from forge_migrations.sql.read_forms import by_form
from forge_migrations.sql.statements import split

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

DIALECTS: tuple[Dialect, ...] = ("postgres", "mysql", "sqlite", "libsql")


def token_by_token(text: str, dialect: Dialect) -> Reading:
    """What the reader says without any form."""
    script = split(text, dialect)
    acts = tuple(tuple(read(each, dialect)) for each in script.statements)
    without = tuple(each._replace(tokens=()) for each in script.statements)
    return Reading(script._replace(statements=without), acts)


def by_forms(text: str, dialect: Dialect) -> int:
    """How many pieces are read by their form."""
    return sum(by_form(text, dialect, *piece) is not None for piece in pieces(text))


OF_THE_KIT = (
    'CREATE TABLE "toys" (\n\t"id" serial PRIMARY KEY NOT NULL,\n\t"name" text DEFAULT \'a;b, c\' NOT NULL\n);\n',
    'CREATE TABLE IF NOT EXISTS "toys" (\n\t"id" integer\n);',
    (
        'CREATE TABLE "app"."toys" (\n\t"a" numeric(10, 2),\n\t"b" "app"."mood"[] DEFAULT \'{}\',\n'
        '\tCONSTRAINT "toys_pk" PRIMARY KEY("a","b"),\n\tCONSTRAINT "high" CHECK ("toys"."a" > 0)\n)'
    ),
    'CREATE TABLE "toys" (\n\t"a" text,\n\tCONSTRAINT "toys_a_unique" UNIQUE("a")\n);',
    (
        'CREATE TABLE "toys" (\n\t"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "s" START WITH 1),\n'
        '\t"at" timestamp with time zone DEFAULT now(),\n\t"w" text GENERATED ALWAYS AS (lower(\',\')) STORED\n);'
    ),
    'ALTER TABLE "toys" ADD COLUMN "owner" integer;',
    'ALTER TABLE "app"."toys" ADD COLUMN "n" varchar(40) DEFAULT \'it\'\'s\' NOT NULL UNIQUE',
    'ALTER TABLE "toys" ADD COLUMN "o" integer CONSTRAINT "k" REFERENCES "owners"("id") ON DELETE set null;',
    (
        'ALTER TABLE "toys" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "public"."owners"("id")'
        " ON DELETE cascade ON UPDATE no action;\n"
    ),
    'ALTER TABLE "toys" ADD CONSTRAINT "fk" FOREIGN KEY ("a", "b") REFERENCES "auth"."users" ("x","y");',
    'CREATE INDEX "i" ON "toys" USING btree ("a","b");',
    'CREATE UNIQUE INDEX IF NOT EXISTS "i" ON "app"."toys" USING gin ("a");',
    'CREATE INDEX "i" ON "toys" ("a", "b");',
)
NEARLY = (
    'ALTER TABLE "toys" ADD COLUMN "a" integer ;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer -- why\n;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer /* why */;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer, ADD COLUMN "b" text;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer; DROP TABLE "toys";',
    "ALTER TABLE \"toys\" ADD COLUMN \"a\" text DEFAULT 'x;y';",
    'ALTER TABLE "toys" ADD COLUMN "a" text DEFAULT \'never ends;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer first;',
    'ALTER TABLE "toys" ADD COLUMN "a" integer DROP COLUMN "b";',
    'ALTER TABLE "toys" ADD COLUMN "a" numeric(10;',
    'ALTER TABLE "toys" ADD COLUMN "a" numeric(10)) ;',
    'ALTER TABLE "toys" ADD COLUMN IF NOT EXISTS "a" integer;',
    'ALTER TABLE "toys" ADD COLUMN "' + "a" * 70 + '" integer;',
    'ALTER TABLE "to""ys" ADD COLUMN "a" integer;',
    'ALTER TABLE "toys" ADD "unique" ("a");',
    'ALTER TABLE "toys" ADD "a" integer, ALGORITHM=INPLACE;',
    'ALTER TABLE "toys" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "o"("id") NOT VALID;',
    'ALTER TABLE "toys" ADD CONSTRAINT "fk" FOREIGN KEY ("a") REFERENCES "o"("id") ON UPDATE cascade ON DELETE cascade;',
    'CREATE INDEX "i" ON "toys" USING btree ("a" DESC NULLS LAST);',
    'CREATE INDEX "i" ON "toys" USING btree ("a") WHERE "a" > 0;',
    'CREATE INDEX "i" ON "toys" USING btree (lower("a"));',
    'CREATE TABLE "toys" (\n\t"a" text DEFAULT \'x,\n\ty\',\n\t"b" text\n);',
    'CREATE TABLE "toys" (\n\t"a" text DEFAULT \'x,\n\t"c" y\',\n\t"b" text\n);',
    'CREATE TABLE "toys" (\n\t"a" numeric(10,\n\t2)\n);',
    'CREATE TABLE "toys" (\n\t"a" text, -- why\n\t"b" text\n);',
    'CREATE TABLE "toys" (\n\t"a" text, "c" text,\n\t"b" text,\n);',
    'CREATE TABLE "toys" (\n\tLIKE "other" INCLUDING ALL,\n\t"b" text\n);',
    'CREATE TABLE "toys" (\n\tSELECT 1\n);',
    'CREATE TABLE "toys" (\n\t"a" text,\n\tKEY "k" ("a"),\n\tFOREIGN KEY ("a") REFERENCES "o"("id") ON DELETE cascade\n);',
    'CREATE TABLE "toys" (\n\t"a" text\n);\nINSERT INTO "toys" VALUES (1\n);',
    'CREATE TABLE "toys" (\n\t"a" text UNIQUE CONSTRAINT "c" CHECK ("a" > 1),\n\tUNIQUE ("a") CHECK ("a" < 9)\n);',
    'CREATE TABLE "toys" (\n\n);',
    'CREATE TABLE "toys" (\n\t"a" text\n) STRICT;',
    'CREATE TABLE "temp"."toys" (\n\t"a" text\n);',
    'CREATE TABLE "main"."toys" (\n\t"a" text\n);',
    'CREATE TABLE "toys" (\n\t"a" text $$ never,\n\t"b" text\n);',
    'CREATE TABLE "toys" (\n\t"a" text DEFAULT $$,\n\t"b" text\n$$\n);',
    "\ufeffCREATE TABLE \"toys\" (\n\t\"a\" text\n);",
    '\x0cCREATE TABLE "toys" (\n\t"a" text\n);',
    'CREATE TABLE "toys" (\n\t"a" te\0xt\n);',
)  # fmt: skip


def spelt(text: str, dialect: Dialect) -> str:
    return text.replace('"', "`") if dialect != "postgres" else text


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("text", [*OF_THE_KIT, *NEARLY])
def test_a_statement_means_by_its_form_what_it_means_token_by_token(
    text: str, dialect: Dialect
) -> None:
    for written in (text, spelt(text, dialect)):
        assert read_script(written, dialect) == token_by_token(written, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_of_them_has_the_same_places(dialect: Dialect) -> None:
    text = f"{BREAKPOINT}\n".join(spelt(each, dialect) for each in (*OF_THE_KIT, *NEARLY))
    assert read_script(text, dialect) == token_by_token(text, dialect)


@pytest.mark.parametrize("text", OF_THE_KIT)
def test_what_drizzle_kit_writes_is_read_by_its_form(text: str) -> None:
    assert by_forms(text, "postgres") == 1


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ("ALTER TABLE `toys` ADD `n` varchar(40) DEFAULT 'x' NOT NULL;", "mysql"),
        ("CREATE INDEX `i` ON `toys` (`a`,`b`);", "mysql"),
        (("CREATE TABLE `toys` (\n\t`id` int AUTO_INCREMENT NOT NULL,\n"
         "\t`at` datetime(3) DEFAULT CURRENT_TIMESTAMP(3) on update CURRENT_TIMESTAMP(3),\n"
         "\tCONSTRAINT `toys_id` PRIMARY KEY(`id`)\n);\n"), "mysql"),
        ("ALTER TABLE `toys` ADD `n` text NOT NULL;", "sqlite"),
        (("CREATE TABLE `toys` (\n\t`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,\n"
         "\tFOREIGN KEY (`id`) REFERENCES `o`(`id`) ON UPDATE no action ON DELETE no action\n);\n"), "libsql"),
    ],
)  # fmt: skip
def test_what_it_writes_for_other_engines_is_too(text: str, dialect: Dialect) -> None:
    assert by_forms(text, dialect) == 1
    assert read_script(text, dialect) == token_by_token(text, dialect)


WORDINGS = (
    " text", " text NOT NULL", " text PRIMARY KEY", " serial", " integer DEFAULT 3 CHECK (1 > 0)",
    " integer REFERENCES o", " integer CONSTRAINT n UNIQUE", " text COLLATE nocase", " enum('a','b')",
    " text COMMENT 'x'", " int AUTO_INCREMENT", " integer AUTOINCREMENT", " text AFTER b", " SERIAL DEFAULT VALUE",
    " bigint unsigned", " text NOT NULL NOT NULL", " text DEFAULT", " timestamp ON UPDATE CURRENT_TIMESTAMP",
    " text[] DEFAULT ARRAY['a', 'b']::text[]", " geometry(point, 4326)", " text UNIQUE NULLS NOT DISTINCT",
)  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_wording_of_a_column_means_the_same_behind_every_name(dialect: Dialect) -> None:
    for wording, name in product(WORDINGS, ("a", "primary", "key", "x")):
        for form in ("ALTER TABLE {} ADD {}{};", "CREATE TABLE {} (\n\t{}{}\n);"):
            quote = spelt('"', dialect)
            text = form.format(f"{quote}toys{quote}", f"{quote}{name}{quote}", wording)
            assert read_script(text, dialect) == token_by_token(text, dialect)


def test_a_wording_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[str] = []

    def watched(dialect: Dialect, verb: str, wording: str) -> None:
        learned.append(wording)

    monkeypatch.setattr(read_forms, "_known", {})
    monkeypatch.setattr(read_forms, "_learned", watched)
    for number in range(40):
        read_script(f'ALTER TABLE "t" ADD COLUMN "d{number}" integer', "postgres")
    assert learned == [" integer"]
