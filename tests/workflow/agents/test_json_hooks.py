from __future__ import annotations

import json

import pytest

from forge_migrations.workflow.agents.json_hooks import with_hooks
from forge_migrations.workflow.agents.json_hooks import without_hooks

OURS = {
    "PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "f agent-hook"}]}],
    "Stop": [{"hooks": [{"type": "command", "command": "f agent-hook"}]}],
}
OTHER = '{"matcher": "Bash", "hooks": [{"type": "command", "command": "./lint.sh"}]}'
TEXTS = [
    "{}",
    "{}\n",
    '{"model": "x"}\n',
    '{\n  "model": "x"\n}\n',
    '{\n\t"model": "x",\n\t"permissions": { "allow": [] }\n}\n',
    '{\n  "model": "x",\n}\n',
    '{\n  // why\n  "model": "x" // this one\n}\n',
    '{\n  /* all */\n  "url": "https://example.com//x", // and "quotes", too\n}\n',
    '{\r\n  "model": "x"\r\n}\r\n',
    f'{{\n  "hooks": {{\n    "PreToolUse": [\n      {OTHER}\n    ]\n  }},\n  "model": "x"\n}}\n',
    f'{{\n  "hooks": {{\n    "PostToolUse": [{OTHER}], // keep\n  }}\n}}\n',
    f'{{"hooks": {{"Stop": [{OTHER}, {OTHER}]}}}}',
    '{\n  "hooks": {}\n,  "model": "x"}\n',
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_added_is_taken_out_to_the_byte(text: str) -> None:
    added = with_hooks(text, OURS, {})
    assert added != text
    assert with_hooks(added, OURS, {}) == added
    assert without_hooks(added, OURS, {}) == text


@pytest.mark.parametrize(
    "text", [each for each in TEXTS if "//" not in each and ",\n}" not in each]
)
def test_what_was_there_stays_in_its_order(text: str) -> None:
    before, after = json.loads(text), json.loads(with_hooks(text, OURS, {"version": 1}))
    assert after.pop("version") == 1
    for name, made in OURS.items():
        assert after["hooks"][name] == before.get("hooks", {}).get(name, []) + list(made)
    after["hooks"] = before["hooks"] = {}
    assert after == before


def test_older_entries_give_way_and_what_came_later_stays() -> None:
    older = with_hooks("{}\n", {"PreToolUse": [{"command": "old agent-hook"}]}, {})
    added = with_hooks(older, OURS, {})
    assert json.loads(added)["hooks"] == OURS
    later = added.replace('"hooks"', '"model": "x",\n  "hooks"', 1)
    assert json.loads(without_hooks(later, OURS, {})) == {"model": "x"}


def test_a_member_that_the_file_needs_goes_with_ours() -> None:
    added = with_hooks("{}", {"stop": [{"command": "f agent-hook"}]}, {"version": 1})
    assert json.loads(added)["version"] == 1
    assert without_hooks(added, {"stop": [{"command": "f agent-hook"}]}, {"version": 1}) == "{}"


@pytest.mark.parametrize("text", ["", "[]", "{", "hooks: {}", '{"hooks": 1}'])
def test_what_is_no_object_is_said(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError, StopIteration)):
        with_hooks(text, OURS, {})
