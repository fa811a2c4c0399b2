"""Rebuilds that are softened, on SQLite itself: in a transaction with foreign keys enforced, rows in every
table. What a release did before it does after each step, and the structure ends where the migration led."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

import pytest

from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.structure import read_structure
from forge_migrations.sql.debts import debts_of
from forge_migrations.sql.keeping import Stored
from forge_migrations.sql.paying import payment
from forge_migrations.sql.paying_by_rebuild import Stock
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.drops import Drops
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.rebuilds import Rebuilds
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from forge_migrations.workflow.rollout.tighten import Tighten
from workflow.rollout.families import Family
from workflow.rollout.families import family
from workflow.rollout.families import q
from workflow.rollout.test_drops import catalog

if TYPE_CHECKING:
    from forge_migrations.database.structure import Structure


def stored(of: PlainConnection) -> tuple[Stored, ...]:
    rows = of.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    )
    return tuple(Stored(*row) for row in rows)


def migrated(of: PlainConnection, text: str, enforced: bool = True) -> None:
    """As drizzle-orm's migrator does it: in one transaction, statement by statement."""
    of.exec_driver_sql(f"PRAGMA foreign_keys = {int(enforced)}")
    of.exec_driver_sql("BEGIN")
    for statement in read_script(text, "sqlite").script.statements:
        of.exec_driver_sql(statement.text)
    of.exec_driver_sql("COMMIT")
    of.exec_driver_sql("PRAGMA foreign_keys = 1")
    assert of.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def database(*texts: str) -> PlainConnection:
    made = PlainConnection()
    for text in texts:
        migrated(made, text)
    return made


class Steps(NamedTuple):
    """A migration's way to the end."""

    soft: Softening
    first: str
    """Its SQL, softened."""
    last: str
    """What `contract` writes."""


def steps(
    before: str,
    text: str,
    fills: dict[str, str] | None = None,
    enforced: bool = True,
    straight: str = "",
    ends: str = "",
) -> Steps:
    """Softened, and paid; by the catalog and by SQLite they lead where the migration led."""

    def stock(statements: Sequence[str]) -> Stock:
        return Stock(lambda: stored(database(before, "\n".join(statements))), enforced)

    known = catalog(before, "sqlite")
    owed = debts_of(read_script(before, "sqlite").script, "sqlite")
    earlier = frozenset(each.act for each in owed)
    given = Given(read_script(text, "sqlite"), text, known, known, {}, "sqlite", stock, earlier)
    soft = Softening(given)
    rebuilds = Rebuilds(soft)
    Drops(soft).soften()
    Tighten(soft).soften()
    rebuilds.soften()
    first = "\n".join(soft.statements())
    behind = stock(soft.statements())
    found, _ = differences_by_text(known, text, soft.statements(), behind, owed)
    assert found == []
    now, left = catalog(before + first, "sqlite"), [*owed, *soft.debts]
    paid = payment(now, left, fills, behind)
    assert {each.act for each in paid.pays} == {each.act for each in left}
    last = "\n".join(paid.statements)
    assert structure(database(before, first, last)) == structure(
        database(ends) if ends else database(before, straight or _whole(text))
    )
    return Steps(soft, first, last)


def _whole(text: str) -> str:
    """The migration as SQLite takes it, where drizzle-kit's copy selects what isn't there yet."""
    return text.replace('"plan" FROM', "'' FROM")


def structure(of: PlainConnection) -> Structure:
    return read_structure(of)


def rebuilt(table: str, definitions: str, copied: str, *indexes: str) -> str:
    """As drizzle-kit 0.31 and 1.0 write it."""
    return "--> statement-breakpoint\n".join(
        (
            "PRAGMA foreign_keys=OFF;",
            f"CREATE TABLE `__new_{table}` (\n\t{definitions}\n);\n",
            f"INSERT INTO `__new_{table}`({copied}) SELECT {copied} FROM `{table}`;",
            f"DROP TABLE `{table}`;",
            f"ALTER TABLE `__new_{table}` RENAME TO `{table}`;",
            "PRAGMA foreign_keys=ON;",
            *indexes,
        )
    )


