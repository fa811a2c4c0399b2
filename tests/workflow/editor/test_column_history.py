from __future__ import annotations

from typing import Any

import pytest

from forge_migrations.change.arrivals import arrivals
from forge_migrations.change.repository import Repository
from forge_migrations.change.tree import MemoryTree
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import dialect_of
from forge_migrations.facts import Facts
from forge_migrations.workflow.editor.column_history import ColumnHistory
from forge_migrations.workflow.editor.column_history import column_history
from repositories import Repo

DAY = 86_400_000
START = 1_735_689_600_000  # 2025-01-01


def journal(dialect: str, *migrations: str) -> dict[str, Any]:
    """A history of the 0.31 layout, a day between two migrations."""
    files: dict[str, Any] = {}
    entries = []
    for number, text in enumerate(migrations):
        tag = f"{number:04}_m"
        files[f"drizzle/{tag}.sql"] = text
        entries.append({"idx": number, "version": "7", "when": START + number * DAY, "tag": tag})
    files["drizzle/meta/_journal.json"] = {"dialect": dialect, "version": "7", "entries": entries}
    return files


def read(files: dict[str, Any], dialect: str, facts: Facts | None = None) -> ColumnHistory:
    import json

    texts = {p: t if isinstance(t, str) else json.dumps(t) for p, t in files.items()}
    tree, facts = MemoryTree(texts), facts or Facts()
    history = read_history(tree, "drizzle", facts, dialect)
    read_as = dialect_of(dialect)
    assert read_as is not None
    return column_history(history, tree, read_as, facts)


def past(dialect: str, *migrations: str) -> ColumnHistory:
    return read(journal(dialect, *migrations), dialect)


def steps(history: ColumnHistory, table: str, column: str = "") -> list[tuple[int, str]]:
    """(the migration's number, what happened)"""
    return [(each.migration.idx, each.what) for each in history.history_of(table, column)]


def touching(history: ColumnHistory, table: str) -> list[int]:
    return [each.migration.idx for each in history.migrations_of(table)]


def test_a_step_says_what_when_and_by_which_commit(repo: Repo) -> None:
    files = journal(
        "postgresql",
        'CREATE TABLE "users" ("id" serial PRIMARY KEY);',
        'ALTER TABLE "users" ADD COLUMN "email" text;',
    )
    commit = repo.commit(files, "describe users")
    repository, facts = Repository.find(), Facts()
    tree = repository.at(commit)
    history = read_history(tree, "drizzle", facts)
    found = column_history(history, tree, "postgres", facts, arrivals(repository, facts))
    said = [str(each) for each in found.history_of("users", "email")]
    assert said == [f"added in 0001_m, 2025-01-02, by commit {commit[:7]} (describe users)"]
    [made, added] = found.migrations_of("users")
    assert str(made) == f"0000_m, 2025-01-01, by commit {commit[:7]} (describe users)"
    assert (added.migration.path, added.line) == ("drizzle/0001_m.sql", 1)


def test_what_is_not_committed_says_so() -> None:
    history = past("postgresql", 'CREATE TABLE "users" ("id" integer);')
    assert [str(each) for each in history.history_of("users")] == [
        "created in 0000_m, 2025-01-01, not committed"
    ]


def test_a_when_that_is_no_day_is_left_out() -> None:
    files = journal("postgresql", 'CREATE TABLE "users" ("id" integer);')
    files["drizzle/meta/_journal.json"]["entries"][0]["when"] = 10**30
    [step] = read(files, "postgresql").history_of("users")
    assert str(step) == "created in 0000_m, not committed"


def test_the_layout_of_folders_has_its_days_in_their_names() -> None:
    files = {
        "drizzle/20250302101500_one/migration.sql": "CREATE TABLE `users` (`id` integer);",
        "drizzle/20250302101500_one/snapshot.json": '{"dialect": "sqlite"}',
        "drizzle/20250304080000_two/migration.sql": "-- why\nALTER TABLE `users` ADD `email` text;",
    }
    history = read(files, "sqlite")
    [step] = history.history_of("users", "email")
    assert str(step) == "added in 20250304080000_two, 2025-03-04, not committed"
    assert step.line == 2


