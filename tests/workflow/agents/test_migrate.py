from __future__ import annotations

import json
from typing import Any

import pytest

from forge_migrations.cli import main
from repositories import Repo
from workflow.projects import lay_out
from workflow.projects import users

Capture = pytest.CaptureFixture[str]


def told(capsys: Capture, *words: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = main(["migrate", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.network
def test_a_database_elsewhere_is_left_alone_until_it_is_named(
    repo: Repo, kit31: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(repo, kit31, users("name"))
    monkeypatch.setenv("DATABASE_URL", "postgres://me:secret@db.example.invalid/app")
    code, said = told(capsys, "--name", "first")
    assert code == 1
    assert said["steps"][-1]["state"] == "stopped"
    assert "looks like production: db.example.invalid isn't this machine" in said["asked"]
    left, written = said["alternatives"]
    assert left["commands"][0]["argv"][:2] == ["git", "add"]
    assert not left["decide"]
    assert written["decide"]
    assert written["commands"][0]["argv"][1:] == [
        "migrate", "apply", "--yes", "--database", "app",
    ]  # fmt: skip
    assert "secret" not in json.dumps(said)
    code, said = told(capsys, "generate")
    assert code == 0
    assert [each["step"] for each in said["steps"]][-1] == "rehearse"
    code, said = told(capsys, "apply", "--yes", "--database", "other")
    assert code == 1


@pytest.mark.network
def test_a_schema_that_does_not_load_stops_it_by_file_and_line(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, users("name") + "import './nowhere';\n")
    code, said = told(capsys)
    assert code == 1
    assert said["steps"][-1]["step"] == "schema"
    assert "schema.ts:3" in said["asked"]
    assert not (repo.path / "drizzle").exists()


def test_without_a_kit_it_could_not_decide(repo: Repo, capsys: Capture) -> None:
    repo.write(
        {
            "drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"},
            "s.ts": users("name"),
        }
    )
    code, said = told(capsys)
    assert code == 3
    assert said["steps"][-1]["state"] == "stopped"


@pytest.mark.network
def test_a_person_reads_the_steps_and_what_to_type(repo: Repo, kit31: str, capsys: Capture) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["migrate", "generate", "--name", "first"]) == 0
    out = capsys.readouterr().out
    assert "  generate  drizzle/0000_first.sql" in out
    assert "stage it: git add schema.ts drizzle" in out
    assert main(["migrate", "generate"]) == 0
    assert "the migrations carry the schema" in capsys.readouterr().out