USERS = """
CREATE TABLE `users` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text, `email` text NOT NULL, `age` text,
  CONSTRAINT "mail" CHECK("users"."email" <> ''));
CREATE TABLE `posts` (`id` integer PRIMARY KEY, `owner` integer NOT NULL, FOREIGN KEY (`owner`) REFERENCES `users`(`id`) ON DELETE cascade);
CREATE UNIQUE INDEX `by_mail` ON `users` (`email`);
CREATE INDEX `by_name` ON `users` (lower(`name`)) WHERE `name` IS NOT NULL;
CREATE TABLE log (what text);
CREATE TRIGGER wrote AFTER INSERT ON posts BEGIN INSERT INTO log VALUES ('post'); END;
"""
ROWS = "INSERT INTO users (name, email, age) VALUES ('a', 'a@x', '1'), ('b', 'b@x', '2'); INSERT INTO posts VALUES (1, 1), (2, 2);"
OLD = (
    "INSERT INTO users (name, email, age) VALUES (NULL, 'o' || random(), '3')",
    "SELECT id, name, email, age FROM users",
)
"""What the released code does."""


def rows(of: PlainConnection, *tables: str) -> list[list[tuple[Any, ...]]]:
    return [of.exec_driver_sql(f"SELECT * FROM {each} ORDER BY 1").all() for each in tables]


def rolled_out(way: Steps, new: Sequence[str], old: Sequence[str] = OLD) -> PlainConnection:
    """Through the steps with rows, while both releases run. Nothing of posts and the log is lost."""
    made = database(USERS, ROWS)
    held = rows(made, "posts", "log")
    migrated(made, way.first)
    for statement in (*old, *new, *old):
        made.exec_driver_sql(statement)
    assert rows(made, "posts", "log") == held
    migrated(made, way.last)
    assert rows(made, "posts", "log") == held
    for statement in new:
        made.exec_driver_sql(statement)
    return made


INDEXES = (
    "CREATE UNIQUE INDEX `by_mail` ON `users` (`email`);",
    "CREATE INDEX `by_name` ON `users` (lower(`name`)) WHERE `name` IS NOT NULL;",
)
REQUIRED = rebuilt(
    "users",
    "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text NOT NULL, `email` text NOT NULL, `age` text,"
    ' CONSTRAINT "mail" CHECK("__new_users"."email" <> \'\')',
    '"id", "name", "email", "age"',
    *INDEXES,
)


@pytest.mark.parametrize("enforced", [True, False])
def test_a_column_that_becomes_required_waits_and_no_table_is_rebuilt_for_it(
    enforced: bool,
) -> None:
    way = steps(USERS, REQUIRED, {"users.name": "'unknown'"}, enforced)
    assert way.first.splitlines() == [
        "-- forge-migrations: deferred set-not-null `users`.`name`: the release before it writes rows without it",
        "DROP TABLE IF EXISTS `__forge_nothing`;",
    ]
    if not enforced:
        assert "posts" not in way.last
        return
    made = rolled_out(way, ["INSERT INTO users (name, email) VALUES ('n', 'n' || random())"])
    with pytest.raises(sqlite3.IntegrityError):
        made.exec_driver_sql("INSERT INTO users (email) VALUES ('z')")
    assert made.exec_driver_sql("SELECT count(*) FROM users WHERE name = 'unknown'").scalar() == 2


def test_a_column_that_a_rebuild_drops_stays_and_is_optional() -> None:
    """A CHECK of the table names it, so that it is the rebuild that makes it optional."""
    text = rebuilt(
        "users",
        "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text, `age` text",
        "`id`, `name`, `age`",
        INDEXES[1],
    )
    way = steps(USERS, text)
    told = [str(each) for each in way.soft.debts]
    assert told == ['drop-column "users"."email"', 'drop-index "users"."by_mail"']
    assert way.last.splitlines() == [
        "DROP INDEX `by_mail`;",
        "ALTER TABLE `users` DROP COLUMN `email`;",
    ]
    rolled_out(way, ["INSERT INTO users (name, age) VALUES ('n', '1')"])


