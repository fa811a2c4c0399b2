from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql.settings import Settings

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect

PETS = (
    "CREATE TABLE owners (id bigint PRIMARY KEY, email text NOT NULL);"
    "CREATE TABLE pets (id bigint PRIMARY KEY, owner_id bigint, nick text, age int);"
)
MOOD = PETS + "CREATE TYPE mood AS ENUM ('ok'); ALTER TABLE pets ADD COLUMN m mood;"
USERS = "CREATE TABLE users (id integer PRIMARY KEY, email text);"
POSTS = (
    "CREATE TABLE posts (id integer PRIMARY KEY, uid integer REFERENCES users(id) ON DELETE {});"
)
REBUILD = """PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE __new_users (id integer PRIMARY KEY, email text DEFAULT 'x');--> statement-breakpoint
INSERT INTO __new_users(id, email) SELECT id, email FROM users;--> statement-breakpoint
DROP TABLE users;--> statement-breakpoint
ALTER TABLE __new_users RENAME TO users;--> statement-breakpoint
PRAGMA foreign_keys=ON;"""
COMMITTED = f"COMMIT;--> statement-breakpoint\n{REBUILD}--> statement-breakpoint\nBEGIN;"


def rules(sql: str, earlier: str = PETS, dialect: Dialect = "postgres", **more: object) -> set[str]:
    """The rules that say something about a migration."""
    found = judge_sql(sql, dialect=dialect, earlier=[earlier], **more)
    return {finding.rule for finding in found}


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        ("delete-without-where", ("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM"
         " pets'; SELECT f();")),
        ("drop-table", ("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN DROP TABLE pets; END $$;"
         " CALL p();")),
        ("update-without-where", ("MERGE INTO pets USING owners ON true WHEN MATCHED THEN UPDATE"
         " SET nick = 'x';")),
        ("create-index-blocking", "CREATE INDEX i ON ONLY pets (age);"),
        ("lossy-cast", "ALTER TABLE pets ALTER nick TYPE varchar(3) USING left(nick, 3);"),
        ("not-in-transaction", "PREPARE TRANSACTION 'x';"),
        ("not-in-transaction", "DISCARD ALL;"),
        ("weaken-row-security", "ALTER POLICY p ON pets TO PUBLIC USING (true);"),
        ("broad-grant", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;"),
    ],
)  # fmt: skip
def test_what_postgres_destroys_or_refuses_is_found(rule: str, sql: str) -> None:
    assert rule in rules(sql)


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        ("delete-without-where", ("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM"
         " pets';")),
        ("delete-without-where", ("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DELETE FROM"
         " pets WHERE id = 1'; SELECT f(), count(*) FROM pets;")),
        ("update-without-where", ("MERGE INTO pets p USING owners o ON p.owner_id = o.id WHEN"
         " MATCHED THEN UPDATE SET nick = 'x';")),
        ("set-not-null", ("ALTER TABLE pets ADD d text GENERATED ALWAYS AS (coalesce(nick, ''))"
         " STORED; ALTER TABLE pets ALTER d SET NOT NULL;")),
        ("broad-grant", "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;"),
        ("opaque-statement", "ALTER TABLE pets ADD tags text[] DEFAULT array['a', 'b'];"),
        ("duplicate-assignment", "UPDATE pets SET a.x = 1, b.x = 2 WHERE id = 1;"),
        ("rebuild-storage", "VACUUM (FULL FALSE) pets;"),
        ("rename-table", "ALTER TABLE pets RENAME TO p; ALTER TABLE p RENAME TO pets;"),
        ("statements-after-exclusive-lock", ("ALTER TABLE owners ADD z int; ALTER TABLE pets ADD"
         " CONSTRAINT c CHECK (age > 0) NOT VALID;")),
        ("not-in-transaction", "COMMIT; VACUUM pets;"),
    ],
)  # fmt: skip
def test_what_postgres_does_without_harm_is_not_found(rule: str, sql: str) -> None:
    assert rule not in rules(sql)


def test_an_index_on_the_parent_of_partitions_alone_builds_nothing() -> None:
    parent = "CREATE TABLE ev (id int, y int) PARTITION BY LIST (y);"
    assert "create-index-blocking" not in rules("CREATE INDEX i ON ONLY ev (id);", parent)


def test_work_under_another_tables_lock_is_said_once_for_a_file() -> None:
    found = judge_sql(
        "ALTER TABLE owners ADD z int; CREATE INDEX a ON pets (age); CREATE INDEX b ON pets (nick);",
        dialect="postgres",
        earlier=[PETS],
    )
    assert [f.rule for f in found].count("statements-after-exclusive-lock") == 1


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("UPDATE pets SET m = 'mad' WHERE id = 1;", True),
        ("ALTER TABLE pets ADD CHECK (m <> 'mad') NOT VALID;", True),
        ("ALTER TABLE pets ADD CHECK ((m::text <> 'mad')) NOT VALID;", False),
        ("COMMIT; UPDATE pets SET m = 'mad' WHERE id = 1;", False),
    ],
)
def test_a_new_enum_value_counts_until_the_transaction_ends(use: str, found: bool) -> None:
    said = rules("ALTER TYPE mood ADD VALUE 'mad';" + use, MOOD)
    assert ("enum-value-used-too-early" in said) == found


