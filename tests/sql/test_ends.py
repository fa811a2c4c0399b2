"""Where statements end, held against the engines' own splitting."""

from __future__ import annotations

import random
import sqlite3
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies
from sqlalchemy import Engine

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.sql.statements import split
from scratch_servers import mysql as mysql
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache
from sql.test_sameness import SQLITE
from sql.test_sameness import corpus
from sql.test_sameness import tree_of

if TYPE_CHECKING:
    from forge_migrations.engines import Dialect


def texts(sql: str, dialect: Dialect) -> list[str]:
    return [statement.text for statement in split(sql, dialect).statements]


MYSQL = (
    "SELECT 'a;b', \"c;d\", `x;y`, 'it\\'s;' FROM (SELECT 1 AS `x;y`) q",
    "SELECT 1 -- a;b\n",
    "SELECT 1 # a;b\n",
    "SELECT 1 /* a;b */",
    "/*!40101 SET @a = 1 */",
    "CREATE PROCEDURE p() BEGIN IF NOT EXISTS (SELECT 1) THEN SELECT 1; END IF; END",
    "CREATE PROCEDURE p() SELECT IF(1, 2, 3)",
    "CREATE PROCEDURE p() COMMENT 'x' SQL SECURITY INVOKER IF 1 THEN SELECT 1; END IF",
    ("CREATE PROCEDURE p() w: WHILE @x DO SET @x = CASE WHEN 1 THEN IF(1, 0, 2) ELSE 0 END; ITERATE w;"
    " END WHILE w"),
    ("CREATE PROCEDURE p() BEGIN REPEAT SET @x = 4; UNTIL @x > 3 END REPEAT; l: LOOP LEAVE l; END LOOP l;"
    " CASE @x WHEN 1 THEN SELECT 1; ELSE BEGIN END; END CASE; END"),
    "CREATE PROCEDURE p() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; SELECT 1; END",
    ("CREATE PROCEDURE p() BEGIN IF 1 THEN SELECT 1; ELSEIF 2 THEN IF 3 THEN SELECT 2; END IF; ELSE IF 4"
    " THEN SELECT 3; END IF; END IF; END"),
    "CREATE PROCEDURE p() o: BEGIN i: BEGIN SELECT 1; END i; END o",
    "CREATE PROCEDURE p() BEGIN SELECT `end`, q.begin FROM (SELECT 1 AS `end`, 2 AS begin) q; END",
    "CREATE PROCEDURE p() SELECT 1 FROM t WHERE a IN (1) FOR UPDATE",
    "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT 1; OPEN c; CLOSE c; END",
    "CREATE FUNCTION f() RETURNS int DETERMINISTIC RETURN IF(1, 2, 3)",
    "CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC IF a THEN RETURN 1; ELSE RETURN 2; END IF",
    "CREATE FUNCTION f() RETURNS varchar(9) DETERMINISTIC BEGIN RETURN REPEAT('a;', 3); END",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = CASE WHEN NEW.a THEN 1 ELSE 2 END",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NEW.a THEN SET NEW.a = 1; END IF",
    ("CREATE DEFINER = CURRENT_USER TRIGGER g AFTER INSERT ON t FOR EACH ROW BEGIN SET @a = 1; SET @b = 2;"
    " END"),
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO BEGIN DELETE FROM t; DELETE FROM t; END",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO IF 1 THEN DELETE FROM t; END IF",
    "CREATE OR REPLACE PROCEDURE p() BEGIN FOR i IN 1..3 DO SET @a = i; END FOR; END",
    "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END",
    "IF 1 THEN SELECT 1; ELSE SELECT 2; END IF",
)  # fmt: skip


@pytest.mark.parametrize("sql", MYSQL)
def test_mysqls_bodies_are_one_statement(sql: str) -> None:
    found = split(f"{sql};\nSELECT 9", "mysql").statements
    assert [each.text for each in found][1:] == ["SELECT 9"]
    assert found[0].stop == len(sql) + 1


