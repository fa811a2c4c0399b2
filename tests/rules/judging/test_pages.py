from __future__ import annotations

from pathlib import Path

import pytest

from forge_migrations.cli import main
from forge_migrations.rules.judging.pages import pages

DOCS = Path(__file__).parents[3] / "docs" / "rules"


def test_the_pages_in_the_repository_are_what_the_rules_say_now() -> None:
    written = {path.name: path.read_text() for path in DOCS.iterdir()}
    assert written == pages(), "write them again: forge-migrations rules --pages docs/rules"


def test_a_rule_is_explained_with_both_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "drop-column"]) == 0
    said = capsys.readouterr().out
    assert "ALTER TABLE pets DROP age;" in said
    assert "allow drop-column:" in said


def test_a_rule_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "drop-colum"]) == 2
    assert "drop-column" in capsys.readouterr().err
