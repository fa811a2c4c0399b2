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
    answer = Answer("no", "No statement loses data", said, "Data is lost")
    text = render(small()._replace(answers=(answer,), migrations=(migration,)))
    assert "    and 16 more\n" in text
    assert "✗ Data is lost\n" in text and "No statement" not in text
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


def test_what_holds_is_folded_and_stands_below_what_does_not() -> None:
    holds = [Answer("yes", f"Claim {n} holds") for n in range(9)]
    answers = (*holds, Answer("unknown", "Who knows", ("nobody",)), Answer("no", "A", ("x",), "B"))
    lines = render(small()._replace(answers=answers), width=80).splitlines()
    at = lines.index("✗ B")
    assert lines[at : at + 4] == ["✗ B", "    x", "? Who knows", "    nobody"]
    assert lines[at + 4].startswith("✓ 9 of 11 hold: claim 0 holds; claim 1 holds;")
    assert "✓ Claim 0 holds" in render(small()._replace(answers=answers), verbose=True)


def test_what_an_answer_has_said_another_names() -> None:
    said = ("a.sql:1 drops it",)
    answers = (Answer("no", "A", said, "Data is lost"), Answer("no", "B", said, "Code breaks"))
    text = render(small()._replace(answers=answers))
    assert text.count("a.sql:1 drops it") == 1
    assert "✗ Code breaks\n    the same as: Data is lost\n" in text


def test_a_long_migration_shows_its_findings_and_all_of_it_when_asked() -> None:
    found = tuple(
        Finding(
            "destructive-sql", "drop-column", PATH, n, f'drops column "c{n}" of table "t"', "wait"
        )
        for n in range(1, 81)
    )
    migration = ReviewedMigration("0042_teams", PATH, "SELECT 1;\n" * 80, found)
    review = small()._replace(migrations=(migration,))
    assert len(render(review, width=80).splitlines()) < 45
    assert 'drops 80 columns of table "t" (lines 1–80)' in render(review)
    assert render(review, verbose=True).count("^ drop-column") == 80


def test_every_line_fits_but_sql() -> None:
    lines = render(small(), width=60).splitlines()
    sql = tuple(f"  {text}" for text in small().migrations[0].sql.splitlines())
    assert [line for line in lines if len(line) > 60 and not line.endswith(sql)] == []
