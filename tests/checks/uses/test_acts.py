"""What pending migrations take away."""

from __future__ import annotations

from collections.abc import Mapping

from forge_migrations.change.tree import MemoryTree
from forge_migrations.checks.uses.acts import contracts
from forge_migrations.drizzle.history.history import read_history
from forge_migrations.engines import Dialect
from forge_migrations.facts import Facts


def tree(sql: Mapping[str, str]) -> MemoryTree:
    entries = ",".join(
        f'{{"idx": {n}, "version": "7", "when": {n + 1}, "tag": "{tag}"}}'
        for n, tag in enumerate(sql)
    )
    journal = f'{{"version": "7", "dialect": "postgresql", "entries": [{entries}]}}'
    files = {f"drizzle/{tag}.sql": text for tag, text in sql.items()}
    return MemoryTree({"drizzle/meta/_journal.json": journal, **files})


def told(*pending: str, dialect: Dialect = "postgres") -> list[tuple[str, str, int]]:
    first = {"0000_first": "CREATE TABLE users (id int);"}
    new = {**first, **{f"{n:04}_next": text for n, text in enumerate(pending, 1)}}
    base, after = tree(first), tree(new)
    was, now = (read_history(each, "drizzle", Facts()) for each in (base, after))
    return [(c.verb, c.what, c.line) for c in contracts(was, now, after, dialect)]


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


def test_an_enum_that_is_made_again_changes_no_type() -> None:
    sql = """ALTER TABLE users ALTER COLUMN state SET DATA TYPE text;
DROP TYPE status;
CREATE TYPE status AS ENUM ('a');
ALTER TABLE users ALTER COLUMN state SET DATA TYPE status USING state::status;"""
    assert told(sql) == []
