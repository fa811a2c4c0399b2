from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.workflow.install.runners import shell
from forge_migrations.workflow.install.runners.hooks_path import folder_of
from forge_migrations.workflow.install.runners.hooks_path import plan
from workflow.install.runners.edited import SOURCE
from workflow.install.runners.edited import carried_out
from workflow.install.runners.edited import planned

OURS = "\n".join(shell.lines(SOURCE)) + "\n"


def test_the_scripts_get_the_command_and_git_is_told_of_the_folder(tmp_path: Path) -> None:
    script = "#!/bin/sh\n# ours\nnpm test\n"
    after = carried_out(plan, tmp_path, {".githooks/pre-commit": script})
    assert after == {
        ".githooks/pre-commit": script + OURS,
        ".githooks/pre-merge-commit": "#!/bin/sh\n" + OURS,
        ".githooks/pre-push": "#!/bin/sh\n"
        + OURS.replace("forge-migrations ||", "forge-migrations pre-push ||"),
    }
    made = planned(plan, tmp_path, {})
    assert made.then == ("git config core.hooksPath .githooks",)
    configured = plan(str(tmp_path), SOURCE, ".githooks")
    assert configured
    assert configured.then == ()


@pytest.mark.parametrize(
    ("configured", "folder"),
    [
        ("", ""),
        ("hooks", "hooks"),
        ("./hooks/", "hooks"),
        ("../elsewhere", ""),
        ("/usr/share/hooks", ""),
        (".git/hooks", ""),
        (".git", ""),
    ],
)
def test_only_a_folder_of_the_repository_is_edited(
    tmp_path: Path, configured: str, folder: str
) -> None:
    assert folder_of(str(tmp_path), configured) == folder
    assert folder_of(str(tmp_path), str(tmp_path / "own")) == "own"


def test_a_folder_by_custom_counts_only_when_it_is_there(tmp_path: Path) -> None:
    assert plan(str(tmp_path), SOURCE) is None
    (tmp_path / ".git-hooks").mkdir()
    assert folder_of(str(tmp_path), "") == ".git-hooks"


def test_a_script_in_another_language_is_left_to_the_person(tmp_path: Path) -> None:
    made = planned(plan, tmp_path, {".githooks/pre-commit": "#!/usr/bin/env node\n"})
    assert made.edits == ()
    assert ".githooks/pre-commit" in made.by_hand