def test_postgresql_all_that_a_column_can_go_through() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "users" ("id" serial PRIMARY KEY, "mail" text);',
        'ALTER TABLE "users" ALTER COLUMN "mail" SET DATA TYPE varchar(40);',
        'ALTER TABLE "users" RENAME COLUMN "mail" TO "email";',
        'ALTER TABLE "users" ALTER COLUMN "email" SET NOT NULL;',
        """ALTER TABLE "users" ALTER COLUMN "email" SET DEFAULT 'x';""",
        'ALTER TABLE "users" ALTER COLUMN "email" DROP DEFAULT;',
        'ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL;',
        'ALTER TABLE "users" DROP COLUMN "email";',
        'ALTER TABLE "users" ADD COLUMN "email" citext NOT NULL;',
    )
    assert steps(history, "users", "email") == [
        (0, "added"),
        (1, "type changed from text to varchar(40)"),
        (2, 'renamed from "mail"'),
        (3, "made NOT NULL"),
        (4, "default set to 'x'"),
        (5, "default dropped"),
        (6, "made nullable"),
        (7, "dropped"),
        (8, "added"),
    ]
    assert steps(history, "users", "mail") == []
    assert touching(history, "users") == list(range(9))
    assert history.columns_of("users") == ("id", "email")


def test_what_changes_nothing_is_no_step() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "users" ("id" integer PRIMARY KEY, "name" text NOT NULL);',
        'ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL;'
        'ALTER TABLE "users" ALTER COLUMN "id" SET NOT NULL;'
        'ALTER TABLE "users" ALTER COLUMN "name" SET DATA TYPE text;'
        'ALTER TABLE "users" ALTER COLUMN "name" DROP DEFAULT;'
        'ALTER TABLE "users" ADD COLUMN IF NOT EXISTS "name" text;'
        'CREATE TABLE IF NOT EXISTS "users" ("id" integer);'
        'DROP TABLE IF EXISTS "others";',
    )
    assert steps(history, "users", "name") == [(0, "added")]
    assert steps(history, "users", "id") == [(0, "added")]
    assert steps(history, "users") == [(0, "created")]


def test_schemas_tell_tables_apart_and_public_is_the_default_one() -> None:
    history = past(
        "postgresql",
        'CREATE SCHEMA "auth"; CREATE TABLE "auth"."users" ("id" integer);'
        'CREATE TABLE "users" ("id" integer, "name" text);',
        'ALTER TABLE "auth"."users" ADD COLUMN "mail" text;',
        'ALTER TABLE "auth"."users" RENAME TO "people";',
        'ALTER TABLE "auth"."people" SET SCHEMA "crm";',
        'ALTER SCHEMA "crm" RENAME TO "sales";',
    )
    assert steps(history, "sales.people", "mail") == [(1, "added")]
    assert steps(history, "sales.people") == [
        (0, "created"),
        (2, 'renamed from "auth.users"'),
        (3, 'renamed from "auth.people"'),
        (4, 'renamed from "crm.people"'),
    ]
    assert steps(history, "public.users", "name") == [(0, "added")]
    assert touching(history, "users") == [0]
    assert touching(history, "sales.people") == [0, 1, 2, 3, 4]
    assert history.history_of("auth.users") == ()


def test_a_schema_takes_its_tables_along() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "auth"."users" ("id" integer);',
        'DROP SCHEMA "auth" CASCADE;',
    )
    assert steps(history, "auth.users") == [(0, "created"), (1, "dropped")]
    assert history.tables == ()


