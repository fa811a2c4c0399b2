"""A server that was named for rehearsals: only what we made in it is touched, only on this machine."""

from __future__ import annotations

import pytest

from database.made_histories import journal
from database.made_histories import steps
from forge_migrations.config import Policy
from forge_migrations.database.arena import Setting
from forge_migrations.database.asking import ask
from forge_migrations.database.drivers import STRICTEST
from forge_migrations.database.ledger import Ledger
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.named_server import NamedServer
from forge_migrations.database.open import open_arena
from forge_migrations.database.postgres.server import Postgres
from forge_migrations.database.rehearsal import rehearse
from forge_migrations.findings import Undecided
from forge_migrations.findings import UsageError

BASE = {"0000_a": "CREATE TABLE users (id int PRIMARY KEY, name varchar(20));"}
NEW = {**BASE, "0001_b": "ALTER TABLE users DROP COLUMN name;"}


def check(engine: str, url: str, databases: list[str]) -> None:
    policy = Policy({"scratch_url": url})
    after = steps(journal(NEW, dialect=engine))
    arena = open_arena(engine, policy, after)
    try:
        setting = Setting(Ledger(engine), STRICTEST[engine])
        found = rehearse(arena, after[:1], after, setting)
    finally:
        arena.close()
    assert (found.failure, found.fresh_failure) == (None, None)
    assert [str(blamed.loss) for blamed in found.lost] == [
        'drops column "name" of table "users", which held 3 values'
    ]
    assert databases


def test_a_named_postgresql_is_left_as_it_was(postgres: Postgres) -> None:
    postgres.drop("home")
    postgres.create("home")
    with postgres.engine("home", admin=True).connect() as admin:
        admin.exec_driver_sql('ALTER ROLE "postgres" CREATEDB')
    try:
        before = databases(postgres)
        host = str(postgres.engine("home").url.query["host"])
        check("postgresql", f"postgresql://postgres@/home?host={host}&port=5432", before)
        assert databases(postgres) == before
    finally:
        with postgres.engine("home", admin=True).connect() as admin:
            admin.exec_driver_sql('ALTER ROLE "postgres" NOCREATEDB')


def databases(postgres: Postgres) -> list[str]:
    with postgres.engine("home", admin=True).connect() as connection:
        return sorted(row[0] for row in ask(connection, "SELECT datname FROM pg_database"))


def test_a_named_mysql_is_left_as_it_was(mysql: Mysql) -> None:
    with mysql.engine("", admin=True).connect() as admin:
        before = [row[0] for row in ask(admin, "SHOW DATABASES")]
        socket = str(admin.engine.url.query["unix_socket"])
        check("mysql", f"mysql://root@localhost/mysql?unix_socket={socket}", before)
        assert [row[0] for row in ask(admin, "SHOW DATABASES")] == before


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@db.example.com/x",
        "postgresql://u:p@10.0.0.5/x",
        "mysql://u@[2001:db8::1]/x",
        "postgresql://u@localhost/x?host=db.example.com",
    ],
)
def test_another_machine_is_refused_unless_it_is_allowed(url: str) -> None:
    with pytest.raises(UsageError, match="isn't this machine"):
        NamedServer(url)


def test_a_url_of_something_else_is_refused() -> None:
    with pytest.raises(UsageError, match="scheme is oracle"):
        NamedServer("oracle://localhost/x")


def test_a_server_that_does_not_answer_decides_nothing_and_tells_no_password() -> None:
    with pytest.raises(Undecided, match="doesn't answer") as caught:
        NamedServer("postgresql://u:s3cret@127.0.0.1:9/x")
    assert "s3cret" not in str(caught.value)
