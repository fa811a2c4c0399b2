from __future__ import annotations

from forge_migrations.report.markdown import marker
from forge_migrations.report.markdown import render
from forge_migrations.report.reviewed import Measured
from forge_migrations.report.reviewed import ReviewedMigration
from report.shapes import large
from report.shapes import small


def test_the_first_line_names_the_comment_for_the_next_run() -> None:
    assert render(small()).startswith(marker("drizzle.config.ts") + "\n")


def test_touched_tables_are_a_mermaid_diagram() -> None:
    text = render(small())
    diagram = text.partition("```mermaid\n")[2].partition("```")[0]
    assert diagram.startswith("erDiagram\n")
    assert '  "teams" {' in diagram
    assert '    text bio  "added"' in diagram
    assert '  "users" ||--o{ "teams" : "users_id"' in diagram


def test_a_comment_fits_into_what_github_takes() -> None:
    review = small()
    sql = "SELECT 1;\n" * 5000
    long = review._replace(migrations=tuple(
        ReviewedMigration(f"{n:04}_x", f"drizzle/{n:04}_x.sql", sql) for n in range(4)
    ))  # fmt: skip
    text = render(long)
    assert len(text) < 65_536
    assert "too long for a comment" in text
    assert "```mermaid" in text
    assert len(render(large(500))) < 65_536


def test_what_was_measured_is_a_folded_table() -> None:
    rows = (("x.sql:1", "DROP TABLE a | b", "ACCESS EXCLUSIVE on a", "—"),)
    text = render(
        small()._replace(measured=Measured(("where", "statement", "locks", "rows"), rows))
    )
    assert "| where | statement | locks |\n|-|-|-|\n" in text
    assert "| x.sql:1 | `DROP TABLE a \\| b` | ACCESS EXCLUSIVE on a |" in text


def test_one_change_is_no_plural() -> None:
    text = render(small()._replace(explained=small().explained[:1]))
    assert " · 1 change · " in text
    assert "<summary>1 change of the schema</summary>" in text


def test_backticks_in_sql_stay_inside_their_fence() -> None:
    review = small()._replace(
        migrations=(ReviewedMigration("0001_x", "drizzle/0001_x.sql", "-- ```\nDROP TABLE `a`;"),)
    )
    assert "````sql\n-- ```\nDROP TABLE `a`;\n````" in render(review)


def test_names_mention_nobody_and_mark_nothing_up() -> None:
    review = small()
    finding = review.migrations[0].findings[0]._replace(message="drops <b> @team *x*")
    migration = review.migrations[0]._replace(findings=(finding,))
    text = render(review._replace(migrations=(migration,)))
    assert "drops &lt;b&gt; &#64;team \\*x\\*" in text
