"""A backup with things of roles: who isn't there is named before anything is loaded, and may be left out."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase

Capture = pytest.CaptureFixture[str]
FIRST = ("first", ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))"], {})
THEN = ("then", ["CREATE TABLE pets (id integer PRIMARY KEY)"], {})


def backup(
    repo: Repo, database: PostgresDatabase | MysqlDatabase, between: Callable[[], object]
) -> Path:
    repo.write(history(FIRST, dialect=database.dialect))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask("INSERT INTO people VALUES (1, 'CANARY')")
    between()
    repo.write(history(FIRST, THEN, dialect=database.dialect))
    words = ["apply", "--yes", "--backup", "backups", "--database-url", database.url]
    assert main(words) == 0
    return next(path for path in (repo.path / "backups").iterdir() if path.name != ".gitignore")


def test_roles_that_postgresql_lacks_are_named_and_nothing_is_changed(
    postgres: Postgres, repo: Repo, capsys: Capture
) -> None:
    name, other, mark = (f"own_{uuid.uuid4().hex[:8]}" for _ in range(3))
    owner, reader = f"{mark} Owner", f"{mark}_reader"
    for each in (name, other):
        postgres.create(each)
    database, another = PostgresDatabase(postgres, name), PostgresDatabase(postgres, other)

    def give() -> None:
        with postgres.engine(name, admin=True).connect() as admin:
            for sql in (f'CREATE ROLE "{owner}"', f"CREATE ROLE {reader}", f'GRANT "{owner}" TO postgres',
                        f'CREATE TABLE theirs (id integer); ALTER TABLE theirs OWNER TO "{owner}"',
                        f"GRANT SELECT ON theirs, people TO {reader}", "GRANT SELECT ON theirs TO postgres"):  # fmt: skip
                admin.exec_driver_sql(sql)

    file = backup(repo, database, give)
    with postgres.engine(name, admin=True).connect() as admin:
        for role in (owner, reader):
            admin.exec_driver_sql(f'DROP OWNED BY "{role}" CASCADE')
            admin.exec_driver_sql(f'DROP ROLE "{role}"')
    capsys.readouterr()
    words = ["restore", str(file), "--yes", "--database-url", another.url]
    assert main(words) == 3
    said = capsys.readouterr().err
    assert (
        f'things of "{owner}", "{reader}", and no such role is there; nothing was changed'
        in " ".join(said.split())
    )
    assert "--no-owner" in said
    assert another.columns() == []
    assert main([*words, "--no-owner"]) == 0
    assert another.ask("SELECT name FROM people") == [("CANARY",)]
    assert another.ask("SELECT tableowner FROM pg_tables WHERE tablename = 'theirs'") == [
        ("postgres",)
    ]
    for each in (name, other):
        postgres.drop(each)


def test_what_belongs_to_a_role_that_one_is_no_member_of_says_how_to_load_it(
    postgres: Postgres, repo: Repo, capsys: Capture
) -> None:
    name, other, owner = (f"own_{uuid.uuid4().hex[:8]}" for _ in range(3))
    for each in (name, other):
        postgres.create(each)
    database, another = PostgresDatabase(postgres, name), PostgresDatabase(postgres, other)

    def give() -> None:
        with postgres.engine(name, admin=True).connect() as admin:
            for sql in (f"CREATE ROLE {owner}", f"CREATE TABLE theirs (id integer); ALTER TABLE theirs OWNER TO {owner}",
                        "GRANT SELECT ON theirs TO postgres"):  # fmt: skip
                admin.exec_driver_sql(sql)

    file = backup(repo, database, give)
    capsys.readouterr()
    words = ["restore", str(file), "--yes", "--database-url", another.url]
    assert main(words) == 3
    said = capsys.readouterr().err
    assert owner in said and "nothing was changed" in said and "--no-owner" in said
    assert another.columns() == []
    assert main([*words, "--no-owner"]) == 0
    for each in (name, other):
        postgres.drop(each)
    with postgres.engine("template1", admin=True).connect() as admin:
        admin.exec_driver_sql(f"DROP ROLE {owner}")


def test_definers_that_mysql_lacks_are_named_and_may_be_left_out(
    mysql: Mysql, repo: Repo, capsys: Capture
) -> None:
    name, other, user = (f"own_{uuid.uuid4().hex[:8]}" for _ in range(3))
    for each in (name, other):
        mysql.create(each)
    database, another = MysqlDatabase(mysql, name), MysqlDatabase(mysql, other)

    def define() -> None:
        database.ask(f"CREATE USER '{user}'@'localhost'")
        database.ask("INSERT INTO people VALUES (2, 'DEFINER=`kept`@`kept`')")
        database.ask(f"CREATE DEFINER=`{user}`@`localhost` VIEW seen AS SELECT id FROM people")
        database.ask(
            f"CREATE DEFINER=`{user}`@`localhost` TRIGGER t BEFORE INSERT ON people FOR EACH ROW SET NEW.name = NEW.name"
        )

    file = backup(repo, database, define)
    database.ask(f"DROP USER '{user}'@'localhost'")
    capsys.readouterr()
    words = ["restore", str(file), "--yes", "--database-url", another.url]
    assert main(words) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert f'things of "{user}@localhost", and no such role is there' in said
    assert another.columns() == []
    assert main([*words, "--no-owner"]) == 0
    assert another.ask("SELECT id FROM seen ORDER BY id") == [(1,), (2,)]
    assert another.ask("SELECT name FROM people WHERE id = 2") == [("DEFINER=`kept`@`kept`",)]
    another.ask("INSERT INTO people VALUES (3, 'x')")
    for each in (name, other):
        mysql.drop(each)