def test_a_dropped_table_that_is_made_again_is_another_one() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "users" ("id" integer, "old" text);',
        'DROP TABLE "users" CASCADE;',
        'CREATE TABLE "users" ("id" integer);',
    )
    assert steps(history, "users") == [(2, "created")]
    assert steps(history, "users", "old") == []
    gone = past("postgresql", 'CREATE TABLE "a" ("id" integer);', 'DROP TABLE "a";')
    assert steps(gone, "a") == [(0, "created"), (1, "dropped")]
    assert touching(gone, "a") == [0, 1]


def test_two_names_that_are_swapped_keep_their_pasts() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "a" ("of_a" integer);',
        'CREATE TABLE "b" ("of_b" integer);',
        'ALTER TABLE "a" RENAME TO "t"; ALTER TABLE "b" RENAME TO "a";'
        'ALTER TABLE "t" RENAME TO "b";',
    )
    assert steps(history, "b", "of_a") == [(0, "added")]
    assert steps(history, "a", "of_b") == [(1, "added")]


def test_a_block_that_is_run_counts_and_a_function_that_is_made_does_not() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "users" ("id" integer);',
        'DO $$ BEGIN ALTER TABLE "users" ADD COLUMN "a" text; END $$;',
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS "
        "$$ BEGIN ALTER TABLE users DROP COLUMN a; END $$;",
    )
    assert steps(history, "users", "a") == [(1, "added")]


def test_indexes_constraints_and_rows_are_migrations_of_their_table() -> None:
    history = past(
        "postgresql",
        'CREATE TABLE "users" ("id" integer); CREATE TABLE "teams" ("id" integer);',
        'CREATE INDEX "by_id" ON "users" ("id");',
        'ALTER TABLE "users" ADD CONSTRAINT "u" UNIQUE ("id");',
        'UPDATE "users" SET "id" = 1;',
        'DROP INDEX "by_id";',
        'CREATE INDEX "of_teams" ON "teams" ("id");',
    )
    assert touching(history, "users") == [0, 1, 2, 3, 4]
    assert touching(history, "teams") == [0, 5]


def test_mysql_a_column_is_written_anew() -> None:
    history = past(
        "mysql",
        "CREATE TABLE `Users` (`id` int AUTO_INCREMENT NOT NULL, `mail` varchar(20),"
        " CONSTRAINT `pk` PRIMARY KEY(`id`));",
        "ALTER TABLE `Users` MODIFY COLUMN `mail` varchar(255) NOT NULL;",
        "ALTER TABLE `Users` CHANGE `mail` `email` varchar(255) NOT NULL DEFAULT 'x';",
        "RENAME TABLE `Users` TO `People`;",
        "ALTER TABLE `People` MODIFY COLUMN `email` varchar(255) NOT NULL DEFAULT 'x';",
    )
    assert steps(history, "people", "EMAIL") == [
        (0, "added"),
        (1, "type changed from varchar(20) to varchar(255)"),
        (1, "made NOT NULL"),
        (2, 'renamed from "mail"'),
        (2, "default set to 'x'"),
    ]
    assert steps(history, "People") == [(0, "created"), (3, 'renamed from "Users"')]


REBUILD = (
    "PRAGMA foreign_keys=OFF;--> statement-breakpoint\n"
    "CREATE TABLE `__new_users` (\n\t`id` integer PRIMARY KEY NOT NULL,\n\t`email` text NOT NULL,\n"
    "\t`age` integer\n);\n--> statement-breakpoint\n"
    'INSERT INTO `__new_users`("id", "email") SELECT "id", {source} FROM `users`;'
    "--> statement-breakpoint\nDROP TABLE `users`;--> statement-breakpoint\n"
    "ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint\n"
    "PRAGMA foreign_keys=ON;"
)
USERS = "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `{}` text, `left` text);"


def test_sqlite_a_rebuilt_table_is_the_same_one() -> None:
    history = past("sqlite", USERS.format("email"), REBUILD.format(source='"email"'))
    assert steps(history, "users") == [(0, "created"), (1, "rebuilt")]
    assert steps(history, "users", "id") == [(0, "added")]
    assert steps(history, "users", "email") == [(0, "added"), (1, "made NOT NULL")]
    assert steps(history, "users", "age") == [(1, "added")]
    assert steps(history, "users", "left") == [(0, "added"), (1, "dropped")]
    assert history.tables == ("users",)
    assert [(each.migration.idx, each.line) for each in history.migrations_of("users")] == [
        (0, 1),
        (1, 2),
    ]


