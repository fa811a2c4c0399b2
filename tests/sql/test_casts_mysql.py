"""The verdicts on MODIFY, held against a running MariaDB where its answer is MySQL's."""

from __future__ import annotations

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.sql.casts_mysql import Change
from forge_migrations.sql.casts_mysql import mysql_change
from forge_migrations.sql.tokens import tokenize
from forge_migrations.sql.types import canonical
from scratch_servers import mysql as mysql
from scratch_servers import scratch_cache as scratch_cache
from scratch_servers import shared_scratch_cache as shared_scratch_cache


@pytest.fixture(scope="module")
def run(mysql: Mysql):
    """Runs a statement in a database of its own; the number of the error, 0 when there is none."""
    from sqlalchemy.exc import DBAPIError

    mysql.create("casts")
    with mysql.engine("casts", admin=True).connect() as connection:

        def ran(sql: str) -> int:
            try:
                connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
            except DBAPIError as error:
                return int(error.orig.args[0])
            return 0

        yield ran
    mysql.drop("casts")


def change(old: str, new: str, bytes_each: int = 4) -> Change:
    was, now = (canonical(tokenize(kind, "mysql")[0], "mysql") for kind in (old, new))
    return mysql_change(was, now, bytes_each)


@pytest.mark.parametrize(
    ("old", "new", "copies"),
    [
        ("int", "bigint", True),
        ("int(11)", "int", False),
        ("int", "int unsigned", True),
        ("bool", "tinyint", False),
        ("decimal", "decimal(10,0)", False),
        ("decimal(10,2)", "decimal(12,2)", True),
        ("varchar(10)", "varchar(60)", False),
        ("varchar(63)", "varchar(64)", True),
        ("varchar(64)", "varchar(300)", False),
        ("varchar(60)", "varchar(10)", True),
        ("varchar(60)", "char(60)", True),
        ("varchar(60)", "text", True),
        ("char(10)", "char(20)", True),
        ("enum('a','b')", "enum('a','b','c')", False),
        ("enum('a','b')", "enum('b','a')", True),
        ("enum('a','b')", "enum('a')", True),
        ("set('a','b')", "set('a','b','c')", False),
        ("set('1','2','3','4','5','6','7','8')", "set('1','2','3','4','5','6','7','8','9')", True),
        ("datetime", "datetime(3)", True),
        ("text", "mediumtext", True),
    ],
)
def test_the_server_copies_the_table_where_the_matrix_says(
    run, old: str, new: str, copies: bool
) -> None:
    run("DROP TABLE IF EXISTS t")
    assert run(f"CREATE TABLE t (id int PRIMARY KEY, c {old}) CHARSET utf8mb4") == 0
    refused = run(f"ALTER TABLE t MODIFY c {new}, ALGORITHM=NOCOPY")
    assert refused in ((1845, 1846) if copies else (0,))
    assert change(old, new).copy is copies


def test_the_length_byte_depends_on_the_character_set() -> None:
    assert change("varchar(63)", "varchar(64)", 4).copy
    assert not change("varchar(63)", "varchar(64)", 1).copy
    assert change("varchar(255)", "varchar(256)", 1).copy
    assert not change("varbinary(63)", "varbinary(64)", 4).copy


@pytest.mark.parametrize(
    ("old", "new", "value", "outcome"),
    [
        ("bigint", "int", "2147483648", "fails"),
        ("int", "int unsigned", "-1", "fails"),
        ("int unsigned", "int", "4294967295", "fails"),
        ("int unsigned", "bigint", "4294967295", "keeps"),
        ("bigint", "double", "9007199254740993", "changes"),
        ("int", "double", "2147483647", "keeps"),
        ("double", "float", "1e300", "fails"),
        ("float", "double", "0.5", "keeps"),
        ("varchar(9)", "double", "ab", "fails"),
        ("json", "double", "{}", "fails"),
        ("varchar(9)", "int", "ab", "fails"),
        ("double", "int", "0.4", "changes"),
        ("decimal(10,4)", "decimal(10,2)", "0.1234", "changes"),
        ("decimal(10,2)", "decimal(6,2)", "99999.99", "fails"),
        ("decimal(10,0)", "int", "9999999999", "fails"),
        ("int", "decimal(10,0)", "-2147483648", "keeps"),
        ("int", "decimal(11,2)", "2147483647", "fails"),
        ("int", "varchar(11)", "-2147483648", "keeps"),
        ("int", "varchar(10)", "-2147483648", "fails"),
        ("int", "varbinary(10)", "-2147483648", "fails"),
        ("float", "varchar(40)", "123456792", "changes"),
        ("float", "text", "123456792", "changes"),
        ("varchar(9)", "varchar(3)", "abcd", "fails"),
        ("enum('a','bbb')", "varchar(3)", "bbb", "keeps"),
        ("enum('a','b')", "enum('a')", "b", "fails"),
        ("set('a','b')", "varchar(3)", "a,b", "keeps"),
        ("varchar(9)", "json", "ab", "fails"),
        ("varchar(9)", "date", "ab", "fails"),
        ("datetime", "date", "2024-02-29 12:00:00", "changes"),
        ("datetime(3)", "datetime", "2024-02-29 12:00:00.6", "changes"),
        ("datetime", "datetime(3)", "2024-02-29 12:00:00", "keeps"),
        ("datetime", "timestamp", "1901-01-01 00:00:00", "fails"),
        ("date", "datetime", "2024-02-29", "keeps"),
        ("date", "varchar(10)", "2024-02-29", "keeps"),
        ("datetime", "int", "2024-02-29 12:00:00", "fails"),
        ("date", "tinyint", "2024-02-29", "fails"),
        ("date", "enum('a')", "2024-02-29", "fails"),
        ("date", "json", "2024-02-29", "fails"),
        ("date", "blob", "2024-02-29", "keeps"),
        ("year", "datetime", "2024", "fails"),
        ("year", "smallint", "2024", "keeps"),
        ("year", "tinyint", "2024", "fails"),
    ],
)
def test_a_value_fares_as_the_verdict_warns(
    run, old: str, new: str, value: str, outcome: str
) -> None:
    run("DROP TABLE IF EXISTS t")
    assert run(f"CREATE TABLE t (c {old}, kept {old}) CHARSET utf8mb4") == 0
    assert run(f"INSERT INTO t VALUES ('{value}', '{value}')") == 0
    failed = run(f"ALTER TABLE t MODIFY c {new}")
    found = change(old, new)
    if outcome == "fails":
        assert failed
        assert found.narrow
        return
    assert not failed
    assert run(f"ALTER TABLE t MODIFY c {old}") == 0
    # A CHECK fails when the value isn't the one it was.
    changed = run("ALTER TABLE t ADD CHECK (c <=> kept)") != 0
    assert changed == (outcome == "changes") == bool(found.lossy)
    assert not found.narrow or changed


def test_an_enum_names_what_it_loses() -> None:
    found = change("enum('a','b','c')", "enum('c','a')")
    assert (found.removed, found.reordered) == (("b",), True)
    appended = change("enum('a')", "enum('a','b')")
    assert (appended.removed, appended.reordered, appended.copy) == ((), False, False)


def test_an_enum_without_values_is_no_crash() -> None:
    assert change("enum()", "varchar(3)").copy


def test_an_enum_of_more_than_255_values_takes_two_bytes() -> None:
    values = [f"'v{n}'" for n in range(256)]
    assert change(f"enum({','.join(values[:255])})", f"enum({','.join(values)})").copy
    assert not change(f"enum({','.join(values[:254])})", f"enum({','.join(values[:255])})").copy
