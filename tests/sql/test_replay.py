from __future__ import annotations

import os

import pytest

from forge_migrations.rules.judging.judge import judge_sql
from forge_migrations.sql import ddl_budget
from forge_migrations.sql.replay import Outcome
from forge_migrations.sql.replay import Replay
from forge_migrations.sql.statements import split

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


def measured(sql: str, *earlier: str, foreign_keys: bool = True) -> Outcome:
    replay = Replay()
    for before in earlier:
        replay.advance(split(before, "sqlite").statements)
    outcome = replay.measure(split(sql, "sqlite").statements, foreign_keys)
    replay.close()
    return outcome


def test_a_rebuild_deletes_the_children_that_cascade() -> None:
    outcome = measured(REBUILD, USERS, POSTS.format("CASCADE"))
    assert outcome.decided
    assert [(loss.table, loss.column, loss.rows) for loss in outcome.losses] == [("posts", "", 2)]
    assert "posts" in outcome.deleted


def test_a_rebuild_nulls_the_children_that_are_set_null() -> None:
    (loss,) = measured(REBUILD, USERS, POSTS.format("SET NULL")).losses
    assert (loss.table, loss.column, loss.rows) == ("posts", "uid", 2)


def test_nothing_is_lost_where_the_driver_turns_foreign_keys_off() -> None:
    outcome = measured(REBUILD, USERS, POSTS.format("CASCADE"), foreign_keys=False)
    assert outcome.decided
    assert not outcome.losses


def test_a_failure_names_its_statement() -> None:
    outcome = measured("SELECT 1; ALTER TABLE users ADD x text NOT NULL;", USERS)
    assert (outcome.decided, outcome.statement) == (True, 1)
    assert "Cannot add a NOT NULL column" in outcome.error


def test_what_only_another_sqlite_understands_decides_nothing() -> None:
    assert not measured(
        "ALTER TABLE users ALTER COLUMN email TO email text NOT NULL;", USERS
    ).decided


def test_a_broken_history_decides_nothing() -> None:
    assert not measured("DROP TABLE users;", "CREATE TABLE users (id;").decided


def test_a_migration_reaches_no_file(tmp_path: object) -> None:
    path = os.path.join(str(tmp_path), "made.db")
    outcome = measured(f"ATTACH DATABASE '{path}' AS other; CREATE TABLE other.t (a);", USERS)
    assert not outcome.decided
    assert not os.path.exists(path)


def test_more_ddl_than_a_large_schema_allows_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many = "".join(f"ALTER TABLE users ADD c{number} text;" for number in range(100))
    assert measured(many, USERS).decided
    monkeypatch.setattr(ddl_budget, "BYTES", 20 * len(USERS))
    outcome = measured(many, USERS)
    assert not outcome.decided
    assert outcome.error == "the schema is too large for so many changes"
    assert 0 < outcome.statement < 50
    assert not measured("DROP TABLE users", USERS, many).decided
    assert measured(";".join(["SELECT 1"] * 100), USERS).decided


def test_an_endless_query_is_given_up() -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;"
    )
    assert not measured(endless, USERS).decided


def test_a_loss_that_no_rule_sees_is_a_finding_of_its_own() -> None:
    trigger = (
        "CREATE TRIGGER t AFTER UPDATE ON users BEGIN DELETE FROM notes WHERE 1; END;"
        " CREATE TABLE notes (id integer PRIMARY KEY);"
    )
    sql = "UPDATE users SET email = 'x' WHERE id = 1;"
    found = judge_sql(sql, dialect="sqlite", earlier=[USERS, trigger])
    assert [f.message for f in found if f.rule == "replay-loses-rows"] == [
        'replayed in memory, 2 of 2 rows of table "notes" are gone'
    ]


def test_a_confirmed_finding_says_what_was_measured() -> None:
    found = judge_sql(REBUILD, dialect="sqlite", earlier=[USERS, POSTS.format("CASCADE")])
    (finding,) = [f for f in found if f.rule == "rebuild-deletes-children"]
    assert finding.details == "measured in memory: 2 of 2 rows of posts are gone"


def test_children_rebuilt_in_the_same_file_are_lost_as_well() -> None:
    child = """CREATE TABLE __new_posts (id integer PRIMARY KEY, uid integer
  REFERENCES users(id) ON DELETE CASCADE);--> statement-breakpoint
INSERT INTO __new_posts(id, uid) SELECT id, uid FROM posts;--> statement-breakpoint
DROP TABLE posts;--> statement-breakpoint
ALTER TABLE __new_posts RENAME TO posts;--> statement-breakpoint
"""
    found = judge_sql(child + REBUILD, dialect="sqlite", earlier=[USERS, POSTS.format("CASCADE")])
    assert "rebuild-deletes-children" in {f.rule for f in found}


def test_the_pragma_counts_after_the_file_has_ended_the_transaction() -> None:
    outcome = measured(f"COMMIT; {REBUILD} BEGIN;", USERS, POSTS.format("CASCADE"))
    assert outcome.decided
    assert not outcome.losses


def test_foreign_keys_that_a_history_switches_on_dont_stop_its_inserts() -> None:
    history = "PRAGMA foreign_keys=ON; INSERT INTO posts VALUES (1, 7);"
    assert measured("SELECT 1;", USERS, POSTS.format("CASCADE"), history).decided


def test_half_a_character_decides_nothing() -> None:
    assert not measured("SELECT '\ud800';", USERS).decided
    assert not measured("SELECT '\0';", USERS).decided


def test_a_reference_that_is_judged_at_the_end_fails_at_the_last_statement() -> None:
    deferred = (
        "CREATE TABLE notes (uid integer REFERENCES users(id) DEFERRABLE INITIALLY DEFERRED);"
    )
    outcome = measured("BEGIN; INSERT INTO notes VALUES (99); SELECT 1;", USERS, deferred)
    assert outcome.decided
    assert (outcome.statement, outcome.error) == (2, "FOREIGN KEY constraint failed")


NAMED = "CREATE TABLE kinds (id text PRIMARY KEY);"
OF_KIND = "CREATE TABLE pets (id integer PRIMARY KEY, kind text REFERENCES kinds(id));"


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO pets VALUES (9, 'cat');",
        "INSERT INTO pets VALUES (9, 'cat') ON CONFLICT DO NOTHING;",
        "REPLACE INTO pets VALUES (9, 'cat');",
        "UPDATE pets SET kind = 'cat';",
        "DELETE FROM kinds WHERE id <> 'cat';",
    ],
)
def test_whether_a_row_has_its_parent_isnt_known_of_rows_that_nobody_reads(sql: str) -> None:
    history = "INSERT INTO kinds VALUES ('cat');"
    assert not measured(sql, NAMED, OF_KIND, history).decided


def test_deleting_every_parent_still_fails() -> None:
    outcome = measured("DELETE FROM kinds;", NAMED, OF_KIND)
    assert (outcome.decided, outcome.error) == (True, "FOREIGN KEY constraint failed")
