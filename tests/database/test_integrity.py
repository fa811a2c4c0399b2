from __future__ import annotations

import pytest

from forge_migrations.database.integrity import problems
from forge_migrations.database.integrity import read_only
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.sqlite.plain import PlainConnection


def test_sqlites_orphans_are_counted_and_nothing_is_written() -> None:
    connection = PlainConnection()
    connection.driver.executescript(
        "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);"
        "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1), (7), (8), (NULL);"
    )
    read_only(connection, "sqlite", 5)
    assert list(problems(connection, "sqlite", True)) == ["2 rows of c refer to no row of p"]
    with pytest.raises(Exception, match="readonly"):
        connection.exec_driver_sql("DELETE FROM c")
    connection.close()


def test_postgresqls_keys_checks_and_indexes_are_asked(postgres: Postgres) -> None:
    postgres.create("integrity")
    with postgres.engine("integrity", admin=True).connect() as connection:
        for sql in (
            'CREATE TABLE p (id int, "Of" int, PRIMARY KEY (id, "Of"))',
            'CREATE TABLE c (p int, "Of" int, n int)',
            "INSERT INTO p VALUES (1, 1)",
            "INSERT INTO c VALUES (1, 1, 1), (7, 1, -1), (NULL, 9, 1)",
            'ALTER TABLE c ADD CONSTRAINT "Key" FOREIGN KEY (p, "Of") REFERENCES p NOT VALID',
            "ALTER TABLE c ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
        ):
            connection.exec_driver_sql(sql)
        read_only(connection, "postgresql", 5)
        assert list(problems(connection, "postgresql", False)) == [
            "check positive of c was never validated on the rows that are there",
            '1 rows of c refer to no row of p (foreign key "Key")',
        ]
        with pytest.raises(Exception, match="read-only"):
            connection.exec_driver_sql("DELETE FROM c")
    postgres.drop("integrity")


def test_a_key_that_was_switched_off_is_told_and_its_rows_asked_only_when_all_are(
    postgres: Postgres,
) -> None:
    postgres.create("integrity")
    with postgres.engine("integrity", admin=True).connect() as connection:
        for sql in (
            "CREATE TABLE p (id int PRIMARY KEY)",
            "CREATE TABLE c (p int CONSTRAINT key REFERENCES p)",
            "ALTER TABLE c DISABLE TRIGGER ALL",
            "INSERT INTO c VALUES (7)",
        ):
            connection.exec_driver_sql(sql)
        told = list(problems(connection, "postgresql", False))
        assert told
        assert all("is disabled: the key is not enforced" in line for line in told)
        everything = list(problems(connection, "postgresql", True))
        assert '1 rows of c refer to no row of p (foreign key "key")' in everything
    postgres.drop("integrity")


def test_mysqls_keys_are_all_asked(mysql: Mysql) -> None:
    mysql.create("integrity")
    with mysql.engine("integrity", admin=True).connect() as connection:
        for sql in (
            "CREATE TABLE p (id int PRIMARY KEY)",
            "CREATE TABLE c (p int, CONSTRAINT k FOREIGN KEY (p) REFERENCES p (id))",
            "SET foreign_key_checks = 0",
            "INSERT INTO c VALUES (7), (NULL)",
            "SET foreign_key_checks = 1",
        ):
            connection.exec_driver_sql(sql)
        read_only(connection, "mysql", 5)
        assert list(problems(connection, "mysql", False)) == [
            '1 rows of c refer to no row of p (foreign key "k")'
        ]
        with pytest.raises(Exception, match="READ ONLY"):
            connection.exec_driver_sql("DELETE FROM c")
    mysql.drop("integrity")
