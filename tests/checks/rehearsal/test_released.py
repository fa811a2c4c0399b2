"""The released code's own queries on the migrated database, on each engine, with both drizzle-orms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.database import trial
from forge_migrations.database.mysql.server import find_mysql
from forge_migrations.database.postgres.server import find_binaries
from forge_migrations.findings import Finding
from forge_migrations.workflow.install.setup import PGLITE
from kits import installed
from scratch_servers import scratch_cache  # noqa: F401
from scratch_servers import shared_scratch_cache  # noqa: F401

RULE = "breaks-released-code"
DRIVERS = {"postgresql": "pg", "mysql": "mysql2", "sqlite": "better-sqlite3"}
BREAK = "\n--> statement-breakpoint\n"


class Told(NamedTuple):
    """What a rehearsal says of the released code."""

    found: list[Finding]
    order: str
    notes: list[str]

    @property
    def messages(self) -> list[tuple[int, str]]:
        return [(each.line, each.message) for each in self.found]


def tree(dialect: str, schema: str, sql: dict[str, str]) -> MemoryTree:
    entries = [
        {"idx": index, "version": "7", "when": 1_700_000_000_000 + index, "tag": tag}
        for index, tag in enumerate(sql)
    ]
    journal = {"version": "7", "dialect": dialect, "entries": entries}
    return MemoryTree(
        {
            "drizzle.config.ts": f"export default {{ dialect: '{dialect}', schema: './schema.ts', out: './drizzle' }};",
            "package.json": json.dumps({"dependencies": {DRIVERS[dialect]: "1"}}),
            "schema.ts": schema,
            "drizzle/meta/_journal.json": json.dumps(journal),
            **{f"drizzle/{tag}.sql": text for tag, text in sql.items()},
        }
    )


def tried(
    kit: str, dialect: str, schemas: tuple[str, str], start: str, *new: str, only: str = "rehearsal"
) -> Told:
    """What is said where the schema goes from one to the other by these statements."""
    was = tree(dialect, schemas[0], {"0000_start": start})
    now = tree(dialect, schemas[1], {"0000_start": start, "0007_new": BREAK.join(new)})
    subject = Subject(Change(was, now, was), kit_folder=kit, only_check=only)
    try:
        said = judge(subject, ["rehearsal"])
    finally:
        subject.close()
    notes = [each.message for each in said.notes]
    order = next((each for each in notes if each.startswith("deploy order: ")), "")
    found = [each for each in said.findings if each.rule == RULE]
    return Told(found, order.removeprefix("deploy order: ").partition(":")[0], notes)


@pytest.fixture
def pg() -> Iterator[str]:
    if find_binaries() is None:
        pytest.skip("no PostgreSQL server binaries are installed")
    yield "postgresql"


@pytest.fixture
def my() -> Iterator[str]:
    if find_mysql() is None:
        pytest.skip("no MySQL server binaries are installed")
    yield "mysql"


PG = """
import { boolean, customType, integer, jsonb, pgEnum, pgMaterializedView, pgSchema, pgTable, pgView, primaryKey, serial, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core';
import { relations, sql } from 'drizzle-orm';
export const role = pgEnum('role', ['admin', 'guest']);
export const users = pgTable('users', { id: serial().primaryKey(), name: text().notNull(), email: text().unique(), role: role().default('guest')%s });
export const posts = pgTable('posts', { id: serial().primaryKey(), owner: integer().notNull().references(() => users.id) });
export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts) }));
export const ofPosts = relations(posts, ({ one }) => ({ writer: one(users, { fields: [posts.owner], references: [users.id] }) }));
"""
PG_START = """CREATE TYPE "role" AS ENUM ('admin', 'guest');
CREATE TABLE "users" ("id" serial PRIMARY KEY, "name" text NOT NULL, "email" text CONSTRAINT "users_email_unique" UNIQUE, "role" "role" DEFAULT 'guest');
CREATE TABLE "posts" ("id" serial PRIMARY KEY, "owner" integer NOT NULL REFERENCES "users"("id"));"""
WITHOUT_EMAIL = PG.replace(", email: text().unique()", "")


def test_a_dropped_column_fails_whatever_names_every_column(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", WITHOUT_EMAIL % ""),
        PG_START,
        'ALTER TABLE "users" DROP COLUMN "email";',
    )
    assert told.messages == [
        (
            1,
            (
                "after 0007_new the released code's SELECT, INSERT, INSERT … ON CONFLICT, UPDATE and"
                ' relational query on "users" fail: column "email" does not exist (42703);'
                ' so do relational queries of "posts"'
            ),
        )
    ]
    assert told.found[0].refuses and told.found[0].kind == "breaks-clients"
    assert told.order == "deploy first"


def test_a_required_column_fails_inserts_at_the_statement_that_makes_it_so(
    pg: str, kit31: str
) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", PG % ", plan: text().notNull()"),
        PG_START,
        'ALTER TABLE "users" ADD COLUMN "plan" text;',
        'UPDATE "users" SET "plan" = \'free\';',
        'ALTER TABLE "users" ALTER COLUMN "plan" SET NOT NULL;',
    )
    assert told.messages == [
        (
            5,
            (
                'after 0007_new the released code\'s INSERT and INSERT … ON CONFLICT into "users" fail:'
                ' null value in column "plan" of relation "users" violates not-null constraint (23502)'
            ),
        )
    ]
    assert told.order == "neither without a stop"


@pytest.mark.parametrize(
    ("more", "sql"),
    [
        (", bio: text()", 'ALTER TABLE "users" ADD COLUMN "bio" text;'),
        (
            ", n: integer().notNull().default(1)",
            'ALTER TABLE "users" ADD COLUMN "n" integer NOT NULL DEFAULT 1;',
        ),
    ],
)
def test_what_old_code_does_without_is_migrated_first(
    pg: str, kit31: str, more: str, sql: str
) -> None:
    told = tried(kit31, pg, (PG % "", PG % more), PG_START, sql)
    assert (told.found, told.order) == ([], "migrate first")


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE INDEX "i" ON "users" ("name");',
        'ALTER TABLE "users" ALTER COLUMN "role" DROP DEFAULT;',
        # What the rows that were made up break says nothing of the team's.
        'ALTER TABLE "users" ADD CONSTRAINT "c" CHECK (length("name") < 5) NOT VALID;',
        'ALTER TABLE "users" ENABLE ROW LEVEL SECURITY; ALTER TABLE "users" FORCE ROW LEVEL SECURITY;',
    ],
)
def test_what_breaks_no_query_by_its_form_goes_in_either_order(
    pg: str, kit31: str, sql: str
) -> None:
    told = tried(kit31, pg, (PG % "", PG % ""), PG_START, sql)
    assert (told.found, told.order) == ([], "either")


def test_a_value_that_an_enum_loses_is_named(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", PG.replace("'admin', ", "") % ""),
        PG_START,
        'UPDATE "users" SET "role" = \'guest\';',
        'ALTER TABLE "users" ALTER COLUMN "role" DROP DEFAULT;',
        'ALTER TABLE "users" ALTER COLUMN "role" TYPE text; DROP TYPE "role";',
        "CREATE TYPE \"role\" AS ENUM ('guest');",
        'ALTER TABLE "users" ALTER COLUMN "role" TYPE "role" USING "role"::"role";',
    )
    assert told.messages == [
        (
            9,
            (
                'after 0007_new the released code\'s UPDATE ("role" = \'admin\') of "users" fails:'
                ' invalid input value for enum role: "admin" (22P02)'
            ),
        )
    ]


def test_a_key_that_goes_is_only_reported_for_what_names_it(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", PG.replace("text().unique()", "text()") % ""),
        PG_START,
        'ALTER TABLE "users" DROP CONSTRAINT "users_email_unique";',
    )
    assert told.messages == [
        (
            1,
            (
                'after 0007_new the released code\'s INSERT … ON CONFLICT into "users" fails: there is no'
                " unique or exclusion constraint matching the ON CONFLICT specification (42P10)"
            ),
        )
    ]
    assert not told.found[0].refuses
    assert told.order == "either"


def test_a_dropped_column_that_a_trigger_reads_breaks_what_does_not_name_it(
    pg: str, kit31: str
) -> None:
    start = PG_START + (
        BREAK
        + """CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.hidden THEN RAISE NOTICE 'hidden'; END IF; RETURN NEW; END $$;
