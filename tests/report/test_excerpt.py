"""The line with the spot underlined."""

from __future__ import annotations

from forge_migrations.findings import Finding
from forge_migrations.report.excerpt import excerpt

DROP = Finding("destructive-sql", "drop-column", "a.sql", 7, 'drops column "c" of table "t"', "f")


def spot(finding: Finding, source: str, width: int = 60) -> str:
    lines = list(excerpt(finding, source, width))
    if not lines:
        return ""
    start = lines[1].index("^")
    return lines[0][start : start + lines[1].count("^")]


def test_the_part_is_underlined_before_its_table() -> None:
    assert list(excerpt(DROP, "  ALTER TABLE t DROP COLUMN c;", 80)) == [
        "   7 | ALTER TABLE t DROP COLUMN c;",
        "     |                           ^",
    ]
    assert spot(DROP._replace(message='rewrites "t" to change "c"'), 'ALTER TABLE "t" "c"') == "c"


def test_typescript_spells_names_its_own_way() -> None:
    stale = DROP._replace(check="stale-migrations", message='adds column "created_at" text')
    assert spot(stale, "  createdAt: timestamp(),") == "createdAt"


def test_a_statement_that_names_nothing_is_underlined_whole() -> None:
    assert spot(DROP._replace(message="deletes it"), "DELETE FROM x;") == "DELETE FROM x;"


def test_a_line_that_has_nothing_of_it_is_not_shown() -> None:
    assert spot(DROP._replace(check="migration-history"), "CREATE TABLE z ();") == ""


def test_a_long_line_is_shown_around_the_spot() -> None:
    lines = list(excerpt(DROP, "x" * 200 + " c " + "y" * 200, 60))
    assert all(len(line) <= 60 for line in lines)
    assert spot(DROP, "x" * 200 + " c " + "y" * 200) == "c"