def test_what_is_left_of_a_rebuild_keeps_the_children() -> None:
    """A type changes, a column goes, one becomes required, and one comes that is."""
    text = rebuilt(
        "users",
        "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text NOT NULL, `age` integer, `plan` text NOT NULL",
        '"id", "name", "age", "plan"',
        INDEXES[1],
    )
    way = steps(USERS, text, {"users.name": "'u'", "users.plan": "'free'"})
    assert {str(each) for each in way.soft.debts} == {
        'drop-column "users"."email"', 'drop-index "users"."by_mail"', 'set-not-null "users"."name"',
        'set-not-null "users"."plan"',
    }  # fmt: skip
    assert 'the rows of "posts"' in way.soft.forms[-1].how
    made = rolled_out(way, ["INSERT INTO users (name, age, plan) VALUES ('n', 1, 'pro')"])
    assert made.exec_driver_sql("SELECT DISTINCT typeof(age) FROM users").all() == [("integer",)]
    assert made.exec_driver_sql("SELECT plan, count(*) FROM users GROUP BY 1").all()[0][0] == "free"


def test_a_rebuild_that_loses_nothing_stays_as_it_is() -> None:
    before = "CREATE TABLE `t` (`a` text, `b` text);"
    text = rebuilt("t", "`a` integer, `b` text", "`a`, `b`")
    plain = text.replace("--> statement-breakpoint", "").split()
    assert steps(before, text).first.split() == plain


FAMILY = """
CREATE TABLE "a b" (`id` integer PRIMARY KEY, `up` integer REFERENCES "a b"(`id`) ON DELETE cascade, `x y` text);
CREATE TABLE c (`one` text, `two` integer REFERENCES "a b"(id) ON DELETE SET NULL, v text, PRIMARY KEY (`one`, `two`)) WITHOUT ROWID;
CREATE VIEW seen AS SELECT id FROM "a b";
CREATE TRIGGER t AFTER INSERT ON c BEGIN UPDATE "a b" SET `x y` = 'z' WHERE id = new.two; END;
"""


def test_two_rebuilds_in_one_migration_one_of_them_the_others_child() -> None:
    text = rebuilt(
        "a b", '`id` integer PRIMARY KEY, `up` integer REFERENCES "__new_a b"(`id`) ON DELETE cascade, `x y` text NOT NULL', '`id`, `up`, `x y`'
    ) + "--> statement-breakpoint\n" + rebuilt(
        "c", "`one` text, `two` integer REFERENCES \"a b\"(id) ON DELETE SET NULL, v integer, PRIMARY KEY (`one`, `two`)", "`one`, `two`, `v`"
    )  # fmt: skip
    text = text.replace("`two`)\n)", "`two`)\n) WITHOUT ROWID")
    # As it is generated it fails for the view, and loses the trigger.
    straight = "\n".join(("DROP VIEW seen;", "DROP TRIGGER t;", text, _HANGING))
    way = steps(FAMILY, text, {"a b.x y": "'-'"}, straight=straight)
    made = database(FAMILY, "INSERT INTO \"a b\" VALUES (1, NULL, 'q'), (2, 1, NULL);")
    migrated(made, "INSERT INTO c VALUES ('k', 1, '7'); DELETE FROM c WHERE v = 'none';")
    migrated(made, way.first)
    migrated(made, way.last)
    assert rows(made, '"a b"', "c") == [[(1, None, "z"), (2, 1, "-")], [("k", 1, 7)]]


_HANGING = "\n".join(FAMILY.splitlines()[-2:])


