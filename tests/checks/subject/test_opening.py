"""Whose policy judges, and what it says is released."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from forge_migrations.checks.subject.opening import open_subject
from forge_migrations.checks.subject.subject import Subject
from forge_migrations.cli import main
from forge_migrations.config import FILE
from repositories import Repo
from written import history

A, B, C = (f'CREATE TABLE "{name}" ("id" text PRIMARY KEY);' for name in "abc")
IGNORED = '[[project]]\nconfig = "drizzle.config.ts"\nignore = true\n'
ELSEWHERE = (
    '[[project]]\nconfig = "drizzle.config.ts"\nschema = "src/schema.ts"\nout = "other"\n'
    'dialect = "postgresql"\n'
)


def _opened(**words: str | None) -> Subject:
    given = {"from_ref": None, "to_ref": None, "base": None, "branch": "", "kit": "", "project": ""}
    rest = {"all_files": False, "fix": False, "check": None, "pushed": False}
    return open_subject(argparse.Namespace(**{**given, **rest, **words}))


@pytest.mark.parametrize("policy", [IGNORED, ELSEWHERE])
def test_a_first_policy_hides_no_project_that_could_be_read_without_it(
    repo: Repo, policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    start = repo.commit(history(A))
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({**history(A, 'DROP TABLE "a";'), FILE: policy})

    assert main(["destructive-sql", "--from-ref", start]) == 1
    assert "drop-table" in capsys.readouterr().out


def test_a_first_policy_says_how_to_read_what_could_not_be_read(repo: Repo) -> None:
    computed = {"drizzle.config.ts": "export default await load();"}
    repo.commit({**history(A), **computed})
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit({FILE: ELSEWHERE.replace("other", "drizzle")})

    (one,) = _opened(from_ref="main").projects

    assert one.project.out == "drizzle"


def _develop(repo: Repo) -> tuple[str, str]:
    """`develop` is released and has one migration more than `main`; `feature` leaves it."""
    repo.commit({**history(A), FILE: 'base = "develop"\n'})
    repo.git("checkout", "-q", "-b", "develop")
    left = repo.commit(history(A, B))
    repo.git("checkout", "-q", "-b", "feature")
    repo.commit(history(A, B, C))
    repo.git("checkout", "-q", "develop")
    ahead = repo.commit({"README.md": "develop went on"})
    repo.git("checkout", "-q", "feature")
    return left, ahead


def test_the_policy_names_the_branch_that_is_released(repo: Repo) -> None:
    left, _ahead = _develop(repo)
    repo.stage({"drizzle/0001_m1.sql": C})

    assert _opened().change.base.name == left
    assert _opened(from_ref="develop").change.base.name == left


def test_an_edit_of_what_that_branch_holds_refuses(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    _develop(repo)
    repo.stage({"drizzle/0001_m1.sql": C})

    assert main(["migration-history"]) == 1
    assert "released-edited" in capsys.readouterr().out


def test_base_on_the_command_line_goes_before_the_policys(repo: Repo) -> None:
    _left, ahead = _develop(repo)

    assert _opened(base=ahead).change.base.name == ahead


def test_a_clone_of_ci_fetches_the_branch_that_the_policy_names(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, _ahead = _develop(repo)
    repo.commit({FILE: 'base = "origin/develop"\n'})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", "-b", "feature", repo.path.as_uri(), str(clone))
    monkeypatch.chdir(clone)
    monkeypatch.setenv("CI", "true")

    assert _opened(all_files="yes").change.base.name == left
