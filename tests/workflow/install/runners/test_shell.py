from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from forge_migrations.workflow.install.runners import shell
from workflow.install.runners.edited import SOURCE

OURS = "\n".join(shell.lines(SOURCE)) + "\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("npm test\n", "npm test\n" + OURS),
        ("npm test", "npm test\n" + OURS),
        ("", OURS),
        ("npm test\nexit 0\n", "npm test\n" + OURS + "exit 0\n"),
        ("npm test\nexec npx other\n", "npm test\n" + OURS + "exec npx other\n"),
        ("if x; then\n  exit 1\nfi\n", "if x; then\n  exit 1\nfi\n" + OURS),
        ("exits=1\n", "exits=1\n" + OURS),
        ("a\r\nb\r\n", "a\r\nb\r\n" + OURS.replace("\n", "\r\n")),
    ],
)
def test_the_command_comes_last_or_before_the_line_that_ends_the_script(
    before: str, after: str
) -> None:
    assert shell.with_command(before, SOURCE, shebang=True) == after


def test_a_new_script_has_a_first_line_where_it_needs_one() -> None:
    assert shell.with_command(None, SOURCE, shebang=True) == "#!/bin/sh\n" + OURS
    assert shell.with_command(None, SOURCE, shebang=False) == OURS


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("npx forge-migrations\n", True),
        ("# forge-migrations later\n", False),
        ("  # forge-migrations\n", False),
        ("", False),
    ],
)
def test_a_comment_calls_nothing(text: str, there: bool) -> None:
    assert shell.calls_it(text) is there


@pytest.mark.parametrize(
    ("first", "is_one"),
    [
        ("#!/bin/sh", True),
        ("#!/usr/bin/env bash", True),
        ("#!/usr/bin/env -S zsh -e", True),
        ("npm test", True),
        ("#!/usr/bin/env node", False),
        ("#!/usr/bin/python3", False),
        ("#!/opt/fish", False),
    ],
)
def test_a_script_of_another_language_is_no_shell(first: str, is_one: bool) -> None:
    assert shell.is_shell(first + "\nmore\n") is is_one


@pytest.mark.parametrize("form", ["lines", "one_line"])
@pytest.mark.parametrize(("exit_code", "tool"), [(0, True), (1, True), (3, True), (1, False)])
def test_both_forms_end_as_the_command_ends_and_as_1_without_it(
    form: str, exit_code: int, tool: bool, tmp_path: Path
) -> None:
    text = OURS if form == "lines" else shell.one_line(SOURCE)
    if tool:
        (tmp_path / "forge-migrations").write_text(f"#!/bin/sh\nexit {exit_code}\n")
        (tmp_path / "forge-migrations").chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", "-c", text],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(tmp_path)},
    )
    assert ran.returncode == exit_code
    assert ("uv tool install git+https://example.com/forge-migrations@v0.1.0" in ran.stderr) is (
        not tool
    )