ALTER TABLE "users" ADD COLUMN "hidden" boolean;
CREATE TRIGGER t BEFORE UPDATE ON "users" FOR EACH ROW EXECUTE FUNCTION note();"""
    )
    told = tried(kit31, pg, (PG % "", PG % ""), start, 'ALTER TABLE "users" DROP COLUMN "hidden";')
    assert told.messages == [
        (
            1,
            (
                'after 0007_new the released code\'s UPDATE of "users" fails: record "new" has no field'
                ' "hidden" (42703)'
            ),
        )
    ]


def test_what_failed_before_is_never_told(pg: str, kit31: str) -> None:
    behind = PG % ", missing: text()"
    told = tried(kit31, pg, (behind, behind), PG_START, 'ALTER TABLE "users" DROP COLUMN "email";')
    assert not [each for each in told.messages if "SELECT" in each[1]]


STRANGE = """
import { bigint, bytea, customType, doublePrecision, integer, inet, interval, jsonb, numeric, pgEnum, pgMaterializedView, pgSchema, pgTable, pgView, primaryKey, serial, text, timestamp, unique, uuid, check } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { nanoid } from 'nanoid';
const blob = customType({ dataType: () => 'bytea', toDriver() { throw new Error('never called'); } });
export const mood = pgEnum('mood', ['good', 'bad']);
export const app = pgSchema('app');
export const things = app.table('things', {
  id: text().primaryKey().$defaultFn(() => nanoid()),
  number: integer().generatedAlwaysAsIdentity(),
  loud: text().generatedAlwaysAs(sql`upper("id")`),
  moods: mood().array(), data: jsonb().notNull(), at: timestamp({ withTimezone: true }).notNull().$onUpdate(() => new Date()),
  raw: blob().notNull(), tags: text().array().notNull(), cost: numeric({ precision: 6, scale: 2 }), span: interval(), host: inet(),
  parent: text().references(() => things.id),
}, (t) => [unique().on(t.parent, t.number), check('priced', sql`"cost" is null or "cost" >= 0`)]);
export const pairs = app.table('pairs', { a: text().references(() => things.id), b: uuid(), n: bigint({ mode: 'number' }), f: doublePrecision() }, (t) => [primaryKey({ columns: [t.a, t.b] })]);
export const shown = app.view('shown').as((qb) => qb.select({ id: things.id, data: things.data }).from(things));
export const kept = app.materializedView('kept').as((qb) => qb.select({ id: things.id }).from(things));
export const there = pgView('there', { id: text() }).existing();
export const gone = pgView('gone', { id: text() }).existing();
"""
STRANGE_START = """CREATE SCHEMA "app"; CREATE TYPE "mood" AS ENUM ('good', 'bad');
CREATE TABLE "app"."things" ("id" text PRIMARY KEY, "number" integer GENERATED ALWAYS AS IDENTITY, "loud" text GENERATED ALWAYS AS (upper("id")) STORED,
 "moods" "mood"[], "data" jsonb NOT NULL, "at" timestamptz NOT NULL, "raw" bytea NOT NULL, "tags" text[] NOT NULL, "cost" numeric(6, 2), "span" interval, "host" inet,
 "parent" text REFERENCES "app"."things"("id"), UNIQUE ("parent", "number"), CONSTRAINT "priced" CHECK ("cost" IS NULL OR "cost" >= 0));
