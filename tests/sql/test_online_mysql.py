"""Every line of the table of clauses, on a running MariaDB: it takes what the table says, and refuses to
do beside writers what the table says it copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.catalog import Catalog
from forge_migrations.sql.online_kinds import kinds_of
from forge_migrations.sql.online_mysql import CLAUSES
from forge_migrations.sql.online_mysql import COPIES
from forge_migrations.sql.online_mysql import ONLINE
from forge_migrations.sql.online_mysql import Server
from forge_migrations.sql.online_mysql import way_of
from forge_migrations.sql.read import read_script
from forge_migrations.sql.refusing import with_clauses
from scratch_servers import mysql as mysql
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache

if TYPE_CHECKING:
    from forge_migrations.sql.online_kinds import Kind

PARENT = "CREATE TABLE p (id int PRIMARY KEY, k int, n int)"
TABLE = (
    "CREATE TABLE t (id int PRIMARY KEY, a int NOT NULL, n int, v varchar(20), e enum('a','b'), p int,"
    " u int, KEY ik (a), UNIQUE KEY uu (u), CONSTRAINT ck CHECK (a > 0),"
    " CONSTRAINT fp FOREIGN KEY (p) REFERENCES p (id))"
)
STORED = TABLE.replace(" KEY ik", " g int GENERATED ALWAYS AS (a + 1) STORED, KEY ik")
VIRTUAL = TABLE.replace(" KEY ik", " w int GENERATED ALWAYS AS (a + 1) VIRTUAL, KEY w (w), KEY ik")
BARE = "CREATE TABLE t (id int NOT NULL, t text)"
LINES: list[tuple[Kind, str, str]] = [
    ("add column", TABLE, "ALTER TABLE t ADD x varchar(9) DEFAULT 'x' NOT NULL"),
    ("add column", TABLE, "ALTER TABLE t ADD x json"),
    ("add column now", TABLE, "ALTER TABLE t ADD x timestamp DEFAULT (now()) NOT NULL"),
    ("add column now", TABLE, "ALTER TABLE t ADD x datetime DEFAULT CURRENT_TIMESTAMP"),
    ("add virtual column", TABLE, "ALTER TABLE t ADD x int GENERATED ALWAYS AS (a + 1) VIRTUAL"),
    ("drop column", TABLE, "ALTER TABLE t DROP COLUMN n"),
    ("drop indexed column", TABLE, "ALTER TABLE t DROP COLUMN u"),
    ("drop stored column", STORED, "ALTER TABLE t DROP COLUMN g"),
    ("rename column", TABLE, "ALTER TABLE t RENAME COLUMN n TO m"),
    ("rename key column", TABLE, "ALTER TABLE t RENAME COLUMN p TO q"),
    ("default", TABLE, "ALTER TABLE t MODIFY COLUMN n int DEFAULT 4"),
    ("default", TABLE, "ALTER TABLE t ALTER COLUMN n SET DEFAULT 4"),
    ("null", TABLE, "ALTER TABLE t MODIFY COLUMN a int NULL"),
    ("not null", TABLE, "ALTER TABLE t MODIFY COLUMN v varchar(20) NOT NULL"),
    ("append value", TABLE, "ALTER TABLE t MODIFY COLUMN e enum('a','b','c')"),
    ("widen", TABLE, "ALTER TABLE t MODIFY COLUMN v varchar(40)"),
    ("add index", TABLE, "CREATE INDEX x ON t (n)"),
    ("add index", TABLE, "CREATE UNIQUE INDEX x ON t (n)"),
    ("add index", TABLE, "ALTER TABLE t ADD CONSTRAINT x UNIQUE (n)"),
    ("drop index", TABLE, "DROP INDEX ik ON t"),
    ("drop index", TABLE, "ALTER TABLE t DROP INDEX uu"),
    ("rename index", TABLE, "ALTER TABLE t RENAME INDEX ik TO ij"),
    ("add primary key", BARE, "ALTER TABLE t ADD PRIMARY KEY (id)"),
    ("drop foreign key", TABLE, "ALTER TABLE t DROP FOREIGN KEY fp"),
    ("drop foreign key", TABLE, "ALTER TABLE t DROP CONSTRAINT fp"),
    ("drop check", TABLE, "ALTER TABLE t DROP CONSTRAINT ck"),
    ("add column computed default", TABLE, "ALTER TABLE t ADD x char(36) DEFAULT (uuid())"),
    ("add stored column", TABLE, "ALTER TABLE t ADD x int GENERATED ALWAYS AS (a + 1) STORED"),
    ("add auto column", BARE, "ALTER TABLE t ADD x int AUTO_INCREMENT UNIQUE"),
    ("type", TABLE, "ALTER TABLE t MODIFY COLUMN n bigint"),
    ("type", TABLE, "ALTER TABLE t MODIFY COLUMN v varchar(10)"),
    ("type", TABLE, "ALTER TABLE t MODIFY COLUMN v text"),
    ("type", TABLE, "ALTER TABLE t MODIFY COLUMN e enum('b','a')"),
    ("charset", BARE, "ALTER TABLE t CONVERT TO CHARACTER SET latin1"),
    ("add foreign key", TABLE, "ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (n) REFERENCES p (id)"),
    ("add check", TABLE, "ALTER TABLE t ADD CONSTRAINT x CHECK (n > 0)"),
    ("drop primary key", "CREATE TABLE t (id int PRIMARY KEY)", "ALTER TABLE t DROP PRIMARY KEY"),
    ("add text index", BARE, "CREATE FULLTEXT INDEX x ON t (t)"),
]


def catalog(*texts: str) -> Catalog:
    made = Catalog("mysql")
    for text in texts:
        for group in read_script(text, "mysql").acts:
            for act in group:
                carry_out(made, act)
    return made


def kinds(sql: str, *before: str) -> tuple[Kind, ...]:
    ((act,),) = read_script(sql, "mysql").acts
    return kinds_of(act, catalog(*before))


@pytest.fixture
def tried(mysql: Mysql):
    """The error's number of a statement on a table that has rows; 0 where there is none."""
    if mysql.version.product != "MariaDB":
        pytest.skip("the table that is run is MariaDB's")
    from sqlalchemy.exc import DBAPIError

    def run(table: str, sql: str) -> int:
        mysql.create("clauses")
        try:
            with mysql.engine("clauses", admin=True).connect() as connection:
                rows = (
                    "INSERT INTO t (id, a, v, e, u) VALUES (1, 1, 'x', 'a', 1), (2, 2, 'y', 'b', 2)"
                )
                before = [PARENT, table, *([rows] if " u int" in table else [])]
                for each in before:
                    connection.exec_driver_sql(each)
                try:
                    connection.exec_driver_sql(sql)
                except DBAPIError as error:
                    return int(getattr(error.orig, "args", (1,))[0])
                return 0
        finally:
            mysql.drop("clauses")

    return run


