from __future__ import annotations

import pytest

from forge_migrations.change.agents import agent_here
from forge_migrations.change.agents import agent_in
from forge_migrations.change.agents import agent_of
from forge_migrations.change.repository import Repository
from repositories import Repo


@pytest.mark.parametrize(
    ("environ", "agent"),
    [
        ({"CLAUDECODE": "1"}, "Claude Code"),
        ({"CODEX_SANDBOX": "seatbelt"}, "Codex"),
        ({"CURSOR_AGENT": "1"}, "Cursor"),
        ({"GEMINI_CLI": "1"}, "Gemini CLI"),
        ({"OPENCODE": "1"}, "opencode"),
        ({"AI_AGENT": "goose@1.2"}, "goose"),
        ({"CLAUDECODE": "0"}, ""),
        ({"CURSOR_TRACE_ID": "x", "TERM_PROGRAM": "vscode"}, ""),
        ({}, ""),
    ],
)
def test_an_agent_is_known_by_what_it_sets(environ: dict[str, str], agent: str) -> None:
    assert agent_here(environ) == agent


@pytest.mark.parametrize(
    ("signature", "agent"),
    [
        ("Claude <noreply@anthropic.com>", "Claude Code"),
        ("Cursor <cursoragent@cursor.com>", "Cursor"),
        ("Copilot <198982749+Copilot@users.noreply.github.com>", "Copilot"),
        ("Codex <codex@openai.com>", "Codex"),
        ("gemini-cli[bot] <x@users.noreply.github.com>", "Gemini"),
        ("Claude Monet <claude@example.com>", ""),
        ("Bea <bea@cursor.com>", ""),
    ],
)
def test_an_agent_is_known_by_its_signature(signature: str, agent: str) -> None:
    assert agent_of(signature) == agent


def test_the_commits_that_touch_a_path_tell_whose_it_is(repo: Repo) -> None:
    start = repo.commit({"a": "a"})
    repo.commit({"b": "b"}, "b\n\nCo-authored-by: Claude <noreply@anthropic.com>")
    repo.commit({"c": "c"}, "c\n\nCo-authored-by: Bea <bea@example.com>")
    found = Repository.find()
    assert agent_in(found, f"{start}..HEAD", "b") == "Claude Code"
    assert agent_in(found, f"{start}..HEAD", "c") == ""