@pytest.mark.parametrize(("version", "found"), [(15, True), (17, False)])
def test_an_enum_of_the_same_run_takes_new_values_since_postgres_17(
    version: float, found: bool
) -> None:
    said = rules(
        "CREATE TYPE size AS ENUM ('s'); ALTER TYPE size ADD VALUE 'm';"
        "CREATE TABLE shirts (id int PRIMARY KEY, size size DEFAULT 'm');",
        settings=Settings(postgres=version),
    )
    assert ("enum-value-used-too-early" in said) == found


def test_foreign_keys_are_off_in_a_rebuild_that_ends_the_transaction_first() -> None:
    history = USERS + POSTS.format("CASCADE")
    assert "rebuild-deletes-children" in rules(REBUILD, history, "sqlite")
    said = rules(COMMITTED, history, "sqlite")
    assert not said & {"rebuild-deletes-children", "replay-loses-rows", "foreign-keys-pragma"}
    assert "transaction-control" in said


@pytest.mark.parametrize(
    ("history", "sql", "found"),
    [
        (USERS, REBUILD, False),
        (USERS + POSTS.format("CASCADE"), REBUILD, True),
        (USERS, "PRAGMA foreign_keys=OFF;", True),
        (USERS + POSTS.format("CASCADE"), "PRAGMA foreign_keys=OFF; DELETE FROM users;", True),
    ],
)
def test_the_pragma_is_found_only_where_it_would_have_changed_something(
    history: str, sql: str, found: bool
) -> None:
    assert ("foreign-keys-pragma" in rules(sql, history, "sqlite")) == found


def test_a_rebuilt_foreign_key_without_index_had_none_before() -> None:
    posts = "CREATE TABLE posts (id integer PRIMARY KEY, uid integer REFERENCES users(id));"
    rebuild = REBUILD.replace("users", "posts").replace("email text DEFAULT 'x'", "{}")
    rebuild = rebuild.format("uid integer REFERENCES users(id)").replace("email", "uid")
    assert "foreign-key-without-index" not in rules(rebuild, USERS + posts, "sqlite")
    assert "foreign-key-without-index" in rules(posts, USERS, "sqlite")


def test_a_copy_of_a_column_that_was_never_there_also_fails_where_quotes_are_strict() -> None:
    sql = REBUILD.replace("(id, email)", "(id, email, x)").replace(
        "id, email FROM", 'id, email, "x" FROM'
    )
    sql = sql.replace("DEFAULT 'x')", "DEFAULT 'x', x text)")
    said = judge_sql(sql, dialect="sqlite", earlier=[USERS], driver="better-sqlite3")
    assert {"data-loss", "fails-on-data"} <= {f.kind for f in said if f.severity == "refuse"}


def test_a_foreign_key_that_a_rebuild_adds_is_reported() -> None:
    sql = REBUILD.replace("DEFAULT 'x'", "REFERENCES mails(id)")
    said = judge_sql(
        sql, dialect="sqlite", earlier=[USERS, "CREATE TABLE mails (id text PRIMARY KEY);"]
    )
    assert any("new foreign key on (email)" in f.message for f in said)


@pytest.mark.parametrize(
    ("rule", "dialect", "sql"),
    [
        ("drop-constraint", "mysql", "ALTER TABLE t DROP INDEX u;"),
        ("rename-object", "mysql", "RENAME USER a TO b;"),
        ("revoke-access", "mysql", "ALTER USER 'a'@'%' ACCOUNT LOCK;"),
        ("explicit-lock", "mysql", "FLUSH TABLES WITH READ LOCK;"),
        ("bypass-constraints", "sqlite", "UPDATE sqlite_master SET sql = 'x' WHERE name = 't';"),
        ("replay-fails", "sqlite", "INSERT INTO t (nope) VALUES (1);"),
    ],
)
def test_forms_of_mysql_and_sqlite_are_found(rule: str, dialect: Dialect, sql: str) -> None:
    unique = ", UNIQUE u (a)" if dialect == "mysql" else ""
    assert rule in rules(sql, f"CREATE TABLE t (id int PRIMARY KEY, a int{unique});", dialect)


def test_a_check_that_is_no_longer_enforced_is_found() -> None:
    history = PETS + "ALTER TABLE pets ADD CONSTRAINT c CHECK (age > 0);"
    assert "drop-constraint" in rules("ALTER TABLE pets ALTER CONSTRAINT c NOT ENFORCED;", history)


def test_a_policy_that_was_open_before_isnt_opened_again() -> None:
    policy = "POLICY p ON pets FOR INSERT TO app WITH CHECK (TRUE);"
    again = "ALTER POLICY p ON pets TO app WITH CHECK (true);"
    assert "weaken-row-security" not in rules(again, PETS + "CREATE " + policy)
    assert "weaken-row-security" in rules(again, PETS + "CREATE POLICY p ON pets USING (id = 1);")


def test_a_procedure_may_commit_outside_of_a_transaction() -> None:
    made = "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;"
    found = judge_sql(f"COMMIT; {made} CALL p();", dialect="postgres")
    assert not any("in a body" in f.message for f in found)
    assert any("in a body" in f.message for f in judge_sql(f"{made} CALL p();", dialect="postgres"))