CREATE TABLE "app"."pairs" ("a" text REFERENCES "app"."things"("id"), "b" uuid, "n" bigint, "f" double precision, PRIMARY KEY ("a", "b"));
CREATE VIEW "app"."shown" AS SELECT "id", "data" FROM "app"."things";
CREATE MATERIALIZED VIEW "app"."kept" AS SELECT "id" FROM "app"."things";
CREATE VIEW "there" AS SELECT "id" FROM "app"."things";"""


def test_values_that_code_computes_and_types_of_every_kind_are_no_failure(
    pg: str, kit31: str
) -> None:
    told = tried(
        kit31,
        pg,
        (STRANGE, STRANGE),
        STRANGE_START,
        'CREATE INDEX "i" ON "app"."things" ("at"); CREATE INDEX "j" ON "app"."pairs" ("n");',
    )
    assert (told.found, told.order) == ([], "either")


def test_each_of_them_is_tried_all_the_same(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (STRANGE, STRANGE),
        STRANGE_START,
        'ALTER TABLE "app"."things" ADD COLUMN "more" text; UPDATE "app"."things" SET "more" = 1;',
        'ALTER TABLE "app"."things" ALTER COLUMN "more" SET NOT NULL;',
        'ALTER TABLE "app"."pairs" ADD COLUMN "more" text; UPDATE "app"."pairs" SET "more" = 1;',
        'ALTER TABLE "app"."pairs" ALTER COLUMN "more" SET NOT NULL;',
        'DROP VIEW "app"."shown";',
        'DROP MATERIALIZED VIEW "app"."kept";',
        'DROP VIEW "there";',
    )
    assert [(line, text.partition(" fail")[0]) for line, text in told.messages] == [
        (
            3,
            'after 0007_new the released code\'s INSERT and INSERT … ON CONFLICT into "app.things"',
        ),
        (7, 'after 0007_new the released code\'s INSERT and INSERT … ON CONFLICT into "app.pairs"'),
        (9, 'after 0007_new the released code\'s SELECT from "app.shown"'),
        (11, 'after 0007_new the released code\'s SELECT and REFRESH on "app.kept"'),
        (13, 'after 0007_new the released code\'s SELECT from "there"'),
    ]


def test_a_rename_lets_neither_go_first(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", (PG % "").replace("name: text()", "title: text()")),
        PG_START,
        'ALTER TABLE "users" RENAME COLUMN "name" TO "title";',
    )
    assert told.order == "neither without a stop"
    assert [each.line for each in told.found] == [1]


def test_one_acknowledgement_speaks_for_the_statement(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (PG % "", WITHOUT_EMAIL % ""),
        PG_START,
        "-- forge-migrations: allow drop-column: no process of the old release is left\n"
        'ALTER TABLE "users" DROP COLUMN "email";',
    )
    assert [each.acknowledged for each in told.found] == ["no process of the old release is left"]


TYPED = "import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { id: serial().primaryKey(), n: integer().notNull(), s: text().notNull() });"
TYPED_START = 'CREATE TABLE "t" ("id" serial PRIMARY KEY, "n" integer NOT NULL, "s" text NOT NULL);'


def test_a_type_that_no_old_value_fits_is_told_without_the_value(pg: str, kit31: str) -> None:
    told = tried(
        kit31,
        pg,
        (TYPED, TYPED),
        TYPED_START,
        'ALTER TABLE "t" ALTER COLUMN "n" TYPE uuid USING lpad(to_hex("n"), 32, \'0\')::uuid;',
    )
    assert told.messages == [
        (
            1,
            (
                'after 0007_new the released code\'s INSERT, INSERT … ON CONFLICT and UPDATE on "t" fail:'
                " invalid input syntax for type uuid (22P02)"
            ),
        )
    ]


@pytest.mark.parametrize(
    "sql",
    [
        # One of the values that are there fits, and code that uses no other goes on.
        'ALTER TABLE "t" ALTER COLUMN "n" TYPE boolean USING "n" > 0;',
        # Text may hold uuids only.
        'ALTER TABLE "t" ALTER COLUMN "s" TYPE uuid USING gen_random_uuid();',
        'ALTER TABLE "t" ALTER COLUMN "n" TYPE bigint;',
        'ALTER TABLE "t" ALTER COLUMN "n" TYPE text;',
    ],
)
def test_a_type_that_some_old_value_fits_is_not(pg: str, kit31: str, sql: str) -> None:
    told = tried(kit31, pg, (TYPED, TYPED), TYPED_START, sql)
    assert told.found == []


STATES = "import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { id: serial().primaryKey(), state: text({ enum: ['new', 'paid', 'gone'] }).notNull(), note: text() });"
STATES_START = 'CREATE TABLE "t" ("id" serial PRIMARY KEY, "state" text NOT NULL, "note" text);'


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (
            "\"state\" IN ('new', 'paid')",
            (
                'UPDATE ("state" = \'gone\') of "t" fails: new row for relation "t" violates check'
                ' constraint "c" (23514)'
            ),
        ),
        # Some row may be paid.
        ('"state" <> \'paid\' OR "note" IS NOT NULL', ""),
        (
            '"note" IS NOT NULL',
            (
                'INSERT of the required columns alone into "t" fails: new row for relation "t" violates'
                ' check constraint "c" (23514)'
            ),
        ),
        ('"note" IS NOT NULL OR "id" > 0', ""),
        ('length("note") < 3', ""),
    ],
)
def test_a_check_is_told_where_it_takes_what_the_schema_lets(
    pg: str, kit31: str, check: str, said: str
) -> None:
    told = tried(
        kit31,
        pg,
        (STATES, STATES),
        STATES_START,
        'UPDATE "t" SET "state" = \'new\';',
        f'ALTER TABLE "t" ADD CONSTRAINT "c" CHECK ({check}) NOT VALID;',
    )
    wanted = [(3, f"after 0007_new the released code's {said}")] if said else []
    assert told.messages == wanted


@pytest.mark.parametrize(
    "sql",
    [
        (
            "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP"
            " EXECUTE format('DROP TABLE %I CASCADE', t); END LOOP; END $$;"
        ),
        'DROP SCHEMA "public" CASCADE; CREATE SCHEMA "public";',
        'DROP SEQUENCE "t_id_seq" CASCADE;',
    ],
)
def test_what_goes_without_being_named_is_tried_too(pg: str, kit31: str, sql: str) -> None:
    told = tried(kit31, pg, (STATES, STATES), STATES_START, sql)
    assert [each.line for each in told.found] == [1]


PG_10 = (
    PG.replace("import { relations, sql }", "import { defineRelations, sql }").partition(
        "export const ofUsers"
    )[0]
    + """export const all = defineRelations({ users, posts }, (r) => ({
  users: { posts: r.many.posts() }, posts: { writer: r.one.users({ from: r.posts.owner, to: r.users.id }) } }));
