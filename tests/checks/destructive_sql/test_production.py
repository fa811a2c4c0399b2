"""The facts of production in a real repository: which file counts, and what a commit is told."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import Columns
from workflow.histories import history

Capture = pytest.CaptureFixture[str]
FILE = ".forge-migrations/production.json"
EVENTS: dict[str, Columns] = {"events": {"id": "bigint*", "at": "timestamp"}}
FIRST = (
    "one",
    ['CREATE TABLE "events" ("id" bigint PRIMARY KEY NOT NULL, "at" timestamp);'],
    EVENTS,
)
SECOND = ("two", ['CREATE INDEX "events_at" ON "events" ("at");'], EVENTS)


def facts(rows: int = 40_000_000, days: int = 1, engine: str = "PostgreSQL") -> dict[str, Any]:
    day = datetime.now(UTC).date() - timedelta(days=days)
    table = {
        "rows": rows,
        "bytes": rows * 60,
        "index_bytes": rows * 20,
        "indexes": 1,
        "columns": {},
    }
    return {
        "format": 1, "observed": day.isoformat(), "engine": engine, "version": "16.1", "settings": {},
        "replication_slots": {}, "unseen": [], "tables": {"events": table},
    }  # fmt: skip


@pytest.fixture
def released(repo: Repo) -> Repo:
    """A history of one migration, and a second one staged."""
    repo.commit(history(FIRST, dialect="postgresql"))
    repo.stage(history(FIRST, SECOND, dialect="postgresql"))
    return repo


def told(capsys: Capture, *words: str) -> tuple[int, list[Any]]:
    capsys.readouterr()
    code = main(["destructive-sql", "--format", "json", *words])
    found = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("findings", found)
    return code, [each for each in found if each["rule"] == "create-index-blocking"]


def test_a_commit_says_how_long_writes_wait(released: Repo, capsys: Capture) -> None:
    code, (found,) = told(capsys)
    assert (code, "production" in found) == (0, False)
    released.stage({FILE: facts()})
    code, (found,) = told(capsys)
    assert code == 0
    assert found["message"].endswith(
        ' on 40 M rows; writes to "events" wait (within a factor of 4)'
    )
    seconds = found["production"].pop("seconds")
    assert seconds > 5
    assert found["production"] == {
        "environment": "production", "observed": facts()["observed"], "table": "events",
        "rows": 40_000_000, "factor": 4.0,
    }  # fmt: skip


def test_what_takes_too_long_is_refused_and_what_takes_nothing_is_not_told(
    released: Repo, capsys: Capture
) -> None:
    released.stage({FILE: facts(), ".forge-migrations.toml": '[production]\nrefuse_over = "10s"\n'})
    code, (found,) = told(capsys)
    assert (code, found["severity"]) == (1, "refuse")
    released.stage({FILE: facts(rows=500)})
    assert told(capsys) == (0, [])


def test_what_was_judged_before_is_judged_again_by_new_facts(
    released: Repo, capsys: Capture
) -> None:
    for rows in (500, 40_000_000, 500):
        released.stage({FILE: facts(rows=rows)})
        assert len(told(capsys)[1]) == (rows > 500)


def test_a_table_that_isnt_in_the_file_is_unknown(released: Repo, capsys: Capture) -> None:
    without = facts()
    without["tables"] = {}
    released.stage({FILE: without})
    code, (found,) = told(capsys)
    assert (code, "production" in found) == (0, False)


def test_ci_may_put_the_file_where_git_has_none(released: Repo, capsys: Capture) -> None:
    released.write({FILE: facts(rows=500), ".gitignore": "/.forge-migrations/\n"})
    assert told(capsys) == (0, [])
    released.git("commit", "--quiet", "--no-verify", "-m", "two")
    assert told(capsys, "--from-ref", "HEAD~1", "--to-ref", "HEAD") == (0, [])


def test_the_staged_file_counts_and_not_the_work_trees(released: Repo, capsys: Capture) -> None:
    released.stage({FILE: facts()})
    released.write({FILE: facts(rows=500)})
    assert len(told(capsys)[1]) == 1


def test_a_branch_cant_make_its_own_tables_small(repo: Repo, capsys: Capture) -> None:
    first = repo.commit({**history(FIRST, dialect="postgresql"), FILE: facts()})
    repo.git("checkout", "--quiet", "-b", "topic")
    repo.commit({**history(FIRST, SECOND, dialect="postgresql"), FILE: facts(rows=500)})
    assert len(told(capsys, "--from-ref", first, "--to-ref", "HEAD")[1]) == 1


def test_a_link_is_not_followed(released: Repo, tmp_path: Path, capsys: Capture) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "production.json").write_text(json.dumps(facts(rows=500)))
    (released.path / ".forge-migrations").symlink_to(elsewhere)
    assert len(told(capsys)[1]) == 1
    (released.path / ".forge-migrations").unlink()
    (released.path / ".forge-migrations").mkdir()
    (released.path / FILE).symlink_to(elsewhere / "production.json")
    assert len(told(capsys)[1]) == 1
    released.git("add", "--all")
    assert len(told(capsys)[1]) == 1


def test_a_file_that_is_old_or_of_something_else_says_so(released: Repo, capsys: Capture) -> None:
    for content, words in (
        (facts(days=45), f"{FILE} is 45 days old"),
        (facts(days=-400), f"{FILE} doesn't say of what day it is"),
        (facts(engine="SQLite"), f"{FILE} is of SQLite, and drizzle.config.ts is of postgresql"),
        ({"format": 9}, f"{FILE} is none that observe writes"),
    ):
        released.stage({FILE: content})
        capsys.readouterr()
        assert main(["destructive-sql"]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert words in said
        assert "forge-migrations observe" in said


def test_several_environments_are_named_and_the_slowest_decides(
    released: Repo, capsys: Capture
) -> None:
    released.stage(
        {
            ".forge-migrations.toml": '[production]\nenvironments = ["eu", "us"]\n',
            ".forge-migrations/eu.json": facts(rows=500),
            ".forge-migrations/us.json": facts(),
            FILE: facts(rows=1),
        }
    )
    _code, (found,) = told(capsys)
    assert found["production"]["environment"] == "us"
    assert "on 40 M rows of us;" in found["message"]


def test_a_project_of_a_monorepo_has_its_own_file(repo: Repo, capsys: Capture) -> None:
    inner = {
        f"apps/api/{path}": text for path, text in history(FIRST, dialect="postgresql").items()
    }
    more = {
        f"apps/api/{path}": text
        for path, text in history(FIRST, SECOND, dialect="postgresql").items()
    }
    repo.commit(inner)
    repo.stage({**more, FILE: facts(rows=500)})
    assert len(told(capsys)[1]) == 1
    repo.stage({f"apps/api/{FILE}": facts(rows=500)})
    assert told(capsys) == (0, [])


@pytest.mark.parametrize("with_file", [True, False])
def test_who_commits_no_migration_imports_none_of_it(released: Repo, with_file: bool) -> None:
    released.commit({FILE: facts()} if with_file else {})
    released.stage({"README.md": "words\n"})
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "forge_migrations"],
        cwd=released.path, capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    for module in ("rules.judging.weight", "sql.production", "sql.costs", "database.observed"):
        assert f"forge_migrations.{module}\n" not in loaded
