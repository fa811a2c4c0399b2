from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.one_at_a_time import alone
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.sqlite.plain import PlainConnection
from forge_migrations.database.target import parse_target
from forge_migrations.findings import Undecided


def test_a_second_applier_of_a_file_waits_and_gives_up(tmp_path: Path) -> None:
    target = parse_target("file:a.db", "sqlite", str(tmp_path))
    (tmp_path / "link.db").symlink_to("a.db")
    same = parse_target("file:link.db", "sqlite", str(tmp_path))
    other = parse_target("file:b.db", "sqlite", str(tmp_path))
    connection = PlainConnection()
    with alone(connection, target, 0):
        with pytest.raises(Undecided) as caught, alone(connection, same, 0.1):
            pass
        assert "another forge-migrations apply is running there" in str(caught.value)
        assert "--wait" in caught.value.remedy
        with alone(connection, other, 0):
            pass
    with alone(connection, target, 0):
        pass
    connection.close()
    assert [path.name for path in tmp_path.iterdir()] == ["link.db"]


def test_postgresqls_lock_is_of_one_database_and_ends_with_its_session(postgres: Postgres) -> None:
    target = parse_target("postgres://h/alone", "postgresql", "")
    for name in ("alone", "alone_too"):
        postgres.create(name)
    with (
        postgres.engine("alone").connect() as first,
        postgres.engine("alone").connect() as second,
        postgres.engine("alone_too").connect() as far,
    ):
        with alone(first, target, 0):
            with pytest.raises(Undecided), alone(second, target, 0.1):
                pass
            with alone(far, target, 0):
                pass
        with alone(second, target, 0):
            pass
        killed = alone(first, target, 0)
        killed.__enter__()
        pid = first.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        second.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 5000)")
        with alone(second, target, 5):
            pass
    for name in ("alone", "alone_too"):
        postgres.drop(name)


def test_mysqls_lock_is_of_one_database(mysql: Mysql) -> None:
    target = parse_target("mysql://h/alone", "mysql", "")
    far = parse_target("mysql://h/alone_too", "mysql", "")
    mysql.create("alone")
    engine = mysql.engine("alone")
    with engine.connect() as first, engine.connect() as second:
        with alone(first, target, 0):
            with pytest.raises(Undecided), alone(second, target, 0):
                pass
            with alone(second, far, 0):
                pass
        with alone(second, target, 0):
            pass
    mysql.drop("alone")


def test_the_lock_is_given_back_when_the_applier_fails(tmp_path: Path) -> None:
    target = parse_target("file:a.db", "sqlite", str(tmp_path))
    connection = PlainConnection()
    with pytest.raises(ZeroDivisionError), alone(connection, target, 0):
        raise ZeroDivisionError
    with alone(connection, target, 0):
        pass
    connection.close()
