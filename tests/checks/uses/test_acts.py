"""What pending migrations take away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.uses.acts import contracts
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.drizzle.history.tables import Column
from forge_migrations.drizzle.history.tables import Shape
from forge_migrations.drizzle.history.tables import Table
from forge_migrations.facts import Facts

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def tree(sql: Mapping[str, str]) -> MemoryTree:
    entries = ",".join(
        f'{{"idx": {n}, "version": "7", "when": {n + 1}, "tag": "{tag}"}}'
        for n, tag in enumerate(sql)
    )
    journal = f'{{"version": "7", "dialect": "postgresql", "entries": [{entries}]}}'
    files = {f"drizzle/{tag}.sql": text for tag, text in sql.items()}
    return MemoryTree({"drizzle/meta/_journal.json": journal, **files})


def told(
    *pending: str, dialect: Dialect = "postgres", shape: Shape | None = None
) -> list[tuple[str, str, int]]:
    first = {"0000_first": "CREATE TABLE users (id int);"}
    new = {**first, **{f"{n:04}_next": text for n, text in enumerate(pending, 1)}}
    base, after = tree(first), tree(new)
    was, now = (read_history(each, "drizzle", Facts()) for each in (base, after))
    return [(c.verb, c.what, c.line) for c in contracts(was, now, after, dialect, shape)]


def test_what_is_dropped_renamed_and_tightened_is_told_with_its_line() -> None:
    sql = """ALTER TABLE "users" DROP COLUMN "email";
ALTER TABLE "app"."users" RENAME COLUMN "a" TO "b";
ALTER TABLE users ALTER COLUMN c SET NOT NULL, ALTER COLUMN d DROP DEFAULT;
ALTER TABLE users ALTER COLUMN e SET DATA TYPE bigint;
DROP TABLE posts;
ALTER TABLE tags RENAME TO labels;"""
    assert told(sql) == [
        ("drops", "users.email", 1),
        ("renames", "users.a", 2),
        ("requires", "users.c", 3),
        ("takes the default of", "users.d", 3),
        ("changes the type of", "users.e", 4),
        ("drops", "posts", 5),
        ("renames", "tags", 6),
    ]


def test_what_is_pending_itself_is_known_to_nobody() -> None:
    assert told("CREATE TABLE t (a int);", "DROP TABLE t; ALTER TABLE t DROP COLUMN a;") == []
    assert told("ALTER TABLE users ADD COLUMN a int;", "ALTER TABLE users DROP COLUMN a;") == []


def test_a_table_that_is_made_again_is_neither_dropped_nor_renamed() -> None:
    sql = """CREATE TABLE __new_users (id integer);
INSERT INTO __new_users SELECT id FROM users;
DROP TABLE users;
ALTER TABLE __new_users RENAME TO users;"""
    assert told(sql, dialect="sqlite") == []


def test_a_column_whose_place_the_one_beside_it_takes_is_neither_dropped_nor_renamed() -> None:
    sql = "ALTER TABLE users DROP COLUMN age; ALTER TABLE users RENAME COLUMN age__next TO age;"
    assert told(sql) == []
    other = "ALTER TABLE users DROP COLUMN age; ALTER TABLE users RENAME COLUMN years TO age;"
    assert [what for _, what, _ in told(other)] == ["users.age", "users.years"]


def test_an_enum_that_is_made_again_changes_no_type() -> None:
    sql = """ALTER TABLE users ALTER COLUMN state SET DATA TYPE text;
DROP TYPE status;
CREATE TYPE status AS ENUM ('a');
ALTER TABLE users ALTER COLUMN state SET DATA TYPE status USING state::status;"""
    assert told(sql) == []


def users(*columns: Column) -> Shape:
    return Shape({"users": Table("users", {each.name: each for each in columns})}, {})


REBUILD = """PRAGMA foreign_keys=OFF;
CREATE TABLE `__new_users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`plan` text NOT NULL,
	`age` text,
	`handle` text
);
INSERT INTO `__new_users`("id", "name", "plan", "age") SELECT "id", "name", "plan", "age" FROM `users`;
DROP TABLE `users`;
ALTER TABLE `__new_users` RENAME TO `users`;
PRAGMA foreign_keys=ON;"""


def test_what_a_rebuild_leaves_out_or_asks_for_is_told_where_the_old_table_goes() -> None:
    shape = users(
        Column("id", "integer", True, extra="autoincrement"),
        Column("name", "text"),
        Column("plan", "text", True, "'free'"),
        Column("age", "integer"),
        Column("email", "text"),
        Column("nick", "text"),
    )
    renamed = "ALTER TABLE `users` RENAME COLUMN `nick` TO `handle`;\n" + REBUILD
    assert told(renamed, dialect="sqlite", shape=shape) == [
        ("renames", "users.nick", 1),
        ("requires", "users.name", 11),
        ("takes the default of", "users.plan", 11),
        ("changes the type of", "users.age", 11),
        ("drops", "users.email", 11),
    ]


def test_a_rebuild_for_something_else_takes_nothing_away() -> None:
    shape = users(
        Column("id", "integer", True, extra="autoincrement"),
        Column("name", "text", True),
        Column("plan", "text", True),
        Column("age", "text"),
    )
    assert told(REBUILD, dialect="sqlite", shape=shape) == []


def test_a_modified_column_is_held_against_what_it_was() -> None:
    shape = users(
        Column("mail", "varchar(80)"),
        Column("state", "enum('on','off','it''s gone')", True),
        Column("plan", "text", True, "('free')"),
        Column("bio", "text"),
        Column("same", "varchar(20)", True),
    )
    sql = """ALTER TABLE `users` CHANGE `mail` `email` varchar(80) NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `state` enum('on','off') NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `plan` text NOT NULL;
ALTER TABLE `users` MODIFY COLUMN `bio` varchar(10);
ALTER TABLE `users` MODIFY COLUMN `same` varchar(20) NOT NULL COMMENT 'the same';
ALTER TABLE `users` MODIFY COLUMN `unknown` text;"""
    assert told(sql, dialect="mysql", shape=shape) == [
        ("renames", "users.mail", 1),
        ("requires", "users.mail", 1),
        ("takes a value out of", "users.state", 2),
        ("takes the default of", "users.plan", 3),
        ("changes the type of", "users.bio", 4),
        ("changes the type of", "users.unknown", 6),
    ]


def test_values_that_an_enum_column_loses_are_told_with_all_that_it_had() -> None:
    shape = users(Column("state", "enum('on','off','it''s gone')", True))
    first, new = tree({"0000_first": ""}), tree({"0000_first": "", "0001_next": SHRINK})
    was, now = (read_history(each, "drizzle", Facts()) for each in (first, new))
    (found,) = contracts(was, now, new, "mysql", shape)
    assert (found.values, found.every) == (("it's gone",), ("on", "off", "it's gone"))


SHRINK = "ALTER TABLE `users` MODIFY COLUMN `state` enum('on','off') NOT NULL;"
