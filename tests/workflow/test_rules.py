from __future__ import annotations

import json
from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.rules import RULES
from forge_migrations.rules.judging.pages import every_rule
from forge_migrations.rules.judging.pages import written_out

Capture = pytest.CaptureFixture[str]


def test_every_rule_is_listed_under_its_class_or_its_check(capsys: Capture) -> None:
    assert main(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    listed: dict[str, str] = {}
    title = ""
    for line in lines:
        if line.startswith("  "):
            listed[line.split()[0]] = title
        elif line:
            title = line.split()[0]
    assert {rule.id: rule.kind for rule in RULES}.items() <= listed.items()
    assert listed["stale"] == "stale-migrations"
    assert set(listed) == set(every_rule())


def test_the_list_for_a_program_says_the_same(capsys: Capture) -> None:
    assert main(["rules", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in listed] == every_rule()
    assert {r.id: r.kind for r in RULES}.items() <= {o["id"]: o["class"] for o in listed}.items()
    assert all(one["problem"] and one["remedy"] and one["engines"] for one in listed)


@pytest.mark.parametrize("rule", every_rule())
def test_every_rule_says_what_why_and_what_to_type(rule: str, capsys: Capture) -> None:
    assert main(["rules", rule]) == 0
    told = capsys.readouterr().out
    assert told.startswith(rule)
    assert "`" + "``" not in told
    if rule in written_out():
        for part in ("\nWhy it matters: ", "\nHow it comes about\n", "\nWhat to type\n"):
            assert part in told


def test_a_rule_is_explained_with_what_it_finds_and_how_to_allow_it(capsys: Capture) -> None:
    assert main(["rules", "drop-column"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("drop-column (data-loss; ")
    for part in ("\nFound:\n", "\nNot found:\n", "-- forge-migrations: allow drop-column: "):
        assert part in told


def test_a_misspelt_rule_is_an_error_that_names_the_one_that_was_meant(capsys: Capture) -> None:
    assert main(["rules", "drop-colum"]) == 2
    assert "drop-column" in capsys.readouterr().err


def test_pages_are_written_and_those_of_rules_that_are_gone_removed(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "gone-rule.md").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["rules", "--pages", str(tmp_path)]) == 0
    written = {path.name for path in tmp_path.iterdir()}
    assert "gone-rule.md" not in written
    assert "notes.txt" in written
    assert {f"{rule.id}.md" for rule in RULES} <= written


def test_a_name_of_squawks_is_explained_by_the_rules_that_say_it_here(capsys: Capture) -> None:
    assert main(["rules", "ban-drop-table"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "squawk's ban-drop-table is said here by: drop-table, drop-table-cascade"
    )
    assert "allow drop-table-cascade: why" in told


def test_a_name_of_squawks_gives_a_program_each_rule_that_it_means(capsys: Capture) -> None:
    assert main(["rules", "ban-drop-table", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["rules"]
    assert [one["id"] for one in told] == ["drop-table", "drop-table-cascade"]
