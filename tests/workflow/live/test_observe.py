from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.database.mysql.server import Mysql
from forge_migrations.database.postgres.server import Postgres
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import MysqlDatabase
from workflow.live_databases import PostgresDatabase
from workflow.live_databases import SqliteFile

Live = SqliteFile | PostgresDatabase | MysqlDatabase
Capture = pytest.CaptureFixture[str]
CANARY = "CANARYofaROW"
ONE = (
    "one",
    ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40), nick varchar(40))",
     "CREATE INDEX people_name ON people (name)"],
    {},
)  # fmt: skip
FILE = Path(".forge-migrations/production.json")


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, repo: Repo) -> Iterator[Live]:
    """With a hundred people; a quarter has no nick."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    live: Live
    if request.param == "sqlite":
        live = SqliteFile(tmp_path / "live.db")
    else:
        server: Postgres | Mysql = request.getfixturevalue(
            "postgres" if request.param == "postgresql" else "mysql"
        )
        server.create(name)
        request.addfinalizer(lambda: server.drop(name))
        live = (
            PostgresDatabase(server, name)
            if isinstance(server, Postgres)
            else MysqlDatabase(server, name)
        )
    repo.write(history(ONE, dialect=live.dialect))
    assert main(["apply", "--yes", "--database-url", live.url]) == 0
    nicks = ["NULL", *[f"'{CANARY}'"] * 3]
    people = ", ".join(f"({n}, '{CANARY}{n}', {nicks[n % 4]})" for n in range(100))
    live.ask(f"INSERT INTO people VALUES {people}")
    live.ask("ANALYZE TABLE people PERSISTENT FOR ALL" if live.dialect == "mysql" else "ANALYZE")
    yield live


def observed(database_url: str, capsys: Capture, *words: str) -> Any:
    capsys.readouterr()
    assert main(["observe", "--format", "json", "--database-url", database_url, *words]) == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("observe", told)
    return told


def test_the_file_holds_sizes_and_fractions(database: Live, repo: Repo, capsys: Capture) -> None:
    told = observed(database.url, capsys)
    text = (repo.path / FILE).read_text()
    assert told["wrote"] == [str(FILE)]
    assert json.loads(text) == told["facts"]
    people = told["facts"]["tables"]["people"]
    assert people["rows"] == 100
    assert people["columns"]["nick"]["null_fraction"] == 0.25
    assert people["indexes"] >= 1
    assert told["facts"]["settings"]
    assert told["facts"]["unseen"] == []
    assert list(told["facts"]["tables"]) == sorted(told["facts"]["tables"])


def test_no_value_host_user_or_password_is_told(
    database: Live, repo: Repo, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    capsys.readouterr()
    monkeypatch.setenv("DATABASE_URL", database.url)
    assert main(["observe", "--debug"]) == 0
    said = capsys.readouterr()
    written = [
        path.read_text(errors="replace") for path in (repo.path / ".forge-migrations").iterdir()
    ]
    assert len(written) == 1
    hidden = [CANARY, str(getattr(database, "host", "")), "postgres@", "localhost"]
    for text in (said.out, said.err, *written):
        assert [each for each in hidden if each and each in text] == []


def test_the_file_is_the_same_when_nothing_changed(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    assert main(["observe", "--database-url", database.url, "--output", "a.json"]) == 0
    assert main(["observe", "--database-url", database.url, "--output", "b.json"]) == 0
    first, second = (json.loads((repo.path / name).read_text()) for name in ("a.json", "b.json"))
    for facts in (first, second):
        for table in facts["tables"].values():
            table.pop("reads_a_second", None), table.pop("writes_a_second", None)
    assert first == second


def test_environments_have_their_own_files_and_an_old_one_is_told(
    database: Live, repo: Repo, capsys: Capture
) -> None:
    url = ("--database-url", database.url)
    assert main(["observe", "--name", "staging", *url]) == 0
    path = repo.path / ".forge-migrations" / "staging.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "observed": "2020-01-31"}))
    capsys.readouterr()
    main(["doctor"])
    assert "old: forge-migrations observe --name staging" in capsys.readouterr().out
    assert main(["observe", "--name", "staging", *url]) == 0
    assert "the file before was " in capsys.readouterr().out
    assert main(["observe", "--name", "../x", *url]) == 2


def test_a_role_that_only_reads_is_enough_and_what_it_misses_is_named(
    postgres: Postgres, repo: Repo, capsys: Capture
) -> None:
    name, role = f"live_{uuid.uuid4().hex[:10]}", f"reader_{uuid.uuid4().hex[:6]}"
    postgres.create(name)
    database = PostgresDatabase(postgres, name)

    def by_admin(sql: str) -> None:
        with postgres.engine(name, admin=True).connect() as connection:
            connection.exec_driver_sql(sql)

    try:
        repo.write(history(ONE, dialect="postgresql"))
        assert main(["apply", "--yes", "--database-url", database.url]) == 0
        database.ask(f"INSERT INTO people SELECT n, '{CANARY}' FROM generate_series(1, 50) n")
        database.ask("ANALYZE")
        by_admin(f"CREATE ROLE {role} LOGIN")
        url = database.url.replace("postgres@", f"{role}@")
        told = observed(url, capsys)["facts"]
        assert (
            'statistics of people: GRANT SELECT ON "public"."people" TO the role' in told["unseen"]
        )
        assert told["tables"]["people"]["rows"] == 50
        database.ask(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
        told = observed(url, capsys)["facts"]
        assert [each for each in told["unseen"] if "people" in each] == []
        assert told["tables"]["people"]["columns"]["nick"]["null_fraction"] == 1
        assert role not in json.dumps(told)
        database.ask(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        by_admin(f"DROP ROLE {role}")
    finally:
        postgres.drop(name)


def test_a_role_of_mariadb_that_only_reads_is_enough(
    mysql: Mysql, repo: Repo, capsys: Capture
) -> None:
    name, role = f"live_{uuid.uuid4().hex[:10]}", f"r{uuid.uuid4().hex[:6]}"
    mysql.create(name)
    database = MysqlDatabase(mysql, name)
    try:
        repo.write(history(ONE, dialect="mysql"))
        assert main(["apply", "--yes", "--database-url", database.url]) == 0
        database.ask(f"CREATE USER {role}@localhost; GRANT SELECT ON {name}.* TO {role}@localhost")
        user = database.url.partition("//")[2].partition("@")[0]
        told = observed(database.url.replace(f"{user}@", f"{role}@"), capsys)["facts"]
        assert told["unseen"] == ["null fractions: GRANT SELECT ON mysql.column_stats TO the role"]
        assert "people" in told["tables"]
        database.ask(f"DROP USER {role}@localhost")
    finally:
        mysql.drop(name)


def test_the_server_writes_nothing_down_for_it(
    postgres: Postgres, repo: Repo, capsys: Capture
) -> None:
    """The write-ahead log stays where it is, and no transaction number is spent."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    database = PostgresDatabase(postgres, name)
    try:
        repo.write(history(ONE, dialect="postgresql"))
        assert main(["apply", "--yes", "--database-url", database.url]) == 0
        asked = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
        before = database.ask(asked)
        observed(database.url, capsys)
        assert database.ask(asked) == before
    finally:
        postgres.drop(name)


