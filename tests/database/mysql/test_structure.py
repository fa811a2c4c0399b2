"""What InnoDB and MariaDB make by themselves is no part of the structure that people mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.mysql.structure import read_structure


class Database:
    """One database and what is in it."""

    def __init__(self, mysql: Mysql) -> None:
        mysql.create("structure")
        self.reach = mysql.engine("structure", admin=True)

    def run(self, *statements: str) -> None:
        with self.reach.connect() as connection:
            for sql in statements:
                connection.exec_driver_sql(sql, execution_options={"no_parameters": True})

    def parts(self, kind: str) -> dict[str, dict[str, str]]:
        with self.reach.connect() as connection:
            found = read_structure(connection, "__drizzle_migrations")
        return {part.name: dict(said) for part, said in found.items() if part.kind == kind}


@pytest.fixture
def database(mysql: Mysql) -> Iterator[Database]:
    yield Database(mysql)
    mysql.drop("structure")


def test_the_index_that_innodb_makes_for_a_foreign_key_is_none_of_ours(database: Database) -> None:
    key = "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id)"
    database.run(
        "CREATE TABLE p (id int PRIMARY KEY)", "CREATE TABLE t (p int, b int, KEY pb (p, b))", key
    )
    served = database.parts("index")
    database.run("ALTER TABLE t DROP FOREIGN KEY f", "ALTER TABLE t DROP INDEX pb", key)
    assert database.parts("index") == {}
    assert list(served) == ["pb"]
    database.run("ALTER TABLE t DROP FOREIGN KEY f")
    assert list(database.parts("index")) == ["f"]  # it stays, and serves nothing


def test_a_json_column_is_json_and_its_own_check_is_none_of_ours(database: Database) -> None:
    database.run("CREATE TABLE t (j json, k longtext, CONSTRAINT k CHECK (k <> ''))")
    columns = database.parts("column")
    assert (columns["j"]["type"], columns["k"]["type"]) == ("json", "longtext")
    assert list(database.parts("check")) == ["k"]
