from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from forge_migrations.cli import main
from forge_migrations.workflow.agents.places import AGENTS
from forge_migrations.workflow.agents.places import SKILL
from forge_migrations.workflow.agents.places import commands_of
from published import refuse_what_is_not_published
from repositories import Repo
from workflow.projects import lay_out

Capture = pytest.CaptureFixture[str]
SIGNS = {
    "claude-code": {"CLAUDE.md": "# Ours\n", ".claude/settings.json": '{\n  // ours\n  "model": "x"\n}\n'},
    "codex": {"AGENTS.md": "# Ours"},
    "cursor": {".cursor/hooks.json": '{"version": 1, "hooks": {"stop": [{"command": "./x.sh"}]}}\n'},
    "copilot": {".github/copilot-instructions.md": "Ours\r\n"},
    "gemini-cli": {"GEMINI.md": "Ours\r\n\r\n\r\n", ".gemini/settings.json": "{}\n"},
    "windsurf": {".windsurf/rules/ours.md": "Ours\n"},
    "opencode": {"opencode.json": "{}\n"},
}  # fmt: skip


def files_of(repo: Repo) -> dict[str, bytes]:
    return {
        str(path.relative_to(repo.path)): path.read_bytes()
        for path in sorted(repo.path.rglob("*"))
        if path.is_file() and ".git/" not in f"{path.relative_to(repo.path)}/"
    }


@pytest.mark.parametrize("agent", [*AGENTS, "none", "all"])
def test_it_is_added_once_and_taken_back_to_the_byte(
    repo: Repo, capsys: Capture, agent: str
) -> None:
    repo.write({"a": "a"})
    for name in SIGNS if agent == "all" else [agent]:
        for path, text in SIGNS.get(name, {}).items():
            (repo.path / path).parent.mkdir(parents=True, exist_ok=True)
            (repo.path / path).write_bytes(text.encode())
    before = files_of(repo)
    assert main(["init", "--agents", "--dry-run"]) == 0
    assert files_of(repo) == before
    assert main(["init", "--agents"]) == 0
    once = files_of(repo)
    assert once != before
    assert "+" in capsys.readouterr().out
    for path, data in before.items():
        if path.endswith(".md"):
            assert once[path].startswith(data), path
    assert main(["init", "--agents"]) == 0
    assert files_of(repo) == once
    assert "nothing to add" in capsys.readouterr().out
    assert main(["init", "--agents", "--remove", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    refuse_what_is_not_published("init", told)
    assert files_of(repo) == before
    assert main(["init", "--agents", "--remove"]) == 0


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agents_files_are_of_its_format(repo: Repo, agent: str) -> None:
    assert main(["init", "--agents", agent]) == 0
    where = AGENTS[agent]
    commands = commands_of(where)
    assert bool(commands) == bool(where.command)
    for path in filter(None, (where.skill, where.rule, *commands.values())):
        text = (repo.path / path).read_text()
        if path.endswith(".toml"):
            assert "{{args}}" in tomllib.loads(text)["prompt"]
        else:
            assert text.startswith("---\n")
            if path == where.rule:
                assert re.search(r"^(globs|applyTo): ", text, re.M)
                continue
            front = yaml.safe_load(text.split("---\n")[1])
            assert front
            if path.endswith("SKILL.md"):
                # https://agentskills.io/specification
                assert front["name"] == Path(path).parent.name
                assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", front["name"])
                assert 0 < len(front["description"]) <= 1024
    if where.hooks:
        told = json.loads((repo.path / where.hooks).read_text())
        assert list(told["hooks"]) == [event for event, _, _ in where.events]
        assert "forge-migrations agent-hook" in json.dumps(told)


def test_a_file_that_is_no_json_is_named_and_left(repo: Repo, capsys: Capture) -> None:
    repo.write({".claude/settings.json": "{ broken"})
    assert main(["init", "--agents", "claude-code"]) == 3
    assert ".claude/settings.json" in capsys.readouterr().out
    assert (repo.path / ".claude/settings.json").read_text() == "{ broken"


def test_an_unknown_agent_is_told_with_those_that_are_known(repo: Repo, capsys: Capture) -> None:
    assert main(["init", "--agents", "clippy"]) == 2
    assert "claude-code" in capsys.readouterr().err
    assert main(["init", "--remove"]) == 2


@pytest.mark.network
def test_every_command_of_the_skill_runs(
    repo: Repo, kit31: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lay_out(repo, kit31, SQLITE.format('name: text("name"), other'), dialect="sqlite")
    monkeypatch.setenv("DATABASE_URL", f"file:{tmp_path}/dev.db")
    assert main(["init", "--agents"]) == 0
    assert main(["migrate", "--name", "first"]) == 0
    repo.commit({})
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "forge-migrations"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m forge_migrations "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"}
    skill = (repo.path / f".agents/{SKILL}").read_text()
    lines = re.findall(r"^ *\$ (.+)$", skill, re.M)
    assert len(lines) > 8
    repo.write({"schema.ts": SQLITE.format('name: text("name"), other: text("other"), nick')})
    for line in lines:
        ran = subprocess.run(
            line, shell=True, cwd=repo.path, env=env, capture_output=True, text=True
        )
        assert ran.returncode == 0, (line, ran.stdout, ran.stderr)


@pytest.mark.network
def test_every_command_that_a_slash_command_names_is_there(
    repo: Repo, kit31: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Studio stays until it is ended, so it is only asked what it knows of its words."""
    lay_out(repo, kit31, SQLITE.format('name: text("name"), other'), dialect="sqlite")
    monkeypatch.setenv("DATABASE_URL", f"file:{tmp_path}/dev.db")
    assert main(["init", "--agents", "claude-code"]) == 0
    paths = commands_of(AGENTS["claude-code"])
    assert sorted(paths.values()) == [
        ".claude/commands/check-types.md",
        ".claude/commands/db/studio.md",
        ".claude/commands/migrate.md",
    ]
    typed = {
        path: re.findall(r"`forge-migrations ([^`]+)`", (repo.path / path).read_text())
        for path in paths.values()
    }
    assert all(typed.values())
    for path, lines in typed.items():
        for line in lines:
            words = line.replace("$ARGUMENTS ", "").split()
            capsys.readouterr()
            if "studio" in path:
                with pytest.raises(SystemExit) as ended:
                    main([*words, "--port", "5000", "--help"])
                assert ended.value.code == 0
                continue
            code = main(words)
            told = json.loads(capsys.readouterr().out)
            refuse_what_is_not_published("migrate", told)
            # No TypeScript is installed here: the check says so, as the command tells.
            assert code == (3 if "check-types" in path else 0), told
            assert code == 0 or "typescript is not installed" in told["asked"]


SQLITE = (
    'import {{ integer, sqliteTable, text }} from "drizzle-orm/sqlite-core";\n'
    'export const users = sqliteTable("users", {{ id: integer("id").primaryKey(), {0}: text("nick") }});\n'
)
