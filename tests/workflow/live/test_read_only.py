"""What only looks at a database writes nothing: a role without rights, and the server's own log, say so."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.database.postgres.server import Postgres
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import PostgresDatabase

LOOKING = (["observe"], ["preflight"], ["verify"], ["status"])
READS = re.compile(
    r"\s*(?:SELECT|SHOW|WITH|BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SET|EXPLAIN)\b", re.I
)


@pytest.fixture
def watched(postgres: Postgres, repo: Repo) -> PostgresDatabase:
    """A database with one migration applied and one pending, every statement of which is logged."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    database = PostgresDatabase(postgres, name)
    one = ("one", ['CREATE TABLE "people" ("id" integer PRIMARY KEY, "name" text)'], {})
    two = ("two", ['ALTER TABLE "people" ALTER COLUMN "name" SET NOT NULL'], {})
    repo.write(history(one, dialect="postgresql"))
    assert main(["apply", "--yes", "--database-url", database.url]) == 0
    database.ask("INSERT INTO people VALUES (1, 'CANARY'), (2, NULL)")
    repo.write(history(one, two, dialect="postgresql"))
    with postgres.engine("template1", admin=True).connect() as admin:
        for setting in ("log_statement = 'all'", "log_min_messages = 'log'"):
            admin.exec_driver_sql(f'ALTER DATABASE "{name}" SET {setting}')
    return database


def log_of(server: Postgres) -> Path:
    return Path(server._process.folder.path) / "server.log"


@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_the_server_s_log_has_reads_alone(
    watched: PostgresDatabase, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    log = log_of(watched.server)
    start = log.stat().st_size
    capsys.readouterr()
    assert main([*words, "--database-url", watched.url]) in (0, 1)
    said = capsys.readouterr()
    assert "CANARY" not in said.out + said.err
    with log.open("rb") as file:
        file.seek(start)
        lines = file.read().decode()
    told = re.findall(r"(?:statement|execute [^:]*):\s+(\S.*)", lines)
    assert told, "the log says nothing"
    assert [each for each in told if not READS.match(each)] == []


@pytest.mark.parametrize("words", LOOKING, ids=lambda words: str(words[0]))
def test_a_role_that_may_only_read_is_enough(
    watched: PostgresDatabase, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    role = f"reader_{uuid.uuid4().hex[:8]}"
    with watched.server.engine(watched.name, admin=True).connect() as admin:
        for sql in (
            f"CREATE ROLE {role} LOGIN",
            f"GRANT USAGE ON SCHEMA public, drizzle TO {role}",
            f"GRANT SELECT ON ALL TABLES IN SCHEMA public, drizzle TO {role}",
        ):
            admin.exec_driver_sql(sql)
    url = watched.url.replace("postgres@", f"{role}@")
    code = main([*words, "--database-url", url])
    assert code in (0, 1), capsys.readouterr()
    with watched.server.engine(watched.name, admin=True).connect() as admin:
        admin.exec_driver_sql(f"DROP OWNED BY {role}")
        admin.exec_driver_sql(f"DROP ROLE {role}")


def test_no_value_of_a_row_is_in_the_cache_or_in_what_is_written(
    watched: PostgresDatabase, repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("FORGE_CACHE", str(cache))
    for words in LOOKING:
        main([*words, "--database-url", watched.url])
    main(["preflight", "--show-keys", "--debug", "--database-url", watched.url])
    places = [path for root in (cache, repo.path) for path in root.rglob("*") if path.is_file()]
    assert any(path.name == "production.json" for path in places)
    for path in places:
        data = path.read_bytes()
        assert b"CANARY" not in data, path
        assert os.fsencode(watched.host) not in data or path.name == "server.log", path
