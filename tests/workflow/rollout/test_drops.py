"""What is dropped and stays for the release that reads it, from SQL to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

import pytest

from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.drops import Drops
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def catalog(text: str, dialect: Dialect) -> Catalog:
    made = Catalog(dialect)
    for group in read_script(text, dialect).acts:
        for act in group:
            carry_out(made, act)
    return made


def softened(
    before: str,
    text: str,
    dialect: Dialect = "postgres",
    was: dict[str, Any] | None = None,
    released: str | None = None,
) -> Softening:
    """The migration `text` behind `before`; the steps lead where it led."""
    given = Given(
        read_script(text, dialect),
        text,
        catalog(before, dialect),
        catalog(before if released is None else released, dialect),
        was or {},
        dialect,
    )
    soft = Softening(given)
    Drops(soft).soften()
    found, _ = differences_by_text(given.before, text, soft.statements())
    assert found == []
    return soft


def lines(soft: Softening) -> list[str]:
    """Without the words that all debts have."""
    text = "\n".join(soft.statements())
    text = text.replace("-- forge-migrations: deferred ", "owe ")
    return text.replace(": the release before it reads it", "").splitlines()


USERS = "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, nick text);"


def test_a_required_column_becomes_optional() -> None:
    soft = softened(USERS, 'ALTER TABLE "users" DROP COLUMN "email";')
    assert lines(soft) == [
        'owe drop-column "users"."email"',
        'ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL;',
    ]
    assert [form.deploys for form in soft.forms] == [2]


@pytest.mark.parametrize(
    "column",
    [
        "nick text",
        "nick text NOT NULL DEFAULT ''",
        "nick int GENERATED ALWAYS AS IDENTITY",
        "nick serial",
    ],
)
def test_a_column_that_no_insert_names_stays_as_it_is(column: str) -> None:
    soft = softened(
        f"CREATE TABLE t (id int PRIMARY KEY, {column});", "ALTER TABLE t DROP COLUMN nick;"
    )
    assert lines(soft) == ['owe drop-column "t"."nick"']


def test_names_in_schemas_and_quotes_are_kept() -> None:
    before = 'CREATE TABLE "auth"."Us""er" ("E-Mail" text NOT NULL);'
    soft = softened(before, 'ALTER TABLE "auth"."Us""er" DROP COLUMN "E-Mail";')
    assert lines(soft) == [
        'owe drop-column "auth"."Us""er"."E-Mail"',
        'ALTER TABLE "auth"."Us""er" ALTER COLUMN "E-Mail" DROP NOT NULL;',
    ]


def test_what_else_the_migration_does_stays_with_the_comments_above_it() -> None:
    text = (
        'ALTER TABLE "users" DROP COLUMN "email";--> statement-breakpoint\n'
        "-- for the mails\nCREATE TABLE mails (id int);"
    )
    assert lines(softened(USERS, text)) == [
        'owe drop-column "users"."email"',
        'ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL;',
        "-- for the mails",
        "CREATE TABLE mails (id int);",
    ]


def test_a_unique_key_waits_and_a_foreign_key_and_a_check_dont() -> None:
    before = (
        "CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY, team int,"
        " email text, CONSTRAINT e UNIQUE (email), CONSTRAINT f FOREIGN KEY (team) REFERENCES teams"
        " (id), CONSTRAINT c CHECK (email <> ''));"
    )
    text = (
        "ALTER TABLE users DROP CONSTRAINT e; ALTER TABLE users DROP CONSTRAINT f;"
        "ALTER TABLE users DROP CONSTRAINT c; ALTER TABLE users DROP COLUMN email;"
        "ALTER TABLE users DROP COLUMN team;"
    )
    assert lines(softened(before, text)) == [
        'owe drop-constraint "users"."e"',
        'owe drop-column "users"."email"',
        'owe drop-column "users"."team"',
        "ALTER TABLE users DROP CONSTRAINT f;",
        "ALTER TABLE users DROP CONSTRAINT c;",
    ]


def test_a_foreign_key_that_would_go_with_its_column_goes_now() -> None:
    """The new release deletes teams, and knows of no users that refer to them."""
    before = (
        "CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE users (id int PRIMARY KEY, team int,"
        " CONSTRAINT f FOREIGN KEY (team) REFERENCES teams (id));"
    )
    assert lines(softened(before, "ALTER TABLE users DROP COLUMN team;")) == [
        'owe drop-column "users"."team"',
        'ALTER TABLE "users" DROP CONSTRAINT "f";',
    ]


def test_an_index_on_an_expression_of_the_column_waits() -> None:
    before = USERS + "CREATE INDEX lower_email ON users (lower(email));"
    text = "DROP INDEX lower_email; ALTER TABLE users DROP COLUMN email;"
    assert lines(softened(before, text))[0] == 'owe drop-index "users"."lower_email"'


def test_an_index_that_is_made_again_under_its_name_doesnt_wait() -> None:
    before = USERS + "CREATE INDEX by_name ON users (email, nick);"
    text = "DROP INDEX by_name; CREATE INDEX by_name ON users (nick); ALTER TABLE users DROP COLUMN email;"
    assert "DROP INDEX by_name;" in lines(softened(before, text))


def test_a_table_stays_without_the_keys_that_refuse_deletes() -> None:
    before = (
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE posts (id int, a int, b int,"
        " CONSTRAINT fa FOREIGN KEY (a) REFERENCES users (id),"
        " CONSTRAINT fb FOREIGN KEY (b) REFERENCES users (id) ON DELETE CASCADE);"
    )
    text = 'ALTER TABLE "posts" DISABLE ROW LEVEL SECURITY; DROP TABLE "posts" CASCADE;'
    assert lines(softened(before, text)) == [
        'owe drop-table "posts"',
        'ALTER TABLE "posts" DROP CONSTRAINT "fa";',
    ]


def test_a_key_of_a_table_that_stays_goes_at_once() -> None:
    """CASCADE would take it: the new release writes what refers to no post."""
    before = (
        "CREATE TABLE posts (id int PRIMARY KEY); CREATE TABLE likes (id int, post int,"
        " CONSTRAINT fp FOREIGN KEY (post) REFERENCES posts (id));"
    )
    assert lines(softened(before, "DROP TABLE posts CASCADE;")) == [
        'owe drop-table "posts"',
        'ALTER TABLE "likes" DROP CONSTRAINT "fp";',
    ]
    said = "ALTER TABLE likes DROP CONSTRAINT fp; DROP TABLE posts;"
    assert lines(softened(before, said)) == [
        'owe drop-table "posts"',
        "ALTER TABLE likes DROP CONSTRAINT fp;",
    ]


def test_tables_that_refer_to_each_other_keep_what_they_have() -> None:
    before = (
        "CREATE TABLE a (id int PRIMARY KEY);"
        "CREATE TABLE b (id int PRIMARY KEY, a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES a (id));"
    )
    soft = softened(before, "DROP TABLE a CASCADE; DROP TABLE b CASCADE;")
    assert lines(soft) == ['owe drop-table "a"', 'owe drop-table "b"']


def test_a_type_waits_for_the_column_that_has_it() -> None:
    before = "CREATE TYPE role AS ENUM ('a'); CREATE TABLE users (id int, r role NOT NULL);"
    text = 'ALTER TABLE users DROP COLUMN r; DROP TYPE "public"."role";'
    assert lines(softened(before, text)) == [
        'owe drop-column "users"."r"',
        'owe drop-type "role"',
        'ALTER TABLE "users" ALTER COLUMN "r" DROP NOT NULL;',
    ]


def test_a_schema_waits_for_its_tables() -> None:
    before = 'CREATE SCHEMA "app"; CREATE TABLE "app"."t" (id int);'
    soft = softened(before, 'DROP TABLE "app"."t"; DROP SCHEMA "app";')
    assert lines(soft) == ['owe drop-table "app"."t"', 'owe drop-schema "app"']


@pytest.mark.parametrize(
    ("before", "text", "why"),
    [
        (
            "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));",
            "ALTER TABLE t DROP COLUMN b;",
            "primary key",
        ),
        (
            "CREATE TABLE t (a int, b text UNIQUE DEFAULT 'x');",
            "ALTER TABLE t DROP COLUMN b;",
            "one default for every row",
        ),
        (
            "CREATE TABLE t (a int, b text, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (b));",
            "ALTER TABLE t DROP COLUMN b;",
            "NULLS NOT DISTINCT",
        ),
        (
            "CREATE TABLE t (a int, b text);",
            "ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN b int;",
            "made again",
        ),
        ("CREATE TABLE t (a int);", "DROP TABLE t; CREATE TABLE t (b int);", "made again"),
        (
            "CREATE TABLE t (a int, b text);",
            "ALTER TABLE t DROP COLUMN b, ADD COLUMN c int;",
            "something else besides",
        ),
    ],
)
def test_what_cant_wait_says_why(before: str, text: str, why: str) -> None:
    soft = softened(before, text)
    assert (soft.forms, soft.debts) == ([], [])
    assert why in soft.left[0].why


def test_what_no_release_knows_goes_at_once() -> None:
    before = USERS + "CREATE TABLE drafts (id int);"
    text = "ALTER TABLE users DROP COLUMN nick; DROP TABLE drafts;"
    released = "CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL);"
    soft = softened(before, text, released=released)
    assert (soft.forms, soft.left) == ([], [])


def column(name: str, kind: str, **said: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "primaryKey": False, "notNull": True, **said}


def test_mysql_says_the_whole_definition_again() -> None:
    before = (
        "CREATE TABLE `users` (`id` int, `role` enum('a','B') CHARACTER SET latin1 COLLATE latin1_bin"
        " NOT NULL COMMENT 'who''s', `at` timestamp NOT NULL ON UPDATE CURRENT_TIMESTAMP);"
    )
    text = "ALTER TABLE `users` DROP COLUMN `role`; ALTER TABLE `users` DROP COLUMN `at`;"
    assert lines(softened(before, text, "mysql"))[2:] == [
        (
            "ALTER TABLE `users` MODIFY COLUMN `role` enum('a','B') CHARACTER SET latin1"
            " COLLATE latin1_bin NULL COMMENT 'who''s';"
        ),
        "ALTER TABLE `users` MODIFY COLUMN `at` timestamp NULL ON UPDATE current_timestamp;",
    ]


def test_mysql_leaves_a_column_whose_check_is_its_own() -> None:
    before = "CREATE TABLE `users` (`id` int, `age` int NOT NULL CHECK (`age` > 0));"
    soft = softened(before, "ALTER TABLE `users` DROP COLUMN `age`;", "mysql")
    assert "a CHECK, which MariaDB drops" in soft.left[0].why


def test_a_computed_column_stays_and_goes_before_what_it_reads() -> None:
    before = (
        "CREATE TABLE `t` (`id` int, `a` varchar(9) NOT NULL,"
        " `g` varchar(9) GENERATED ALWAYS AS (upper(`a`)) STORED);"
    )
    text = "ALTER TABLE `t` DROP COLUMN `a`; ALTER TABLE `t` DROP COLUMN `g`;"
    soft = softened(before, text, "mysql")
    assert lines(soft) == [
        "owe drop-column `t`.`a`",
        "owe drop-column `t`.`g`",
        "ALTER TABLE `t` MODIFY COLUMN `a` varchar(9) NULL;",
    ]
    _, later = differences_by_text(soft.given.before, text, soft.statements())
    assert [["`g`" in each for each in step] for step in later] == [[True, False]]


def test_mysql_keeps_no_index_that_a_foreign_key_stays_on() -> None:
    before = (
        "CREATE TABLE `p` (`id` int PRIMARY KEY); CREATE TABLE `t` (`id` int, `p` int, `b` int,"
        " CONSTRAINT `u` UNIQUE (`p`, `b`), CONSTRAINT `f` FOREIGN KEY (`p`) REFERENCES `p` (`id`));"
    )
    drop = "ALTER TABLE `t` DROP INDEX `u`; ALTER TABLE `t` DROP COLUMN `b`;"
    soft = softened(before, drop, "mysql")
    assert "ALTER TABLE `t` DROP INDEX `u`;" in lines(soft)
    assert [each.why for each in soft.left] == [
        'foreign key "f" needs it: make an index on its columns first'
    ]
    for text in (
        "ALTER TABLE `t` DROP FOREIGN KEY `f`;" + drop,
        drop + "ALTER TABLE `t` DROP COLUMN `p`;",
        drop,
    ):
        index = "" if text is not drop else "CREATE INDEX `i` ON `t` (`p`);"
        assert softened(before + index, text, "mysql").left == []


SQLITE = {
    "tables": {
        "users": {
            "name": "users",
            "columns": {"mail": column("mail", "text")},
            "indexes": {"m": {"name": "m", "columns": ["mail"], "isUnique": True}},
        }
    }
}


def test_sqlite_takes_a_column_beside_it_and_no_rebuild() -> None:
    before = "CREATE TABLE `users` (`id` integer, `mail` text NOT NULL); CREATE UNIQUE INDEX `m` ON `users` (`mail`);"
    text = "DROP INDEX `m`; ALTER TABLE `users` DROP COLUMN `mail`;"
    assert lines(softened(before, text, "sqlite", SQLITE)) == [
        "owe drop-index `users`.`m`",
        "owe drop-column `users`.`mail`",
        "DROP INDEX `m`;",
        "ALTER TABLE `users` ADD COLUMN `__mail` text;",
        "UPDATE `users` SET `__mail` = `mail` WHERE true;",
        "-- forge-migrations: allow drop-column: __mail has its values",
        "ALTER TABLE `users` DROP COLUMN `mail`;",
        "ALTER TABLE `users` RENAME COLUMN `__mail` TO `mail`;",
        "CREATE UNIQUE INDEX `m` ON `users` (`mail`);",
    ]


def test_sqlite_gets_a_statement_where_only_debts_are_left() -> None:
    soft = softened(
        "CREATE TABLE `t` (`a` integer, `b` text);", "ALTER TABLE `t` DROP COLUMN `b`;", "sqlite"
    )
    assert lines(soft) == ["owe drop-column `t`.`b`", "DROP TABLE IF EXISTS `__forge_nothing`;"]


@pytest.mark.parametrize(
    "beside",
    [
        "CREATE TRIGGER tr AFTER INSERT ON `t` BEGIN SELECT 1; END;",
        "CREATE VIEW v AS SELECT * FROM `t`;",
    ],
)
def test_sqlite_leaves_a_column_that_a_trigger_or_a_view_reads(beside: str) -> None:
    before = "CREATE TABLE `t` (`a` integer, `b` text NOT NULL);" + beside
    soft = softened(before, "ALTER TABLE `t` DROP COLUMN `b`;", "sqlite", SQLITE)
    assert "a trigger or a view" in soft.left[0].why


def test_sqlite_leaves_a_table_whose_key_refuses_deletes() -> None:
    before = (
        "CREATE TABLE u (id integer PRIMARY KEY); CREATE TABLE t (a integer REFERENCES u (id));"
    )
    soft = softened(before, "DROP TABLE t;", "sqlite")
    assert "would refuse what the new release deletes" in soft.left[0].why