def test_a_column_that_is_added_above_its_tables_rebuild_waits_in_it_too() -> None:
    """As drizzle-kit 1.0 writes it."""
    text = "ALTER TABLE `users` ADD `plan` text NOT NULL;--> statement-breakpoint\n" + rebuilt(
        "users",
        "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text, `email` text NOT NULL, `age` integer, `plan` text NOT NULL",
        "`id`, `name`, `email`, `age`",
        *INDEXES,
    )
    way = steps(USERS, text, {"users.plan": "'free'"})
    rolled_out(way, ["INSERT INTO users (email, plan) VALUES ('n' || random(), 'pro')"])


def test_what_an_earlier_migration_owes_is_kept_by_the_next_rebuild() -> None:
    """The snapshot has no `age` any more, so that drizzle-kit copies the table without it."""
    before = USERS + "-- forge-migrations: deferred drop-column `users`.`age`: it is read\n"
    text = rebuilt(
        "users",
        "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` integer, `email` text NOT NULL",
        "`id`, `name`, `email`",
        *INDEXES,
    )
    way = steps(before, text)
    assert way.soft.debts == []
    assert "`age` text" in way.first
    rolled_out(way, ["INSERT INTO users (email) VALUES ('n' || random())"])


def test_what_stands_between_a_rebuild_and_its_indexes_stays_there() -> None:
    """Rows are mended below the copy, before a unique index asks."""
    before = "CREATE TABLE t (id integer PRIMARY KEY, name text, v text); CREATE TABLE c (t integer REFERENCES t (id) ON DELETE cascade);"
    mended = "UPDATE t SET slug = slug || id WHERE id NOT IN (SELECT min(id) FROM t GROUP BY slug);"
    unique = "CREATE UNIQUE INDEX `one` ON `t` (`slug`);"
    text = rebuilt(
        "t",
        "`id` integer PRIMARY KEY, `name` text, `v` integer, `slug` text NOT NULL",
        "`id`, `name`, `v`, `slug`",
        mended,
        unique,
    ).replace("`slug` FROM", "lower(name) FROM")
    way = steps(before, text, {"t.slug": "'s' || id"})
    rows_of_both = "INSERT INTO t (name) VALUES ('A'), ('a'); INSERT INTO c VALUES (1);"
    made = database(before, rows_of_both, way.first, "INSERT INTO t (name) VALUES ('A');", way.last)
    assert rows(made, "t", "c") == [
        [(1, "A", None, "a"), (2, "a", None, "a2"), (3, "A", None, "s3")],
        [(1,)],
    ]


def test_a_column_that_takes_a_dropped_ones_values_comes_with_it() -> None:
    """Running code fails on the old name whatever the new one is."""
    before = "CREATE TABLE t (id integer PRIMARY KEY, a text, `b` text);"
    text = rebuilt(
        "t", "`id` integer PRIMARY KEY, `c` text NOT NULL, `b` integer", "`id`, `c`, `b`"
    )
    text = text.replace("`c`, `b` FROM", "`a`, `b` FROM")
    way = steps(before, text)
    assert way.soft.forms == []
    assert way.soft.left[0].why == 'its values go into "c"'


def test_foreign_keys_that_the_migration_switches_off_are_off() -> None:
    text = "COMMIT;" + REQUIRED.replace(
        "PRAGMA foreign_keys=OFF;", "PRAGMA foreign_keys=OFF; BEGIN;"
    )
    text = text.replace("PRAGMA foreign_keys=ON;", "COMMIT; PRAGMA foreign_keys=ON; BEGIN;")
    text = text.replace("`name` text NOT NULL", "`name` integer")
    way = steps(USERS, text)
    assert "__new_posts" not in way.first
    assert "PRAGMA foreign_keys=OFF" in way.first