def test_every_line_is_run() -> None:
    assert {kind for kind, _, _ in LINES} == CLAUSES.keys() | COPIES.keys()


@pytest.mark.parametrize(("kind", "table", "sql"), LINES, ids=[sql for _, _, sql in LINES])
def test_the_server_takes_what_the_table_says(
    tried: Callable[[str, str], int], kind: Kind, table: str, sql: str
) -> None:
    assert kinds(sql, PARENT, table) == (kind,)
    before = catalog(PARENT, table)
    for server in (Server("MariaDB"), Server()):
        (text,) = with_clauses([sql], before, server)
        if kind in CLAUSES:
            before = catalog(PARENT, table)
            assert tried(table, text) == 0
        else:
            assert text == sql
    if kind in COPIES:
        joint = " " if sql.startswith("CREATE") else ", "
        refused = ONLINE.replace(",", "") if joint == " " else ONLINE
        assert tried(table, sql + joint + refused) in (1845, 1846)


def way(sql: str, server: Server, *before: str) -> tuple[str, str]:
    ((act,),) = read_script(sql, "mysql").acts
    return way_of(act, catalog(*before), server)


NOT_NULL = "ALTER TABLE t MODIFY COLUMN n int NOT NULL"


def test_what_else_a_table_has_makes_mariadb_refuse(tried: Callable[[str, str], int]) -> None:
    assert way(NOT_NULL, Server("MariaDB"), PARENT, STORED)[1].startswith("MariaDB copies")
    assert way(NOT_NULL, Server(), PARENT, STORED) == ("", "")
    assert way(NOT_NULL, Server("MySQL"), PARENT, STORED) == (ONLINE, "")
    assert tried(STORED, f"{NOT_NULL}, {ONLINE}") == 1845
    moment, sql = (
        TABLE.replace("n int", "n timestamp NULL"),
        NOT_NULL.replace("n int", "n timestamp"),
    )
    assert way(sql, Server("MariaDB"), PARENT, moment)[1].startswith("MariaDB copies")
    assert (
        way(sql, Server(), PARENT, moment) == way(sql, Server("MySQL"), PARENT, moment) == ("", "")
    )
    assert tried(moment, f"{sql}, {ONLINE}") == 1846
    add = "ALTER TABLE t ADD x int"
    assert way(add, Server("MariaDB"), PARENT, VIRTUAL) == ("", "")
    assert tried(VIRTUAL, f"{add}, ALGORITHM=INSTANT") == 1845
    text = f"{BARE[:-1]}, FULLTEXT KEY f (t))"
    assert way(add, Server(), text) == ("", "")
    assert tried(text, f"{add}, ALGORITHM=INSTANT") == 1845


