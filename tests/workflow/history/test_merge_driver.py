from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo

JOURNAL = "drizzle/meta/_journal.json"
CONFIG = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./drizzle"}


def entry(idx: int, tag: str) -> dict[str, Any]:
    return {
        "idx": idx,
        "version": "7",
        "when": 1700000000123 + idx,
        "tag": tag,
        "breakpoints": True,
    }


def journal(*tags: str) -> str:
    entries = [entry(idx, tag) for idx, tag in enumerate(tags)]
    return json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}, indent=2)


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real `forge-migrations` on the PATH, which git calls."""
    command = tmp_path / "bin" / "forge-migrations"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m forge_migrations "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3] / "hooks"))


@pytest.fixture
def branches(repo: Repo, tool: None) -> Repo:
    repo.commit(
        {"drizzle.config.json": CONFIG, "schema.ts": "export {};\n", JOURNAL: journal("0000_a")}
    )
    assert main(["init", "--repo", "https://example.com/f", "--merge-driver"]) == 0
    repo.commit()
    repo.git("checkout", "-q", "-b", "feature")
    return repo


def merged(repo: Repo) -> list[str]:
    found = json.loads((repo.path / JOURNAL).read_text())
    return [each["tag"] for each in found["entries"]]


def test_entries_with_other_numbers_are_joined_without_a_conflict(branches: Repo) -> None:
    branches.commit({JOURNAL: journal("0000_a", "20260101000000_b")})
    branches.git("checkout", "-q", "main")
    branches.commit({JOURNAL: journal("0000_a", "20260102000000_c")})
    branches.git("merge", "--no-edit", "feature")
    assert sorted(merged(branches)) == ["0000_a", "20260101000000_b", "20260102000000_c"]


def test_two_migrations_of_one_number_stay_a_conflict_in_a_sound_file(branches: Repo) -> None:
    branches.commit({JOURNAL: journal("0000_a", "0001_b")})
    branches.git("checkout", "-q", "main")
    branches.commit({JOURNAL: journal("0000_a", "0001_c")})
    said = branches.git("merge", "--no-edit", "feature", check=False)
    assert "forge-migrations rebase" in said
    assert branches.git("status", "--short") == f"UU {JOURNAL}"
    assert sorted(merged(branches)) == ["0000_a", "0001_b", "0001_c"]


def test_what_one_side_deleted_stays_deleted(branches: Repo) -> None:
    branches.commit({JOURNAL: journal()})
    branches.git("checkout", "-q", "main")
    branches.commit({JOURNAL: journal("0000_a", "0001_c")})
    branches.git("merge", "--no-edit", "feature")
    assert merged(branches) == ["0001_c"]


def test_setting_it_up_twice_changes_nothing_more(
    branches: Repo, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (branches.path / ".gitattributes").read_text()
    assert text.splitlines() == [
        "/drizzle/meta/_journal.json merge=forge-migrations",
        "/drizzle/meta/*_snapshot.json merge=forge-migrations",
    ]
    assert main(["init", "--repo", "https://example.com/f", "--merge-driver"]) == 0
    assert (branches.path / ".gitattributes").read_text() == text
    assert "merge driver: forge-migrations is there already" in capsys.readouterr().out
