from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.husky import hooks_folder
from forge_migrations.workflow.install.runners.husky import plan
from workflow.install.runners.edited import SOURCE
from workflow.install.runners.edited import carried_out
from workflow.install.runners.edited import planned

ONE_LINE = shell.one_line(SOURCE)
AT_PUSH = shell.one_line(SOURCE, "pre-push")
OURS = "\n".join(shell.lines(SOURCE)) + "\n"


def test_every_hook_of_husky_9_gets_the_command(tmp_path: Path) -> None:
    after = carried_out(plan, tmp_path, {".husky/pre-commit": "# ours\nnpx lint-staged\n"})
    assert after == {
        ".husky/pre-commit": "# ours\nnpx lint-staged\n" + OURS,
        ".husky/pre-merge-commit": OURS,
        ".husky/pre-push": OURS.replace("forge-migrations ||", "forge-migrations pre-push ||"),
    }
    assert (tmp_path / ".husky/pre-merge-commit").stat().st_mode & 0o111


def test_a_new_hook_begins_as_the_others_of_husky_8_do(tmp_path: Path) -> None:
    old = '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n'
    after = carried_out(plan, tmp_path, {".husky/pre-commit": old})
    assert after[".husky/pre-commit"] == old + OURS
    assert after[".husky/pre-merge-commit"].startswith(old.removesuffix("npm test\n"))


@pytest.mark.parametrize(
    ("prepare", "folder"),
    [
        ("husky", ".husky"),
        ("husky install", ".husky"),
        ("husky install config/husky", "config/husky"),
        ("cd .. && husky config/husky/", "config/husky"),
        ("husky || true", ".husky"),
        ("husky gone", ".husky"),
        ("tsc", ""),
    ],
)
def test_the_folder_is_the_one_that_prepare_names(
    tmp_path: Path, prepare: str, folder: str
) -> None:
    (tmp_path / "package.json").write_text(json.dumps({"scripts": {"prepare": prepare}}))
    (tmp_path / "config/husky").mkdir(parents=True)
    assert hooks_folder(str(tmp_path)) == folder


@pytest.mark.parametrize("package", ["", "{", "[]", '{"scripts": null}', '{"scripts": ["x"]}'])
def test_an_odd_package_json_is_no_husky(tmp_path: Path, package: str) -> None:
    (tmp_path / "package.json").write_text(package)
    assert plan(str(tmp_path), SOURCE) is None


def test_a_script_in_another_language_is_left_to_the_person(tmp_path: Path) -> None:
    made = planned(plan, tmp_path, {".husky/pre-commit": "#!/usr/bin/env node\nrun()\n"})
    assert made.edits == ()
    assert ".husky/pre-commit" in made.by_hand


@pytest.mark.parametrize("name", ["package.json", ".huskyrc", ".huskyrc.json"])
def test_husky_4_runs_ours_behind_its_own(tmp_path: Path, name: str) -> None:
    hooks = {"hooks": {"pre-commit": "npm test", "commit-msg": "x"}}
    before = {"husky": hooks} if name == "package.json" else hooks
    after = json.loads(carried_out(plan, tmp_path, {name: json.dumps(before, indent=2)})[name])
    found = after["husky"]["hooks"] if name == "package.json" else after["hooks"]
    assert found == {
        "pre-commit": f"npm test && {ONE_LINE}",
        "commit-msg": "x",
        "pre-merge-commit": ONE_LINE,
        "pre-push": AT_PUSH,
    }


@pytest.mark.parametrize("empty", ['""', '" "', "null"])
def test_husky_4s_empty_hook_has_nothing_in_front(tmp_path: Path, empty: str) -> None:
    text = '{"hooks": {"pre-commit": ' + empty + "}}"
    after = json.loads(carried_out(plan, tmp_path, {".huskyrc": text})[".huskyrc"])
    assert after["hooks"]["pre-commit"] == ONE_LINE
