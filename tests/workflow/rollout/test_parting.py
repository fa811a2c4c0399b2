"""A migration of several statements that commit by themselves, in parts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.histories import history

MADE = "CREATE TABLE `users` (`id` int, `email` varchar(9) NOT NULL, `nick` varchar(9));"
FULL = {"id": "int", "email": "varchar(9)!", "nick": "varchar(9)"}
CHANGE = [
    "ALTER TABLE `users` MODIFY COLUMN `nick` varchar(20);",
    "ALTER TABLE `users` ADD `plan` varchar(9) NOT NULL;",
    "CREATE TABLE `logs` (`id` int);",
    "ALTER TABLE `logs` ADD `at` int;",
    "ALTER TABLE `users` DROP COLUMN `email`;",
]
AFTER = {
    "users": {"id": "int", "nick": "varchar(20)", "plan": "varchar(9)!"},
    "logs": {"id": "int", "at": "int"},
}


def project(repo: Repo, statements: list[str] = CHANGE, dialect: str = "mysql") -> None:
    first = ("one", [MADE], {"users": FULL})
    repo.commit(history(first, dialect=dialect))
    repo.git("checkout", "-qb", "work")
    repo.stage(history(first, ("two", statements, AFTER), dialect=dialect))


def read(repo: Repo, path: str) -> Any:
    return json.loads((repo.path / "drizzle/meta" / path).read_text())


def test_each_statement_gets_a_migration_whose_snapshot_says_what_it_does(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    project(repo)
    whole = read(repo, "0001_snapshot.json")
    assert main(["soften", "--split", "--write"]) == 0
    repo.git("add", "-A")
    files = sorted((repo.path / "drizzle").glob("*.sql"))
    assert [each.stem for each in files] == [
        "0000_one", "0001_two", "0002_two_2", "0003_two_3", "0004_two_4",
    ]  # fmt: skip
    said = [each.read_text().splitlines() for each in files[1:]]
    assert said[0][-1].startswith("ALTER TABLE `users` MODIFY COLUMN `email` varchar(9) NULL")
    assert "deferred drop-column" in said[0][0]
    assert "deferred set-not-null" in said[2][0]
    assert len(said[3]) == 2  # the new table's column stands with it
    made = [read(repo, f"000{number}_snapshot.json") for number in range(1, 5)]
    assert [sorted(each["tables"]["users"]["columns"]) for each in made] == [
        ["id", "nick"], ["id", "nick"], ["id", "nick", "plan"], ["id", "nick", "plan"],
    ]  # fmt: skip
    assert made[3]["tables"] == whole["tables"]
    assert [each["prevId"] for each in made[1:]] == [each["id"] for each in made[:-1]]
    capsys.readouterr()
    assert (main(["migration-history"]), main(["destructive-sql"])) == (0, 0)
    assert "partial-apply" not in capsys.readouterr().out
    repo.commit()
    assert main(["migration-history", "--all-files"]) == 0


def test_without_it_there_is_one_migration(repo: Repo) -> None:
    project(repo)
    assert main(["soften", "--write"]) == 0
    assert len(list((repo.path / "drizzle").glob("*.sql"))) == 2


def test_one_statement_has_no_parts(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    project(repo, ["ALTER TABLE `users` DROP COLUMN `email`;"])
    assert main(["soften", "--split"]) in (0, 1)
    assert "of its own, in the same deploy" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statements", "dialect", "words"),
    [
        (["ALTER TABLE `users` RENAME TO `people`;"], "mysql", "has a rename-table"),
        (CHANGE[:2], "sqlite", "--split is for MySQL"),
    ],
)
def test_what_cant_be_parted_says_why(
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    statements: list[str],
    dialect: str,
    words: str,
) -> None:
    project(repo, statements, dialect)
    assert main(["soften", "--split"]) == 2
    assert words in capsys.readouterr().err


def test_only_the_newest_can_be(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    project(repo)
    first = ("one", [MADE], {"users": FULL})
    third = {**AFTER, "more": {"id": "int"}}
    repo.stage(
        history(first, ("two", CHANGE, AFTER), ("three", ["CREATE TABLE `more` (`id` int);"], third),
                dialect="mysql")
    )  # fmt: skip
    assert main(["soften", "0001_two", "--split"]) == 2
    assert "0002_three stands behind 0001_two" in capsys.readouterr().err