@pytest.mark.parametrize(
    ("sql", "dialect", "count"),
    [
        ("BEGIN; SELECT 1; COMMIT", "mysql", 3),
        ("START TRANSACTION; SELECT CASE WHEN 1 THEN 2 END; COMMIT", "mysql", 3),
        ("INSERT INTO t (begin, end) VALUES (1, 2); SELECT 1", "mysql", 2),
        ("CREATE TABLE `trigger` (a int); SELECT 1", "mysql", 2),
        ("DELIMITER //\nSELECT 1; SELECT 2 //", "mysql", 2),
        ("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT 1", "sqlite", 2),
        ("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET end = 1; SELECT end FROM t; END; SELECT 1",
         "sqlite", 2),
        ("CREATE TEMP TRIGGER IF NOT EXISTS g AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END", "libsql", 1),
        ("BEGIN; END; SELECT 1", "sqlite", 3),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN 1=1 THEN 2 END; END; SELECT 1",
         "postgres", 2),
        ("CREATE FUNCTION f() RETURNS int RETURN 1; SELECT 1", "postgres", 2),
        ("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b); SELECT 1",
         "postgres", 2),
        ("BEGIN; SELECT 1; END", "postgres", 3),
    ],
)  # fmt: skip
def test_statements_are_counted_as_the_engine_counts(
    sql: str, dialect: Dialect, count: int
) -> None:
    assert len(texts(sql, dialect)) == count


def joined(parts: list[str], dice: random.Random) -> str:
    gaps = (";", " ;\n", ";\n\n-- x;y\n", "; /* ; */ ", ";;")
    return "".join(part + dice.choice(gaps) for part in parts)


@settings(max_examples=100)
@given(strategies.randoms(use_true_random=False))
def test_postgresqls_parser_splits_the_same(dice: random.Random) -> None:
    pglast = pytest.importorskip("pglast", reason="pglast isn't installed")
    known = [each for each in corpus() if tree_of(each) is not None]
    sql = joined([dice.choice(known) for _ in range(dice.randrange(1, 5))], dice)
    theirs = [tree_of(each) for each in pglast.split(sql)]
    assert [tree_of(each) for each in texts(sql, "postgres")] == theirs


@settings(max_examples=100)
@given(strategies.randoms(use_true_random=False))
def test_sqlites_shell_splits_the_same(dice: random.Random) -> None:
    sql = joined([dice.choice(SQLITE) for _ in range(dice.randrange(1, 5))], dice)
    theirs: list[str] = []
    start = 0
    for end, letter in enumerate(sql, 1):
        if letter == ";" and sqlite3.complete_statement(sql[start:end]):
            theirs.append(sql[start:end])
            start = end
    ours = [sql[each.begin : each.stop] for each in split(sql, "sqlite").statements]
    blank = {each for each in theirs if not texts(each, "sqlite")}
    assert ours == [each for each in theirs if each not in blank]


@pytest.fixture(scope="module")
def several(mysql: Mysql) -> Engine:
    """A database of the server at hand, through a connection that takes several statements at once."""
    from pymysql.constants import CLIENT
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    mysql.create("ends")
    url = mysql.engine("ends").url
    flags = {"client_flag": CLIENT.MULTI_STATEMENTS}
    return create_engine(url, poolclass=StaticPool, connect_args=flags)


def test_mariadb_runs_as_many_statements_as_are_counted(several: Engine, mysql: Mysql) -> None:
    if "MariaDB" not in mysql.version.product:
        pytest.skip("some of the forms are MariaDB's own")
    connection = several.raw_connection()
    cursor = connection.cursor()
    for sql in MYSQL:
        cursor.execute("DROP TABLE IF EXISTS t")
        cursor.execute("CREATE TABLE t (a int)")
        for kind, name in (("PROCEDURE", "p"), ("FUNCTION", "f"), ("EVENT", "e"), ("TRIGGER", "g")):
            cursor.execute(f"DROP {kind} IF EXISTS {name}")
        answers = []
        cursor.execute(f"{sql};\nSELECT 'the last'")
        while True:
            answers.append(cursor.fetchall())
            if not cursor.nextset():
                break
        assert answers[-1] == (("the last",),), sql
    connection.close()
    several.dispose()