def test_mysql_forbids_the_lock_beside_a_key_that_cascades() -> None:
    cascades = TABLE.replace("p (id))", "p (id) ON DELETE CASCADE)")
    index = "CREATE INDEX x ON t (n)"
    assert way(index, Server(), PARENT, cascades)[0] == "ALGORITHM=INPLACE"
    assert (
        way("CREATE INDEX x ON p (k)", Server("MySQL"), PARENT, cascades)[0] == "ALGORITHM=INPLACE"
    )
    assert way(index, Server("MariaDB"), PARENT, cascades)[0] == ONLINE
    assert way("ALTER TABLE t ADD x int", Server(), PARENT, cascades)[0] == "ALGORITHM=INSTANT"


def test_several_changes_of_one_column_take_the_weakest_clause() -> None:
    modify = "ALTER TABLE t MODIFY COLUMN v varchar(40) DEFAULT 'x' NOT NULL"
    assert kinds(modify, PARENT, TABLE) == ("widen", "not null", "default")
    assert way(modify, Server("MariaDB"), PARENT, TABLE)[0] == ONLINE


def test_the_index_of_a_foreign_key_that_went_is_still_there(
    tried: Callable[[str, str], int],
) -> None:
    before = catalog(PARENT, TABLE, "ALTER TABLE t DROP FOREIGN KEY fp")
    drop = "ALTER TABLE t DROP COLUMN p"
    assert with_clauses([drop], before, Server()) == [f"{drop}, {ONLINE}"]
    alone = "CREATE TABLE t (id int, p int, KEY fp (p))"
    assert tried(alone, f"{drop}, ALGORITHM=INSTANT") == 1846
    assert tried(alone, f"{drop}, {ONLINE}") == 0


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE t ADD x int CHECK (x > 0)",
        "ALTER TABLE t MODIFY COLUMN n int COMMENT 'x'",
        "ALTER TABLE t MODIFY COLUMN n int AFTER a",
        "ALTER TABLE t CHANGE n m int",
        "ALTER TABLE t RENAME TO s",
        "ALTER TABLE t ADD x int, ADD y int",
        "ALTER TABLE t ADD x int, ALGORITHM=COPY",
        "ALTER TABLE other ADD x int",
        "UPDATE t SET n = 1",
    ],
)
def test_what_no_line_is_about_stays_as_it_is(sql: str) -> None:
    assert with_clauses([sql], catalog(PARENT, TABLE), Server()) == [sql]


def test_other_vendors_words_are_their_own() -> None:
    assert way("ALTER TABLE t ADD x int", Server(plain=False), PARENT, TABLE) == ("", "")
