from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.lefthook import FILES
from forge_migrations.workflow.install.runners.lefthook import plan
from workflow.install.runners.edited import SOURCE
from workflow.install.runners.edited import carried_out
from workflow.install.runners.edited import planned

CONFIGS = {
    "commands": """\
# why
pre-commit:
  parallel: true
  commands: # all of them
    lint:
      run: npx eslint {staged_files}
    # the last
    types:
      run: |
        npx tsc

        true

pre-push:
  commands:
    test:
      run: npm test
""",
    "four spaces": "pre-commit:\n    commands:\n        a:\n            run: x\n",
    "jobs": "pre-commit:\n  jobs:\n    - name: a\n      run: x\n# end\n",
    "jobs at the key's own depth": "pre-commit:\n  jobs:\n  - run: x\n  - run: y\n  parallel: true\n",
    "no commands yet": "pre-commit:\n  follow: true\n\noutput:\n  - summary\n",
    "an empty hook": "pre-commit:\npre-push:\n  commands:\n    a:\n      run: x\n",
    "another hook only": "pre-push:\n  commands:\n    a:\n      run: x",
    "both hooks": "pre-commit:\n  commands:\n    a:\n      run: x\npre-merge-commit:\n  jobs:\n    - run: y\n",
    "a quoted key": '"pre-commit":\n  commands:\n    a:\n      run: x\n',
    "windows line ends": "pre-commit:\r\n  commands:\r\n    a:\r\n      run: x\r\n",
    "nothing": "",
}


def with_ours(before: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    after = dict(before)
    for hook in shell.HOOKS:
        own = before.get(hook) or {}
        ours = {"run": "\n".join(shell.lines(SOURCE, hook)[1:]) + "\n"}
        if "jobs" in own:
            after[hook] = {**own, "jobs": [*own["jobs"], {"name": "forge-migrations", **ours}]}
        else:
            commands = {**own.get("commands", {}), "forge-migrations": ours}
            after[hook] = {**own, "commands": commands}
    return after


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_yaml_keeps_every_line_in_its_order_and_gains_ours(tmp_path: Path, text: str) -> None:
    after = carried_out(plan, tmp_path, {"lefthook.yml": text})["lefthook.yml"]
    assert yaml.safe_load(after) == with_ours(yaml.safe_load(text) or {})
    rest = iter(after.splitlines())
    assert all(line in rest for line in text.splitlines())
    assert after.replace("\r\n", "").count("\r") == 0
    assert ("\r\n" in text) == ("\r\n" in after)
    assert not text.count("\r\n") or after.count("\n") == after.count("\r\n")


@pytest.mark.parametrize(
    "text",
    [
        "pre-commit: {commands: {a: {run: x}}}\n",
        "pre-commit:\n  commands: {a: {run: x}}\n",
        "pre-commit:\n  jobs: [{run: x}]\n",
        "pre-commit: &anchor\n  commands:\n    a:\n      run: x\n",
    ],
)
def test_a_form_that_cannot_be_added_to_is_told(tmp_path: Path, text: str) -> None:
    made = planned(plan, tmp_path, {"lefthook.yml": text})
    assert made.edits == ()
    assert shell.one_line(SOURCE) in made.by_hand


def test_toml_gains_tables(tmp_path: Path) -> None:
    text = "# ours\n[pre-commit.commands.a]\nrun = 'x'\n[[pre-merge-commit.jobs]]\nrun = 'y'"
    after = carried_out(plan, tmp_path, {"lefthook.toml": text})["lefthook.toml"]
    assert after.startswith(text)
    assert tomllib.loads(after) == with_ours(tomllib.loads(text))


@pytest.mark.parametrize("text", ["pre-commit = {commands = {a = {run = 'x'}}}\n", "= no toml"])
def test_toml_that_cannot_be_added_to_is_told(tmp_path: Path, text: str) -> None:
    made = planned(plan, tmp_path, {"lefthook.toml": text})
    assert made.edits == ()
    assert made.by_hand


def test_json_gains_members(tmp_path: Path) -> None:
    before = {
        "pre-commit": {"commands": {"a": {"run": "x"}}},
        "pre-merge-commit": {"jobs": [{"run": "y"}]},
    }
    text = json.dumps(before, indent=2)
    after = json.loads(carried_out(plan, tmp_path, {"lefthook.json": text})["lefthook.json"])
    ours = {"run": shell.one_line(SOURCE)}
    assert after["pre-commit"]["commands"] == {"a": {"run": "x"}, "forge-migrations": ours}
    first, *others = after["pre-merge-commit"]["jobs"]
    assert first == {"run": "y"}
    assert others == [{"name": "forge-migrations", **ours}]


@pytest.mark.parametrize("text", ["{", "[]", '{"pre-commit": []}', '{"pre-commit": null}'])
def test_json_of_another_shape_is_told(tmp_path: Path, text: str) -> None:
    made = planned(plan, tmp_path, {"lefthook.json": text})
    assert made.edits == ()
    assert shell.one_line(SOURCE) in made.by_hand


def test_the_file_may_have_any_of_its_names(tmp_path: Path) -> None:
    assert {"lefthook.yml", ".lefthook.toml", ".config/lefthook.json"} <= set(FILES)
    made = planned(plan, tmp_path, {".config/lefthook.yaml": "pre-commit:\n"})
    assert [edit.path for edit in made.edits] == [".config/lefthook.yaml"]
    assert made.then == ("lefthook install",)


def test_no_file_is_no_lefthook(tmp_path: Path) -> None:
    assert plan(str(tmp_path), SOURCE) is None
