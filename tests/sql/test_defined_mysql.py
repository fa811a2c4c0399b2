"""A column's definition said again: a running server keeps all of it but NULL."""

from __future__ import annotations

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.sql.acts import Column
from forge_migrations.sql.defined_mysql import definition
from forge_migrations.sql.defined_mysql import undefinable
from forge_migrations.sql.read import read_script
from scratch_servers import mysql as mysql
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache


def column(words: str) -> Column:
    (group,) = read_script(f"CREATE TABLE t (id int, c {words})", "mysql").acts
    return group[0].columns[1]


@pytest.mark.parametrize(
    "words",
    [
        "varchar(40) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT 'It''s' COMMENT 'who''s \\\\'",
        "enum('A','b c','d''e') NOT NULL",
        "int(11) unsigned NOT NULL DEFAULT 5",
        "boolean NOT NULL DEFAULT false",
        "timestamp(3) NOT NULL DEFAULT (now()) ON UPDATE CURRENT_TIMESTAMP(3)",
        "timestamp NOT NULL",
        "datetime NOT NULL DEFAULT CURRENT_TIMESTAMP",
        "char(36) NOT NULL DEFAULT (uuid())",
        "decimal(10,2) NOT NULL DEFAULT '0.00'",
        "json NOT NULL DEFAULT ('[]')",
        "set('X','y') NOT NULL",
        "bit(3) NOT NULL DEFAULT b'101'",
        "int NOT NULL DEFAULT -1",
        "varbinary(9) NOT NULL",
        "double(10,2) NOT NULL",
    ],
)
def test_a_server_has_the_same_column_but_for_null(mysql: Mysql, words: str) -> None:
    mysql.create("defined")
    try:
        with mysql.engine("defined", admin=True).connect() as connection:

            def run(sql: str) -> list[tuple[object, ...]]:
                found = connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
                return [tuple(row) for row in found] if found.returns_rows else []

            run(f"CREATE TABLE t (id int, c {words})")
            shown = run("SHOW FULL COLUMNS FROM t LIKE 'c'")
            run(f"ALTER TABLE t MODIFY c {definition(column(words), False)}")
            (loose,) = run("SHOW FULL COLUMNS FROM t LIKE 'c'")
            assert loose[3] == "YES"
            run(f"ALTER TABLE t MODIFY c {definition(column(words), True)}")
            assert run("SHOW FULL COLUMNS FROM t LIKE 'c'") == shown
    finally:
        mysql.drop("defined")


def test_null_is_written_out_and_a_null_default_is_none() -> None:
    assert definition(column("timestamp"), False) == "timestamp NULL"
    assert definition(column("int DEFAULT NULL"), True) == "int NOT NULL"


def test_what_cant_be_said_again_says_why() -> None:
    assert undefinable(column("int CHECK (c > 0)"))
    assert undefinable(Column("c"))
    assert undefinable(column("int")) == ""
