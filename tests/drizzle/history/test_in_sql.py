from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.drizzle.history.in_sql import object_sql
from forge_migrations.drizzle.history.in_sql import table_sql
from forge_migrations.drizzle.history.in_sql_changes import Wanted
from forge_migrations.drizzle.history.in_sql_changes import adding
from forge_migrations.drizzle.history.in_sql_changes import dropping
from forge_migrations.drizzle.history.in_sql_columns import column_sql

OLD: dict[str, Any] = {
    "name": "posts",
    "schema": "",
    "columns": {
        "id": {"name": "id", "type": "serial", "primaryKey": True, "notNull": True},
        "at": {"name": "at", "type": "timestamp", "notNull": True, "default": "now()"},
    },
    "indexes": {
        "i": {
            "name": "i",
            "columns": [{"expression": "at", "isExpression": False, "asc": False, "nulls": "last"}],
            "isUnique": True,
            "method": "btree",
            "where": "at is not null",
        }
    },
    "foreignKeys": {
        "fk": {
            "name": "fk",
            "tableTo": "users",
            "schemaTo": "auth",
            "columnsFrom": ["id"],
            "columnsTo": ["id"],
            "onDelete": "cascade",
        }
    },
    "uniqueConstraints": {"u": {"name": "u", "columns": ["at"], "nullsNotDistinct": True}},
    "checkConstraints": {"c": {"name": "c", "value": "id > 1"}},
    "policies": {
        "p": {"name": "p", "as": "PERMISSIVE", "for": "ALL", "to": ["app"], "using": "true"}
    },
}


def test_a_table_of_drizzle_kit_0_31() -> None:
    assert list(table_sql("postgres", "public.posts", OLD)) == [
        (
            'CREATE TABLE "posts" (\n\t"id" serial PRIMARY KEY NOT NULL,'
            '\n\t"at" timestamp DEFAULT now() NOT NULL,'
            '\n\tCONSTRAINT "u" UNIQUE NULLS NOT DISTINCT ("at"),'
            '\n\tCONSTRAINT "c" CHECK (id > 1),'
            '\n\tCONSTRAINT "fk" FOREIGN KEY ("id") REFERENCES "auth"."users" ("id") ON DELETE cascade\n)'
        ),
        'CREATE UNIQUE INDEX "i" ON "posts" USING btree ("at" DESC NULLS LAST) WHERE at is not null',
        'CREATE POLICY "p" ON "posts" AS PERMISSIVE FOR ALL TO app USING (true)',
        'ALTER TABLE "posts" ENABLE ROW LEVEL SECURITY',
    ]


@pytest.mark.parametrize(
    ("engine", "column", "text"),
    [
        ("postgres", {"type": "mood[]", "typeSchema": "public"}, '"c" "mood"[]'),
        ("postgres", {"type": "mood", "typeSchema": "auth"}, '"c" "auth"."mood"'),
        ("postgres", {"type": "text", "dimensions": 2}, '"c" text[][]'),
        (
            "postgres",
            {"type": "integer", "notNull": True, "identity": {"type": "always", "startWith": 10}},
            '"c" integer GENERATED ALWAYS AS IDENTITY (START WITH 10)',
        ),
        ("postgres", {"type": "text", "default": {"value": "'a'"}}, "\"c\" text DEFAULT 'a'"),
        ("mysql", {"type": "int", "autoincrement": True, "notNull": True}, "`c` int AUTO_INCREMENT NOT NULL"),
        ("mysql", {"type": "timestamp", "onUpdate": True}, "`c` timestamp ON UPDATE CURRENT_TIMESTAMP"),
        ("sqlite", {"type": "integer", "default": False}, "`c` integer DEFAULT false"),
        ("sqlite", {"type": "text", "generated": {"as": "a", "type": "virtual"}},
         "`c` text GENERATED ALWAYS AS (a) VIRTUAL"),
    ],
)  # fmt: skip
def test_a_column(engine: str, column: dict[str, Any], text: str) -> None:
    assert column_sql(engine, "c", column) == text


