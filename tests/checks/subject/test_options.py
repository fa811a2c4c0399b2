from __future__ import annotations

import pytest

from forge_migrations.checks.subject.options import Options
from forge_migrations.workflow.command_line import check_parser

PLAIN: list[list[str]] = [
    [],
    ["--staged"],
    ["--all-files"],
    ["destructive-sql"],
    ["forge-rehearsal", "--staged"],
    ["--all-files", "nonsense"],
]


@pytest.mark.parametrize("words", PLAIN)
def test_a_plain_hook_is_asked_for_what_the_parser_would_read(words: list[str]) -> None:
    plain = Options.plain(words)

    assert plain is not None
    read = check_parser().parse_args(words, namespace=Options())
    names = [name for name in Options.__annotations__ | vars(Options) if name[0] != "_"]
    assert {name: getattr(plain, name) for name in names if name != "plain"} == {
        name: getattr(read, name) for name in names if name != "plain"
    }


@pytest.mark.parametrize(
    "words",
    [
        ["--staged", "--all-files"],
        ["--all-files", "--staged"],
        ["one", "two"],
        ["--format", "json"],
        ["--format=json"],
        ["--help"],
        ["-x"],
        [""],
        ["--"],
        ["--stag"],
    ],
)
def test_whatever_else_is_left_to_the_parser(words: list[str]) -> None:
    assert Options.plain(words) is None


def test_what_argparse_gathers_stays_with_one_command_line() -> None:
    read = check_parser().parse_args(
        ["--output", "json=a", "--output", "sarif=b"], namespace=Options()
    )

    assert read.output == ["json=a", "sarif=b"]
    assert Options().output is None
