"""The help, and what is typed in another order than it is meant."""

from __future__ import annotations

import pytest

from forge_migrations.checks import CHECKS
from forge_migrations.cli import main
from forge_migrations.workflow import MODULES
from forge_migrations.workflow.command_line import ABOUT_CHECKS
from forge_migrations.workflow.command_line import COMMANDS
from forge_migrations.workflow.command_line import GROUPS


def shown(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_every_command_and_check_is_in_the_tables_once() -> None:
    assert sorted(COMMANDS) == sorted(MODULES)
    assert len(COMMANDS) == sum(map(len, GROUPS.values()))
    assert set(ABOUT_CHECKS) == set(CHECKS)


@pytest.mark.parametrize("name", ["", *MODULES])
def test_no_line_of_a_help_is_longer_than_a_terminal(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = shown([name, "--help"] if name else ["--help"], capsys).splitlines()

    assert [line for line in lines if len(line) > 80] == []


def test_help_begins_where_a_person_begins(capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(["help"], capsys)

    assert said.index("start here") < said.index("every day") < said.index("on a database")
    assert shown(["help", "status"], capsys) == shown(["status", "--help"], capsys)


def test_debug_may_stand_before_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--debug", "rules", "drop-column"]) == 0
    assert capsys.readouterr().out.startswith("drop-column")


def test_a_command_behind_its_options_is_told_with_the_line_to_type(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--format", "json", "status", "--exit-code"]) == 2
    assert "run: forge-migrations status --format json --exit-code" in capsys.readouterr().out
