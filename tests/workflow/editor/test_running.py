from __future__ import annotations

import sys
from pathlib import Path

from forge_migrations.remedy import command
from forge_migrations.remedy import ours
from forge_migrations.workflow.editor.running import run_all


def test_commands_run_in_their_folder_until_one_fails(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write = command(sys.executable, "-c", "open('made', 'w'); print('one')", cwd="in")
    fail = command(sys.executable, "-c", "print('no\\n\\nbecause'); exit(3)")
    never = command(sys.executable, "-c", "open('never', 'w')")
    ran = run_all([write, fail, never], str(tmp_path))
    assert ran.code == 3
    assert ran.short.endswith("ended with 3: because")
    assert "one" in ran.whole
    assert (tmp_path / "in" / "made").exists()
    assert not (tmp_path / "never").exists()


def test_this_program_is_the_one_that_serves(tmp_path: Path) -> None:
    ran = run_all([ours("rules", "drop-column")], str(tmp_path))
    assert ran.code == 0
    assert ran.short == "done: forge-migrations rules drop-column"
    assert "drop-column (data-loss" in ran.whole


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    ran = run_all([command("no-such-program")], str(tmp_path))
    assert ran.code == 127
    assert "no-such-program" in ran.short


def test_nothing_waits_for_an_answer(tmp_path: Path) -> None:
    ran = run_all([command(sys.executable, "-c", "input()")], str(tmp_path))
    assert ran.code == 1
