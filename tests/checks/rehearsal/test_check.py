"""The rehearsal as a check: what it refuses, what it lets pass, and what it says it didn't do."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from forge_migrations.change.change import Change
from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.judge import Verdict
from forge_migrations.checks.judge import judge
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.config import Policy
from forge_migrations.facts import Facts

CONFIG = "export default { dialect: '%s', schema: './schema.ts', out: './drizzle' };"

USERS = (
    "CREATE TABLE `users` (`id` integer PRIMARY KEY NOT NULL, `name` text NOT NULL, `code` text);"
    "\n--> statement-breakpoint\n"
    "CREATE TABLE `posts` (`id` integer PRIMARY KEY NOT NULL,"
    " `user_id` integer NOT NULL REFERENCES `users`(`id`) ON DELETE cascade);"
)
REBUILD = (
    "PRAGMA foreign_keys=OFF;--> statement-breakpoint\n"
    "CREATE TABLE `__new_users` (`id` integer PRIMARY KEY NOT NULL, `name` text NOT NULL,"
    " `code` text NOT NULL);\n--> statement-breakpoint\n"
    'INSERT INTO `__new_users`("id", "name", "code")'
    ' SELECT "id", "name", coalesce("code", \'\') FROM `users`;--> statement-breakpoint\n'
    "DROP TABLE `users`;--> statement-breakpoint\n"
    "ALTER TABLE `__new_users` RENAME TO `users`;--> statement-breakpoint\n"
    "PRAGMA foreign_keys=ON;"
)


def tree(files: Mapping[str, str], dialect: str = "sqlite", package: str = "") -> MemoryTree:
    entries = [
        {"idx": index, "version": "6", "when": 1_700_000_000_000 + index, "tag": tag}
        for index, tag in enumerate(files)
    ]
    return MemoryTree(
        {
            "drizzle.config.ts": CONFIG % dialect,
            "package.json": json.dumps({"dependencies": {package or "better-sqlite3": "1"}}),
            "schema.ts": "",
            "drizzle/meta/_journal.json": json.dumps(
                {"version": "7", "dialect": dialect, "entries": entries}
            ),
            **{f"drizzle/{tag}.sql": sql for tag, sql in files.items()},
        }
    )


def verdict(
    before: Mapping[str, str],
    new: str,
    *,
    dialect: str = "sqlite",
    package: str = "",
    only: str = "rehearsal",
    facts: Facts | None = None,
    policy: Policy | None = None,
) -> Verdict:
    was = tree(before, dialect, package)
    now = tree({**before, "0009_new": new}, dialect, package)
    subject = Subject(Change(was, now, was), policy, facts, only_check=only)
    return judge(subject, ["rehearsal"])


def told(found: Verdict) -> list[tuple[str, int, str]]:
    return [(each.rule, each.line, each.message) for each in found.findings if each.refuses]


def test_a_rebuild_that_deletes_children_is_refused_where_it_happens() -> None:
    found = verdict({"0000_users": USERS}, REBUILD)
    assert told(found) == [
        ("rebuild-deletes-children", 5, 'deletes 4 of 4 rows of table "posts"'),
    ]
    assert found.findings[0].path == "drizzle/0009_new.sql"
    assert found.exit_code == 1


def test_the_same_rebuild_passes_with_a_driver_that_switches_foreign_keys_off() -> None:
    found = verdict({"0000_users": USERS}, REBUILD, package="@libsql/client")
    assert told(found) == []
    assert any(note.message.startswith("rehearsed on SQLite 3.") for note in found.notes)


def test_an_acknowledged_loss_is_counted_and_does_not_refuse() -> None:
    sql = REBUILD.replace(
        "DROP TABLE",
        "\n-- forge-migrations: allow rebuild-deletes-children: posts are drafts\nDROP TABLE",
    )
    found = verdict({"0000_users": USERS}, sql)
    assert [each.acknowledged for each in found.findings] == ["posts are drafts"]
    assert found.exit_code == 0


@pytest.mark.parametrize(
    ("sql", "rule", "message"),
    [
        (
            "ALTER TABLE `users` DROP COLUMN `code`;",
            "drop-column",
            'drops column "code" of table "users", which held 3 values',
        ),
        (
            "DROP TABLE `posts`;",
            "drop-table",
            'drops table "posts" with its 4 rows',
        ),
        (
            "DELETE FROM `posts`;",
            "delete-without-where",
            'deletes 4 of 4 rows of table "posts"',
        ),
        (
            "ALTER TABLE `users` ADD `age` integer NOT NULL;",
            "add-required-column",
            "fails on a table with rows: Cannot add a NOT NULL column with default value NULL (SQLITE_ERROR)",
        ),
        (
            "CREATE UNIQUE INDEX `u` ON `users` (`name`);",
            "add-unique",
            "fails on a table with rows: UNIQUE constraint failed: users.name (SQLITE_CONSTRAINT_UNIQUE)",
        ),
        (
            "ALTER TABLE `nowhere` ADD `age` integer;",
            "migration-fails",
            "fails: no such table: nowhere (SQLITE_ERROR)",
        ),
        (
            "CREATE TABLE a (id integer);\nCREATE TABLE b (id integer);",
            "missing-breakpoint",
            "fails: better-sqlite3 refuses 2 statements without a breakpoint between them",
        ),
        (
            "ATTACH DATABASE '/etc/passwd' AS x;",
            "migration-fails",
            "fails: not authorized (SQLITE_AUTH)",
        ),
    ],
)
def test_what_is_lost_or_fails_is_refused_with_its_name(sql: str, rule: str, message: str) -> None:
    assert told(verdict({"0000_users": USERS}, sql)) == [(rule, 1, message)]


def test_a_rebuild_that_swaps_two_columns_is_refused() -> None:
    swapped = REBUILD.replace(
        'SELECT "id", "name", coalesce("code", \'\')', "SELECT id, code, name"
    )
    filled = "UPDATE users SET code = id || 'c' WHERE code IS NULL;--> statement-breakpoint\n"
    found = verdict({"0000_users": USERS}, filled + swapped, package="@libsql/client")
    assert {rule for rule, _, _ in told(found)} == {"values-changed"}


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE `users` ADD `age` integer;",
        "ALTER TABLE `users` RENAME COLUMN `code` TO `kode`;",
        "ALTER TABLE `users` RENAME TO `people`;",
        "CREATE TABLE `t` (`id` integer);\n--> statement-breakpoint\nDROP TABLE `t`;",
        "UPDATE `users` SET `code` = 'x' WHERE `code` IS NULL;",
        "CREATE VIEW v AS SELECT name FROM users;",
    ],
)
def test_a_healthy_migration_passes(sql: str) -> None:
    found = verdict({"0000_users": USERS}, sql)
    assert told(found) == []
    assert found.exit_code == 0


def test_what_the_history_lost_before_is_not_this_commits_fault() -> None:
    dropped = {"0000_users": USERS, "0001_drop": "DROP TABLE `posts`;"}
    assert told(verdict(dropped, "ALTER TABLE `users` ADD `age` integer;")) == []


def test_a_known_verdict_is_told_again_without_running() -> None:
    facts = Facts()
    first = verdict({"0000_users": USERS}, REBUILD, facts=facts)
    assert verdict({"0000_users": USERS}, REBUILD, facts=facts) == first


def test_an_entry_that_the_migrator_passes_over_is_refused() -> None:
    was = tree({"0000_users": USERS})
    files = dict(was._files)
    journal = json.loads(files["drizzle/meta/_journal.json"])
    journal["entries"].append({"idx": 1, "version": "6", "when": 5, "tag": "0001_late"})
    files["drizzle/meta/_journal.json"] = json.dumps(journal).encode()
    files["drizzle/0001_late.sql"] = b"CREATE TABLE late (id integer);"
    now = MemoryTree(files)
    found = judge(Subject(Change(was, now, was), only_check="rehearsal"), ["rehearsal"])
    assert [each.rule for each in found.findings] == ["skipped-migration"]
    assert found.exit_code == 1


def test_without_a_changed_migration_nothing_is_rehearsed() -> None:
    was = tree({"0000_users": USERS})
    found = judge(Subject(Change(was, was, was), only_check="rehearsal"), ["rehearsal"])
    assert (found.findings, found.notes) == ((), ())


def test_the_umbrella_says_that_a_server_is_needed() -> None:
    found = verdict({"0000_a": "SELECT 1"}, "SELECT 2", dialect="postgresql", only="")
    assert [note.message for note in found.notes] == [
        "not rehearsed at commit: postgresql needs a scratch server"
    ]
    assert found.exit_code == 0
