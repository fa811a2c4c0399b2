"""What a rehearsal locked and measured, added up over the files of one transaction."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import datetime
from typing import Any

import pytest

from forge_migrations.cli import main
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.histories import history
from workflow.locked import FIRST
from workflow.locked import LONG
from workflow.locked import SHORT


def facts() -> dict[str, Any]:
    rows = 60_000_000
    name = {"null_fraction": 0.0, "distinct": rows, "average_width": 33}
    large = {"rows": rows, "bytes": rows * 60, "indexes": 1, "columns": {"name": name}}
    small = {"rows": 500, "bytes": 65_000, "indexes": 1, "columns": {}}
    return {"format": 1, "observed": datetime.now(UTC).date().isoformat(), "engine": "PostgreSQL",
            "version": "16.1", "settings": {}, "tables": {"events": small, "users": large}}  # fmt: skip


def test_a_table_is_locked_for_as_long_as_later_files_were_measured(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    made = history(FIRST, dialect="postgresql")
    repo.commit({**made, ".forge-migrations/production.json": facts()})
    repo.stage(history(FIRST, SHORT, LONG, dialect="postgresql"))
    capsys.readouterr()
    main(["rehearse", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("rehearse", told)
    ((measured,),) = [project["production"] for project in told["projects"]]
    assert measured["path"] == "drizzle/0002_three.sql"
    lasting = [each for each in told["findings"] if "same transaction" in each["message"]]
    assert [(each["rule"], each["path"], each["line"]) for each in lasting] == [
        ("long-block", "drizzle/0001_two.sql", 1)
    ]
    assert lasting[0]["message"].startswith(
        '"events" is locked against reads and writes from 0001_two until the end of 0002_three, which runs in the'
        " same transaction: ≈ "
    )
    assert lasting[0]["production"]["seconds"] == pytest.approx(measured["seconds"])


@pytest.mark.parametrize(
    ("before", "behind", "lasts"),
    [
        ([], ["-- let others in\nCOMMIT;"], False),
        (["SAVEPOINT here;", "ROLLBACK TO here;"], [], True),
    ],
)
def test_a_lock_lasts_to_the_end_of_the_transaction_and_no_longer(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    before: list[str],
    behind: list[str],
    lasts: bool,
) -> None:
    tag, statements, tables = SHORT
    locking = tag, [*before, *statements, *behind], tables
    made = history(FIRST, dialect="postgresql")
    repo.commit({**made, ".forge-migrations/production.json": facts()})
    repo.stage(history(FIRST, locking, LONG, dialect="postgresql"))
    capsys.readouterr()
    main(["rehearse", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["projects"][0]["production"], told
    assert any("same transaction" in each["message"] for each in told["findings"]) is lasts
