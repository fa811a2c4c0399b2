from __future__ import annotations

import json
from pathlib import Path
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


COMPILER = """console.log("schema.ts(2,14): error TS2322: Type 'string' is not assignable to type 'number'.");
process.exitCode = 2;
"""


def compiled_by(repo: Repo, program: str) -> None:
    """A project's own TypeScript that says this, with a config."""
    home = repo.path / "node_modules" / "typescript" / "bin"
    home.mkdir(parents=True, exist_ok=True)
    (home / "tsc").write_text(program, encoding="utf-8")


@pytest.fixture
def typed(repo: Repo, kit31: str) -> Repo:
    """A project with a `node_modules` of its own, whose schema is new."""
    lay_out(repo, kit31, users("name"))
    (repo.path / "node_modules").unlink()
    (repo.path / "node_modules").mkdir()
    for one in (Path(kit31) / "node_modules").iterdir():
        if one.name != "typescript":
            (repo.path / "node_modules" / one.name).symlink_to(one)
    return repo


@pytest.mark.network
def test_types_are_checked_before_anything_is_generated(typed: Repo, capsys: Capture) -> None:
    compiled_by(typed, COMPILER)
    code, said = told(capsys, "generate", "--check-types")
    assert code == 1
    assert [(each["step"], each["state"]) for each in said["steps"]] == [
        ("history", "done"),
        ("schema", "stopped"),
    ]
    assert [(each["rule"], each["line"]) for each in said["findings"]] == [("type-error", 2)]
    assert not (typed.path / "drizzle").exists()
    compiled_by(typed, "")
    code, said = told(capsys, "generate", "--check-types")
    assert (code, said["steps"][-1]["step"]) == (0, "rehearse")


@pytest.mark.network
def test_nobody_who_does_not_ask_has_types_checked(typed: Repo, capsys: Capture) -> None:
    compiled_by(typed, COMPILER)
    code, said = told(capsys, "check")
    assert (code, [each["step"] for each in said["steps"]]) == (0, ["history", "schema"])


@pytest.mark.network
def test_a_check_looks_at_types_and_writes_nothing(typed: Repo, capsys: Capture) -> None:
    compiled_by(typed, COMPILER)
    before = typed.git("status", "--short", "-uall")
    code, said = told(capsys, "check", "--check-types")
    assert (code, [each["rule"] for each in said["findings"]]) == (1, ["type-error"])
    compiled_by(typed, "")
    code, said = told(capsys, "check", "--check-types")
    assert (code, said["asked"], said["commands"]) == (0, "", [])
    assert typed.git("status", "--short", "-uall") == before


@pytest.mark.network
def test_types_that_nothing_can_check_are_not_taken_for_right(typed: Repo, capsys: Capture) -> None:
    code, said = told(capsys, "check", "--check-types")
    assert code == 3
    assert "typescript is not installed" in said["asked"]
