"""Whole runs at merges: what neither parent had is refused, what one had is inherited."""

from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo

CONFIG = "export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' };\n"
USERS = "CREATE TABLE users (id int PRIMARY KEY, age int);"


def files(*migrations: tuple[str, str]) -> dict[str, str | bytes | dict[str, Any]]:
    """A project with (tag, SQL) of each migration."""
    made: dict[str, str | bytes | dict[str, Any]] = {"drizzle.config.ts": CONFIG}
    entries, parent = [], "00000000-0000-0000-0000-000000000000"
    for at, (tag, sql) in enumerate(migrations):
        made[f"drizzle/{tag}.sql"] = sql
        name = f"{parent[-4:]}-{tag}"
        snapshot = {"id": name, "prevId": parent, "version": "7", "dialect": "postgresql"}
        made[f"drizzle/meta/{tag[:4]}_snapshot.json"] = snapshot
        parent = name
        entries.append({"idx": at, "when": 1_700_000_000_123 + at, "tag": tag, "breakpoints": True})
    made["drizzle/meta/_journal.json"] = {"dialect": "postgresql", "entries": entries}
    return made


FIRST = ("0000_users", USERS)
MINE = ("0001_mine", "CREATE TABLE mine (id int PRIMARY KEY);")
THEIRS = ("0001_theirs", "CREATE TABLE theirs (id int PRIMARY KEY);")


@pytest.fixture
def parted(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """`mine` and `main` each made 0001; `mine` is checked out."""
    repo.commit(files(FIRST))
    repo.git("checkout", "-q", "-b", "mine")
    repo.commit(files(FIRST, MINE))
    repo.git("checkout", "-q", "main")
    repo.commit(files(FIRST, THEIRS))
    repo.git("checkout", "-q", "mine")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")  # as git tells its hooks
    return repo


def resolved(repo: Repo, *migrations: tuple[str, str], other: str = "main") -> None:
    """A merge that was resolved into a history of these migrations."""
    repo.git("merge", "--no-commit", "--no-ff", other, check=False)
    repo.git("rm", "-rfq", "drizzle")
    repo.stage(files(*migrations))


def rules(repo: Repo, capsys: pytest.CaptureFixture[str], *words: str) -> set[str]:
    """What refuses, by the checks that need git alone."""
    found: set[str] = set()
    for check in ("migration-history", "destructive-sql"):
        main([check, "--format", "json", *words])
        said = json.loads(capsys.readouterr().out or "[]")
        found |= {
            each["rule"]
            for each in said
            if each["severity"] == "refuse" and not each["inherited"] and not each["acknowledged"]
        }
    return found


def test_a_merge_with_mine_behind_theirs_passes(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    resolved(parted, FIRST, THEIRS, ("0002_mine", MINE[1]))
    assert rules(parted, capsys) == set()


def test_a_released_migration_that_the_merge_resolves_away_is_refused(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """The result is what stood here before, so nothing is staged against HEAD."""
    resolved(parted, FIRST, MINE)
    assert parted.git("diff", "--cached", "--name-only") == ""
    assert "released-renamed" in rules(parted, capsys)
    parted.commit()
    assert "released-renamed" in rules(parted, capsys, "--from-ref", "HEAD^1", "--to-ref", "HEAD")


def test_a_released_migration_that_the_merge_renumbers_is_refused(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    resolved(parted, FIRST, MINE, ("0002_theirs", THEIRS[1]))
    assert rules(parted, capsys) & {"released-renamed", "released-deleted"}


def test_what_the_other_side_did_to_its_data_is_inherited(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop = ("0002_drop", "ALTER TABLE users DROP COLUMN age;")
    parted.git("checkout", "-q", "main")
    parted.commit(files(FIRST, THEIRS, drop))
    parted.git("checkout", "-q", "mine")
    resolved(parted, FIRST, THEIRS, drop, ("0003_mine", MINE[1]))
    assert rules(parted, capsys) == set()


def test_a_merge_that_is_the_other_side_is_all_inherited(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    drop = ("0002_drop", "ALTER TABLE users DROP COLUMN age;")
    parted.git("checkout", "-q", "main")
    parted.commit(files(FIRST, THEIRS, drop))
    parted.git("checkout", "-q", "-b", "behind", "main~2")
    parted.commit({"readme": "x"})
    resolved(parted, FIRST, THEIRS, drop)
    parted.git("rm", "-qf", "readme")
    assert parted.git("diff", "--cached", "main") == ""
    assert rules(parted, capsys) == set()
    parted.commit()
    assert rules(parted, capsys, "--from-ref", "HEAD^1", "--to-ref", "HEAD") == set()


def test_what_mine_does_to_what_theirs_made_is_refused(
    parted: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    """A migration of mine is harmless where it was written, and fails behind theirs."""
    why = "-- forge-migrations: allow drop-column: nobody reads it"
    mine = f"{why}\nALTER TABLE users DROP COLUMN age;"
    parted.git("reset", "-q", "--hard", "main~1")
    parted.commit(files(FIRST, ("0001_mine", mine)))
    parted.git("checkout", "-q", "main")
    theirs = ("0001_theirs", "CREATE VIEW old AS SELECT age FROM users;")
    parted.commit(files(FIRST, theirs))
    parted.git("checkout", "-q", "mine")
    resolved(parted, FIRST, theirs, ("0002_mine", mine))
    assert rules(parted, capsys) == {"used-by-view"}
    assert parted.git("diff", "--cached", "--name-only", "--find-renames", "--diff-filter=R")