def test_partitions_are_added_up(postgres: Postgres, repo: Repo, capsys: Capture) -> None:
    name = f"live_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    database = PostgresDatabase(postgres, name)
    try:
        repo.write(history(ONE, dialect="postgresql"))
        database.ask("CREATE TABLE parts (id int) PARTITION BY RANGE (id)")
        for n in range(3):
            database.ask(f"CREATE TABLE p{n} PARTITION OF parts FOR VALUES FROM ({n}0) TO ({n}9)")
        database.ask("INSERT INTO parts SELECT 10 + n FROM generate_series(0, 8) n")
        database.ask("ANALYZE")
        tables = observed(database.url, capsys)["facts"]["tables"]
        assert list(tables) == ["parts"]
        assert (tables["parts"]["partitions"], tables["parts"]["rows"]) == (3, 9)
    finally:
        postgres.drop(name)


def test_a_sqlite_file_is_not_touched(repo: Repo, tmp_path: Path, capsys: Capture) -> None:
    database = SqliteFile(tmp_path / "live.db")
    repo.write(history(ONE))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask("PRAGMA journal_mode = wal")
    database.ask(f"INSERT INTO people VALUES (1, '{CANARY}', NULL)")
    before = database.path.read_bytes()
    observed(database.url, capsys)
    assert database.path.read_bytes() == before
    assert [path.name for path in tmp_path.glob("live.db*") if path.name != "live.db"] == []


def test_its_time_limit_ends_it(repo: Repo, tmp_path: Path, capsys: Capture) -> None:
    database = SqliteFile(tmp_path / "live.db")
    repo.write(history(ONE))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask(
        "INSERT INTO people (id) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
        " WHERE i < 200000) SELECT i FROM n"
    )
    started = time.monotonic()
    assert main(["observe", "--timeout", "0.000001", "--database-url", database.url]) == 3
    assert time.monotonic() - started < 60
    assert "interrupted" in capsys.readouterr().err
    assert not (repo.path / FILE).exists()
