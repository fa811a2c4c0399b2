"""Lines that fit a terminal, and what they are never broken in."""

from __future__ import annotations

import os
import subprocess

import pytest

from forge_migrations.report.wrapping import coloured
from forge_migrations.report.wrapping import columns
from forge_migrations.report.wrapping import pasteable
from forge_migrations.report.wrapping import wide
from forge_migrations.report.wrapping import wrapped


def test_lines_break_between_words_and_hang() -> None:
    assert wrapped("one two three four", 9) == ["one two", "    three", "    four"]
    assert wrapped("  fix: one two", 10, "       ") == ["  fix: one", "       two"]


def test_a_word_is_never_broken() -> None:
    assert wrapped("see drizzle/0001_a_very_long_name.sql now", 10)[1] == (
        "    drizzle/0001_a_very_long_name.sql"
    )


def test_letters_that_are_two_columns_wide_count_twice() -> None:
    assert wide("日本") == 4
    assert wide("e\u0301") == 1
    assert wrapped("日本 日本 日本", 9) == ["日本 日本", "    日本"]


@pytest.mark.parametrize("width", [20, 30, 40, 80])
def test_a_command_can_be_pasted_however_narrow_it_is(width: int) -> None:
    links = [
        ["(cd", "'a b'"],
        ["printf", "'%s\\n'", "one", "'two && 2'", "three", '"four"', "five)"],
        ["printf", "'%s\\n'", "six"],
    ]
    folder = os.environ["HOME"]
    os.makedirs(os.path.join(folder, "a b"))
    lines = pasteable(links, width)
    ran = subprocess.run(
        ["sh"], input="\n".join(lines), cwd=folder, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split("\n") == ["one", "two && 2", "three", "four", "five", "six", ""]


def test_an_option_keeps_its_value() -> None:
    words = ["forge-migrations", "generate", "--rename", "sessions.user=owner", "--name", "owner"]
    assert pasteable([words], 40) == [
        "forge-migrations generate \\",
        "  --rename sessions.user=owner \\",
        "  --name owner",
    ]


def test_the_width_is_what_the_environment_says() -> None:
    assert columns({"COLUMNS": "100"}) == 100
    assert columns({"COLUMNS": "3"}) == 40


@pytest.mark.parametrize(
    ("environ", "terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"CLICOLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"CLICOLOR_FORCE": "1"}, False, True),
        ({"CLICOLOR_FORCE": "0"}, False, False),
    ],
)
def test_colour_is_for_terminals_and_for_whoever_asks(
    environ: dict[str, str], terminal: bool, wanted: bool
) -> None:
    assert coloured(environ, terminal) is wanted