def test_values_that_the_copy_makes_are_made_where_nothing_else_is_left() -> None:
    text = rebuilt(
        "users",
        "`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `name` text NOT NULL, `email` text NOT NULL, `age` text,"
        ' CONSTRAINT "mail" CHECK("__new_users"."email" <> \'\')',
        "`id`, `name`, `email`, `age`",
        *INDEXES,
    ).replace(
        "`email`, `age` FROM", "`email`, CASE WHEN `age` = '1' THEN '100' ELSE `age` END FROM"
    )
    made = rolled_out(steps(USERS, text, {"users.name": "'u'"}), [])
    assert made.exec_driver_sql("SELECT age FROM users WHERE id < 3 ORDER BY id").all() == [
        ("100",),
        ("2",),
    ]


def test_a_column_that_stays_stays_in_its_place() -> None:
    """`INSERT INTO t SELECT *` moves rows by it."""
    before = "CREATE TABLE t (a integer PRIMARY KEY, b text NOT NULL CHECK (b <> ''), c text, CHECK (b <> 'x'));"
    way = steps(before, rebuilt("t", "`a` integer PRIMARY KEY, `c` integer", "`a`, `c`"))
    assert [line.split()[0] for line in way.first.splitlines() if line.startswith("\t")] == [
        "`a`",
        "b",
        "`c`",
    ]


def test_a_table_that_stays_loses_the_keys_that_refuse_deletes() -> None:
    """drizzle-kit's `no action` is what `references()` comes to."""
    before = (
        "CREATE TABLE u (id integer PRIMARY KEY);"
        "CREATE TABLE t (a integer PRIMARY KEY, u integer NOT NULL REFERENCES `u`(id), v integer,"
        " FOREIGN KEY (v) REFERENCES u(id) ON UPDATE no action ON DELETE no action);"
        "CREATE TABLE c (t integer REFERENCES t (a) ON DELETE cascade);"
    )
    way = steps(before, "DROP TABLE c; DROP TABLE t;")
    assert {str(each) for each in way.soft.debts} == {'drop-table "c"', 'drop-table "t"'}
    made = database(
        before,
        "INSERT INTO u VALUES (1); INSERT INTO t VALUES (1, 1, 1); INSERT INTO c VALUES (1);",
    )
    migrated(made, way.first)
    made.exec_driver_sql("DELETE FROM u")
    assert rows(made, "t", "c") == [[(1, 1, 1)], [(1,)]]
    migrated(made, way.last)


def values(of: PlainConnection, made: Family) -> dict[str, list[tuple[Any, ...]]]:
    """What the columns of a family hold, by table and column; `log` tells whether a trigger ran."""
    told = {"log": of.exec_driver_sql("SELECT * FROM log").all()}
    for each in made.members:
        for name in (*(field.name for field in each.fields), *(key.name for key in each.keys)):
            asked = f"SELECT id, CAST({q(name)} AS text) FROM {q(each.name)} ORDER BY id"
            told[f"{each.name}.{name}"] = of.exec_driver_sql(asked).all()
    return told


@pytest.mark.parametrize("seed", range(30))
def test_no_row_of_a_family_of_tables_is_lost(seed: int) -> None:
    made = family(seed)
    before = made.schema(changed=False)
    way = steps(before, made.migration(), made.fills(), ends=made.schema(changed=True))
    assert way.soft.left == []
    of = database(before, made.rows)
    held = values(of, made)
    migrated(of, way.first)
    assert values(of, made) == held
    for each in made.members:
        drops = made.changes[each.name].drops if each.name in made.changes else set()
        old = {f.name: "70" if f.required else "NULL" for f in each.fields}
        new = {f.name: "71" for f in each.fields if f.name not in drops}
        for number, row in ((50, old), (51, new)):
            names = ", ".join(map(q, ("id", *row)))
            said = ", ".join((str(number), *row.values()))
            of.exec_driver_sql(f"INSERT INTO {q(each.name)} ({names}) VALUES ({said})")
    migrated(of, way.last)
    for each in made.members:
        found = of.exec_driver_sql(f"SELECT id FROM {q(each.name)} ORDER BY id").all()
        assert found == [(1,), (2,), (3,), (50,), (51,)]
