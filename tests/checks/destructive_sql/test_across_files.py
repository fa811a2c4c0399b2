"""drizzle-orm's migrator runs what is pending in one transaction: a lock of the first file lasts to the last."""

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
Step = tuple[str, list[str], dict[str, Columns]]
FILE = ".forge-migrations/production.json"
TABLES: dict[str, Columns] = {
    "events": {"id": "bigint*", "note": "text"}, "users": {"id": "bigint*", "name": "text"},
}  # fmt: skip
FIRST: Step = (
    "one",
    ['CREATE TABLE "events" ("id" bigint PRIMARY KEY NOT NULL, "note" text);',
     'CREATE TABLE "users" ("id" bigint PRIMARY KEY NOT NULL, "name" text);'],
    TABLES,
)  # fmt: skip
SHORT: Step = ("two", ['ALTER TABLE "events" ADD COLUMN "kind" text;'], TABLES)
LONG: Step = ("three", ['CREATE INDEX "users_name" ON "users" ("name");'], TABLES)


def facts(rows: int) -> dict[str, Any]:
    large = {"rows": rows, "bytes": rows * 100, "indexes": 1, "columns": {}}
    small = {"rows": 500, "bytes": 65_000, "indexes": 1, "columns": {}}
    return {"format": 1, "observed": datetime.now(UTC).date().isoformat(), "engine": "PostgreSQL", "version": "16.1", "settings": {},
            "tables": {"events": small, "users": large}}  # fmt: skip


def told(capsys: Capture, *words: str) -> list[Any]:
    capsys.readouterr()
    main(["destructive-sql", "--format", "json", *words])
    found = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("findings", found)
    return [each for each in found if each["rule"] == "long-block"]


def test_a_small_table_is_told_to_be_locked_until_the_large_one_is_done(
    repo: Repo, capsys: Capture
) -> None:
    repo.commit(history(FIRST, dialect="postgresql"))
    repo.stage({**history(FIRST, SHORT, LONG, dialect="postgresql"), FILE: facts(20_000_000)})
    (found,) = told(capsys)
    assert (found["path"], found["line"]) == ("drizzle/0001_two.sql", 1)
    assert found["message"].startswith(
        '"events" is locked against reads and writes from 0001_two until the end of 0002_three, which runs in the'
        " same transaction: ≈ "
    )
    assert found["severity"] == "report"
    assert found["production"]["seconds"] == pytest.approx(
        20_000_000 * 0.08 * 24.25 / 1e6, rel=0.02
    )


def test_files_that_a_commit_before_brought_in_count_too(repo: Repo, capsys: Capture) -> None:
    """The lock's file is on the branch already; this commit adds what it waits for, and is told at it."""
    repo.commit({**history(FIRST, dialect="postgresql"), FILE: facts(20_000_000)})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(FIRST, SHORT, dialect="postgresql"))
    repo.stage(history(FIRST, SHORT, LONG, dialect="postgresql"))
    found = told(capsys)
    assert [(each["path"], each["line"]) for each in found] == [("drizzle/0002_three.sql", 1)]


@pytest.mark.parametrize("rows", [500, 20_000])
def test_what_is_over_at_once_is_silent(repo: Repo, capsys: Capture, rows: int) -> None:
    repo.commit(history(FIRST, dialect="postgresql"))
    repo.stage({**history(FIRST, SHORT, LONG, dialect="postgresql"), FILE: facts(rows)})
    assert told(capsys) == []


def test_one_file_is_left_to_its_own_rules(repo: Repo, capsys: Capture) -> None:
    repo.commit(history(FIRST, dialect="postgresql"))
    both: Step = ("two", [*SHORT[1], *LONG[1]], TABLES)
    repo.stage({**history(FIRST, both, dialect="postgresql"), FILE: facts(20_000_000)})
    assert told(capsys) == []


def test_released_files_hold_nothing(repo: Repo, capsys: Capture) -> None:
    repo.commit(history(FIRST, SHORT, dialect="postgresql"))
    repo.stage({**history(FIRST, SHORT, LONG, dialect="postgresql"), FILE: facts(20_000_000)})
    assert told(capsys) == []


def test_a_driver_without_a_transaction_lets_go_at_each_statement(
    repo: Repo, capsys: Capture
) -> None:
    http = {"package.json": {"dependencies": {"@neondatabase/serverless": "1"}},
            "migrate.ts": 'import { migrate } from "drizzle-orm/neon-http/migrator";\nmigrate();\n'}  # fmt: skip
    repo.commit({**history(FIRST, dialect="postgresql"), **http})
    ended: Step = ("three", ["COMMIT;", *LONG[1]], TABLES)
    repo.stage({**history(FIRST, SHORT, ended, dialect="postgresql"), FILE: facts(20_000_000)})
    assert told(capsys) == []


def test_the_team_s_limit_refuses_and_an_acknowledgement_allows(
    repo: Repo, capsys: Capture
) -> None:
    repo.commit(history(FIRST, dialect="postgresql"))
    limit = {".forge-migrations.toml": '[production]\nrefuse_over = "10s"\n'}
    allowed = "-- forge-migrations: allow create-index-blocking: at night\n"
    long: Step = ("three", [allowed + LONG[1][0]], TABLES)
    files = {FILE: facts(20_000_000), **limit}
    repo.stage({**history(FIRST, SHORT, long, dialect="postgresql"), **files})
    (found,) = told(capsys)
    assert found["severity"] == "refuse"
    assert main(["destructive-sql"]) == 1
    said: Step = (
        "two",
        [f"-- forge-migrations: allow long-block: at night\n{SHORT[1][0]}"],
        TABLES,
    )
    repo.stage({**history(FIRST, said, long, dialect="postgresql"), **files})
    code = main(["destructive-sql"])
    assert code == 0, capsys.readouterr().out


def test_kept_judgements_say_the_same(repo: Repo, capsys: Capture) -> None:
    repo.commit(history(FIRST, dialect="postgresql"))
    repo.stage({**history(FIRST, SHORT, LONG, dialect="postgresql"), FILE: facts(20_000_000)})
    first = told(capsys)
    assert first == told(capsys)
    assert len(first) == 1
