from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from forge_migrations.cli import main
from forge_migrations.workflow.agents.event import read_event
from repositories import Repo
from workflow.histories import folders
from workflow.histories import history
from workflow.projects import lay_out
from workflow.projects import users

Capture = pytest.CaptureFixture[str]
PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text())
"""Each agent's own example of its events, with where it is documented."""
STEPS = [
    ("one", ["CREATE TABLE a (id integer PRIMARY KEY)"], {}),
    ("two", ["ALTER TABLE a ADD COLUMN name text"], {}),
]


def filled(value: Any, **words: str) -> Any:
    text = json.dumps(value)
    for word, meant in words.items():
        text = text.replace(word, json.dumps(meant)[1:-1])
    return json.loads(text)


def asked(capsys: Capture, payload: Any, *words: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of the hook."""
    capsys.readouterr()
    stdin, sys.stdin = sys.stdin, io.StringIO(json.dumps(payload))
    try:
        code = main(["agent-hook", *words])
    finally:
        sys.stdin = stdin
    return code, *capsys.readouterr()


def bash(capsys: Capture, repo: Repo, command: str) -> str:
    """Why Claude Code is kept from a command; empty when it isn't."""
    payload = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "cwd": str(repo.path),
               "tool_input": {"command": command}}  # fmt: skip
    return reason(asked(capsys, payload))


def write(capsys: Capture, repo: Repo, path: str) -> str:
    payload = {"hook_event_name": "PreToolUse", "tool_name": "Write", "cwd": str(repo.path),
               "tool_input": {"file_path": str(repo.path / path), "content": ""}}  # fmt: skip
    return reason(asked(capsys, payload))


def reason(said: tuple[int, str, str]) -> str:
    code, out, err = said
    assert (code, err) == (0, "")
    if not out:
        return ""
    told = json.loads(out)["hookSpecificOutput"]
    assert told["permissionDecision"] == "deny"
    return str(told["permissionDecisionReason"])


@pytest.fixture(params=["journal", "folders"])
def project(repo: Repo, request: pytest.FixtureRequest) -> Repo:
    """One released migration, and a new one on a branch."""
    layout = folders if request.param == "folders" else dict
    config = {"drizzle.config.json": {"dialect": "sqlite", "schema": "./s.ts", "out": "./drizzle"}}
    repo.commit({**config, "s.ts": "", **layout(history(*STEPS[:1], dialect="sqlite"))})
    repo.git("checkout", "-q", "-b", "work")
    repo.write(layout(history(*STEPS, dialect="sqlite")))
    return repo


def named(repo: Repo, *endings: str) -> list[str]:
    found = sorted(
        str(p.relative_to(repo.path)) for p in (repo.path / "drizzle").rglob("*") if p.is_file()
    )
    return [path for path in found if path.endswith(endings)]


@pytest.mark.parametrize("one", PAYLOADS, ids=[f"{p['agent']}-{n}" for n, p in enumerate(PAYLOADS)])
def test_every_agents_own_example_is_read(one: dict[str, Any]) -> None:
    event = read_event(one["payload"], one.get("event", ""))
    read = (event.style, event.kind, list(event.paths), list(event.commands))
    assert read == (one["style"], one["kind"], one["paths"], one["commands"])


@pytest.mark.parametrize("one", PAYLOADS, ids=[f"{p['agent']}-{n}" for n, p in enumerate(PAYLOADS)])
def test_every_agent_is_refused_as_it_understands(
    project: Repo, capsys: Capture, one: dict[str, Any]
) -> None:
    (released, *_) = named(project, ".sql")
    payload = filled(one["payload"], CWD=str(project.path), FILE=released,
                     COMMAND="git commit -am x --no-verify")  # fmt: skip
    words = ["--event", one["event"]] if "event" in one else []
    code, out, err = asked(capsys, payload, *words)
    if one["kind"] != "before" or not (one["paths"] or one["commands"]):
        assert code == 0
        return
    said = err if one["style"] in ("windsurf", "opencode") else out
    assert ("is released" if one["paths"] else "--no-verify") in said
    assert code == (2 if one["style"] in ("windsurf", "opencode") else 0)
    if one["style"] == "cursor":
        assert json.loads(out)["permission"] == "deny"
    if one["style"] == "gemini":
        assert json.loads(out)["decision"] == "deny"
    if one["style"] in ("copilot",):
        assert json.loads(out)["permissionDecision"] == "deny"


