"""Rebuilds on SQLite itself, in a transaction with foreign keys enforced and without."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest

from forge_migrations.sql.keeping import Form
from forge_migrations.sql.keeping import Stored
from forge_migrations.sql.keeping import hanging
from forge_migrations.sql.keeping import rebuild
from forge_migrations.sql.table_text import TableText

Rows = dict[str, list[tuple[object, ...]]]


def database(text: str) -> sqlite3.Connection:
    made = sqlite3.connect(":memory:", isolation_level=None)
    made.executescript(text)
    made.execute("PRAGMA foreign_keys = ON")
    return made


def stored(of: sqlite3.Connection) -> list[Stored]:
    asked = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'sqlite_sequence'"
    return [Stored(*row) for row in of.execute(asked)]


def rows(of: sqlite3.Connection) -> Rows:
    names = [each.name for each in stored(of) if each.kind == "table"]
    return {name: of.execute(f"SELECT * FROM `{name}`").fetchall() for name in names}


def required(of: sqlite3.Connection, table: str, column: str) -> dict[str, Form]:
    create = next(each.sql for each in stored(of) if each.name == table)
    return {table.lower(): Form(str(TableText.of(create).required(column)))}


def carried_out(of: sqlite3.Connection, statements: Sequence[str], enforced: bool) -> None:
    of.execute(f"PRAGMA foreign_keys = {int(enforced)}")
    of.execute("BEGIN")
    for statement in statements:
        of.execute(statement)
    of.execute("COMMIT")
    of.execute("PRAGMA foreign_keys = ON")
    assert of.execute("PRAGMA foreign_key_check").fetchall() == []
    assert of.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


FAMILY = """
CREATE TABLE `teams` (`id` integer PRIMARY KEY, `name` text);
CREATE TABLE "users" (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text,
  `team` integer REFERENCES teams (id), `boss` integer,
  up text GENERATED ALWAYS AS (upper("name")) STORED,
  CONSTRAINT short CHECK ("users"."name" <> ''),
  FOREIGN KEY (`boss`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE restrict);
CREATE TABLE posts (id integer PRIMARY KEY, owner integer NOT NULL REFERENCES users (id) ON DELETE CASCADE, body text);
CREATE TABLE likes (post integer, user integer, PRIMARY KEY (post, user),
  FOREIGN KEY (post) REFERENCES posts (id) ON DELETE CASCADE, FOREIGN KEY (user) REFERENCES users(id) ON DELETE SET NULL
) WITHOUT ROWID;
CREATE TABLE "odd ""one" ("a b" text REFERENCES [users] (id) ON DELETE SET DEFAULT, n integer) STRICT;
CREATE TABLE audit (what text);
CREATE UNIQUE INDEX by_name ON users (lower(name)) WHERE name IS NOT NULL;
CREATE INDEX of_owner ON posts (owner DESC);
CREATE VIEW named AS SELECT id, name FROM users WHERE name IS NOT NULL;
CREATE VIEW "named twice" AS SELECT name FROM named;
CREATE TRIGGER gone AFTER DELETE ON posts BEGIN INSERT INTO audit VALUES ('gone'); END;
CREATE TRIGGER came AFTER INSERT ON posts BEGIN INSERT INTO audit VALUES ('came'); END;
CREATE TRIGGER wrote AFTER UPDATE OF name ON users BEGIN INSERT INTO audit VALUES (new.name); END;
CREATE TRIGGER elsewhere AFTER INSERT ON teams BEGIN UPDATE users SET name = 'x' WHERE team = new.id; END;
CREATE TRIGGER instead INSTEAD OF INSERT ON named BEGIN INSERT INTO users (name) VALUES (new.name); END;
INSERT INTO teams VALUES (1, 't');
INSERT INTO users (id, name, team, boss) VALUES (1, 'a', 1, NULL), (2, 'b', 1, 1), (9, 'z', NULL, 2);
DELETE FROM users WHERE id = 9;
INSERT INTO posts VALUES (1, 1, 'p'), (2, 2, 'q');
INSERT INTO likes VALUES (1, 2), (2, 1);
INSERT INTO "odd ""one" VALUES (1, 7);
DELETE FROM audit;
""".replace('"a b" text REFERENCES', '"a b" integer REFERENCES')


@pytest.mark.parametrize("enforced", [True, False])
def test_a_rebuild_keeps_rows_triggers_views_indexes_and_numbers(enforced: bool) -> None:
    made = database(FAMILY)
    was, before = stored(made), rows(made)
    carried_out(made, rebuild(was, required(made, "users", "name"), enforced), enforced)
    assert rows(made) == before
    told = {(each.kind, each.name, each.table) for each in stored(made)}
    assert told == {(each.kind, each.name, each.table) for each in was}
    again = {each.name: each.sql for each in stored(made) if each.kind != "table"}
    assert again == {each.name: each.sql for each in was if each.kind != "table"}
    assert made.execute(
        "SELECT \"notnull\" FROM pragma_table_info('users') WHERE name = 'name'"
    ).fetchall() == [(1,)]
    made.execute("INSERT INTO named (name) VALUES ('c')")
    assert made.execute("SELECT max(id) FROM users").fetchall() == [(10,)]
    referred = made.execute("SELECT \"table\" FROM pragma_foreign_key_list('posts')").fetchall()
    assert referred == [("users",)]
    with pytest.raises(sqlite3.IntegrityError):
        made.execute("INSERT INTO users (name) VALUES (NULL)")


def test_what_a_plain_rebuild_would_lose_is_told() -> None:
    assert hanging(stored(database(FAMILY)), "users", True) == [
        'the rows of "posts"',
        'the rows of "odd ""one"'.replace('""', '"'),
        'the rows of "likes"',
        "its rows that refer to each other",
        'trigger "gone"',
        'trigger "came"',
        'trigger "wrote"',
        'view "named"',
        'view "named twice"',
        'trigger "elsewhere"',
        'trigger "instead"',
        "the numbers that AUTOINCREMENT gave out",
    ]


def test_tables_that_refer_to_each_other_are_rebuilt_together() -> None:
    made = database(
        "CREATE TABLE a (id integer PRIMARY KEY, b integer REFERENCES b (id) ON DELETE RESTRICT, c text);"
        "CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a (id) ON DELETE CASCADE);"
        "INSERT INTO a VALUES (1, NULL, 'x'); INSERT INTO b VALUES (1, 1); UPDATE a SET b = 1;"
    )
    before = rows(made)
    carried_out(made, rebuild(stored(made), required(made, "a", "c"), True), True)
    assert rows(made) == before


def test_a_rowid_that_something_goes_by_is_kept() -> None:
    made = database(
        "CREATE TABLE t (k text PRIMARY KEY, v text); CREATE VIEW n AS SELECT rowid AS at, k FROM t;"
        "INSERT INTO t VALUES ('a', '1'), ('b', '2'), ('c', '3'); DELETE FROM t WHERE k = 'a';"
    )
    carried_out(made, rebuild(stored(made), required(made, "t", "v"), True), True)
    assert made.execute("SELECT * FROM n").fetchall() == [(2, "b"), (3, "c")]


KNOT = """
CREATE TABLE a (id integer PRIMARY KEY, up integer REFERENCES a (id) ON DELETE CASCADE, b integer REFERENCES b (id) ON DELETE CASCADE, c text);
CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a (id) ON DELETE SET NULL, up integer REFERENCES b (id));
CREATE TABLE log (what text);
CREATE TRIGGER went AFTER DELETE ON a BEGIN INSERT INTO log SELECT count(*) FROM b; END;
INSERT INTO a VALUES (1, NULL, NULL, 'x'), (2, 1, NULL, 'y'); INSERT INTO b VALUES (1, 1, 1), (2, 2, 1); UPDATE a SET b = 1;
"""


def test_a_circle_of_tables_is_emptied_first() -> None:
    made = database(KNOT)
    before = rows(made)
    statements = rebuild(stored(made), required(made, "a", "c"), True)
    assert any("allow delete-without-where" in each for each in statements)
    carried_out(made, statements, True)
    assert rows(made) == before


def test_a_trigger_that_names_a_table_that_went_before_is_out_of_the_way() -> None:
    """ON DELETE SET NULL writes rows, and so runs it."""
    made = database(
        "CREATE TABLE p (id integer PRIMARY KEY, up integer REFERENCES p (id) ON DELETE SET NULL, v text);"
        "CREATE TABLE c (p integer REFERENCES p (id)); CREATE TABLE log (n);"
        "CREATE TRIGGER t AFTER UPDATE ON p BEGIN INSERT INTO log SELECT count(*) FROM c; END;"
        "INSERT INTO p VALUES (1, NULL, 'x'), (2, 1, 'y'); INSERT INTO c VALUES (1);"
    )
    before = rows(made)
    carried_out(made, rebuild(stored(made), required(made, "p", "v"), True), True)
    assert rows(made) == before
    assert [each.name for each in stored(made) if each.kind == "trigger"] == ["t"]
