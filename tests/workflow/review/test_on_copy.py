"""The pending migrations on a copy of a database that has rows, on real servers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live.test_restore import Live
from workflow.live.test_restore import made

Capture = pytest.CaptureFixture[str]
FIRST = ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40), age integer)",
         "CREATE TABLE pets (id integer PRIMARY KEY)"]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    """A copy of production: the first migration applied, rows in it."""
    yield from made(request, request.param, tmp_path)


def start(repo: Repo, copy: Live, then: list[str]) -> None:
    repo.write(history(("first", FIRST, {}), dialect=copy.dialect))
    assert main(["apply", "--yes", "--database-url", copy.url]) == 0
    copy.ask("INSERT INTO people VALUES (1, 'CANARY', 5), (2, 'b', NULL), (3, NULL, 7)")
    copy.ask("INSERT INTO pets VALUES (1), (2)")
    repo.write(history(("first", FIRST, {}), ("then", then, {}), dialect=copy.dialect))


def told(capsys: Capture, copy: Live, code: int) -> dict[str, object]:
    capsys.readouterr()
    assert main(["rehearse", "--on", copy.url, "--format", "json"]) == code
    out = capsys.readouterr().out
    assert "CANARY" not in out
    answer = json.loads(out)
    refuse_what_is_not_published("rehearse", answer)
    found: dict[str, object] = answer["copy"]
    return found


def test_what_is_lost_is_counted_by_table_and_column(
    repo: Repo, copy: Live, capsys: Capture
) -> None:
    start(repo, copy, ["DELETE FROM people WHERE id = 1", "UPDATE people SET name = NULL",
                       "ALTER TABLE people DROP COLUMN age", "DROP TABLE pets"])  # fmt: skip
    found = told(capsys, copy, 1)
    assert found["lost"] == [
        "people has 1 row less",
        "people.name has 1 value less",
        "people.age is gone with 2 values",
        "table pets is gone with 2 rows",
    ]


def test_a_migration_that_keeps_every_row_passes_and_says_how_long_each_statement_took(
    repo: Repo, copy: Live, capsys: Capture
) -> None:
    start(repo, copy, ["ALTER TABLE people ADD COLUMN note varchar(9)",
                       "UPDATE people SET note = 'x'"])  # fmt: skip
    found = told(capsys, copy, 0)
    assert found["lost"] == []
    statements = found["statements"]
    assert isinstance(statements, list)
    assert [each["line"] for each in statements] == [1, 3]
    assert all(each["seconds"] >= 0 for each in statements)
    assert statements[1]["rows"] == 3
    assert copy.ask("SELECT note FROM people") == [("x",)] * 3
    assert told(capsys, copy, 0)["statements"] == []  # the ledger of the copy has it


def test_a_row_of_the_copy_that_the_migration_fails_on_is_told(
    repo: Repo, copy: Live, capsys: Capture
) -> None:
    start(repo, copy, ["CREATE UNIQUE INDEX people_age ON people (age)",
                       "INSERT INTO people VALUES (1, 'again', 9)"])  # fmt: skip
    found = told(capsys, copy, 1)
    failure = found["failure"]
    assert isinstance(failure, dict)
    assert failure["line"] == 3
    assert copy.ask("SELECT count(*) FROM people") == [(3,)]


def test_the_database_of_the_project_is_no_copy(repo: Repo, copy: Live, capsys: Capture) -> None:
    start(repo, copy, ["DROP TABLE pets"])
    repo.write({".env": f"DATABASE_URL={copy.url}\n"})
    capsys.readouterr()
    assert main(["rehearse", "--on", copy.url]) == 2
    assert "--on names the database of DATABASE_URL in .env" in capsys.readouterr().err
    assert copy.ask("SELECT count(*) FROM pets") == [(2,)]