def test_what_is_released_and_what_drizzle_kit_keeps_is_not_written(
    project: Repo, capsys: Capture
) -> None:
    released, new = named(project, ".sql")
    assert "is released" in write(capsys, project, released)
    assert write(capsys, project, new) == ""
    for path in named(project, ".json"):
        assert "drizzle-kit writes" in write(capsys, project, path), path
    assert write(capsys, project, "s.ts") == ""
    assert "a person changes it" in write(capsys, project, ".forge-migrations.toml")
    assert write(capsys, project, "../elsewhere.sql") == ""


def test_other_sql_and_other_json_is_none_of_it(project: Repo, capsys: Capture) -> None:
    project.write({"queries/0001_report.sql": "SELECT 1;\n", "meta/tags.json": {}, "seed.sql": ""})
    for path in ("queries/0002_new.sql", "meta/tags.json", "seed.sql", ".claude/settings.json"):
        assert write(capsys, project, path) == "", path


@pytest.mark.parametrize(
    "command",
    [
        "git commit --no-verify -m x",
        "git commit -n -m x",
        "git commit -anm x",
        "git commit --no-veri -m x",
        "git -C . commit --no-verify",
        "git -c core.hooksPath=/dev/null commit -m x",
        "git config core.hooksPath /dev/null && git commit -m x",
        "git config --unset core.hookspath",
        "HUSKY=0 git commit -m x",
        "export HUSKY=0; git commit -m x",
        "env LEFTHOOK=0 git commit -m x",
        "SKIP=forge-migrations git commit -m x",
        "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/x git commit",
        'sh -c "git commit --no-verify -m x"',
        "bash -lc 'git add . && git commit -n -m x'",
        "true && (git commit --no-verify)",
        "echo $(git commit --no-verify -m x)",
        "git add .\ngit commit --no-verify -m x",
        "git push --no-verify",
        "git merge --no-verify main",
        "npm run ship",
        "yarn ship",
        "pnpm --dir . ship",
        "pre-commit uninstall",
        "git ci --no-verify",
        "git config alias.ci 'commit --no-verify'",
        "bash <<'EOF'\ngit commit --no-verify -m x\nEOF",
        "forge-migrations baseline --reason x",
    ],
)
def test_no_way_past_the_hooks_is_open(repo: Repo, capsys: Capture, command: str) -> None:
    repo.write({"package.json": {"scripts": {"ship": "git add . && git commit --no-verify -m x"}}})
    assert bash(capsys, repo, command), command


@pytest.mark.parametrize(
    "command",
    [
        "git commit -m 'no --no-verify here'",
        "git commit -m -n",
        "git commit -am x",
        "git push -n",
        "git merge -n main",
        "git log -n 3",
        "git commit -m x -- -n",
        "git config --get core.hooksPath",
        "SKIP=eslint git commit -m x",
        "HUSKY=1 git commit -m x",
        "echo 'git commit --no-verify'",
        "npm run build",
        "npx drizzle-kit generate",
        "grep -rn no-verify .",
        "git rm -rf drizzle/nothing",
        "it's not a line of a shell",
        "cat > notes.md <<'EOF'\ngit commit --no-verify\nrm drizzle/0000_one.sql\nEOF",
        "git commit -m \"$(cat <<'EOF'\nfix: don't pass --no-verify\n\nHUSKY=0 is gone\nEOF\n)\"",
        "",
    ],
)
def test_what_is_ordinary_is_not_in_the_way(repo: Repo, capsys: Capture, command: str) -> None:
    repo.write({"package.json": {"scripts": {"build": "tsc -p ."}}})
    assert bash(capsys, repo, command) == ""


