"""What is typed for this program, where its name alone doesn't run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.findings import Finding
from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.report.program import as_typed
from forge_migrations.report.program import program_here
from forge_migrations.report.text import render

NPM = {"FORGE_INSTALLED_BY": "npm", "PATH": "/nowhere"}


@pytest.mark.parametrize(
    ("lock", "runner"),
    [
        ("package-lock.json", "npx"),
        ("pnpm-lock.yaml", "pnpm exec"),
        ("yarn.lock", "yarn"),
        ("bun.lock", "bunx"),
    ],
)
def test_what_npm_installed_is_run_as_the_repository_runs_its_packages(
    tmp_path: Path, lock: str, runner: str
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / lock).touch()
    below = tmp_path / "apps" / "x"
    below.mkdir(parents=True)
    assert program_here(NPM, str(below)) == f"{runner} forge-migrations"


def test_uvx_runs_what_uv_keeps(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.prefix", "/home/ann/.cache/uv/archive-v0/abc")
    assert program_here({"PATH": "/nowhere"}, str(tmp_path)) == "uvx forge-migrations"


def test_a_program_that_the_shell_finds_is_typed_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "forge-migrations").write_text("#!/bin/sh\n")
    (tmp_path / "forge-migrations").chmod(0o755)
    assert program_here(NPM | {"PATH": str(tmp_path)}, str(tmp_path)) == ""
    assert program_here({"PATH": "/nowhere"}, str(tmp_path)) == ""


def test_the_name_of_the_program_is_no_command() -> None:
    said = "-- forge-migrations: allow x; .forge-migrations.toml; forge-migrations"
    assert as_typed(said, "npx forge-migrations") == said
    assert as_typed("run: forge-migrations setup", "npx forge-migrations") == (
        "run: npx forge-migrations setup"
    )


def test_remedies_name_what_runs_it() -> None:
    remedy = Remedy("mend it", ours("repair", "--write"), git_add("drizzle"))
    text = render([Finding("c", "r", "a.sql", 1, "m", remedy)], typed="npx forge-migrations")
    assert "  fix: mend it: npx forge-migrations repair --write && git add drizzle\n" in text
