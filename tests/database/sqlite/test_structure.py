from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.sqlite.structure import read_structure
from forge_migrations.database.structure import differences

if TYPE_CHECKING:
    from forge_migrations.database.structure import Structure


def structure(schema: str) -> Structure:
    connection = PlainConnection()
    connection.driver.executescript(schema)
    found = read_structure(connection, ["ledger"])
    connection.close()
    return found


def told(have: str, want: str) -> list[str]:
    return [str(each) for each in differences(structure(have), structure(want))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CREATE TABLE t (a integer)", "create table `t` (\n\t`a` INTEGER\n);"),
        ("CREATE TABLE t (a int DEFAULT 1)", "CREATE TABLE t (a int DEFAULT (1))"),
        ("CREATE TABLE t (a int DEFAULT true)", "CREATE TABLE t (a int DEFAULT 1)"),
        ("CREATE TABLE t (a int DEFAULT NULL)", "CREATE TABLE t (a int)"),
        ("CREATE TABLE t (a int PRIMARY KEY)", "CREATE TABLE t (a int, PRIMARY KEY (a))"),
        ("CREATE TABLE t (a int UNIQUE)", "CREATE TABLE t (a int, UNIQUE (a))"),
        ("CREATE TABLE t (a int REFERENCES u (b))",
         "CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES u (b) ON DELETE NO ACTION)"),
        ("CREATE TABLE t (a int); CREATE INDEX i ON t (a)",
         "CREATE TABLE t (a int); CREATE INDEX IF NOT EXISTS `i` ON `t` ( `a` );"),
        ("CREATE TABLE t (a int, CHECK (a > 0))", "CREATE TABLE t (a int CHECK(\"a\">0))"),
        ("CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int); ALTER TABLE t ADD b int;"),
        ("CREATE VIEW v AS SELECT 1", "CREATE VIEW v AS -- why\n SELECT  1"),
        ("CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t",
         'CREATE TABLE t (a int); create view `v` as select "a" from [t]'),
        ("CREATE TABLE t (a int DEFAULT CURRENT_TIMESTAMP)",
         "CREATE TABLE t (a int DEFAULT (current_timestamp))"),
        ("CREATE TABLE t (a int DEFAULT ((1) + (2)))", "CREATE TABLE t (a int DEFAULT ((1)+(2)))"),
        ("CREATE TABLE ledger (a int)", ""),
    ],
)  # fmt: skip
def test_two_ways_to_write_one_structure_are_one(one: str, other: str) -> None:
    assert told(one, other) == []


@pytest.mark.parametrize(
    ("have", "want", "difference"),
    [
        ("(a int)", "(a text)", 'column "a" of table "t" has type int, not text'),
        ("(a int)", "(a int NOT NULL)", 'column "a" of table "t" has nullable yes, not no'),
        ("(a int DEFAULT 1)", "(a int DEFAULT '1')", 'column "a" of table "t" has default 1, not \'1\''),
        ("(a int)", "(a int, b int)", 'column "b" of table "t" is missing'),
        ("(a int, b AS (a))", "(a int, b)", 'column "b" of table "t" has generated virtual, not none'),
        ("(a int)", "(a int PRIMARY KEY) STRICT", 'table "t" has strict none, not yes'),
        ("(a integer PRIMARY KEY)", "(a integer PRIMARY KEY AUTOINCREMENT)",
         'table "t" has autoincrement none, not yes'),
        ("(a int REFERENCES u (b))", "(a int REFERENCES u (b) ON DELETE CASCADE)",
         'foreign key "a" of table "t" has on delete no action, not cascade'),
        ("(a int)", "(a int UNIQUE)", 'unique constraint "a" of table "t" is missing'),
        ("(a int CHECK (a > 0))", "(a int)", 'check "a > 0" of table "t" is not in the schema'),
    ],
)  # fmt: skip
def test_a_difference_is_told_by_name(have: str, want: str, difference: str) -> None:
    assert difference in told(f"CREATE TABLE t {have};", f"CREATE TABLE t {want};")


def test_a_word_in_a_default_or_a_name_is_no_option_of_the_table() -> None:
    assert (
        told("CREATE TABLE t (a text DEFAULT 'strict')", "CREATE TABLE t (a text DEFAULT 'strict')")
        == []
    )
    found = structure("CREATE TABLE t (\"autoincrement\" text DEFAULT 'STRICT')")
    assert [aspects for thing, aspects in found.items() if thing.kind == "table"] == [{}]


def test_indexes_triggers_and_their_conditions_are_compared() -> None:
    table = "CREATE TABLE t (a int, b int);"
    assert told(
        table + "CREATE INDEX i ON t (a);", table + "CREATE UNIQUE INDEX i ON t (a) WHERE b > 0;"
    ) == ['index "i" of table "t" has definition on t(a), not unique on t(a) where b > 0']
    trigger = "CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM t; END;"
    assert told(table + trigger, table) == ['trigger "g" of table "t" is not in the schema']


def test_a_virtual_tables_own_tables_are_left_out() -> None:
    found = structure("CREATE VIRTUAL TABLE f USING fts5(a);")
    assert {thing.table for thing in found} == {"f"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT 'A' AS x", "SELECT 'a' AS x"),
        ("SELECT 'a  b' AS x", "SELECT 'a b' AS x"),
        ("SELECT '-- a' AS x", "SELECT '-- b' AS x"),
        ("SELECT '[a]' AS x", "SELECT 'a' AS x"),
        ("SELECT '`' AS x", "SELECT '' AS x"),
        ('SELECT a AS "x y" FROM t', 'SELECT a AS "xy" FROM t'),
        ("SELECT a FROM t WHERE a = '/* 1 */'", "SELECT a FROM t WHERE a = '/* 2 */'"),
        ("SELECT x'41' AS x", "SELECT 'x41' AS x"),
    ],
)
def test_two_views_that_tell_different_rows_are_two(one: str, other: str) -> None:
    table = "CREATE TABLE t (a int);"
    assert told(f"{table} CREATE VIEW v AS {one};", f"{table} CREATE VIEW v AS {other};")
    triggered = "CREATE TRIGGER g AFTER INSERT ON t BEGIN {0}; END;"
    assert told(table + triggered.format(one), table + triggered.format(other))


def test_what_only_looks_like_an_option_is_none() -> None:
    found = structure(
        "CREATE TABLE strict (a int DEFAULT 'WITHOUT ROWID', rowid int /* strict */);"
    )
    assert [aspects for thing, aspects in found.items() if thing.kind == "table"] == [{}]
    found = structure("CREATE TABLE t (a int PRIMARY KEY) /* x */ WITHOUT\nROWID, strict;")
    tables = [aspects for thing, aspects in found.items() if thing.kind == "table"]
    assert tables == [{"without rowid": "yes", "strict": "yes"}]