"""
)


def test_drizzle_orm_1_writes_its_own_queries(pg: str, kit1: str) -> None:
    told = tried(
        kit1,
        pg,
        (PG_10 % "", PG_10.replace(", email: text().unique()", "") % ""),
        PG_START,
        'ALTER TABLE "users" DROP COLUMN "email";',
    )
    assert [each.line for each in told.found] == [1]
    assert 'relational query on "users" fail: column' in told.messages[0][1]
    assert told.messages[0][1].endswith('; so do relational queries of "posts"')


@pytest.mark.network
def test_pglite_answers_the_same(
    kit31: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "pglite"
    place.mkdir()
    (place / "node_modules").symlink_to(Path(installed(*PGLITE)) / "node_modules")
    monkeypatch.setenv("FORGE_CACHE", str(tmp_path))
    monkeypatch.setenv("FORGE_SCRATCH_URL", "pglite:")
    told = tried(
        kit31,
        "postgresql",
        (PG % "", WITHOUT_EMAIL % ""),
        PG_START,
        'ALTER TABLE "users" DROP COLUMN "email";',
    )
    assert [each.line for each in told.found] == [1]
    assert told.order == "deploy first"


def test_trouble_of_its_own_is_said_and_is_no_failure_of_the_migrations(
    pg: str, kit31: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(trial, "sample_of", broken)
    told = tried(
        kit31, pg, (PG % "", PG % ", bio: text()"), PG_START, 'ALTER TABLE "users" ADD "bio" text;'
    )
    assert "the released code's queries were not tried: RuntimeError" in told.notes
    assert (told.found, told.order) == ([], "")


MY = """
import { int, mysqlEnum, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core';
import { relations } from 'drizzle-orm';
export const users = mysqlTable('users', { id: int().primaryKey().autoincrement(), name: text().notNull(), rate: varchar('rate %%', { length: 20 }), role: mysqlEnum(['admin', 'guest']).default('guest')%s });
export const posts = mysqlTable('posts', { id: int().primaryKey().autoincrement(), owner: int().notNull().references(() => users.id) });
export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts) }));
export const ofPosts = relations(posts, ({ one }) => ({ writer: one(users, { fields: [posts.owner], references: [users.id] }) }));
"""
MY_START = BREAK.join(
    [
        (
            "CREATE TABLE `users` (`id` int AUTO_INCREMENT PRIMARY KEY, `name` text NOT NULL, `rate %` varchar(20),"
            " `role` enum('admin','guest') DEFAULT 'guest');"
        ),
        (
            "CREATE TABLE `posts` (`id` int AUTO_INCREMENT PRIMARY KEY, `owner` int NOT NULL,"
            " FOREIGN KEY (`owner`) REFERENCES `users`(`id`));"
        ),
    ]
)


@pytest.mark.parametrize(
    ("after", "sql", "messages", "order"),
    [
        (MY % ", bio: text()", ["ALTER TABLE `users` ADD `bio` text;"], [], "migrate first"),
        (
            MY.replace("name: text().notNull(), ", "") % "",
            ["ALTER TABLE `users` DROP COLUMN `name`;"],
            [
                (
                    1,
                    (
                        "after 0007_new the released code's SELECT, INSERT, INSERT … ON DUPLICATE KEY UPDATE,"
                        " UPDATE and relational query on \"users\" fail: Unknown column 'name' in 'SELECT' (1054)"
                    ),
                )
            ],
            "neither without a stop",
        ),
        (
            (MY % "").partition("export const posts")[0],
            ["SELECT 1;", "DROP TABLE `posts`;"],
            [
                (
                    3,
                    (
                        "after 0007_new the released code's SELECT, INSERT, INSERT … ON DUPLICATE KEY UPDATE, UPDATE"
                        " and DELETE on \"posts\" fail: Table 'posts' doesn't exist (1146)"
                    ),
                )
            ],
            "deploy first",
        ),
        (
            MY.replace("'admin', ", "") % "",
            [
                "UPDATE `users` SET `role` = 'guest';",
                "ALTER TABLE `users` MODIFY COLUMN `role` enum('guest') DEFAULT 'guest';",
            ],
            [
                (
                    3,
                    (
                        'after 0007_new the released code\'s UPDATE ("role" = \'admin\') of "users" fails:'
                        " Data truncated for column 'role' at row 1 (1265)"
                    ),
                )
            ],
            "deploy first",
        ),
    ],
)
def test_mysql(
    my: str,
    kit31: str,
    after: str,
    sql: list[str],
    messages: list[tuple[int, str]],
    order: str,
) -> None:
    told = tried(kit31, my, (MY % "", after), MY_START, *sql)
    # MariaDB has no LATERAL, which a relation to one needs.
    said = [
        (line, text.replace("'field list'", "'SELECT'").partition("; so do")[0])
        for line, text in told.messages
    ]
    assert (said, told.order) == (messages, order)


SQLITE = """
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { relations } from 'drizzle-orm';
export const users = sqliteTable('users', { id: integer().primaryKey({ autoIncrement: true }), name: text().notNull(), email: text().unique()%s });
export const posts = sqliteTable('posts', { id: integer().primaryKey(), owner: integer().references(() => users.id) });
export const ofUsers = relations(users, ({ many }) => ({ posts: many(posts) }));
export const ofPosts = relations(posts, ({ one }) => ({ writer: one(users, { fields: [posts.owner], references: [users.id] }) }));
"""
SQLITE_START = BREAK.join(
    [
        "CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text NOT NULL, `email` text);",
        "CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);",
        "CREATE TABLE `posts` (`id` integer PRIMARY KEY NOT NULL, `owner` integer REFERENCES `users`(`id`));",
    ]
)
REBUILT = (
    "PRAGMA foreign_keys=OFF;",
    "CREATE TABLE `__new_posts` (`id` integer PRIMARY KEY NOT NULL, `owner` integer NOT NULL REFERENCES `users`(`id`));",
    'INSERT INTO `__new_posts`("id", "owner") SELECT "id", coalesce("owner", 1) FROM `posts`;',
    "DROP TABLE `posts`;",
    "ALTER TABLE `__new_posts` RENAME TO `posts`;",
    "PRAGMA foreign_keys=ON;",
)


@pytest.mark.parametrize("only", ["rehearsal", ""])
def test_sqlite_takes_no_name_that_is_gone_for_a_string(kit31: str, only: str) -> None:
    told = tried(
        kit31,
        "sqlite",
        (SQLITE % "", SQLITE.replace(", email: text().unique()", "") % ""),
        SQLITE_START,
        "DROP INDEX `users_email_unique`;",
        "ALTER TABLE `users` DROP COLUMN `email`;",
        only=only,
    )
    assert told.messages == [
        (
            3,
            (
                "after 0007_new the released code's SELECT, INSERT, INSERT … ON CONFLICT, UPDATE and relational"
                ' query on "users" fail: no such column: email (SQLITE_ERROR);'
                ' so do relational queries of "posts"'
            ),
        )
    ]
    assert told.order == "deploy first"


def test_a_rebuild_is_told_where_the_old_table_goes(kit31: str) -> None:
    told = tried(
        kit31,
        "sqlite",
        (SQLITE % "", SQLITE.replace("owner: integer()", "owner: integer().notNull()") % ""),
        SQLITE_START,
        *REBUILT,
    )
    assert told.messages == [
        (
            7,
            (
                'after 0007_new the released code\'s INSERT of the required columns alone into "posts" fails: NOT NULL constraint failed:'
                " posts.owner (SQLITE_CONSTRAINT_NOTNULL)"
            ),
        )
    ]
    assert "soften" not in told.found[0].remedy


def test_a_schema_that_can_not_be_loaded_is_said(kit31: str) -> None:
    told = tried(kit31, "sqlite", ("throw new Error('no')", SQLITE % ""), SQLITE_START, "SELECT 1;")
    assert (told.found, told.order) == ([], "")
    assert "the released code's queries were not tried: no" in " ".join(told.notes)


RELATED = """export const all = defineRelations({ users, posts }, (r) => ({
  users: { posts: r.many.posts() }, posts: { writer: r.one.users({ from: r.posts.owner, to: r.users.id }) } }));
