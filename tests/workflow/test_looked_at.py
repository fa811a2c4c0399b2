"""What a person who types the command in a healthy repository is told."""

from __future__ import annotations

import pytest

from forge_migrations.cli import main
from repositories import Repo

CONFIG = "export default { dialect: 'sqlite', schema: './schema.ts', out: './drizzle' }"


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "PRE_COMMIT", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words]) == 0
    return capsys.readouterr().out


def test_a_repository_without_drizzle_is_told_what_is_missing(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"README.md": "x"})

    assert "no drizzle.config.* is among it" in said(capsys)
    repo.write({"drizzle.config.ts": CONFIG})
    assert said(capsys).endswith("next: git add drizzle.config.ts  # git doesn't have it yet\n")


def test_what_is_staged_and_concerns_nothing_is_counted(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"README.md": "x"})
    repo.stage({"README.md": "y", "LICENSE": "z"})

    assert said(capsys).startswith("Looked at what is staged (2 files): no schema")


def test_a_project_is_named_with_its_migrations_and_the_next_step(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"drizzle.config.ts": CONFIG, "schema.ts": "", "package.json": "{}"})
    words = ("migration-history",)

    shown = said(capsys, *words)
    assert "  drizzle.config.ts (sqlite): no migration in drizzle yet\n" in shown
    assert "next: forge-migrations init  # no hook" in shown

    hook = repo.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\n")
    assert "next: npx drizzle-kit generate  # makes the first migration" in said(capsys, *words)


@pytest.mark.parametrize("hook", [{"GIT_INDEX_FILE": ".git/index"}, {"PRE_COMMIT": "1"}])
def test_a_hook_says_nothing_of_it(
    hook: dict[str, str],
    repo: Repo,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.commit({"README.md": "x"})
    for name, value in hook.items():
        monkeypatch.setenv(name, value)

    assert said(capsys) == ""


def test_a_program_that_reads_json_gets_the_array_alone(
    repo: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit({"README.md": "x"})

    assert said(capsys, "--format", "json") == "[]\n"
