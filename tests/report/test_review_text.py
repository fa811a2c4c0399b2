from __future__ import annotations

from forge_migrations.report.review_text import render
from report.shapes import small


def test_findings_stand_under_their_lines_with_what_to_do() -> None:
    lines = render(small()).splitlines()
    at = lines.index('   7  DROP TABLE "drafts" CASCADE;')
    assert lines[at + 1] == '      ^ drop-table: drops table "drafts"'
    assert lines[at + 2] == "        fix: rename it first"


def test_the_checklist_comes_first() -> None:
    text = render(small())
    assert (
        text.index("No statement loses data") < text.index("Changes") < text.index("CREATE TABLE")
    )


def test_colour_only_when_asked() -> None:
    assert "\033" not in render(small())
    assert "\033[31m" in render(small(), colour=True)