@pytest.mark.parametrize(
    "line",
    [
        "sed -i s/a/b/ {0}",
        "echo x > {0}",
        "cat x >> {0}",
        "rm {0}",
        "rm -f ./{0}",
        "cd drizzle && rm -rf ../{0}",
        "git mv {0} drizzle/else.sql",
        "tee {0} < x",
        "cp x {0}",
    ],
)
def test_released_sql_is_not_written_from_a_shell(
    project: Repo, capsys: Capture, line: str
) -> None:
    released, new = named(project, ".sql")
    assert "is released" in bash(capsys, project, line.format(released))
    assert bash(capsys, project, line.format(new)) == ""
    assert bash(capsys, project, f"cat {released} > /tmp/copy") == ""


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("postgres://me:secret@localhost:5432/app", True),
        ("postgres://me:secret@db.example.com/app", False),
        ("postgres://me:secret@localhost/app_production", False),
        ("postgres://me@10.0.0.4/app", False),
        ("postgres://me@postgres:5432/app", True),
    ],
)
@pytest.mark.parametrize(
    "command", ["npx drizzle-kit push --force", "npm run db:push", "bunx drizzle-kit push"]
)
def test_push_goes_to_a_local_database_only(
    repo: Repo, capsys: Capture, url: str, here: bool, command: str
) -> None:
    config = {"dialect": "postgresql", "schema": "./s.ts", "out": "./drizzle"}
    repo.write(
        {
            "drizzle.config.json": config,
            "s.ts": "",
            ".env": f"DATABASE_URL={url}\n",
            "package.json": {"scripts": {"db:push": "drizzle-kit push"}},
        }
    )
    why = bash(capsys, repo, command)
    assert bool(why) is not here
    assert "secret" not in why
    assert bash(capsys, repo, f"DATABASE_URL=postgres://x@db.example.com/x {command}")


@pytest.mark.network
def test_a_schema_edit_is_answered_with_what_is_missing(
    repo: Repo, kit31: str, capsys: Capture
) -> None:
    lay_out(repo, kit31, users("name"))
    assert main(["generate", "--name", "first"]) == 0
    repo.commit({})
    payload = {"hook_event_name": "PostToolUse", "tool_name": "Edit", "cwd": str(repo.path),
               "tool_input": {"file_path": str(repo.path / "schema.ts")}}  # fmt: skip
    assert asked(capsys, payload) == (0, "", "")
    repo.write({"schema.ts": users("name", "nick")})
    code, out, _ = asked(capsys, payload)
    told = json.loads(out)["hookSpecificOutput"]
    assert (code, told["hookEventName"]) == (0, "PostToolUse")
    assert "schema.ts is part of the schema of drizzle.config.ts" in told["additionalContext"]
    assert "forge-migrations migrate" in told["additionalContext"]
    end = {"hook_event_name": "Stop", "cwd": str(repo.path), "stop_hook_active": False}
    code, out, _ = asked(capsys, end)
    assert json.loads(out)["decision"] == "block"
    assert 'adds column "nick"' in json.loads(out)["reason"]
    assert asked(capsys, {**end, "stop_hook_active": True}) == (0, "", "")
    code, out, _ = asked(capsys, payload)
    assert 'adds column "nick"' in json.loads(out)["hookSpecificOutput"]["additionalContext"]
    assert main(["generate", "--name", "second"]) == 0
    assert asked(capsys, end) == (0, "", "")


def test_outside_a_repository_nothing_is_said(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    payload = {"hook_event_name": "PreToolUse", "tool_name": "Bash", "cwd": str(tmp_path),
               "tool_input": {"command": "git commit --no-verify"}}  # fmt: skip
    assert asked(capsys, payload) == (0, "", "")
