from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import forge_migrations
from forge_migrations.entry import main
from repositories import Repo
from written import history

HOOKS = Path(forge_migrations.__file__).parents[1]
TABLE = 'CREATE TABLE "a" ("id" text PRIMARY KEY);'
LIGHT = {"forge_migrations", "__future__"}
"""What an idle commit may import besides our own modules: nothing that Python hasn't at its start."""


def imported(repo: Repo, *words: str) -> set[str]:
    """The modules of others that a run imports on top of what Python starts with."""
    code = (
        "import sys; start = set(sys.modules)\n"
        "from forge_migrations.entry import main\n"
        f"assert main({list(words)!r}) == 0\n"
        "print(\"\\n\", *{name.partition('.')[0] for name in set(sys.modules) - start})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repo.path,
        env={**os.environ, "PYTHONPATH": str(HOOKS), "GIT_INDEX_FILE": ".git/index"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [[], ["--staged"], ["forge-destructive-sql"], ["rehearsal"]])
def test_a_commit_that_concerns_no_migration_imports_nothing(repo: Repo, words: list[str]) -> None:
    repo.commit({"a.ts": "1"})
    repo.stage({"README.md": "hello"})

    assert imported(repo, *words) <= LIGHT


def test_a_commit_whose_migration_is_known_imports_nothing_that_it_can_do_without(
    repo: Repo,
) -> None:
    """Each of these costs a tenth of such a commit or more."""
    repo.commit(history(TABLE))
    repo.stage(history(TABLE, 'ALTER TABLE "a" ADD COLUMN "b" text;'))
    imported(repo, "forge-destructive-sql")

    costly = {"argparse", "subprocess", "shutil", "datetime", "git", "tempfile", "tree_sitter"}
    assert not costly & imported(repo, "forge-destructive-sql")


def test_a_commit_that_concerns_one_asks_git_for_its_listing_once(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"a.ts": "1"})
    repo.stage({"drizzle/0000_x.sql": "SELECT 1;"})
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setattr("forge_migrations.change.look.staged", None)

    assert main([]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "words", [["--all-files"], ["--format", "json"], ["projects"], ["--staged", "nonsense"]]
)
def test_what_is_no_plain_commit_goes_on_without_a_glance(
    repo: Repo, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[object] = []

    def noted(*given: object) -> int:
        handed.extend(given)
        return 5

    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setattr("forge_migrations.change.glance.staged_listing", None)
    monkeypatch.setattr("forge_migrations.cli.main", noted)

    assert main(words) == 5
    assert handed == [words, None]


def test_the_range_that_pre_commit_names_is_no_plain_commit(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "HEAD")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    monkeypatch.setattr("forge_migrations.change.glance.staged_listing", None)
    monkeypatch.setattr("forge_migrations.cli.main", lambda *given: 7)

    assert main([]) == 7