"""


def of_1_0(schema: str) -> str:
    """The same schema with the relations of drizzle-orm 1.0."""
    tables = schema.replace("import { relations }", "import { defineRelations }")
    return tables.partition("export const ofUsers")[0] + RELATED


def test_drizzle_orm_1_on_sqlite(kit1: str) -> None:
    told = tried(
        kit1,
        "sqlite",
        (of_1_0(SQLITE) % "", of_1_0(SQLITE.replace(", email: text().unique()", "")) % ""),
        SQLITE_START,
        "DROP INDEX `users_email_unique`;",
        "ALTER TABLE `users` DROP COLUMN `email`;",
    )
    assert told.messages == [
        (
            3,
            (
                "after 0007_new the released code's SELECT, INSERT, INSERT … ON CONFLICT, UPDATE and relational"
                ' query on "users" fail: no such column: email (SQLITE_ERROR);'
                ' so do relational queries of "posts"'
            ),
        )
    ]


def test_drizzle_orm_1_on_mysql(my: str, kit1: str) -> None:
    told = tried(
        kit1,
        my,
        (of_1_0(MY) % "", of_1_0(MY.replace("name: text().notNull(), ", "")) % ""),
        MY_START,
        "ALTER TABLE `users` DROP COLUMN `name`;",
    )
    # Its relational queries need LATERAL, which MariaDB hasn't: they ran on neither side there.
    said = [(line, text.replace("'field list'", "'SELECT'")) for line, text in told.messages]
    inserts = "SELECT, INSERT, INSERT … ON DUPLICATE KEY UPDATE"
    assert [
        (line, text.replace(", UPDATE and relational query", " and UPDATE").partition("; so do")[0])
        for line, text in said
    ] == [
        (
            1,
            (
                f'after 0007_new the released code\'s {inserts} and UPDATE on "users" fail: Unknown column'
                " 'name' in 'SELECT' (1054)"
            ),
        )
    ]
