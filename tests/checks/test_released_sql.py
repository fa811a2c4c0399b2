"""What released SQL did is history: counted where everything is judged, and refused nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from written import history

CREATE = 'CREATE TABLE "pets" ("id" bigint PRIMARY KEY, "age" int);'
DROP = 'ALTER TABLE "pets" DROP COLUMN "age";'
LATER = 'DROP TABLE "pets";'


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    made = Repo(tmp_path / "app")
    made.commit(history(CREATE, DROP))
    monkeypatch.chdir(made.path)
    return made


def judged(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]]]:
    code = main(["destructive-sql", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_without_a_remote_what_main_holds_is_released(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["destructive-sql", "--all-files"]) == 0
    said = capsys.readouterr().out
    assert "released already, data-loss: 1 finding (drop-column 1)" in said
    assert "0001_m1.sql" not in said
    code, found = judged(capsys, "--all-files")
    assert code == 0
    (one,) = [each for each in found if each["rule"] == "drop-column"]
    assert (one["released"], one["severity"]) == (True, "refuse")


def test_released_lists_it_and_refuses_nothing(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["destructive-sql", "--released"]) == 0
    said = capsys.readouterr().out
    assert '0001_m1.sql:1: drop-column: (released) drops column "age"' in said


def test_what_a_branch_brings_is_refused_where_everything_is_judged_too(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(CREATE, DROP, LATER))
    code, found = judged(capsys, "--all-files")
    assert code == 1
    assert {(f["rule"], f["released"]) for f in found if f["class"] == "data-loss"} == {
        ("drop-column", True),
        ("drop-table", False),
    }


def test_what_main_holds_and_its_remote_lacks_is_not_released(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("clone", "-q", "--bare", ".", str(tmp_path / "remote.git"))
    repo.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repo.git("fetch", "-q", "origin")
    repo.commit(history(CREATE, DROP, LATER))
    assert judged(capsys, "--all-files")[0] == 1
    repo.git("push", "-q", "origin", "main")
    repo.git("fetch", "-q", "origin")
    assert judged(capsys, "--all-files")[0] == 0


def test_what_is_staged_is_not_released(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage(history(CREATE, DROP, LATER))
    assert judged(capsys, "--all-files")[0] == 1


def test_the_base_says_what_is_released(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    first = repo.git("rev-parse", "HEAD")
    repo.commit(history(CREATE, DROP, LATER))
    assert judged(capsys, "--all-files", "--base", first)[0] == 1
    assert judged(capsys, "--all-files")[0] == 0


def test_an_unsound_history_that_is_released_still_refuses(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    (repo.path / "drizzle/0001_m1.sql").unlink()
    repo.commit()
    assert main(["migration-history", "--all-files"]) == 1
    assert "missing-sql" in capsys.readouterr().out


def test_a_first_release_is_judged_by_what_it_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = Repo(tmp_path / "new")
    made.stage(history(CREATE, DROP, 'ALTER TABLE "pets" ADD "nick" text NOT NULL;', LATER))
    monkeypatch.chdir(made.path)
    assert judged(capsys)[0] == 0  # nothing of it has rows


def test_a_range_that_holds_both_migrations_knows_what_it_made_itself(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.git("checkout", "-q", "-b", "feature")
    toys = 'CREATE TABLE "toys" ("id" bigint PRIMARY KEY, "label" text);'
    repo.commit(history(CREATE, DROP, toys))
    require = 'ALTER TABLE "toys" ALTER COLUMN "label" SET NOT NULL;'
    repo.commit(history(CREATE, DROP, toys, require, 'DROP TABLE "toys";'))
    assert judged(capsys, "--from-ref", "main", "--to-ref", "HEAD")[0] == 0
    # one commit after the other, as a push to a branch that is known tells them
    assert judged(capsys, "--from-ref", "HEAD~1", "--to-ref", "HEAD")[0] == 0
