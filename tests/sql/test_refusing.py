from __future__ import annotations

from forge_migrations.sql.online_mysql import Server
from forge_migrations.sql.refusing import with_clauses
from sql.test_online_mysql import PARENT
from sql.test_online_mysql import TABLE
from sql.test_online_mysql import catalog


def test_the_clause_stands_behind_the_statement_and_before_its_semicolon() -> None:
    said = [
        "-- why\nALTER TABLE `t` ADD `x` int; -- so",
        "CREATE INDEX `i` ON `t` (`x`);",
        "DROP INDEX `ik` ON `t`;",
    ]
    assert with_clauses(said, catalog(PARENT, TABLE), Server()) == [
        "-- why\nALTER TABLE `t` ADD `x` int, ALGORITHM=INSTANT; -- so",
        "CREATE INDEX `i` ON `t` (`x`) ALGORITHM=INPLACE LOCK=NONE;",
        "ALTER TABLE `t` DROP INDEX `ik`, ALGORITHM=INPLACE, LOCK=NONE;",
    ]


def test_each_statement_is_judged_behind_those_before_it() -> None:
    """The column is in no index any more when it goes."""
    said = ["ALTER TABLE t DROP INDEX uu;", "ALTER TABLE t DROP COLUMN u;"]
    found = with_clauses(said, catalog(PARENT, TABLE), Server())
    assert found[1] == "ALTER TABLE t DROP COLUMN u, ALGORITHM=INSTANT;"


def test_a_table_that_is_new_is_written_by_nobody() -> None:
    said = ["CREATE TABLE s (id int);", "ALTER TABLE s ADD x int;"]
    assert with_clauses(said, catalog(PARENT), Server()) == said


def test_other_engines_have_no_such_clauses() -> None:
    assert with_clauses(["ALTER TABLE t ADD x int;"], catalog(TABLE), None) == [
        "ALTER TABLE t ADD x int;"
    ]
