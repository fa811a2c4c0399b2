"""Before a deploy: how long each table will be locked, by the database's own statistics."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest

from forge_migrations.cli import main
from forge_migrations.database.postgres.server import Postgres
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live_databases import PostgresDatabase
from workflow.locked import FIRST
from workflow.locked import LONG
from workflow.locked import SHORT


@pytest.fixture
def database(postgres: Postgres, repo: Repo) -> Iterator[PostgresDatabase]:
    """The first migration applied, and statistics as of a table of twenty million rows."""
    name = f"live_{uuid.uuid4().hex[:10]}"
    postgres.create(name)
    made = PostgresDatabase(postgres, name)
    repo.write(history(FIRST, dialect="postgresql"))
    assert main(["apply", "--yes", "--database-url", made.url]) == 0
    made.ask("INSERT INTO users VALUES (1, 'CANARY')")
    made.ask("VACUUM ANALYZE")
    with postgres.engine(name, admin=True).connect() as admin:
        admin.exec_driver_sql(
            "UPDATE pg_class SET reltuples = 20000000, relpages = 1 WHERE relname = 'users'"
        )
    yield made
    postgres.drop(name)


def test_a_small_table_waits_for_the_large_one_of_a_later_file(
    repo: Repo, database: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(history(FIRST, SHORT, LONG, dialect="postgresql"))
    capsys.readouterr()
    assert main(["preflight", "--database-url", database.url]) == 0
    said = capsys.readouterr().out
    assert (
        '  waits: "events" is locked against reads and writes from 0001_two until the end of 0002_three: ≈ 39 s'
        " (within a factor of 4)\n"
    ) in said
    assert '  waits: "users" is locked against writes in 0002_three: ≈ 39 s' in said
    assert "CANARY" not in said


def test_a_program_is_told_too_and_nothing_of_what_is_short(
    repo: Repo, database: PostgresDatabase, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(history(FIRST, SHORT, dialect="postgresql"))
    capsys.readouterr()
    assert main(["preflight", "--format", "json", "--database-url", database.url]) == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("preflight", told)
    assert told["waits"] == []
