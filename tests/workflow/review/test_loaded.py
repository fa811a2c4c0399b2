"""Beside a migration on a copy, readers and writers go on: who waited, how long, and for which statement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.live.test_restore import Live
from workflow.live.test_restore import made

Capture = pytest.CaptureFixture[str]
FIRST = ["CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))",
         "CREATE TABLE pets (id integer PRIMARY KEY, name varchar(40))",
         "CREATE TABLE others (id integer PRIMARY KEY)"]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    yield from made(request, request.param, tmp_path)


@pytest.fixture
def pg(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    yield from made(request, "postgresql", tmp_path)


def start(repo: Repo, copy: Live, *then: list[str]) -> None:
    repo.write(history(("first", FIRST, {}), dialect=copy.dialect))
    assert main(["apply", "--yes", "--database-url", copy.url]) == 0
    copy.ask("INSERT INTO people VALUES (1, 'CANARY'), (2, 'b')")
    copy.ask("INSERT INTO pets VALUES (1, 'CANARY')")
    more = [(f"then{at}", sql, {}) for at, sql in enumerate(then)]
    repo.write(history(("first", FIRST, {}), *more, dialect=copy.dialect))


def told(capsys: Capture, copy: Live, *words: str) -> Any:
    capsys.readouterr()
    assert main(["rehearse", "--on", copy.url, "--load", *words, "--format", "json"]) == 0
    out = capsys.readouterr().out
    assert "CANARY" not in out
    answer = json.loads(out)
    refuse_what_is_not_published("rehearse", answer)
    return answer["copy"]["load"]


def longest(load: Any) -> dict[tuple[str, str, int], float]:
    return {(each["who"], each["path"], each["line"]): each["seconds"] for each in load["waits"]}


def work(copy: Live) -> list[str]:
    """What holds the first of `people` for most of a second."""
    if copy.dialect == "sqlite":
        return [("UPDATE people SET name = (WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g <"
                " 6000000) SELECT max(g) FROM n) WHERE id = 1")]  # fmt: skip
    if copy.dialect == "mysql":
        return ["UPDATE people SET name = SLEEP(0.7) WHERE id = 1"]
    return ["UPDATE people SET name = 'c' WHERE id = 1", "SELECT pg_sleep(0.7)"]


def test_a_writer_waits_for_a_statement_that_holds_its_row(
    repo: Repo, copy: Live, capsys: Capture
) -> None:
    start(repo, copy, work(copy))
    load = told(capsys, copy)
    found = longest(load)
    assert found[('writes to "people"', "drizzle/0001_then0.sql", 1)] > 0.3
    assert not any("others" in who for who, _path, _line in found), "no migration touches it"
    assert set(load["ran"]) == {'reads of "people"', 'writes to "people"'}
    assert copy.ask("SELECT id FROM people ORDER BY id") == [(1,), (2,)]
    assert copy.ask("SELECT name FROM people WHERE id = 2") == [("b",)], "what it wrote is put back"


def test_readers_wait_for_the_first_statement_that_locks_their_table_to_the_end(
    repo: Repo, pg: Live, capsys: Capture
) -> None:
    """The ALTER itself takes no time; the next file sleeps, in the same transaction."""
    start(repo, pg, ['ALTER TABLE "pets" ADD COLUMN "kind" text'], work(pg))
    found = longest(told(capsys, pg))
    assert found[('reads of "pets"', "drizzle/0001_then0.sql", 1)] > 0.5
    assert found[('writes to "pets"', "drizzle/0001_then0.sql", 1)] > 0.5
    assert found[('writes to "people"', "drizzle/0002_then1.sql", 1)] > 0.5
    assert not any(who == 'reads of "people"' for who, _path, _line in found)


def test_nobody_waits_for_what_is_done_at_once(repo: Repo, copy: Live, capsys: Capture) -> None:
    start(repo, copy, ["CREATE TABLE more (id integer PRIMARY KEY)"])
    load = told(capsys, copy)
    assert load == {"ran": {}, "waits": []}, "what it makes nobody asks for"


def test_a_file_s_statements_are_the_load(
    repo: Repo, copy: Live, capsys: Capture, tmp_path: Path
) -> None:
    start(repo, copy, work(copy))
    file = tmp_path / "load.sql"
    file.write_text("SELECT 1;\nUPDATE people SET name = 'x' WHERE id = 1;\n")
    load = told(capsys, copy, str(file))
    assert longest(load)["load.sql:2", "drizzle/0001_then0.sql", 1] > 0.3
    assert set(load["ran"]) == {"load.sql:1", "load.sql:2"}
    assert copy.ask("SELECT count(*) FROM people WHERE name = 'x'") == [(0,)]


def test_a_load_without_a_copy_or_without_statements_is_refused(
    repo: Repo, pg: Live, capsys: Capture, tmp_path: Path
) -> None:
    start(repo, pg, ['ALTER TABLE "pets" ADD COLUMN "kind" text'])
    assert main(["rehearse", "--load"]) == 2
    assert "--load runs beside a copy" in capsys.readouterr().err
    assert main(["rehearse", "--on", pg.url, "--load", str(tmp_path / "none.sql")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert pg.ask("SELECT count(*) FROM pets") == [(1,)]


def test_a_person_reads_who_waited(repo: Repo, pg: Live, capsys: Capture) -> None:
    start(repo, pg, ['ALTER TABLE "pets" ADD COLUMN "kind" text', *work(pg)])
    capsys.readouterr()
    assert main(["rehearse", "--on", pg.url, "--load"]) == 0
    said = capsys.readouterr().out
    assert '  reads of "pets" waited 0.' in said
    assert " s for drizzle/0001_then0.sql:1\n" in said
    assert "statements of 4 loops" in said
