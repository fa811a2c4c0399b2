from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.report.review_text import render
from forge_migrations.report.reviewed import Answer
from forge_migrations.report.reviewed import ReviewedMigration
from report.shapes import PATH
from report.shapes import small


def test_findings_stand_under_their_lines_with_what_to_do() -> None:
    lines = render(small()).splitlines()
    at = lines.index('   7  DROP TABLE "drafts" CASCADE;')
    assert lines[at + 1] == '      ^ drop-table: drops table "drafts"'
    assert lines[at + 2] == "        fix: rename it first"


def test_a_long_answer_and_a_repeated_remedy_are_cut_short() -> None:
    said = tuple(f"{PATH}:{n} drops a column" for n in range(1, 21))
    found = tuple(
        Finding("destructive-sql", "drop-column", PATH, n, "drops a column", "release first")
        for n in (1, 2, 3)
    )
    migration = ReviewedMigration("0042_teams", PATH, "SELECT 1;\n" * 3, found)
    answer = Answer("no", "No statement loses data", said)
    text = render(small()._replace(answers=(answer,), migrations=(migration,)))
    assert "… and 12 more: look at their lines below" in text
    assert text.count("^ drop-column") == 3
    assert text.count("fix: release first") == 1


def test_the_checklist_comes_first() -> None:
    text = render(small())
    assert (
        text.index("No statement loses data") < text.index("Changes") < text.index("CREATE TABLE")
    )


def test_colour_only_when_asked() -> None:
    assert "\033" not in render(small())
    assert "\033[31m" in render(small(), colour=True)
