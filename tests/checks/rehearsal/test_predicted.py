"""A rehearsal with production's facts: what each statement takes there, on the engines themselves."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import datetime
from typing import Any

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import Columns
from workflow.histories import history

Capture = pytest.CaptureFixture[str]
FILE = ".forge-migrations/production.json"
SHAPE: dict[str, Columns] = {"events": {"id": "bigint*", "note": "text"}}
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mysql": "MariaDB"}


def facts(dialect: str, rows: int = 50_000_000) -> dict[str, Any]:
    columns = {"note": {"null_fraction": 0.0, "distinct": rows, "average_width": 33}}
    table = {
        "rows": rows,
        "bytes": rows * 60,
        "index_bytes": rows * 20,
        "indexes": 1,
        "columns": columns,
    }
    return {
        "format": 1, "observed": datetime.now(UTC).date().isoformat(), "engine": ENGINES[dialect],
        "version": "1", "settings": {}, "replication_slots": {}, "unseen": [], "tables": {"events": table},
    }  # fmt: skip


def staged(repo: Repo, dialect: str, *statements: str, **told: Any) -> None:
    q = '"' if dialect == "postgresql" else "`"
    kind = "varchar(40)" if dialect == "mysql" else "text"
    first = (
        "one",
        [f"CREATE TABLE {q}events{q} ({q}id{q} bigint PRIMARY KEY NOT NULL, {q}note{q} {kind});"],
        SHAPE,
    )
    repo.commit({**history(first, dialect=dialect), FILE: facts(dialect, **told)})
    second = ("two", [statement.replace('"', q) for statement in statements], SHAPE)
    repo.stage(history(first, second, dialect=dialect))


def rehearsed(capsys: Capture) -> Any:
    capsys.readouterr()
    main(["rehearse", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("rehearse", told)
    return told


@pytest.mark.parametrize("dialect", list(ENGINES))
def test_a_rehearsal_measures_what_rows_decide(dialect: str, repo: Repo, capsys: Capture) -> None:
    staged(repo, dialect, 'CREATE INDEX "events_note" ON "events" ("note");')
    told = rehearsed(capsys)
    (found,) = told["projects"][0]["production"]
    assert (found["path"], found["line"], found["rows"]) == ("drizzle/0001_two.sql", 1, 50_000_000)
    assert found["seconds"] > 1
    assert found["factor"] >= 2


def test_rows_that_stop_the_rehearsal_dont_stop_the_measuring(repo: Repo, capsys: Capture) -> None:
    """The rehearsal's rows have a NULL, those that are measured haven't."""
    staged(repo, "postgresql", 'ALTER TABLE "events" ALTER COLUMN "note" SET NOT NULL;')
    told = rehearsed(capsys)
    assert any(each["rule"] == "set-not-null" for each in told["findings"])
    assert [each["line"] for each in told["projects"][0]["production"]] == [1]


def test_who_waits_is_told_and_who_doesnt_isnt(repo: Repo, capsys: Capture) -> None:
    staged(
        repo,
        "postgresql",
        'CREATE INDEX "events_note" ON "events" ("note");',
        'ALTER TABLE "events" ADD COLUMN "more" text;',
    )
    found = [each for each in rehearsed(capsys)["findings"] if each["rule"] == "long-block"]
    assert [(each["line"], each["severity"]) for each in found] == [(1, "report")]
    assert found[0]["message"].startswith('writes to "events" wait: ≈ ')
    assert " rows, within a factor of " in found[0]["message"]


def test_too_long_a_wait_refuses_the_commit_of_a_sqlite_project(
    repo: Repo, capsys: Capture
) -> None:
    staged(repo, "sqlite", 'CREATE INDEX "events_note" ON "events" ("note");')
    repo.stage({".forge-migrations.toml": '[production]\nrefuse_over = "10s"\n'})
    assert main([]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "long-block: writes of every other connection wait: ≈ " in said
    assert "on 50 M rows (within a factor of 4)" in said


def test_an_acknowledgement_of_the_wait_is_heeded(repo: Repo, capsys: Capture) -> None:
    sql = 'CREATE INDEX "events_note" ON "events" ("note");'
    staged(repo, "sqlite", f"-- forge-migrations: allow long-block: at night\n{sql}")
    repo.stage({".forge-migrations.toml": '[production]\nrefuse_over = "10s"\n'})
    assert main([]) == 3, "the schema can't be loaded here; nothing refuses"
    assert "1 acknowledged (long-block)" in capsys.readouterr().out


def test_few_rows_are_not_measured(repo: Repo, capsys: Capture) -> None:
    staged(repo, "sqlite", 'CREATE INDEX "events_note" ON "events" ("note");', rows=500)
    assert rehearsed(capsys)["projects"][0]["production"] == []


def test_a_rebuild_copies_what_it_selects_from(repo: Repo, capsys: Capture) -> None:
    staged(
        repo,
        "sqlite",
        'CREATE TABLE "__new_events" ("id" integer PRIMARY KEY NOT NULL, "note" text NOT NULL);',
        'INSERT INTO "__new_events"("id", "note") SELECT "id", "note" FROM "events";',
        'DROP TABLE "events";',
        'ALTER TABLE "__new_events" RENAME TO "events";',
    )
    found = rehearsed(capsys)["projects"][0]["production"]
    assert [(each["line"], each["table"]) for each in found] == [(3, "events")]
    assert found[0]["factor"] >= 2


def test_where_no_rows_can_be_made_a_known_cost_stands_for_it(repo: Repo, capsys: Capture) -> None:
    staged(repo, "sqlite", 'CREATE INDEX "i" ON "events" ("lacking");')
    told = rehearsed(capsys)
    (found,) = told["projects"][0]["production"]
    assert found["factor"] == 4
    assert any("not measured for production" in each["message"] for each in told["notes"])
