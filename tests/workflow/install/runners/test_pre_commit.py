from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml

from forge_migrations.workflow.install.runners.plan import Source
from forge_migrations.workflow.install.runners.pre_commit import plan

SOURCE = Source("https://example.com/forge-migrations", "v0.1.0")
OURS = {"repo": SOURCE.url, "rev": "v0.1.0", "hooks": [{"id": "forge-migrations"}]}

CONFIGS = {
    "two spaces": """\
# why we have these
default_stages: [pre-commit]
repos:
  - repo: https://example.com/a # the first
    rev: v1
    hooks:
      - id: a
        args: [--x]

  - repo: local
    hooks:
      - id: b # not forge-migrations
        name: b
        entry: b
        language: system

# a comment at the end
ci:
  skip: [b]
""",
    "as pre-commit's own sample": """\
repos:
-   repo: https://example.com/a
    rev: v1
    hooks:
    -   id: a
    -   id: b
""",
    "windows line ends": "repos:\r\n- repo: meta\r\n  hooks:\r\n  - id: identity\r\n",
    "no line break at the end": "repos:\n  - repo: meta\n    hooks:\n      - id: identity",
    "an empty list": "fail_fast: true\nrepos: [] # none yet\nexclude: x\n",
    "nothing under the key": "repos:\n",
    "hooks before the repository": "repos:\n  - hooks:\n    - id: identity\n    repo: meta\n",
}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_the_entry_comes_last_and_every_old_line_stays(tmp_path: Path, text: str) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_bytes(text.encode())
    made = plan(str(tmp_path), SOURCE)
    assert made is not None
    [edit] = made.edits
    before, after = yaml.safe_load(text), yaml.safe_load(edit.after)
    assert after["repos"] == [*(before["repos"] or []), OURS]
    assert {**after, "repos": before["repos"]} == before
    kept = [line for line in text.splitlines() if "repos: []" not in line]
    rest = iter(edit.after.splitlines())
    assert all(line in rest for line in kept)
    assert ("\r\n" in text) == ("\r\n" in edit.after)
    assert edit.after.replace("\r\n", "").count("\r") == 0


def test_the_inner_list_is_indented_as_the_others_are(tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text(CONFIGS["as pre-commit's own sample"])
    made = plan(str(tmp_path), SOURCE)
    assert made is not None
    assert made.edits[0].after.endswith("    hooks:\n    -   id: forge-migrations\n")


def test_a_single_check_that_is_there_counts_as_there(tmp_path: Path) -> None:
    text = "repos:\n- repo: x\n  rev: v1\n  hooks:\n  - {id: forge-stale-migrations}\n"
    (tmp_path / ".pre-commit-config.yaml").write_text(text)
    made = plan(str(tmp_path), SOURCE)
    assert made is not None
    assert made.edits == ()
    assert made.by_hand == ""


def test_prek_gets_a_table_in_its_own_file(tmp_path: Path) -> None:
    text = '# ours\n[[repos]]\nrepo = "meta"\nhooks = [{ id = "identity" }]\n'
    (tmp_path / "prek.toml").write_text(text)
    made = plan(str(tmp_path), SOURCE)
    assert made is not None
    assert made.edits[0].after.startswith(text)
    assert tomllib.loads(made.edits[0].after)["repos"][1] == OURS


def test_prek_with_one_array_is_told_and_not_broken(tmp_path: Path) -> None:
    (tmp_path / "prek.toml").write_text('repos = [{ repo = "meta", hooks = [] }]\n')
    made = plan(str(tmp_path), SOURCE)
    assert made is not None
    assert made.edits == ()
    assert "prek.toml" in made.by_hand
