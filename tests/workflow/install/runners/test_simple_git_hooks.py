from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.simple_git_hooks import plan
from workflow.install.runners.edited import SOURCE
from workflow.install.runners.edited import carried_out
from workflow.install.runners.edited import planned

ONE_LINE = shell.one_line(SOURCE)
AT_PUSH = shell.one_line(SOURCE, "pre-push")


@pytest.mark.parametrize(
    "name", [".simple-git-hooks.json", "simple-git-hooks.json", "package.json"]
)
def test_the_command_comes_behind_what_is_run_already(tmp_path: Path, name: str) -> None:
    hooks = {"pre-commit": "npm test", "pre-push": "x"}
    whole = name == "package.json"
    before = {"name": "a", "simple-git-hooks": hooks} if whole else hooks
    after = json.loads(carried_out(plan, tmp_path, {name: json.dumps(before, indent=4)})[name])
    found = after["simple-git-hooks"] if whole else after
    assert found == {
        "pre-commit": f"npm test && {ONE_LINE}",
        "pre-push": f"x && {AT_PUSH}",
        "pre-merge-commit": ONE_LINE,
    }
    assert not whole or after["name"] == "a"


@pytest.mark.parametrize("name", [".simple-git-hooks.cjs", "simple-git-hooks.mjs"])
def test_a_program_is_left_to_the_person(tmp_path: Path, name: str) -> None:
    made = planned(plan, tmp_path, {name: "module.exports = {}\n"})
    assert made.edits == ()
    assert name in made.by_hand
    assert ONE_LINE in made.by_hand
    done = planned(plan, tmp_path, {name: 'module.exports = {"pre-commit": "forge-migrations"}'})
    assert done.by_hand == ""


@pytest.mark.parametrize("package", ["{}", "{", '{"simple-git-hooks": "./hooks.cjs"}'])
def test_a_package_without_its_hooks_is_none_of_it(tmp_path: Path, package: str) -> None:
    (tmp_path / "package.json").write_text(package)
    assert plan(str(tmp_path), SOURCE) is None
