"""Which clauses a project's migrations get, by what it says of its production."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.sql.online_mysql import Server
from forge_migrations.sql.read import read_script
from forge_migrations.workflow.rollout.locks import soften_locks
from forge_migrations.workflow.rollout.proving import differences_by_text
from forge_migrations.workflow.rollout.softened import Given
from forge_migrations.workflow.rollout.softened import Softening
from repositories import Repo
from workflow.histories import history
from workflow.rollout.test_drops import catalog

MADE = "CREATE TABLE `users` (`id` int, `nick` varchar(9), `size` int DEFAULT 1);"
FULL = {"id": "int", "nick": "varchar(9)", "size": "int"}
WIDER = "ALTER TABLE `users` MODIFY COLUMN `nick` varchar(20);"


def soften(repo: Repo, capsys: pytest.CaptureFixture[str], *files: dict[str, Any]) -> str:
    """The SQL of the softened migration."""
    first = history(("one", [MADE], {"users": FULL}), dialect="mysql")
    after = {**FULL, "nick": "varchar(20)"}
    both = history(
        ("one", [MADE], {"users": FULL}), ("two", [WIDER], {"users": after}), dialect="mysql"
    )
    repo.commit(first | {path: text for each in files for path, text in each.items()})
    repo.git("checkout", "-qb", "work")
    repo.stage(both)
    capsys.readouterr()
    assert main(["soften", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    return str(told["files"][0]["sql"]) if told["files"] else ""


PRODUCTION = ".forge-migrations/production.json"


def seen(engine: str) -> dict[str, Any]:
    return {PRODUCTION: {"format": 1, "engine": engine, "version": "1", "observed": "2026-11-01",
                         "tables": {}, "settings": {}}}  # fmt: skip


@pytest.mark.parametrize(
    ("files", "clause"),
    [
        ({}, ", ALGORITHM=INPLACE, LOCK=NONE;"),
        ({".forge-migrations.toml": 'mysql = "8.4"\n'}, ", ALGORITHM=INPLACE, LOCK=NONE;"),
        ({".forge-migrations.toml": 'mariadb = "10.11"\n'}, ", ALGORITHM=INSTANT;"),
        (seen("MariaDB"), ", ALGORITHM=INSTANT;"),
        (seen("MySQL"), ", ALGORITHM=INPLACE, LOCK=NONE;"),
        ({".forge-migrations.toml": 'engine = "planetscale"\n'}, ""),
    ],
)
def test_the_engine_is_taken_where_it_is_told(
    repo: Repo, capsys: pytest.CaptureFixture[str], files: dict[str, Any], clause: str
) -> None:
    said = soften(repo, capsys, files)
    assert said == (WIDER[:-1] + clause if clause else "")


def test_the_hooks_take_what_is_written_for_healthy(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    soften(repo, capsys)
    assert main(["soften", "--write"]) == 0
    repo.git("add", "-A")
    assert "LOCK=NONE" in (repo.path / "drizzle/0001_two.sql").read_text()
    assert main(["migration-history"]) == 0
    assert main(["destructive-sql"]) == 0
    capsys.readouterr()
    assert main(["soften"]) == 0
    assert "nothing in 0001_two has a softer form" in capsys.readouterr().out


def locked(text: str, server: Server | None, before: str = MADE) -> Softening:
    made = catalog(before, "mysql")
    given = Given(read_script(text, "mysql"), text, made, catalog(before, "mysql"), {}, "mysql")
    soft = Softening(given)
    soft_before = soft.statements()
    soften_locks(soft, server)
    assert differences_by_text(given.before, text, soft.statements())[0] == []
    assert server is not None or soft.statements() == soft_before
    return soft


def test_what_is_copied_says_what_helps() -> None:
    soft = locked("ALTER TABLE `users` MODIFY COLUMN `size` bigint DEFAULT 1;", Server("MariaDB"))
    assert (soft.forms, soft.instead) == ([], {})
    assert soft.left[0].what == 'modify-column "users"."size"'
    assert soft.left[0].why == (
        "MariaDB keeps writers waiting for it: add a column of the new type, fill it, release, and drop"
        " the old one later"
    )


def test_a_table_of_this_migration_is_written_by_nobody() -> None:
    text = "CREATE TABLE `new` (`id` int); CREATE INDEX `i` ON `new` (`id`);"
    assert locked(text, Server()).forms == []


def test_other_engines_are_asked_for_nothing() -> None:
    assert locked(WIDER, None).forms == []
