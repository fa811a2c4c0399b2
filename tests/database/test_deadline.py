from __future__ import annotations

import pytest

from forge_migrations.database.deadline import Deadline
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.sqlite.plain import PlainConnection

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


def test_an_endless_query_of_sqlite_is_interrupted_and_the_connection_stays() -> None:
    connection = PlainConnection()
    with Deadline(connection, 0.1) as deadline:
        deadline.start()
        with pytest.raises(Exception, match="interrupted"):
            connection.exec_driver_sql(ENDLESS)
        assert deadline.passed
        deadline.start()
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        deadline.end()
        assert not deadline.passed
    connection.close()


def test_a_sleeping_statement_of_postgresql_is_cancelled(postgres: Postgres) -> None:
    postgres.create("deadline")
    with postgres.engine("deadline").connect() as connection, Deadline(connection, 0.1) as deadline:
        deadline.start()
        with pytest.raises(Exception, match="canceling statement"):
            connection.exec_driver_sql("SELECT pg_sleep(60)")
        deadline.end()
        assert deadline.passed
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    postgres.drop("deadline")


def test_a_sleeping_statement_of_mysql_is_killed_and_the_session_stays(mysql: Mysql) -> None:
    mysql.create("deadline")
    with mysql.engine("deadline").connect() as connection, Deadline(connection, 0.1) as deadline:
        deadline.start()
        # MySQL's own SLEEP ends early with 1; MariaDB's statement fails
        try:
            assert connection.exec_driver_sql("SELECT SLEEP(60)").scalar() == 1
        except Exception as error:
            assert "interrupted" in str(error)
        deadline.end()
        assert deadline.passed
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    mysql.drop("deadline")


def test_what_ends_in_time_is_left_alone() -> None:
    connection = PlainConnection()
    with Deadline(connection, 60) as deadline:
        deadline.start()
        connection.exec_driver_sql("SELECT 1")
        deadline.end()
    assert not deadline.passed
    connection.close()