def test_sqlite_a_rebuild_that_copies_into_another_name_renames() -> None:
    history = past("sqlite", USERS.format("mail"), REBUILD.format(source='"mail"'))
    assert steps(history, "users", "email") == [
        (0, "added"),
        (1, 'renamed from "mail"'),
        (1, "made NOT NULL"),
    ]
    assert steps(history, "users", "mail") == []


def test_sqlite_a_table_that_is_renamed_away_and_made_anew_is_the_same_one() -> None:
    history = past(
        "sqlite",
        USERS.format("email"),
        "ALTER TABLE `users` RENAME TO `_old`;\nCREATE TABLE `users` (`id` integer, `email` text);\n"
        "INSERT INTO `users` SELECT `id`, `email` FROM `_old`;\nDROP TABLE `_old`;",
    )
    assert steps(history, "users") == [(0, "created"), (1, "rebuilt")]
    assert steps(history, "users", "email") == [(0, "added")]
    assert history.history_of("_old") == ()


def test_sqlite_a_table_that_is_copied_aside_and_back_is_the_same_one() -> None:
    history = past(
        "sqlite",
        USERS.format("email"),
        "CREATE TABLE `aside` AS SELECT * FROM `users`;\nDROP TABLE `users`;\n"
        "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `email` text);\n"
        "INSERT INTO `users` SELECT `id`, `email` FROM `aside`;\nDROP TABLE `aside`;",
    )
    assert steps(history, "users") == [(0, "created"), (1, "rebuilt")]
    assert steps(history, "users", "email") == [(0, "added")]


def test_libsql_alters_a_column_in_place() -> None:
    history = past(
        "turso",
        "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `name` text);",
        'ALTER TABLE `users` ALTER COLUMN "name" TO "name" text NOT NULL;',
    )
    assert steps(history, "users", "name") == [(0, "added"), (1, "made NOT NULL")]


def test_a_table_that_no_migration_made_has_what_the_migrations_did_to_it() -> None:
    history = past("postgresql", 'ALTER TABLE "users" RENAME COLUMN "a" TO "b";')
    assert steps(history, "users", "b") == []
    assert touching(history, "users") == [0]
    assert history.history_of("nobody") == ()
    assert history.migrations_of("nobody") == ()


@pytest.mark.parametrize("text", ["", "ALTER TABLE", "'never ends", "\x00\xff", "SELECT 1"])
def test_sql_that_can_not_be_read_did_nothing(text: str) -> None:
    history = past("postgresql", 'CREATE TABLE "users" ("id" integer);', text)
    assert steps(history, "users") == [(0, "created")]


def test_a_migration_without_its_sql_did_nothing() -> None:
    files = journal("postgresql", 'CREATE TABLE "users" ("id" integer);', "DROP TABLE users;")
    del files["drizzle/0001_m.sql"]
    assert steps(read(files, "postgresql"), "users") == [(0, "created")]


def test_what_is_kept_says_the_same_and_what_is_spoilt_is_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = journal("sqlite", USERS.format("mail"), REBUILD.format(source='"mail"'))
    facts = Facts()
    first = read(files, "sqlite", facts)
    again = read(files, "sqlite", facts)
    assert steps(again, "users", "email") == steps(first, "users", "email")
    kept = facts._kinds["column-acts-1"]
    for key in kept:
        kept[key] = [["create-table", 1]]
    assert steps(read(files, "sqlite", facts), "users") == [(0, "created"), (1, "rebuilt")]
    import forge_migrations.sql.read as reader

    monkeypatch.setattr(reader, "read_script", lambda *_: pytest.fail("read again"))
    read(files, "sqlite", facts)
