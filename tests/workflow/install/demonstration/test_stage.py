from __future__ import annotations

import os

import pytest

from forge_migrations.workflow.install.demo import summary
from forge_migrations.workflow.install.demonstration.stage import Stage
from repositories import Repo

HOOK = "#!/bin/sh\ngit diff --cached --name-only | grep bad && { echo drops a table; exit 1; }\nexit 0\n"


@pytest.fixture
def stage(repo: Repo) -> Stage:
    repo.write({".hooks/pre-commit": HOOK})
    (repo.path / ".hooks/pre-commit").chmod(0o755)
    repo.commit()
    repo.git("config", "core.hooksPath", ".hooks")
    return Stage(str(repo.path), dict(os.environ))


def put(stage: Stage, name: str) -> None:
    stage.scene(name)
    stage.write(name, "x")
    stage.run(f"git add {name}")


def test_commits_that_come_to_what_they_should_end_in_zero(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    put(stage, "good")
    stage.accepts("good")
    put(stage, "bad")
    stage.refuses("bad", "drops a table")
    assert summary(stage, 1.0) == 0
    assert "all as expected" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words", "complaint"),
    [
        ("good", (), "it should not have been"),
        ("bad", ("drops a column",), "it did not say 'drops a column'"),
    ],
)
def test_a_commit_that_was_not_refused_for_its_reason_ends_in_one(
    stage: Stage,
    capsys: pytest.CaptureFixture[str],
    name: str,
    words: tuple[str, ...],
    complaint: str,
) -> None:
    put(stage, name)
    stage.refuses(name, *words)
    assert summary(stage, 1.0) == 1
    assert complaint in capsys.readouterr().out
    assert name in stage.run("git status --short"), "the next scene starts where it should"


def test_a_refused_good_commit_ends_in_one_and_the_walk_goes_on(stage: Stage) -> None:
    put(stage, "bad")
    stage.accepts("bad")
    assert [outcome.expected for outcome in stage.outcomes] == [False]
    assert stage.run("git status --short") == ""


def test_an_edit_shows_only_the_lines_that_changed(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.write("a.ts", "one\ntwo\n")
    stage.edit("a.ts", "one\ntwo", "one\nthree")
    assert capsys.readouterr().out.split() == ["-", "two", "a.ts", "+", "three", "a.ts"]