@pytest.mark.parametrize(
    ("kind", "thing", "text"),
    [
        ("enums", {"name": "m", "schema": "public", "values": ["it's"]}, "CREATE TYPE \"m\" AS ENUM ('it''s')"),
        ("sequences", {"name": "s", "startWith": "1"}, 'CREATE SEQUENCE "s" START WITH 1'),
        ("views", {"name": "v", "definition": "select 1;"}, 'CREATE VIEW "v" AS (select 1)'),
        ("views", {"name": "v", "definition": "select 1", "isExisting": True}, ""),
        ("schemas", "auth", 'CREATE SCHEMA "auth"'),
        ("roles", {"name": "app"}, 'CREATE ROLE "app"'),
    ],
)  # fmt: skip
def test_what_stands_by_itself(kind: str, thing: Any, text: str) -> None:
    assert object_sql("postgres", kind, "public.x", thing) == text


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Wanted("column", "posts", "at", ""), 'ALTER TABLE "posts" ADD COLUMN "at" timestamp DEFAULT now() NOT NULL;'),
        (Wanted("column", "posts", "at", "default"), 'ALTER TABLE "posts" ALTER COLUMN "at" SET DEFAULT now();'),
        (Wanted("column", "posts", "at", "null"), 'ALTER TABLE "posts" ALTER COLUMN "at" SET NOT NULL;'),
        (Wanted("check", "posts", "c", ""), 'ALTER TABLE "posts" ADD CONSTRAINT "c" CHECK (id > 1);'),
        (
            Wanted("check", "posts", "c", "condition"),
            'ALTER TABLE "posts" DROP CONSTRAINT "c";\nALTER TABLE "posts" ADD CONSTRAINT "c" CHECK (id > 1);',
        ),
    ],
)  # fmt: skip
def test_the_statement_that_makes_it_so(one: Wanted, text: str) -> None:
    assert adding("postgres", {"tables": {"public.posts": OLD}}, one) == text


@pytest.mark.parametrize(
    ("engine", "one", "text"),
    [
        (
            "postgres",
            Wanted("column", "auth.t", "a", ""),
            'ALTER TABLE "auth"."t" DROP COLUMN "a";',
        ),
        ("mysql", Wanted("index", "t", "i", ""), "DROP INDEX `i` ON `t`;"),
        ("mysql", Wanted("foreign key", "t", "f", ""), "ALTER TABLE `t` DROP FOREIGN KEY `f`;"),
        ("postgres", Wanted("enum", "", "m", ""), 'DROP TYPE "m";'),
        ("sqlite", Wanted("foreign key", "t", "a -> b", ""), ""),
    ],
)
def test_the_statement_that_takes_it_away(engine: str, one: Wanted, text: str) -> None:
    assert dropping(engine, one) == text


def test_what_an_index_and_a_view_were_told_in_both_layouts() -> None:
    for said in ({"fillfactor": 70}, "fillfactor = 70"):
        index = {"columns": ["id"], "isUnique": False, "with": said, "where": "id > 1"}
        made = list(table_sql("postgres", "t", {"columns": {}, "indexes": {"i": index}}))[1]
        assert made == 'CREATE INDEX "i" ON "t" (id) WITH (fillfactor = 70) WHERE id > 1'
    options = {"securityInvoker": True, "checkOption": "local", "fillfactor": None}
    view = {"name": "v", "definition": "select 1", "with": options, "using": None}
    assert object_sql("postgres", "views", "v", view) == (
        'CREATE VIEW "v" WITH (security_invoker = true, check_option = local) AS (select 1)'
    )
    kept = {"name": "v", "definition": "select 1", "materialized": True, "using": "heap"}
    assert object_sql("postgres", "views", "v", {**kept, "tablespace": "fast"}) == (
        'CREATE MATERIALIZED VIEW "v" USING "heap" TABLESPACE fast AS (select 1)'
    )
    mysql = {"definition": "select 1", "algorithm": "merge", "sqlSecurity": "invoker"}
    assert object_sql("mysql", "views", "v", {**mysql, "withCheckOption": "local"}) == (
        "CREATE ALGORITHM = merge SQL SECURITY invoker VIEW `v` AS (select 1) WITH local CHECK OPTION"
    )


def test_the_letters_and_the_clock_of_a_column_of_mysql() -> None:
    column = {"type": "varchar(9)", "charSet": "utf8mb4", "collation": "utf8mb4_bin"}
    assert (
        column_sql("mysql", "a", column)
        == "`a` varchar(9) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    )
    clock = {"type": "timestamp(3)", "onUpdateNow": True, "onUpdateNowFsp": 3}
    assert column_sql("mysql", "a", clock) == "`a` timestamp(3) ON UPDATE CURRENT_TIMESTAMP(3)"
